#!/usr/bin/env python3
"""What proving a signature costs: signed requests to the service and to one that asks nobody."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from clausebook.auth import SecretKey, Signer
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.judge import Judge
from clausebook.openapi import load

ROOT = Path(__file__).resolve().parents[2]
CONTRACT_TESTS = ROOT / "contract_tests"
SPEC = ROOT / "spec" / "dis-checkpoints.yaml"


class Measured(NamedTuple):
    """Requests per second, the 99th percentile in milliseconds, and every exchange."""

    rate: float
    slowest: float
    exchanges: list[Exchange]


@contextmanager
def running(*arguments: str) -> Iterator[dict[str, Any]]:
    """The service in its own process; what it says of itself."""
    command = [sys.executable, "-m", "reference_service.process", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=CONTRACT_TESTS
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.kill()


def measure(said: dict[str, Any], total: int, clients: int) -> Measured:
    """Sends `total` requests, signed beforehand, from so many clients at once."""
    address = urlsplit(said["url"])
    signer = Signer(SecretKey(*said["key"]), address.netloc)
    media_type = ("Content-Type", "application/json")
    made = [
        signer.sign(Request(method, target, (media_type,), body.encode()))
        for method, target, body in said["requests"]
    ]
    start = threading.Barrier(clients + 1)

    def client(number: int) -> list[Exchange]:
        mine = islice(cycle(made), number, number + total // clients)
        with closing(HTTPConnection(str(address.hostname), address.port, timeout=60)) as line:
            line.connect()
            start.wait()
            return [exchange(line, request) for request in mine]

    with ThreadPoolExecutor(clients) as pool:
        answers = [pool.submit(client, number) for number in range(clients)]
        start.wait()
        began = time.perf_counter()
        exchanges = [one for answer in answers for one in answer.result()]
        seconds = time.perf_counter() - began
    slowest = statistics.quantiles([one.seconds * 1000 for one in exchanges], n=100)[98]
    return Measured(len(exchanges) / seconds, slowest, exchanges)


def exchange(line: HTTPConnection, request: Request) -> Exchange:
    """One request and the answer to it."""
    began = time.perf_counter()
    line.request(request.method, request.target, request.body or None, dict(request.headers))
    answer = line.getresponse()
    response = Response(answer.status, tuple(answer.getheaders()), answer.read())
    return Exchange(request, response, time.perf_counter() - began)


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 where an answer was undocumented or a 5xx."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5000, help="requests in a round (5000)")
    parser.add_argument("--clients", type=int, default=20, help="clients at once (20)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds with each server (3)")
    given = parser.parse_args(argv)
    judge, wrong = Judge(load(SPEC)), 0
    rounds: dict[str, list[Measured]] = {"verified": [], "unverified": []}
    with running() as verified, running("--unverified") as unverified:
        for _ in range(given.rounds):  # in turn, so that a busy moment meets both
            for name, said in (("verified", verified), ("unverified", unverified)):
                measured = measure(said, given.requests, given.clients)
                rounds[name].append(measured)
                for one in measured.exchanges:
                    broken = judge.response(one.request, one.response)
                    wrong += bool(broken) or one.response.status >= 500
    figures = {}
    for name, measurements in rounds.items():
        rate = statistics.median(one.rate for one in measurements)
        slowest = statistics.median(one.slowest for one in measurements)
        figures[name] = (rate, slowest)
        print(f"{name:<12}{rate:>8.0f} requests/s   99th percentile {slowest:>7.2f} ms")
    ratios = [a / b for a, b in zip(figures["verified"], figures["unverified"], strict=True)]
    print(f"ratio       {ratios[0]:>8.2f}              99th percentile {ratios[1]:>7.2f}")
    total = sum(len(one.exchanges) for each in rounds.values() for one in each)
    print(f"{total} answers, {wrong} of them undocumented or 5xx")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
