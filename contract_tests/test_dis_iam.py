"""Authentication of the reference service: tokens, signatures and IAM."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from clausebook.auth import SecretKey, Signer
from clausebook.http.exchange import Request, Response
from reference_service.service import DisService, application
from reference_service.state import FOREIGN_PROJECT, PROJECT

NOW = 1_800_000_000.0
PATH = f"/v2/{PROJECT}/checkpoints"
QUERY = "stream_name=orders&app_name=billing&checkpoint_type=LAST_READ&partition_id=0"
JSON = ("Content-Type", "application/json")


@pytest.fixture
def service() -> DisService:
    """A service at a fixed moment."""
    return application(clock=lambda: NOW)


def error(response: Response) -> tuple[int, str]:
    """Status and code of a refusal in either shape."""
    body = json.loads(response.body)
    return response.status, body.get("errorCode") or body["error_code"]


def signed(
    service: DisService, key: SecretKey, target: str = f"{PATH}?{QUERY}", seconds: float = NOW
) -> Response:
    """The answer to a deletion signed at `seconds`."""
    signer = Signer(key, "dis.example", lambda: datetime.fromtimestamp(seconds, UTC))
    return service.respond(signer.sign(Request("DELETE", target)))


def test_a_token_that_has_expired_must_be_renewed(service: DisService) -> None:
    token = service.iam.new_token(PROJECT, lifetime=0)

    answer = service.respond(Request("DELETE", f"{PATH}?{QUERY}", (("X-Auth-Token", token),)))

    assert error(answer) == (401, "APIGW.0307")


@pytest.mark.parametrize(
    "change",
    [str.lower, str.upper, lambda token: token[:-1], lambda token: f"{token} ", lambda _: "é"],
    ids=["lower case", "upper case", "prefix", "longer", "other script"],
)
def test_a_token_counts_only_as_it_was_given(
    service: DisService, change: Callable[[str], str]
) -> None:
    headers = (("X-Auth-Token", change(service.token)),)

    assert error(service.respond(Request("GET", f"{PATH}?{QUERY}", headers)))[0] == 401


def test_two_tokens_are_none(service: DisService) -> None:
    headers = (("X-Auth-Token", service.token), ("x-auth-token", service.token))

    assert error(service.respond(Request("GET", f"{PATH}?{QUERY}", headers)))[0] == 401


def test_a_wrong_token_beside_a_right_signature_is_rejected(service: DisService) -> None:
    signer = Signer(service.key, "dis.example", lambda: datetime.fromtimestamp(NOW, UTC))
    request = signer.sign(Request("DELETE", f"{PATH}?{QUERY}", (("X-Auth-Token", ""),)))

    assert error(service.respond(request))[0] == 401


def test_no_credential_is_stored_that_has_only_to_be_recognised(service: DisService) -> None:
    stored = "\n".join(service.state._connection.iterdump())

    for secret in (service.token, service.temporary_key.security_token, service.iam.password):
        assert secret
        assert secret not in stored


@pytest.mark.parametrize("kind", ["key", "temporary_key"])
def test_a_right_signature_is_accepted(service: DisService, kind: str) -> None:
    assert signed(service, getattr(service, kind)).status == 204


@pytest.mark.parametrize(
    "make",
    [
        lambda s: (SecretKey("NOBODY", s.key.secret), NOW),
        lambda s: (SecretKey(s.key.access, "wrong"), NOW),
        lambda s: (SecretKey(s.key.access, s.key.secret, "unasked"), NOW),
        lambda s: (SecretKey(s.temporary_key.access, s.temporary_key.secret), NOW),
        lambda s: (SecretKey(s.temporary_key.access, s.temporary_key.secret, s.token), NOW),
        lambda s: (s.iam.new_key(PROJECT, lifetime=0), NOW),
        lambda s: (s.key, NOW - 901),
        lambda s: (s.key, NOW + 901),
    ],
    ids=["unknown key", "wrong secret", "token of a permanent key", "temporary without token",
         "another token", "expired key", "too old", "too new"],
)  # fmt: skip
def test_a_wrong_signature_is_rejected_by_the_gateway(
    service: DisService, make: Callable[[DisService], tuple[SecretKey, float]]
) -> None:
    key, seconds = make(service)
    before = service.state.checkpoints()

    assert error(signed(service, key, seconds=seconds)) == (401, "APIGW.0301")
    assert service.state.checkpoints() == before


def test_no_tampered_copy_of_a_signed_deletion_deletes(service: DisService) -> None:
    """One character changed at every place; a wrong path or method does not get as far as 401."""
    signer = Signer(service.temporary_key, "dis.example", lambda: datetime.fromtimestamp(NOW, UTC))
    right = signer.sign(Request("DELETE", f"{PATH}?{QUERY}", (JSON, ("X-Note", "7"))))
    copies = [replace(right, target=text) for text in _tampered(right.target)]
    copies += [replace(right, method=text) for text in _tampered(right.method)]
    copies += [
        right.with_header(name, text) for name, value in right.headers for text in _tampered(value)
    ]
    before = service.state.checkpoints()

    statuses = Counter(service.respond(copy).status for copy in copies)

    assert set(statuses) == {401, 404, 405}
    assert statuses[401] > 400
    assert service.state.checkpoints() == before
    assert service.respond(right).status == 204


def _tampered(text: str) -> Iterator[str]:
    for index, character in enumerate(text):
        if character != "?":  # without it there is another path, and no query
            yield text[:index] + ("1" if character != "1" else "2") + text[index + 1 :]


def test_a_signature_opens_only_its_own_project(service: DisService) -> None:
    target = f"/v2/{FOREIGN_PROJECT}/checkpoints?{QUERY}"

    assert error(signed(service, service.key, target)) == (403, "DIS.4116")


def login(service: DisService, **changes: Any) -> Response:
    """The answer to a login as IAM documents it, with these changes."""
    user = {
        "name": "clausebook", "password": service.iam.password, "domain": {"name": "example"},
        **changes.get("user", {}),
    }  # fmt: skip
    identity = {"methods": changes.get("methods", ["password"]), "password": {"user": user}}
    scope = changes.get("scope", {"project": {"name": "cn-north-4"}})
    body = json.dumps({"auth": {"identity": identity, "scope": scope}}).encode()
    return service.respond(Request("POST", "/v3/auth/tokens", (JSON,), body))


@pytest.mark.parametrize("project", [{"name": "cn-north-4"}, {"id": PROJECT}])
def test_a_login_gives_a_token_that_deletes_and_expires_in_a_day(project: dict[str, str]) -> None:
    moment = [NOW]
    service = application(clock=lambda: moment[0])
    answer = login(service, scope={"project": project})
    headers = (("X-Auth-Token", answer.header("X-Subject-Token") or ""),)

    assert (answer.status, json.loads(answer.body)["token"]["project"]["id"]) == (201, PROJECT)
    assert service.respond(Request("DELETE", f"{PATH}?{QUERY}", headers)).status == 204
    moment[0] += 24 * 60 * 60
    late = service.respond(Request("GET", f"{PATH}?{QUERY}", headers))
    assert error(late) == (401, "APIGW.0307")


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"user": {"password": "wrong"}}, 401),
        ({"user": {"password": 1}}, 401),
        ({"user": {"name": "Clausebook"}}, 401),
        ({"user": {"domain": {"name": "stranger"}}}, 401),
        ({"user": {"domain": None}}, 401),
        ({"methods": ["token"]}, 400),
        ({"scope": {}}, 400),
        ({"scope": {"domain": {"name": "example"}}}, 400),
        ({"scope": {"project": {"id": FOREIGN_PROJECT}}}, 401),
    ],
)
def test_a_wrong_login_gives_no_token(
    service: DisService, changes: dict[str, Any], status: int
) -> None:
    answer = login(service, **changes)

    assert (answer.status, answer.header("X-Subject-Token")) == (status, None)
    assert json.loads(answer.body)["error"]["code"] == status


@pytest.mark.parametrize(
    ("query", "found"),
    [("?name=cn-north-4", [PROJECT]), ("?name=eu-west-0", []), ("", [PROJECT]), ("?name=", [])],
)
def test_projects_are_found_by_the_name_of_the_region(
    service: DisService, query: str, found: list[str]
) -> None:
    """Only those of the caller's own account."""
    signer = Signer(service.key, "iam.example", lambda: datetime.fromtimestamp(NOW, UTC))

    answer = service.respond(signer.sign(Request("GET", f"/v3/projects{query}")))

    assert [project["id"] for project in json.loads(answer.body)["projects"]] == found


def test_projects_are_told_to_nobody_unknown(service: DisService) -> None:
    assert error(service.respond(Request("GET", "/v3/projects"))) == (401, "APIGW.0301")


def test_exports_are_what_the_vendors_sdk_reads(service: DisService) -> None:
    assert service.exports("http://127.0.0.1:1/") == {
        "CLOUD_SDK_AK": service.key.access,
        "CLOUD_SDK_SK": service.key.secret,
        "HUAWEICLOUD_SDK_REGION_DIS_CN_NORTH_4": "http://127.0.0.1:1",
        "HUAWEICLOUD_SDK_IAM_ENDPOINT": "http://127.0.0.1:1",
        "OS_USERNAME": "clausebook",
        "OS_PASSWORD": service.iam.password,
        "OS_USER_DOMAIN_NAME": "example",
    }
