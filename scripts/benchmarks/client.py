#!/usr/bin/env python3
"""What a call costs: plain httpx, requests, the vendor's SDK and the generated client, compared."""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "e9993fc787d94b6c886cbaa340f9c0f4"
QUERY = {
    "stream_name": "orders",
    "app_name": "billing",
    "checkpoint_type": "LAST_READ",
    "partition_id": "shardId-0000000000",
}
IMPORTS = {
    "plain httpx": "import httpx",
    "requests": "import requests",
    "the vendor's SDK": "from huaweicloudsdkdis.v2 import DisClient",
    "ours": "from dis_checkpoints import Client, auth",
}
TARGETS = {"call, to httpx": 1.15, "call, to the SDK": 0.5, "import, to httpx": 1.3}
# Answers every request on a connection with 204: what is measured is the client.
SERVER = """
import asyncio, socket
class Answering(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.kept = transport, b""
    def data_received(self, data):
        self.kept += data
        while b"\\r\\n\\r\\n" in self.kept:
            self.kept = self.kept.partition(b"\\r\\n\\r\\n")[2]
            self.transport.write(b"HTTP/1.1 204 No Content\\r\\nX-Request-Id: 1\\r\\n\\r\\n")
async def main():
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    server = await asyncio.get_running_loop().create_server(Answering, sock=listening)
    print(listening.getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server in its own process."""
    with subprocess.Popen(
        [sys.executable, "-I", "-c", SERVER], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()


def callers(url: str, stack: ExitStack) -> dict[str, Callable[[], object]]:
    """One call of each client, ready to be repeated; those that are not installed are left out."""
    import httpx
    from dis_checkpoints import Client, auth

    path = f"/v2/{PROJECT}/checkpoints"
    token = {"X-Auth-Token": "token"}
    plain = stack.enter_context(httpx.Client(base_url=url, headers=token))
    ours = stack.enter_context(Client(url, auth=auth.IamToken("token")))
    signed = stack.enter_context(Client(url, auth=auth.Signature("AK", "SK")))
    found: dict[str, Callable[[], object]] = {
        "plain httpx": lambda: plain.delete(path, params=QUERY),
        "ours": lambda: ours.delete_checkpoint(PROJECT, **QUERY),  # type: ignore[arg-type]  # a dict
        "ours, signed": lambda: signed.delete_checkpoint(PROJECT, **QUERY),  # type: ignore[arg-type]  # a dict
    }
    try:
        import requests

        session = stack.enter_context(requests.Session())
        session.headers.update(token)
        found["requests"] = lambda: session.delete(url + path, params=QUERY)
        from huaweicloudsdkcore.auth.credentials import BasicCredentials
        from huaweicloudsdkdis.v2 import DeleteCheckpointRequest, DisClient

        signing = BasicCredentials("AK", "SK", PROJECT)
        vendor = DisClient.new_builder().with_credentials(signing).with_endpoint(url).build()
        stack.callback(vendor.close)
        found["the vendor's SDK"] = lambda: vendor.delete_checkpoint(
            DeleteCheckpointRequest(**QUERY)
        )
    except ImportError as error:
        print(f"left out: {error}", file=sys.stderr)
    return found


def cost(call: Callable[[], object], times: int) -> float:
    """CPU milliseconds a call, of this process alone."""
    start = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - start) * 1000 / times


def asynchronous(url: str, times: int) -> dict[str, float]:
    """The same for plain httpx and ours, awaited one after the other."""
    import httpx
    from dis_checkpoints import AsyncClient, auth

    async def run() -> dict[str, float]:
        token = {"X-Auth-Token": "token"}
        async with (
            httpx.AsyncClient(base_url=url, headers=token) as plain,
            AsyncClient(url, auth=auth.IamToken("token")) as ours,
        ):
            made: dict[str, Callable[[], Any]] = {
                "plain httpx": lambda: plain.delete(f"/v2/{PROJECT}/checkpoints", params=QUERY),
                "ours": lambda: ours.delete_checkpoint(PROJECT, **QUERY),  # type: ignore[arg-type]  # a dict
            }
            found: dict[str, float] = {}
            for name, call in made.items():
                await call()
                start = time.process_time()
                for _ in range(times):
                    await call()
                found[f"{name}, async"] = (time.process_time() - start) * 1000 / times
            return found

    return asyncio.run(run())


def imported(statement: str, times: int) -> float:
    """CPU milliseconds that an import takes in a new process, the interpreter's start aside."""
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); start = time.process_time()\n"
        f"{statement}\nprint(time.process_time() - start)"
    )
    command = [sys.executable, "-c", program, str(ROOT / "generated")]
    found = [subprocess.run(command, capture_output=True, text=True) for _ in range(times)]
    numbers = [float(done.stdout) * 1000 for done in found if done.returncode == 0]
    return min(numbers) if numbers else float("nan")


def measured(calls: int, rounds: int) -> dict[str, float]:
    """The median of the rounds for each client; they take turns, so that noise meets all."""
    taken: dict[str, list[float]] = {}
    with server() as url, ExitStack() as stack:
        found = callers(url, stack)
        for call in found.values():
            cost(call, 100)
        for _ in range(rounds):
            for name, call in found.items():
                taken.setdefault(name, []).append(cost(call, calls))
            for name, value in asynchronous(url, calls).items():
                taken.setdefault(name, []).append(value)
    return {name: statistics.median(values) for name, values in taken.items()}


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500, help="calls in a round (500)")
    parser.add_argument("--rounds", type=int, default=9, help="rounds with each client (9)")
    given = parser.parse_args(argv)
    sys.path.insert(0, str(ROOT / "generated"))
    costs = measured(given.calls, given.rounds)
    print("| client | CPU ms a call | to httpx |\n|---|---|---|")
    for name, value in costs.items():
        base = costs["plain httpx, async" if name.endswith("async") else "plain httpx"]
        print(f"| {name} | {value:.3f} | {value / base:.2f} |")
    imports = {name: imported(statement, given.rounds) for name, statement in IMPORTS.items()}
    print("\n| import of | CPU ms | to httpx |\n|---|---|---|")
    for name, value in imports.items():
        print(f"| {name} | {value:.0f} | {value / imports['plain httpx']:.2f} |")
    ratios = {
        "call, to httpx": costs["ours"] / costs["plain httpx"],
        "call, to the SDK": costs["ours"] / costs.get("the vendor's SDK", float("nan")),
        "import, to httpx": imports["ours"] / imports["plain httpx"],
    }
    missed = [name for name, limit in TARGETS.items() if ratios[name] > limit]
    for name in missed:
        print(f"missed: {name} is {ratios[name]:.2f}, not {TARGETS[name]}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
