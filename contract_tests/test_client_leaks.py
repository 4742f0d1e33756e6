"""Thousands of calls from fifty tasks over one client: no error, and nothing left behind."""

from __future__ import annotations

import asyncio
import gc
import resource
import sys
from pathlib import Path

import pytest
from client_cases import GOOD
from dis_checkpoints import AsyncClient, auth

TASKS = 50
BYTES_A_CALL = 5 * 2**20 / 8_000
TEN_THOUSAND = pytest.param(
    10_000, marks=pytest.mark.slow(reason="twenty seconds for what a quarter mostly shows")
)
ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
OPEN, RESIDENT = Path("/proc/self/fd"), Path("/proc/self/statm")


class Answering(asyncio.Protocol):
    """Answers every request on a connection with 204."""

    open = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """One more."""
        Answering.open += 1
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept = transport, b""

    def data_received(self, data: bytes) -> None:
        """A request, or a part of one."""
        self.kept += data
        while b"\r\n\r\n" in self.kept:
            self.kept = self.kept.partition(b"\r\n\r\n")[2]
            self.transport.write(ANSWER)

    def connection_lost(self, error: Exception | None) -> None:
        """One less."""
        Answering.open -= 1


@pytest.mark.skipif(not OPEN.exists(), reason="open files are counted in /proc")
@pytest.mark.parametrize("count", [2_500, TEN_THOUSAND])
def test_many_calls_leave_nothing_behind(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # httpcore tries to import it at each lock, and a failing import searches the whole path.
    monkeypatch.setitem(sys.modules, "sniffio", None)

    settled = count // 5
    errors, grown, files, tasks, connections = asyncio.run(many_calls(settled, count - settled))

    assert errors == 0
    assert grown < BYTES_A_CALL * (count - settled)
    assert files == 0
    assert tasks == 1, "the test's own"
    assert connections == 0


async def many_calls(first: int, more: int) -> tuple[int, int, int, int, int]:
    """Errors, bytes more after `more` calls than before, and files, tasks, connections left."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Answering, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    before = len(list(OPEN.iterdir()))
    failed = 0
    async with AsyncClient(url, auth=auth.IamToken("t")) as client:

        async def calls(count: int) -> None:
            nonlocal failed
            for _ in range(count):
                try:
                    await client.delete_checkpoint(**GOOD)
                except Exception:
                    failed += 1

        async def by_all(count: int) -> int:
            await asyncio.gather(*(calls(count // TASKS) for _ in range(TASKS)))
            gc.collect()
            return int(RESIDENT.read_text().split()[1]) * resource.getpagesize()

        settled = await by_all(first)
        grown = await by_all(more) - settled
    for _ in range(100):
        if Answering.open:
            await asyncio.sleep(0.01)  # until the server has noticed that all are closed
    left = len(asyncio.all_tasks())
    server.close()
    await server.wait_closed()
    files = len(list(OPEN.iterdir())) - before + 1  # the listening socket is gone
    return failed, grown, files, left, Answering.open
