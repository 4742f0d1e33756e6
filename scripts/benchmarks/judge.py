#!/usr/bin/env python3
"""How fast requests are judged, beside openapi-core on the same requests in the same run.

openapi-core wants older releases of what the project pins, so it gets an environment of its own:

    python -m venv /tmp/benchmark
    /tmp/benchmark/bin/pip install openapi-core jsonschema-rs PyYAML
    PYTHONPATH=scripts /tmp/benchmark/bin/python scripts/benchmarks/judge.py
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from clausebook.openapi import Document, load

SPEC = Path(__file__).resolve().parents[2] / "spec" / "dis-checkpoints.yaml"
HOST = "https://dis.cn-north-4.myhuaweicloud.com"
CREDENTIALS = {"X-Auth-Token": "benchmark-token"}
# Of one measurement: long enough that a timer's grain is nothing.
LEAST_SECONDS = 0.2

Verdict = Callable[[Request], bool]


def requests_of(document: Document) -> tuple[list[Request], list[Request]]:
    """Requests without a body and with one: each to be refused beside one to be accepted."""
    planner = Planner(document, Facts(), Judge(document))
    found: dict[tuple[bool, str], dict[Request, None]] = {}
    for operation in document.operations:
        for probe in planner.probes(operation):
            if probe.expects in ("accepted", "rejected") and probe.draft.method is None:
                request = probe.draft.request(CREDENTIALS)
                found.setdefault((bool(request.body), probe.expects), {})[request] = None
    plain, bodies = (
        [
            one
            for pair in zip(found[body, "rejected"], cycle(found[body, "accepted"]), strict=False)
            for one in pair
        ]
        for body in (False, True)
    )
    return plain, bodies


def our_verdict(document: Document) -> Verdict:
    """Whether the judge takes a request; every violation is looked for, not the first alone."""
    judge = Judge(document)
    return lambda request: not judge.request(request)


def their_verdict(document: Document, requests: Sequence[Request]) -> Verdict:
    """Whether openapi-core takes a request; its own request objects are made beforehand."""
    core = importlib.import_module("openapi_core")
    refused = importlib.import_module("openapi_core.exceptions").OpenAPIError
    known = core.OpenAPI.from_dict(document.data)
    made = {request: _their_request(request) for request in requests}

    def verdict(request: Request) -> bool:
        try:
            known.validate_request(made[request])
        except refused:
            return False
        return True

    return verdict


def _their_request(request: Request) -> Any:
    headers = dict(request.headers)
    return importlib.import_module("openapi_core.testing").MockRequest(
        HOST,
        request.method.lower(),
        request.path,
        args=dict(parse_qsl(request.query, keep_blank_values=True)),
        headers=headers,
        data=request.body or None,
        content_type=headers.get("Content-Type", "application/json"),
    )


def rate(verdict: Verdict, requests: Sequence[Request]) -> float:
    """Requests judged in a second, over as many whole rounds as take long enough."""
    rounds, began = 0, time.perf_counter()
    while (seconds := time.perf_counter() - began) < LEAST_SECONDS or not rounds:
        for request in requests:
            verdict(request)
        rounds += 1
    return rounds * len(requests) / seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Prints both rates and their ratio; 2 where openapi-core is not installed."""
    summary, _, install = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=install, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds with each, in turn (5)")
    given = parser.parse_args(argv)
    document = load(SPEC)
    plain, bodies = requests_of(document)
    try:
        theirs = their_verdict(document, [*plain, *bodies])
    except ModuleNotFoundError as error:
        print(f"{error}; install it as this file's --help says", file=sys.stderr)
        return 2
    verdicts = {"clausebook": our_verdict(document), "openapi-core": theirs}
    _compare("without a body", plain, verdicts, given.rounds)
    _compare("with a body", bodies, verdicts, given.rounds)
    return 0


def _compare(
    what: str, requests: Sequence[Request], verdicts: dict[str, Verdict], rounds: int
) -> None:
    rates: dict[str, list[float]] = {name: [] for name in verdicts}
    for _ in range(rounds):  # in turn, so that a busy moment meets both
        for name, verdict in verdicts.items():
            rates[name].append(rate(verdict, requests))
    ours, theirs = (statistics.median(found) for found in rates.values())
    said: Any = [tuple(verdict(request) for verdict in verdicts.values()) for request in requests]
    apart = sum(one != other for one, other in said)
    accepted = sum(one for one, _ in said)
    print(f"{len(requests)} requests {what}, {accepted} of them right; they differ on {apart}")
    print(f"  clausebook   {ours:>10.0f} a second")
    print(f"  openapi-core {theirs:>10.0f} a second")
    print(f"  ratio        {ours / theirs:>10.1f}")


if __name__ == "__main__":
    sys.exit(main())
