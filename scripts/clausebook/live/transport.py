"""The transports of a live run: one limits the pace, one permits and journals writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from clausebook.errors import NotJudged, NotSent
from clausebook.http.exchange import Exchange, Request, Response
from clausebook.http.redaction import Secrets
from clausebook.http.throttling import StillThrottled, ThrottlingRules, retry_while_throttled
from clausebook.http.transport import NoResponse, SequentialTransport, Transport
from clausebook.judge import Judge
from clausebook.live.journal import Journal
from clausebook.live.pace import Pace
from clausebook.live.permission import NamedResource, Permission
from clausebook.live.restoring import restore
from clausebook.live.stopping import Stopped, check_stop, throttled_stop
from clausebook.live.undoing import restore_point
from clausebook.openapi import Document


class PacedTransport:
    """Forwards requests at a pace; after a reason to stop it sends no more.

    With `retry_throttled` it retries a throttled request twice, then stops.
    """

    def __init__(
        self, inner: Transport, pace: Pace, throttled: ThrottlingRules, *, retry_throttled: bool
    ) -> None:
        self.base_url = inner.base_url
        self._inner = inner
        self._pace = pace
        self._throttled = throttled
        self._retry_throttled = retry_throttled
        self.stopped: Stopped | None = None

    @property
    def pool_size(self) -> int:
        """How many requests `send_all` may send at the same time; 1 if a pace is set."""
        is_limited = self._retry_throttled or self._pace.is_set
        return 1 if is_limited else self._inner.pool_size

    def refusal(self, request: Request) -> str:
        """Why the inner transport would not send the request; empty if it would."""
        return self._inner.refusal(request)

    def send(self, request: Request) -> Exchange:
        """Send the request. Raises Stopped, and what the inner transport raises."""
        return self._sent(self._inner.send, request, cleanup=False)

    def send_dedicated(self, request: Request) -> Exchange:
        """Send the request on a dedicated connection."""
        return self._sent(self._inner.send_dedicated, request, cleanup=False)

    def send_all(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send the requests, `pool_size` at the same time."""
        size = self.pool_size
        if size == 1:
            return [self.send(request) for request in requests]
        exchanges: list[Exchange] = []
        for start in range(0, len(requests), size):
            self._check_stopped(cleanup=False)
            for exchange in self._inner.send_all(requests[start : start + size]):
                self._check_response(exchange)
                exchanges.append(exchange)
        return exchanges

    def send_cleanup(self, request: Request) -> Exchange:
        """Send a request that restores a resource; only a silent stop forbids it."""
        return self._sent(self._inner.send, request, cleanup=True)

    def _sent(
        self, send: Callable[[Request], Exchange], request: Request, *, cleanup: bool
    ) -> Exchange:
        self._check_stopped(cleanup=cleanup)
        try:
            return self._send_at_pace(send, request, cleanup)
        except Stopped as stopped:
            self.stopped = stopped
            raise

    def _check_stopped(self, *, cleanup: bool) -> None:
        if self.stopped is not None and (self.stopped.silent or not cleanup):
            # A new exception: one that is raised again collects the frames of every time.
            raise Stopped(str(self.stopped), silent=self.stopped.silent)

    def _check_response(self, exchange: Exchange) -> None:
        try:
            check_stop(self._throttled, exchange.response)
        except Stopped as stopped:
            self.stopped = stopped
            raise

    def _send_at_pace(
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
            return retry_while_throttled(send_once, self._throttled)
        except StillThrottled as error:
            raise throttled_stop(error.exchange.response) from None


@dataclass
class LiveTransport(SequentialTransport):
    """Sends only permitted writes, each after its resource is in the journal.

    Without a journal it sends no write; `why_not` is the reason. `sign` adds credentials.
    """

    paced: PacedTransport
    document: Document
    permission: Permission
    sign: Callable[[Request], Request]
    secrets: Secrets
    journal: Journal | None
    why_not: str = ""
    _journal_failures: dict[str, str] = field(default_factory=dict)
    _known_journalled: bool = False

    def __post_init__(self) -> None:
        self.base_url = self.paced.base_url
        self._judge = Judge(self.document)

    def send(self, request: Request) -> Exchange:
        """Send the request. Raises NotSent for a write that is not permitted."""
        return self._sent(self.paced.send, request)

    def send_dedicated(self, request: Request) -> Exchange:
        """Send the request on a dedicated connection."""
        return self._sent(self.paced.send_dedicated, request)

    def refusal(self, request: Request) -> str:
        """Why the request is not permitted; empty if it is, as far as is known before."""
        try:
            self._resource_written_by(request)
        except NotSent as error:
            return str(error)
        return ""

    def restore(self) -> None:
        """Restore the resources of the journal, of this run or an earlier one.

        Raises CannotRun if that fails, and Stopped if no request may be sent any more.
        """
        if self.journal is None or not self.journal.entries():
            return
        try:
            restore(self.journal, self._send_cleanup)
        except Stopped as stopped:
            raise self._with_journal(stopped) from None

    def _send_cleanup(self, request: Request) -> Response:
        try:
            return self.paced.send_cleanup(self.sign(request)).response
        except NotJudged as reason:  # no token any more
            raise Stopped(str(reason), silent=True) from None

    def _sent(self, send: Callable[[Request], Exchange], request: Request) -> Exchange:
        try:
            self._prepare(request)
            return send(request)
        except Stopped as stopped:
            raise self._with_journal(stopped) from None

    def _with_journal(self, stopped: Stopped) -> Stopped:
        """The reason to stop, with the path of the journal if resources stay changed."""
        if self.journal is None or not stopped.silent or not self.journal.entries():
            return stopped
        reason = f"{stopped}; {self.journal.path} lists what was changed, and the next run "
        return Stopped(f"{reason}with --allow-writes restores it", silent=True)

    def _resource_written_by(self, request: Request) -> NamedResource | None:
        """The resource that the request would write to; None if it is no write."""
        if not self.permission.is_write(request):
            return None
        if self.journal is None:
            raise NotSent(self.why_not)
        return self.permission.resource(request)

    def _prepare(self, request: Request) -> None:
        resource = self._resource_written_by(request)
        if resource is None or self.journal is None:
            return
        if not self._known_journalled:
            # All known resources, since a faulty provider may change a sibling of this one.
            self._known_journalled = True
            for known in self.permission.resources():
                self._add_to_journal(self.journal, known)
        reason = self._add_to_journal(self.journal, resource)
        if reason:
            raise NotSent(f"not sent: {reason}")

    def _add_to_journal(self, journal: Journal, resource: NamedResource) -> str:
        """Read a resource and journal it, once in a run; the reason if that fails, else empty."""
        read = resource.read.request({})
        name = f"{read.target} {read.headers}"
        if name not in self._journal_failures:
            try:
                exchange = self.paced.send(self.sign(read))
                entry = restore_point(self.document, self._judge, resource, exchange)
                text = f"{entry.line()} {entry.create.body.decode() if entry.create else ''}"
                if self.secrets.mask(text) != text:
                    raise NotSent(f"the read of {read.target} shows a credential")
                journal.add(entry)
                self._journal_failures[name] = ""
            except NotSent as error:
                self._journal_failures[name] = str(error)
            except NoResponse as error:
                reason = f"the read of {read.target} gets no response: {error.reason}"
                self._journal_failures[name] = reason
        return self._journal_failures[name]
