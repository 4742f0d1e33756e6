"""The command line: verbs, options, and errors of wrong options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from clausebook.cli import verbs
from clausebook.cli.catalogue import KINDS
from clausebook.cli.diff_and_report import add_diff_options
from clausebook.report import FORMATS, FORMER_STAGES, STAGES

_PLAIN = ("text", "json")
_CATALOGUE = (*_PLAIN, "markdown")
_FILES_OF_ROUTE = {
    "--ca-file": "also trust the certificates in this PEM file",
    "--client-cert": "client certificate (PEM) for --url",
    "--client-key": "key of --client-cert, if it is in another file",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Prints one line instead of argparse's usage and error."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the command; the parsed options have the verb's function in `run`."""
    top = _Parser(
        prog="clausebook",
        description="Tests a REST API and its client against an OpenAPI document by clause.",
        epilog="Exit codes: 0 fine, 1 a finding, 2 could not run, 130 interrupted.",
        allow_abbrev=False,
    )
    verb = top.add_subparsers(title="verbs", metavar="VERB", required=True, parser_class=_Parser)

    guard = _verb(verb, "guard", verbs.guard, "check the document, its client and the service")
    _report(guard)
    _guard(guard)

    prove = _verb(
        verb, "prove", verbs.prove, "mutate each clause and check that the checks kill the mutants"
    )
    _report(prove)
    prove.add_argument("--facts", type=Path, metavar="FILE", help="facts file: existing resources")
    prove.add_argument("--strict", action="store_true", help="exit 1 also if a mutant is unproven")
    prove.add_argument(
        "--workers", type=_at_least(1), metavar="N", help="parallel processes (one a core)"
    )

    generate = _verb(verb, "generate", verbs.generate, "write the client from the document")
    generate.add_argument("--check", action="store_true", help="change nothing; exit 1 on drift")
    generate.add_argument("--quiet", action="store_true", help="print findings only")

    diff = _verb(
        verb,
        "diff",
        verbs.diff,
        "compare two versions of the document: what changed, and whom it breaks",
    )
    add_diff_options(diff)
    _report(diff)

    report = _verb(verb, "report", verbs.report, "merge JSON reports, show them in another format")
    report.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a JSON report")
    _report(report)

    docs = _verb(verb, "docs", verbs.docs, "write the documentation site and run its examples")
    docs.add_argument("--into", type=Path, metavar="DIR", help="(site/ in the repository)")
    docs.add_argument(
        "--guard", type=Path, metavar="FILE", help="show the verdicts of this JSON report of guard"
    )
    docs.add_argument(
        "--prove", type=Path, metavar="FILE", help="show the score of this JSON report of prove"
    )
    docs.add_argument("--open", action="store_true", help="open the site in the browser")
    docs.add_argument("--quiet", action="store_true", help="print findings only")

    serve = _verb(verb, "serve", verbs.serve, "run the service, or a mock made from the document")
    serve.add_argument("--port", type=_port, default=8080, help="0 means a free one (%(default)s)")
    serve.add_argument(
        "--database", type=Path, metavar="FILE", help="store the service's state in this file"
    )
    serve.add_argument("--docs", action="store_true", help="also serve the site under /docs/")

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
    verbs_parser: argparse._SubParsersAction[_Parser], name: str, run: verbs.Verb, summary: str
) -> _Parser:
    sentence = f"{summary.capitalize()}."
    verb_parser = verbs_parser.add_parser(
        name, help=summary, description=sentence, allow_abbrev=False
    )
    verb_parser.set_defaults(run=run)
    verb_parser.add_argument("--spec", type=Path, metavar="FILE", help="the OpenAPI document")
    verb_parser.add_argument(
        "--project",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the folder whose pyproject.toml has [tool.clausebook] (here, or the nearest above)",
    )
    return verb_parser


