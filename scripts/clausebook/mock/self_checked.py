"""The mock that stands in where no service is named: no answer of its own counts against it.

Where it fails, or finds no answer that obeys the document, nothing is known of any service.
"""

from __future__ import annotations

from clausebook.errors import CouldNotJudge, NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.mock import MockProvider


class SelfCheckedMock(MockProvider):
    """A mock that holds each of its responses against the document before it sends it."""

    def respond(self, request: Request) -> Response:
        """The response to one request.

        Raises:
            NotJudged: no response was found that obeys the document.
            CouldNotJudge: the mock failed.
        """
        try:
            response = super().respond(request)
            operation = self.judge.operation(request)
            if operation is None or self.judge.gap(operation, response.status):
                return response
            broken = self.judge.response(request, response)
        except Exception as error:
            what = f"{request.method} {request.path}"
            raise CouldNotJudge(
                f"the mock of the document fails over {what}: {type(error).__name__}: {error}; "
                "report this, and judge a service with --url meanwhile"
            ) from error
        if broken:
            raise NotJudged(
                f"the mock finds no response {response.status} of {operation.label} that obeys the "
                f"document: {broken[0].message}; give it an example"
            )
        return response
