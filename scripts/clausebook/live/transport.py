"""The transports of a live run: one that keeps to a pace, one that keeps what it changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clausebook.errors import NotSent
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.redaction import Secrets
from clausebook.http.throttling import StillThrottled, Throttled, send_unthrottled
from clausebook.http.transport import NoResponse, SequentialTransport, Transport
from clausebook.judge import Judge
from clausebook.live.journal import Journal
from clausebook.live.pace import Pace
from clausebook.live.permission import NamedResource, Permission
from clausebook.live.restoring import put_back
from clausebook.live.stopping import Stopped, check_stop, throttled_stop
from clausebook.live.undoing import restore_point
from clausebook.openapi import Document


class PacedTransport:
    """Passes requests on at a pace, and stops for good where it must.

    With `retry_throttled`, a throttled request waits and is sent again, twice at the most: then it
    stops.
    """

    def __init__(
        self, inner: Transport, pace: Pace, throttled: Throttled, *, retry_throttled: bool
    ) -> None:
        self.base_url = inner.base_url
        self._inner = inner
        self._pace = pace
        self._throttled = throttled
        self._retry_throttled = retry_throttled
        self.stopped: Stopped | None = None

    @property
    def pool_size(self) -> int:
        """How many requests of `send_all` may be under way at a time; 1 where a pace is set."""
        waits = self._retry_throttled or self._pace.is_set
        return 1 if waits else self._inner.pool_size

    def refusal(self, request: Request) -> str:
        """Why the transport below does not send the request; empty where it does."""
        return self._inner.refusal(request)

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises Stopped, and as the transport below does."""
        return self._sent(self._inner.send, request, cleanup=False)

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        return self._sent(self._inner.send_dedicated, request, cleanup=False)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """An exchange for each, some at a time where no pace is set and the transport below can."""
        size = self.pool_size
        if size == 1:
            return [self.send(request) for request in requests]
        found: list[Exchange] = []
        for start in range(0, len(requests), size):
            self._check_stopped(cleanup=False)
            for exchange in self._inner.send_all(requests[start : start + size]):
                self._check_answer(exchange)
                found.append(exchange)
        return found

    def send_cleanup(self, request: Request) -> Exchange:
        """The same for what puts something back: only what forbids any request keeps it."""
        return self._sent(self._inner.send, request, cleanup=True)

    def _sent(
        self, send: Callable[[Request], Exchange], request: Request, *, cleanup: bool
    ) -> Exchange:
        self._check_stopped(cleanup=cleanup)
        try:
            return self._patiently(send, request, cleanup)
        except Stopped as reason:
            self.stopped = reason
            raise

    def _check_stopped(self, *, cleanup: bool) -> None:
        if self.stopped is not None and (self.stopped.silent or not cleanup):
            # Anew: one that is raised again keeps the frames of each time before.
            raise Stopped(str(self.stopped), silent=self.stopped.silent)

    def _check_answer(self, exchange: Exchange) -> None:
        try:
            check_stop(self._throttled, exchange.response)
        except Stopped as reason:
            self.stopped = reason
            raise

    def _patiently(
        self, send: Callable[[Request], Exchange], request: Request, cleanup: bool
    ) -> Exchange:
        def send_once() -> Exchange:
            self._pace.take(cleanup=cleanup)
            exchange = send(request)
            check_stop(self._throttled, exchange.response)
            return exchange

        if not self._retry_throttled:
            return send_once()
        try:
            return send_unthrottled(send_once, self._throttled)
        except StillThrottled as error:
            raise throttled_stop(error.exchange.response) from None


@dataclass
class LiveTransport(SequentialTransport):
    """Sends a write only where it may, and only after what it names stands in the journal.

    Without a journal no write goes out, for the reason `why_not`. `sign` proves who asks.
    """

    paced: PacedTransport
    document: Document
    permission: Permission
    sign: Callable[[Request], Request]
    secrets: Secrets
    journal: Journal | None
    why_not: str = ""
    _asked: dict[str, str] = field(default_factory=dict)
    _begun: bool = False

    def __post_init__(self) -> None:
        self.base_url = self.paced.base_url
        self._judge = Judge(self.document)

    def send(self, request: Request) -> Exchange:
        """The exchange. Raises NotSent for a write that must not go out, else as below."""
        return self._sent(self.paced.send, request)

    def send_dedicated(self, request: Request) -> Exchange:
        """The same on a connection of its own."""
        return self._sent(self.paced.send_dedicated, request)

    def refusal(self, request: Request) -> str:
        """Why the request must not go out; empty where it may, as far as can be told ahead."""
        try:
            self._named(request)
        except NotSent as reason:
            return str(reason)
        return ""

    def put_back(self) -> None:
        """Puts back what the journal lists, of this run or of one before it.

        Raises CannotRun where that fails, and Stopped where nothing may be sent any more.
        """
        if self.journal is None or not self.journal.entries():
            return
        try:
            put_back(self.journal, self._send_cleanup)
        except Stopped as reason:
            raise self._with_journal(reason) from None

    def _send_cleanup(self, request: Request) -> Response:
        return self.paced.send_cleanup(self.sign(request)).response

    def _sent(self, send: Callable[[Request], Exchange], request: Request) -> Exchange:
        try:
            self._prepare(request)
            return send(request)
        except Stopped as reason:
            raise self._with_journal(reason) from None

    def _with_journal(self, reason: Stopped) -> Stopped:
        """The reason, and where what cannot be put back now is listed."""
        if self.journal is None or not reason.silent or not self.journal.entries():
            return reason
        words = f"{reason}; {self.journal.path} lists what was changed, and the next run "
        return Stopped(f"{words}with --allow-writes restores it", silent=True)

    def _named(self, request: Request) -> NamedResource | None:
        """What the request would write to; None where it is no write."""
        if not self.permission.is_write(request):
            return None
        if self.journal is None:
            raise NotSent(self.why_not)
        return self.permission.resource(request)

    def _prepare(self, request: Request) -> None:
        thing = self._named(request)
        if thing is None or self.journal is None:
            return
        if not self._begun:
            # All that is known, since a wrong provider may touch a neighbour of what is named.
            self._begun = True
            for known in self.permission.resources():
                self._keep(self.journal, known)
        reason = self._keep(self.journal, thing)
        if reason:
            raise NotSent(f"not sent: {reason}")

    def _keep(self, journal: Journal, thing: NamedResource) -> str:
        """Reads a thing and writes it down, once in a run; why that cannot be, empty if it was."""
        read = thing.read.request({})
        name = f"{read.target} {read.headers}"
        if name not in self._asked:
            try:
                entry = restore_point(
                    self.document, self._judge, thing, self.paced.send(self.sign(read))
                )
                shown = f"{entry.line()} {entry.create.body.decode() if entry.create else ''}"
                if self.secrets.mask(shown) != shown:
                    raise NotSent(f"the read of {read.target} shows a credential")
                journal.add(entry)
                self._asked[name] = ""
            except NotSent as reason:
                self._asked[name] = str(reason)
            except NoResponse as error:
                self._asked[name] = f"the read of {read.target} gets no response: {error.reason}"
        return self._asked[name]