def _report(verb: argparse.ArgumentParser, formats: Sequence[str] = FORMATS) -> None:
    verb.add_argument("--format", choices=formats, default="text", help="(%(default)s)")
    verb.add_argument("--output", type=Path, metavar="FILE", help="write the result to this file")
    verb.add_argument("--quiet", action="store_true", help="print findings and verdict only")
    verb.add_argument("--no-color", action="store_true", help="no colors (also: NO_COLOR)")


def _guard(guard: argparse.ArgumentParser) -> None:
    guard.add_argument(
        "--only",
        type=_stages,
        metavar="STAGES",
        help=f"run only these stages, comma-separated: {','.join(STAGES)} (all that apply)",
    )
    guard.add_argument("--url", metavar="BASE", help="test the deployment at this address")
    guard.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="send this header to --url (repeatable); its value is redacted in all output",
    )
    guard.add_argument(
        "--header-env",
        action="append",
        default=[],
        metavar="NAME=VARIABLE",
        help="the same, with the value of an environment variable (repeatable)",
    )
    guard.add_argument(
        "--strict",
        action="store_true",
        help="what the service leniently accepts (lenient/*) is an error, and exit 1 also if the "
        "run is incomplete: an operation was never accepted, or a mock judged",
    )
    guard.add_argument(
        "--credential",
        action="append",
        default=[],
        metavar="SCHEME=env:VARIABLE",
        help="the credential of this security scheme of the document, from an environment variable "
        "(repeatable); USER:PASSWORD for basic",
    )
    guard.add_argument(
        "--disposable",
        action="store_true",
        help="nothing behind a --url on this machine has to be kept: write to and delete any of "
        "it, not only what this run creates",
    )
    guard.add_argument(
        "--allow-writes",
        action="store_true",
        help="also write beyond loopback, if facts say writes = true: to known rows only, restored "
        "at the end or by the next run",
    )
    guard.add_argument(
        "--rate",
        type=_rate,
        metavar="N",
        help="the most requests a second to --url (10 beyond loopback)",
    )
    guard.add_argument(
        "--budget",
        type=_at_least(1),
        metavar="N",
        help="the most requests to --url, then exit 2 (2000 beyond loopback)",
    )
    guard.add_argument(
        "--proxy", metavar="URL", help="proxy for --url (HTTPS_PROXY, HTTP_PROXY, NO_PROXY)"
    )
    for name, meaning in _FILES_OF_ROUTE.items():
        guard.add_argument(name, type=Path, metavar="FILE", help=meaning)
    guard.add_argument("--facts", type=Path, metavar="FILE", help="facts file: existing resources")
    guard.add_argument(
        "--workers",
        type=_at_least(1),
        metavar="N",
        help="parallel processes (one a core, one for --url)",
    )
    guard.add_argument(
        "--max-response-time",
        type=_seconds,
        metavar="S",
        help="the longest allowed response time in seconds",
    )
    guard.add_argument("--seed", type=_at_least(0), metavar="N", help="seed for generated cases")
    guard.add_argument(
        "--max-examples", type=_at_least(1), metavar="N", help="generated cases per property"
    )


def _stages(text: str) -> tuple[str, ...]:
    given = [name.strip() for name in text.split(",")]
    for name in FORMER_STAGES.keys() & set(given):
        print(f"--only: {name!r} is called {FORMER_STAGES[name]!r} now", file=sys.stderr)
    names = [FORMER_STAGES.get(name, name) for name in given]
    for name in names:
        if name not in STAGES:
            raise argparse.ArgumentTypeError(
                f"{name!r} is not a stage; choose from {', '.join(STAGES)}"
            )
    return tuple(name for name in STAGES if name in names)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number from 0 to 65535")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 3600:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a number of seconds; write one such as 0.5"
        )
    return seconds


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a rate; write a number such as 5 or 0.5")
    return rate


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or int(text) < least:
            message = f"{text!r} is too small or not a number; write {least} or more"
            raise argparse.ArgumentTypeError(message)
        return int(text)

    return number
