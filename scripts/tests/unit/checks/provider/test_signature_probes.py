"""Made-up signatures: what only looks at their form, or for half of one, lets them in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from clausebook.checks.provider.probes import Planner
from clausebook.config.facts import Facts
from clausebook.http.exchange import Request
from clausebook.judge import Judge
from fakes.written_documents import written

SIGNED = """
    paths:
      /a:
        delete:
          responses: {'204': {description: Deleted.}}
          security: [{token: []}, {signature: [], date: []}]
    components:
      securitySchemes:
        token: {type: apiKey, in: header, name: X-Auth-Token}
        signature: {type: http, scheme: SDK-HMAC-SHA256}
        date: {type: apiKey, in: header, name: X-Sdk-Date}
"""


def test_a_made_up_signature_has_all_that_belongs_to_one(tmp_path: Path) -> None:
    """A provider that looks at its form alone finds nothing amiss, whatever opens it otherwise."""
    document = written(tmp_path, SIGNED)
    operation = document.operation("DELETE", "/a")
    probes = Planner(document, Facts(), Judge(document)).probes(operation)
    (probe,) = (p for p in probes if p.description == "an invalid Authorization and X-Sdk-Date")
    sent = probe.tamper(Request("DELETE", "/a", (("X-Auth-Token", "s3Cret"),)))

    assert sent is not None
    assert sent.header("X-Auth-Token") is None
    date = datetime.strptime(sent.header("X-Sdk-Date") or "", "%Y%m%dT%H%M%SZ")
    assert abs(datetime.now(UTC) - date.replace(tzinfo=UTC)) < timedelta(minutes=15)
    assert re.fullmatch(
        r"SDK-HMAC-SHA256 Access=\w{20}, SignedHeaders=[\w;-]+, Signature=[0-9a-f]{64}",
        sent.header("Authorization") or "",
    )


def test_half_of_a_made_up_signature_is_tried_too(tmp_path: Path) -> None:
    """What only looks whether one of the two is there lets it in."""
    document = written(tmp_path, SIGNED)
    operation = document.operation("DELETE", "/a")
    probes = Planner(document, Facts(), Judge(document)).probes(operation)
    request = Request("DELETE", "/x", (("X-Auth-Token", "s3Cret"),))
    sent = {p.description: p.tamper(request) for p in probes if p.description.endswith(" alone")}

    assert {what: [name for name, _ in r.headers] for what, r in sent.items() if r} == {
        "an invalid Authorization alone": ["Authorization"],
        "an invalid X-Sdk-Date alone": ["X-Sdk-Date"],
    }
