"""Verified is the rule; what a portal cannot do better is declared on it, and captures say so."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from portalcrawl.engines.generic import Generic
from portalcrawl.fetch.tls import declared_tls
from portalcrawl.portals import Portal
from tests.fetch.certificates import Identity, context, identity, short_key

Fixture = Callable[..., Any]

#: The group of RFC 2409, 6.2: 1024 bits.
_OAKLEY_GROUP_2 = """\
-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Identity:
    """An authority that the crawl trusts."""
    made = identity("root", is_authority=True)
    (tmp_path / "root.pem").write_bytes(made.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "root.pem"))
    return made


def declaring(hosts: Iterable[str], tls: str) -> dict[str, dict[str, str]]:
    return {host: {"tls": tls} for host in hosts}


def only(version: ssl.TLSVersion) -> Callable[[Identity, Path], ssl.SSLContext]:
    def made(root: Identity, file: Path) -> ssl.SSLContext:
        server = context(identity("portal", root).saved(file))
        server.minimum_version = server.maximum_version = version
        return server

    return made


def with_a_short_key(root: Identity, file: Path) -> ssl.SSLContext:
    return context(identity("portal", root, key=short_key()).saved(file))


def signed_with_sha1(root: Identity, file: Path) -> ssl.SSLContext:
    return context(identity("portal", root).with_sha1(root).saved(file))


def with_a_short_prime(root: Identity, file: Path) -> ssl.SSLContext:
    key = rsa.generate_private_key(65537, 2048)
    server = context(
        identity("portal", root, key=key).saved(file), "DHE-RSA-AES128-SHA:@SECLEVEL=0"
    )
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    group = file.with_suffix(".dh")
    group.write_text(_OAKLEY_GROUP_2)
    server.load_dh_params(str(group))
    return server


def with_a_cipher_given_up(root: Identity, file: Path) -> ssl.SSLContext:
    key = rsa.generate_private_key(65537, 2048)
    server = context(identity("portal", root, key=key).saved(file), "CAMELLIA128-SHA:@SECLEVEL=0")
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    return server


OUTDATED = {
    "TLS 1.0": only(ssl.TLSVersion.TLSv1),
    "TLS 1.1": only(ssl.TLSVersion.TLSv1_1),
    "a key of 1024 bits": with_a_short_key,
    "signed with SHA-1": signed_with_sha1,
    "Diffie-Hellman with 1024 bits": with_a_short_prime,
    "Camellia alone": with_a_cipher_given_up,
}


@pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning")
def test_an_old_server_is_read_where_that_is_declared_and_still_verified(
    serve: Fixture, answer: Fixture, crawl: Fixture, root: Identity, tmp_path: Path
) -> None:
    hosts = {
        old: serve({"/": answer(old.encode())}, tls=server(root, tmp_path / f"{number}.pem")).host
        for number, (old, server) in enumerate(OUTDATED.items())
    }
    urls = [f"https://{host}/" for host in hosts.values()]

    verified = crawl(urls, portals=declaring(hosts.values(), "verified"))
    old = crawl(urls, portals=declaring(hosts.values(), "old"), meta={"capture": True})

    assert verified.pages == []
    for host in hosts.values():
        told = verified.reason(f"https://{host}/")
        assert told.startswith(f"{host}: ")
        assert told.endswith('; declare tls="old" on its Portal')
        assert "\n" not in told
    assert {error["kind"] for error in verified.errors} == {"TlsError"}
    assert {page["text"]: page["captured"]["verified_tls"] for page in old.pages} == dict.fromkeys(
        hosts, True
    )


def of_itself(_: Identity, file: Path) -> Path:
    return identity("portal").saved(file)


def expired(root: Identity, file: Path) -> Path:
    return identity("portal", root, ends_in=timedelta(days=-1)).saved(file)


def without_its_issuer(root: Identity, file: Path) -> Path:
    issuer = identity("issuer", root, is_authority=True)
    return identity("portal", issuer).saved(file)


def of_an_unknown_root(_: Identity, file: Path) -> Path:
    unknown = identity("unknown", is_authority=True)
    return identity("portal", unknown).saved(file, unknown)


