"""Valid values that some readers do not know: rejecting one is narrow, and no error."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from clausebook.checks.provider.listing import provider_checks
from clausebook.checks.session import ProviderSession
from clausebook.config.facts import Facts
from clausebook.errors import NotJudged
from clausebook.http.exchange import Request, Response
from clausebook.http.transport import AsgiTransport
from clausebook.judge import Judge
from clausebook.mock import MockProvider
from clausebook.report.finding import ContractBroken
from fakes.written_documents import written

Respond = Callable[[Request, Response], Response]
DOCUMENT = """
paths:
  /things:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [count, at]
              properties:
                count: {type: integer, minimum: 1}
                at: {type: string, format: date-time}
      responses:
        '201': {description: made}
        '400': {description: wrong}
"""


def refusing(part: bytes, status: int = 400) -> Respond:
    """Refuses the bodies that contain this."""
    return lambda request, response: Response(status) if part in request.body else response


def rules(folder: Path, respond_instead: Respond) -> list[str]:
    """The rules of the findings about a provider that changes the mock's responses."""
    document = written(folder, DOCUMENT)

    class Changed(MockProvider):
        def respond(self, request: Request) -> Response:
            return respond_instead(request, super().respond(request))

    found = []
    with closing(AsgiTransport(Changed(document))) as transport:
        session = ProviderSession.over(document, Judge(document), Facts(), transport)
        for check in provider_checks(document, Facts()):
            try:
                check.run(session)
            except ContractBroken as error:
                found += [finding.rule for finding in error.findings]
            except NotJudged:
                continue
    return found


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (b"1.0", ["narrow/number"]),
        (b":60Z", ["narrow/date-time"]),
        (b"t12:00:00z", ["narrow/date-time"]),
        (b"never sent", []),
    ],
    ids=["a fraction of zero", "a leap second", "lower case", "nothing"],
)
def test_rejecting_a_rare_spelling_of_a_valid_value_is_narrow(
    part: bytes, expected: list[str], tmp_path: Path
) -> None:
    assert rules(tmp_path, refusing(part)) == expected


def test_failing_over_a_rare_spelling_is_an_error_all_the_same(tmp_path: Path) -> None:
    found = rules(tmp_path, refusing(b"1.0", 500))

    assert found
    assert set(found) == {"provider/broken"}


@pytest.mark.parametrize(
    ("accepts", "expected"),
    [
        (str.isdecimal, {"lenient/type"}),
        (lambda text: True, {"lenient/type", "lenient/spelling", "provider/broken"}),
    ],
    ids=["a number as text", "any text"],
)
def test_a_number_as_text_is_lenience_and_any_text_is_an_error(
    accepts: Callable[[str], bool], expected: set[str], tmp_path: Path
) -> None:
    def respond(request: Request, response: Response) -> Response:
        try:
            count = json.loads(request.body)["count"]
        except (ValueError, LookupError, TypeError):
            return response
        return Response(201) if isinstance(count, str) and accepts(count) else response

    assert set(rules(tmp_path, respond)) == expected
