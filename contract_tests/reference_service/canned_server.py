"""A loopback server that returns a canned response and records the requests.

It serves responses that the reference service does not return.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from clausebook.http.exchange import Request, Response


class Canned:
    """`answer` is the next response; `received` are the requests so far, as on the wire."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answer = Response(204)
        self.received: list[Request] = []


@contextmanager
def canned() -> Iterator[Canned]:
    """Serve until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = tuple(self.headers.items())
            response = state.answer  # read once: a test may replace it once it has the headers
            state.received.append(Request(self.command, self.path, headers, body))
            self.send_response_only(response.status)
            for name, value in response.headers:
                self.send_header(name, value)
            if response.status != 204:
                self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body)

        do_DELETE = do_GET = do_POST = handle_one  # noqa: N815 -- the names are http.server's

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state = Canned(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
