"""The route to a deployment: proxies, CA files and client certificates."""

from __future__ import annotations

from pathlib import Path

import pytest
from clausebook.errors import CannotRun
from clausebook.http.exchange import Request
from clausebook.http.transport import HttpTransport, NoResponse, RouteOptions, Unreachable
from clausebook.http.transport.route import proxy_of_environment
from fakes.certificates import HOST, Certificates
from fakes.proxies import ForwardProxy, serving, speaking_tls

GET = Request("GET", "/x?y=1")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """One set for all tests, since it is slow to generate."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def response_body(url: str, options: RouteOptions) -> bytes:
    with HttpTransport(url, 5, route=options.route()) as transport:
        return transport.send(GET).response.body


def test_a_request_to_a_proxy_has_the_absolute_url() -> None:
    proxy = ForwardProxy(0)
    with serving(proxy) as port:
        body = response_body(f"http://{HOST}/base", RouteOptions(f"http://127.0.0.1:{port}"))

    assert body == b"hello"
    assert proxy.asked[0].startswith(f"GET http://{HOST}/base/x?y=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}\r\n" in proxy.asked[0]
    assert "Proxy-Authorization" not in proxy.asked[0]


def test_a_dedicated_connection_uses_the_proxy_too() -> None:
    proxy = ForwardProxy(0)
    with serving(proxy) as port:
        route = RouteOptions(f"http://127.0.0.1:{port}").route()
        with HttpTransport(f"http://{HOST}", 5, route=route) as transport:
            transport.send_dedicated(GET)

    assert proxy.asked[0].startswith(f"GET http://{HOST}/x?y=1 HTTP/1.1\r\n")


def test_https_uses_a_tunnel_of_the_proxy(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as tls_port, serving(ForwardProxy(tls_port)) as port:
        options = RouteOptions(f"http://127.0.0.1:{port}", certificates.ca_file)

        assert response_body(f"https://{HOST}", options) == b"hello"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_proxy_credentials_are_sent_to_the_proxy_only(
    scheme: str, certificates: Certificates
) -> None:
    with speaking_tls(certificates.context) as tls_port:
        proxy = ForwardProxy(tls_port)
        with serving(proxy) as port:
            url = f"http://someone:p%40ss@127.0.0.1:{port}"
            route = RouteOptions(url, certificates.ca_file).route()
            with HttpTransport(f"{scheme}://{HOST}", 5, route=route) as transport:
                exchange = transport.send(GET)

    # someone:p@ss in base64
    assert "\r\nProxy-Authorization: Basic c29tZW9uZTpwQHNz\r\n" in proxy.asked[0]
    assert exchange.request.header("Proxy-Authorization") is None


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_needs_authentication_is_reported(scheme: str) -> None:
    rejection = b"HTTP/1.1 407 Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with serving(ForwardProxy(0, rejection)) as port, pytest.raises(Unreachable, match=r"407|user"):
        response_body(f"{scheme}://{HOST}", RouteOptions(f"http://127.0.0.1:{port}"))


def test_a_proxy_that_cannot_connect_is_reported() -> None:
    rejection = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
    with (
        serving(ForwardProxy(0, rejection)) as port,
        pytest.raises(Unreachable, match="the proxy responds '502 Bad Gateway'"),
    ):
        response_body(f"https://{HOST}", RouteOptions(f"http://127.0.0.1:{port}"))


def test_an_unreachable_proxy_is_reported_without_its_password() -> None:
    with serving(ForwardProxy(0)) as port:
        pass
    options = RouteOptions(f"http://someone:hunter2@127.0.0.1:{port}")

    with pytest.raises(Unreachable, match=f"via the proxy 127.0.0.1:{port}") as raised:
        response_body(f"http://{HOST}", options)
    assert "hunter2" not in f"{raised.value} {options} {options.route()}"
    assert {"hunter2", "someone:hunter2"} < set(options.secrets())


def test_a_server_certificate_is_verified_by_the_named_ca(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as port:
        url = f"https://127.0.0.1:{port}"

        assert response_body(url, RouteOptions(ca_file=certificates.ca_file)) == b"hello"
        with pytest.raises(Unreachable, match="--ca-file"):
            response_body(url, RouteOptions())


def test_a_certificate_for_another_host_is_rejected(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as port, pytest.raises(Unreachable, match="mismatch"):
        response_body(f"https://localhost:{port}", RouteOptions(ca_file=certificates.ca_file))


def test_the_client_certificate_is_sent_to_a_server_that_demands_one(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    certificates.demand_a_client()
    options = RouteOptions(None, certificates.ca_file, certificates.cert, certificates.key)
    with speaking_tls(certificates.context) as port:
        url = f"https://127.0.0.1:{port}"

        assert response_body(url, options) == b"hello"
        # In TLS 1.3 the client may receive the alert or only the end of the connection.
        with pytest.raises((NoResponse, Unreachable)):
            response_body(url, RouteOptions(ca_file=certificates.ca_file))


def test_an_unusable_file_is_reported_with_its_option_and_the_reason(
    certificates: Certificates, tmp_path: Path
) -> None:
    missing, invalid = tmp_path / "missing.pem", tmp_path / "invalid.pem"
    invalid.write_text("no certificate", encoding="utf-8")
    cert, key, other = certificates.cert, certificates.key, certificates.other_key
    for options, parts in (
        (RouteOptions(ca_file=missing), ("--ca-file", str(missing), "No such file")),
        (RouteOptions(ca_file=invalid), ("--ca-file", str(invalid), "no PEM certificate")),
        (RouteOptions(client_cert=missing), ("--client-cert", f"no file {missing}")),
        (RouteOptions(None, None, cert, missing), ("--client-key", f"no file {missing}")),
        (RouteOptions(None, None, cert, other), ("--client-key", "belongs to another certificate")),
        (RouteOptions(None, None, invalid, key), ("--client-cert", str(invalid))),
        (RouteOptions(client_cert=cert), ("--client-cert", str(cert))),
        (RouteOptions(client_key=key), ("--client-key", "--client-cert")),
    ):
        with pytest.raises(CannotRun) as raised:
            options.route()
        for part in parts:
            assert part in str(raised.value)


@pytest.mark.parametrize(
    "url", ["https://h:1", "h:1", "socks5://h:1", "http://", "http://h:1/path", "http://h:0", ""]
)
def test_an_invalid_proxy_is_rejected(url: str) -> None:
    with pytest.raises(CannotRun, match="HOST:PORT"):
        RouteOptions(url or "http:").route()


def test_a_rejected_proxy_is_shown_without_its_password() -> None:
    with pytest.raises(CannotRun, match=r"\*\*\*@h:1") as raised:
        RouteOptions("https://someone:hunter2@h:1").route()
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://deployment.test", "http://secure:1"),
        ("http://deployment.test", "http://plain:2"),  # the variable has no scheme
        ("https://inside.test", None),
        ("http://127.0.0.1:8080", None),
        ("http://localhost:8080", None),
    ],
)
def test_the_environment_s_proxy_is_used_except_for_loopback_and_no_proxy(
    url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("https_proxy", "http://secure:1")
    monkeypatch.setenv("http_proxy", "plain:2")
    monkeypatch.setenv("no_proxy", "inside.test")

    assert proxy_of_environment(url) == expected
