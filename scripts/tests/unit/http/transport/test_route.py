"""The way to a deployment: by a proxy, with a CA of one's own, with a certificate of one's own."""

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
    """They take a while to make."""
    return Certificates(tmp_path_factory.mktemp("certificates"))


def said(url: str, options: RouteOptions) -> bytes:
    with HttpTransport(url, 5, route=options.route()) as transport:
        return transport.send(GET).response.body


def test_a_proxy_is_asked_for_the_whole_url() -> None:
    proxy = ForwardProxy(0)
    with serving(proxy) as port:
        body = said(f"http://{HOST}/base", RouteOptions(f"http://127.0.0.1:{port}"))

    assert body == b"hello"
    assert proxy.asked[0].startswith(f"GET http://{HOST}/base/x?y=1 HTTP/1.1\r\n")
    assert f"\r\nHost: {HOST}\r\n" in proxy.asked[0]
    assert "Proxy-Authorization" not in proxy.asked[0]


def test_on_a_dedicated_connection_goes_by_the_proxy_too() -> None:
    proxy = ForwardProxy(0)
    with serving(proxy) as port:
        route = RouteOptions(f"http://127.0.0.1:{port}").route()
        with HttpTransport(f"http://{HOST}", 5, route=route) as transport:
            transport.send_dedicated(GET)

    assert proxy.asked[0].startswith(f"GET http://{HOST}/x?y=1 HTTP/1.1\r\n")


def test_tls_goes_through_a_tunnel(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as there, serving(ForwardProxy(there)) as port:
        options = RouteOptions(f"http://127.0.0.1:{port}", certificates.ca_file)

        assert said(f"https://{HOST}", options) == b"hello"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_and_a_password_go_to_the_proxy_alone(
    scheme: str, certificates: Certificates
) -> None:
    with speaking_tls(certificates.context) as there:
        proxy = ForwardProxy(there)
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
    refusal = b"HTTP/1.1 407 Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with serving(ForwardProxy(0, refusal)) as port, pytest.raises(Unreachable, match=r"407|user"):
        said(f"{scheme}://{HOST}", RouteOptions(f"http://127.0.0.1:{port}"))


def test_a_proxy_that_cannot_connect_is_reported() -> None:
    refusal = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
    with (
        serving(ForwardProxy(0, refusal)) as port,
        pytest.raises(Unreachable, match="the proxy responds '502 Bad Gateway'"),
    ):
        said(f"https://{HOST}", RouteOptions(f"http://127.0.0.1:{port}"))


def test_an_unreachable_proxy_is_reported_without_its_password() -> None:
    with serving(ForwardProxy(0)) as port:
        pass
    options = RouteOptions(f"http://someone:hunter2@127.0.0.1:{port}")

    with pytest.raises(Unreachable, match=f"via the proxy 127.0.0.1:{port}") as told:
        said(f"http://{HOST}", options)
    assert "hunter2" not in f"{told.value} {options} {options.route()}"
    assert {"hunter2", "someone:hunter2"} < set(options.secrets())


def test_a_server_is_trusted_by_the_ca_that_is_named(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as port:
        url = f"https://127.0.0.1:{port}"

        assert said(url, RouteOptions(ca_file=certificates.ca_file)) == b"hello"
        with pytest.raises(Unreachable, match="--ca-file"):
            said(url, RouteOptions())


def test_a_server_that_has_another_name_is_not_trusted(certificates: Certificates) -> None:
    with speaking_tls(certificates.context) as port, pytest.raises(Unreachable, match="mismatch"):
        said(f"https://localhost:{port}", RouteOptions(ca_file=certificates.ca_file))


def test_a_server_that_demands_a_certificate_is_shown_ours(tmp_path: Path) -> None:
    certificates = Certificates(tmp_path)
    certificates.demand_a_client()
    ours = RouteOptions(None, certificates.ca_file, certificates.cert, certificates.key)
    with speaking_tls(certificates.context) as port:
        url = f"https://127.0.0.1:{port}"

        assert said(url, ours) == b"hello"
        # What is heard of that, the alert or only the end, is a matter of time in TLS 1.3.
        with pytest.raises((NoResponse, Unreachable)):
            said(url, RouteOptions(ca_file=certificates.ca_file))


def test_files_that_cannot_be_used_are_named_with_what_is_wrong(
    certificates: Certificates, tmp_path: Path
) -> None:
    nothing, nonsense = tmp_path / "nothing.pem", tmp_path / "nonsense.pem"
    nonsense.write_text("no certificate", encoding="utf-8")
    cert, key, other = certificates.cert, certificates.key, certificates.other_key
    for options, parts in (
        (RouteOptions(ca_file=nothing), ("--ca-file", str(nothing), "No such file")),
        (RouteOptions(ca_file=nonsense), ("--ca-file", str(nonsense), "no PEM certificate")),
        (RouteOptions(client_cert=nothing), ("--client-cert", f"no file {nothing}")),
        (RouteOptions(None, None, cert, nothing), ("--client-key", f"no file {nothing}")),
        (RouteOptions(None, None, cert, other), ("--client-key", "belongs to another certificate")),
        (RouteOptions(None, None, nonsense, key), ("--client-cert", str(nonsense))),
        (RouteOptions(client_cert=cert), ("--client-cert", str(cert))),
        (RouteOptions(client_key=key), ("--client-key", "--client-cert")),
    ):
        with pytest.raises(CannotRun) as told:
            options.route()
        for part in parts:
            assert part in str(told.value)


@pytest.mark.parametrize(
    "url", ["https://h:1", "h:1", "socks5://h:1", "http://", "http://h:1/path", "http://h:0", ""]
)
def test_an_invalid_proxy_is_rejected(url: str) -> None:
    with pytest.raises(CannotRun, match="HOST:PORT"):
        RouteOptions(url or "http:").route()


def test_a_rejected_proxy_is_shown_without_its_password() -> None:
    with pytest.raises(CannotRun, match=r"\*\*\*@h:1") as told:
        RouteOptions("https://someone:hunter2@h:1").route()
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://deployment.test", "http://secure:1"),
        ("http://deployment.test", "http://plain:2"),  # written without its scheme, as many are
        ("https://inside.test", None),
        ("http://127.0.0.1:8080", None),
        ("http://localhost:8080", None),
    ],
)
def test_the_environment_names_a_proxy_for_what_is_not_on_loopback(
    url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("https_proxy", "http://secure:1")
    monkeypatch.setenv("http_proxy", "plain:2")
    monkeypatch.setenv("no_proxy", "inside.test")

    assert proxy_of_environment(url) == expected
