"""Parses one HTTP/1.1 response from received bytes, including bytes that follow its end."""

from __future__ import annotations

import re

import h11

from clausebook.http.exchange import Request, Response
from clausebook.http.transport.base import HTTP_PREFIX, MAX_BYTES, NoResponse

_LF_WITHOUT_CR = re.compile(rb"(?<!\r)\n")  # h11 accepts such lines (RFC 9112, 2.2)
_END_OF_HEAD = re.compile(rb"\n\r?\n")
_CLOSED = "the connection was closed before a response came"


class ResponseReader:
    """Parses the response to a request: `size` bytes so far, complete if `finished`."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._parser = h11.Connection(h11.CLIENT)
        self._parser.send(h11.Request(method=request.method, target="/", headers=[("Host", "h")]))
        self._parser.send(h11.EndOfMessage())
        self._head: h11.Response | None = None
        self._body = bytearray()
        self._head_bytes = b""
        self.begins_as_http = False
        self.finished = False
        self.size = 0

    def feed(self, received: bytes) -> None:
        """Parse the next bytes; empty if the server closed the connection. Raises NoResponse."""
        if not received and not self.size:
            raise NoResponse(self._request, _CLOSED)
        self.size += len(received)
        if self._head is None:
            self._head_bytes += received
            self.begins_as_http = self.begins_as_http or self._head_bytes.startswith(HTTP_PREFIX)
        try:
            self._parser.receive_data(received)
            while not self.finished:
                event = self._parser.next_event()
                if isinstance(event, h11.Response):
                    self._head = event
                    self._check_lines()
                elif isinstance(event, h11.Data):
                    self._body += event.data
                elif event is h11.NEED_DATA:
                    return
                elif isinstance(event, h11.InformationalResponse):
                    self._check_lines()
                else:
                    self.finished = True
        except h11.RemoteProtocolError as error:
            raise NoResponse.invalid_http(
                self._request, error, begins_as_http=self.begins_as_http
            ) from None
        if self._head is None:
            raise NoResponse(self._request, "the connection was closed within the response's head")

    def _check_lines(self) -> None:
        """Raise NoResponse for a header line without CR (RFC 9112, 2.1)."""
        match = _END_OF_HEAD.search(self._head_bytes)
        end = match.end() if match else len(self._head_bytes)
        head, self._head_bytes = self._head_bytes[:end], self._head_bytes[end:]
        if _LF_WITHOUT_CR.search(head):
            reason = "a line of the response's head ends without a CR"
            raise NoResponse.invalid_http(self._request, reason, begins_as_http=self.begins_as_http)

    @property
    def keeps_open(self) -> bool:
        """Whether the connection can carry another response."""
        return (
            self.finished
            and self._parser.their_state is h11.DONE
            and self._parser.our_state is h11.DONE
            and not self._parser.trailing_data[0]
        )

    def response(self) -> Response:
        """The response so far, with any trailing bytes in its body. Raises NoResponse."""
        head = self._head
        if head is None:
            reason = f"more than {MAX_BYTES} bytes without the head of a response"
            raise NoResponse(self._request, reason, begins_as_http=self.begins_as_http)
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in head.headers.raw_items()
        )
        body = bytes(self._body) + self._parser.trailing_data[0]
        return Response(head.status_code, headers, body[:MAX_BYTES])
