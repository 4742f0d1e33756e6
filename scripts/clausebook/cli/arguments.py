"""The command line: its verbs, their options, and what a wrong option is told."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from clausebook.cli import verbs
from clausebook.cli.catalogue import KINDS
from clausebook.cli.diff_and_report import add_diff_options
from clausebook.report import FORMATS, STAGES

_PLAIN = ("text", "json")
_CATALOGUE = (*_PLAIN, "markdown")
_FILES_OF_ROUTE = {
    "--ca-file": "trust the certificates in this PEM file too",
    "--client-cert": "show this certificate (PEM) to the deployment",
    "--client-key": "the key of --client-cert, where it is not in the same file",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line in place of argparse's usage and error."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command; the chosen verb's function is in `run`."""
    top = _Parser(
        prog="clausebook",
        description="Holds a REST API to its OpenAPI document, clause by clause.",
        epilog="Exit codes: 0 fine, 1 a finding, 2 could not run, 130 interrupted.",
        allow_abbrev=False,
    )
    verb = top.add_subparsers(title="verbs", metavar="VERB", required=True, parser_class=_Parser)

    guard = _verb(verb, "guard", verbs.guard, "judge the document, its client and the service")
    _report(guard)
    _guard(guard)

    prove = _verb(verb, "prove", verbs.prove, "break each clause and see that the checks notice")
    _report(prove)
    prove.add_argument("--facts", type=Path, metavar="FILE", help="names that exist together")
    prove.add_argument(
        "--strict", action="store_true", help="exit 1 where an edit is unproven, too"
    )
    prove.add_argument(
        "--workers", type=_at_least(1), metavar="N", help="processes of checks (one a core)"
    )

    generate = _verb(verb, "generate", verbs.generate, "write the client anew from the document")
    generate.add_argument("--check", action="store_true", help="change nothing; exit 1 on drift")
    generate.add_argument("--quiet", action="store_true", help="say nothing where all is well")

    diff = _verb(verb, "diff", verbs.diff, "tell what changed in the document and whom it breaks")
    add_diff_options(diff)
    _report(diff)

    report = _verb(verb, "report", verbs.report, "merge JSON reports, show them in another format")
    report.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a JSON report")
    _report(report)

    docs = _verb(verb, "docs", verbs.docs, "write the site, and run every example on it")
    docs.add_argument("--into", type=Path, metavar="DIR", help="(site/ in the repository)")
    docs.add_argument("--guard", type=Path, metavar="FILE", help="evidence: a JSON report of guard")
    docs.add_argument("--prove", type=Path, metavar="FILE", help="score: a JSON report of prove")
    docs.add_argument("--open", action="store_true", help="show it in the browser")
    docs.add_argument("--quiet", action="store_true", help="say nothing where all is well")

    serve = _verb(verb, "serve", verbs.serve, "run the service, or one made from the document")
    serve.add_argument("--port", type=_port, default=8080, help="0 takes a free one (%(default)s)")
    serve.add_argument("--database", type=Path, metavar="FILE", help="keep the state in this file")
    serve.add_argument("--docs", action="store_true", help="show the site beside it, under /docs/")

    clauses = _verb(verb, "clauses", verbs.clauses, "list every clause of the document")
    _report(clauses, _PLAIN)

    explain = _verb(verb, "explain", verbs.explain, "show one clause in full")
    explain.add_argument("key", metavar="KEY", help="a clause's key, as `clauses` prints it")
    _report(explain, _PLAIN)

    checks = _verb(
        verb,
        "checks",
        verbs.checks,
        "list all checks and rules: id, kind, level, source",
    )
    checks.add_argument("--kind", choices=KINDS, help="only those that judge this")
    _report(checks, _CATALOGUE)
    return top


def _verb(
    among: argparse._SubParsersAction[_Parser], name: str, run: verbs.Verb, meaning: str
) -> _Parser:
    sentence = f"{meaning.capitalize()}."
    made = among.add_parser(name, help=meaning, description=sentence, allow_abbrev=False)
    made.set_defaults(run=run)
    made.add_argument("--spec", type=Path, metavar="FILE", help="the OpenAPI document")
    made.add_argument(
        "--project",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the folder whose pyproject.toml has [tool.clausebook] (here, or the nearest above)",
    )
    return made


def _report(verb: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    verb.add_argument("--format", choices=formats, default="text", help="(%(default)s)")
    verb.add_argument("--output", type=Path, metavar="FILE", help="write the result there")
    verb.add_argument("--quiet", action="store_true", help="no progress; findings and verdict only")
    verb.add_argument("--no-color", action="store_true", help="plain text (NO_COLOR does it too)")


def _guard(guard: argparse.ArgumentParser) -> None:
    guard.add_argument(
        "--only",
        type=_stages,
        metavar="STAGES",
        help=f"of {','.join(STAGES)}, separated by commas (each that has something to judge)",
    )
    guard.add_argument("--url", metavar="BASE", help="judge the deployment at this address")
    guard.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="send this to --url (repeatable); its value is masked in all output",
    )
    guard.add_argument(
        "--header-env",
        action="append",
        default=[],
        metavar="NAME=VARIABLE",
        help="the same, its value from an environment variable (repeatable)",
    )
    guard.add_argument(
        "--allow-writes",
        action="store_true",
        help="write beyond loopback too, if facts say writes = true: known rows alone, put back "
        "at the end or by the next run",
    )
    guard.add_argument(
        "--rate",
        type=_rate,
        metavar="N",
        help="requests a second to --url at the most (10 beyond loopback)",
    )
    guard.add_argument(
        "--budget",
        type=_at_least(1),
        metavar="N",
        help="requests to --url at the most, then exit 2 (2000 beyond loopback)",
    )
    guard.add_argument(
        "--proxy", metavar="URL", help="reach --url by this (HTTPS_PROXY, HTTP_PROXY, NO_PROXY)"
    )
    for name, meaning in _FILES_OF_ROUTE.items():
        guard.add_argument(name, type=Path, metavar="FILE", help=meaning)
    guard.add_argument("--facts", type=Path, metavar="FILE", help="what is known about --url")
    guard.add_argument(
        "--workers",
        type=_at_least(1),
        metavar="N",
        help="processes of checks (one a core, one for --url)",
    )
    guard.add_argument(
        "--max-response-time",
        type=_seconds,
        metavar="S",
        help="the longest that an answer of the provider may take",
    )
    guard.add_argument("--seed", type=_at_least(0), metavar="N", help="draw other cases")
    guard.add_argument(
        "--max-examples", type=_at_least(1), metavar="N", help="cases that each property draws"
    )


def _stages(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in STAGES:
            raise argparse.ArgumentTypeError(f"{name!r} is no stage; choose of {', '.join(STAGES)}")
    return tuple(name for name in STAGES if name in names)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; write one such as 0.5")
    return seconds


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate; write a number such as 5 or 0.5")
    return rate


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            message = f"{text!r} is too small or no number; write {least} or more"
            raise argparse.ArgumentTypeError(message)
        return int(text)

    return number