def of_another_host(root: Identity, file: Path) -> Path:
    return identity("portal", root, address="127.0.0.2").saved(file)


UNTRUSTED = {
    "self-signed": of_itself,
    "expired": expired,
    "the chain is incomplete": without_its_issuer,
    "its root is not trusted": of_an_unknown_root,
    "it is another host's": of_another_host,
}


@pytest.mark.parametrize("declared", ["verified", "old", "unverified"])
def test_a_certificate_that_nobody_vouches_for_is_taken_only_where_that_is_declared(
    serve: Fixture, answer: Fixture, crawl: Fixture, root: Identity, tmp_path: Path, declared: str
) -> None:
    portals = {}
    for number, (why, certificate) in enumerate(UNTRUSTED.items()):
        tls = context(certificate(root, tmp_path / f"{number}.pem"))
        portals[why] = serve({"/": answer(why.encode())}, tls=tls)
    hosts = [portal.host for portal in portals.values()]

    crawled = crawl(
        [f"https://{host}/" for host in hosts],
        portals=declaring(hosts, declared),
        meta={"capture": True},
    )

    if declared == "unverified":
        captured = {page["text"]: page["captured"]["verified_tls"] for page in crawled.pages}
        assert captured == dict.fromkeys(UNTRUSTED, False)
        assert all(portal.asked == ["/robots.txt", "/"] for portal in portals.values())
    else:
        assert crawled.pages == []
        assert {error["kind"] for error in crawled.errors} == {"TlsError"}
        for why, portal in portals.items():
            told = crawled.reason(f"https://{portal.host}/")
            assert why in told
            assert told.endswith('declare tls="unverified" on its Portal')
            assert portal.asked == []


def test_a_complete_chain_is_verified(
    serve: Fixture, answer: Fixture, crawl: Fixture, root: Identity, tmp_path: Path
) -> None:
    issuer = identity("issuer", root, is_authority=True)
    file = identity("portal", issuer).saved(tmp_path / "portal.pem", issuer)
    portal = serve({"/": answer(b"here")}, tls=context(file))

    crawled = crawl([f"https://{portal.host}/"], meta={"capture": True})

    assert [page["captured"]["verified_tls"] for page in crawled.pages] == [True]


def test_what_is_declared_of_one_host_holds_for_no_other(
    serve: Fixture, answer: Fixture, crawl: Fixture, tmp_path: Path
) -> None:
    tls = context(identity("portal").saved(tmp_path / "portal.pem"))
    other = serve({"/": answer(b"never to be seen")}, tls=tls)
    moved = answer(status=302, Location=f"https://{other.host}/")
    portal = serve({"/": answer(b"here"), "/moved": moved}, tls=tls)

    crawled = crawl(
        [f"https://{portal.host}/", f"https://{portal.host}/moved"],
        portals={portal.host: {"tls": "unverified"}, other.host: {}},
    )

    assert [page["text"] for page in crawled.pages] == ["here"]
    assert [error["kind"] for error in crawled.errors] == ["TlsError"]
    assert other.asked == []


def test_a_redirect_to_another_host_of_the_portal_keeps_what_is_declared(
    serve: Fixture, answer: Fixture, crawl: Fixture, tmp_path: Path
) -> None:
    tls = context(identity("portal").saved(tmp_path / "portal.pem"))
    home = serve({"/": answer(b"here")}, tls=tls)
    portal = serve({"/": answer(status=302, Location=f"https://{home.host}/")}, tls=tls)

    crawled = crawl(
        [f"https://{portal.host}/"],
        portals=declaring((portal.host, home.host), "unverified"),
        meta={"capture": True},
    )

    (page,) = crawled.pages
    assert page["url"] == f"https://{home.host}/"
    assert page["captured"]["verified_tls"] is False


def test_without_tls_there_is_nothing_to_verify(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve({"/": answer(b"here")})

    crawled = crawl(
        [portal.url("/")], portals={portal.host: {"tls": "unverified"}}, meta={"capture": True}
    )

    assert [page["captured"]["verified_tls"] for page in crawled.pages] == [True]


def test_where_no_host_is_verified_every_capture_says_so(
    serve: Fixture, answer: Fixture, crawl: Fixture, tmp_path: Path
) -> None:
    tls = context(identity("portal").saved(tmp_path / "portal.pem"))
    portal = serve({"/": answer(b"here")}, tls=tls)

    crawled = crawl(
        [f"https://{portal.host}/"],
        settings={"DOWNLOAD_VERIFY_CERTIFICATES": False},
        meta={"capture": True},
    )

    assert [page["captured"]["verified_tls"] for page in crawled.pages] == [False]


@contextmanager
def answering(reply: bytes) -> Iterator[str]:
    """A server that reads what it is greeted with, says one thing and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65536)
                    connection.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


#: TLS 1.2 with AES128-SHA and no extension at all: no word of secure renegotiation (RFC 5746, 3.4).
_HELLO = b"\x03\x03" + bytes(32) + b"\x00" + b"\xc0\x13" + b"\x00"
_SERVER_HELLO = (
    b"\x16\x03\x03" + (len(_HELLO) + 4).to_bytes(2, "big")
    + b"\x02" + len(_HELLO).to_bytes(3, "big") + _HELLO
)  # fmt: skip


@pytest.mark.parametrize(
    ("declared", "hangs_up", "speaks_http", "knows_no_renegotiation"),
    [
        (
            "verified",
            'it hangs up), its server may be an old one; declare tls="old" on its Portal',
            'declare scheme="http" on its Portal',
            "(unsafe legacy renegotiation disabled), its server may be an old one; declare tls=",
        ),
        (
            "old",
            "no TLS connection (it hangs up)",
            'declare scheme="http" on its Portal',
            "no TLS connection (it hangs up)",
        ),
    ],
)
def test_a_server_that_speaks_no_tls_of_ours_fails_in_one_line(
    crawl: Fixture, declared: str, hangs_up: str, speaks_http: str, knows_no_renegotiation: str
) -> None:
    replies = [
        (b"", hangs_up),
        (b"HTTP/1.0 400 Bad Request\r\n\r\n", speaks_http),
        (_SERVER_HELLO, knows_no_renegotiation),
    ]
    with ExitStack() as servers:
        hosts = [servers.enter_context(answering(reply)) for reply, _ in replies]
        crawled = crawl(
            [f"https://{host}/" for host in hosts],
            portals=declaring(hosts, declared),
        )

    assert {error["kind"] for error in crawled.errors} == {"TlsError"}
    for host, (_, expected) in zip(hosts, replies, strict=True):
        assert expected in crawled.reason(f"https://{host}/")


def test_a_connection_that_breaks_after_the_handshake_is_no_matter_of_tls(
    serve: Fixture, crawl: Fixture, root: Identity, tmp_path: Path
) -> None:
    tls = context(identity("portal", root).saved(tmp_path / "portal.pem"))
    portal = serve({"/": lambda handler: handler.connection.shutdown(socket.SHUT_RDWR)}, tls=tls)

    crawled = crawl([f"https://{portal.host}/"])

    assert [error["kind"] for error in crawled.errors] == ["DownloadFailedError"]


@dataclass(frozen=True)
class Declared:
    portals_by_host: dict[str, Portal]


@pytest.mark.parametrize(
    ("host", "port", "tls"),
    [
        ("bacgiang.gov.vn", 443, "old"),
        ("BacGiang.gov.vn", None, "old"),
        ("bacgiang.gov.vn", 8443, "verified"),
        ("quangtri.gov.vn", 8443, "unverified"),
        ("quangtri.gov.vn", 443, "verified"),
        ("mail.bacgiang.gov.vn", 443, "verified"),
    ],
)
def test_a_host_is_asked_as_its_portal_declares(host: str, port: int | None, tls: str) -> None:
    engine = Generic(article=r"/tin/")
    portals = (
        Portal("bacgiang.gov.vn", engine, tls="old"),
        Portal("quangtri.gov.vn:8443", engine, tls="unverified"),
    )
    spider: Any = Declared({portal.host: portal for portal in portals})

    assert declared_tls(spider, host, port) == tls
    assert declared_tls(None, host, port) == "verified"
