"""How TLS is spoken with each host: as its Portal declares, and verified with every other host.

``verified``
    TLS 1.2 or newer at OpenSSL's security level 2 (SSL_CTX_set_security_level(3)): keys of 2048
    bits, nothing signed with SHA-1. The certificate must be the host's and lead to a root that the
    system trusts (SSL_CERT_FILE and SSL_CERT_DIR name other roots).
``old``
    TLS 1.0 and newer at security level 0, also with servers that know no secure renegotiation
    (RFC 5746). The certificate is checked as above.
``unverified``
    As ``old``, and no certificate is asked for: where nobody knows who answers, strong ciphers
    protect nothing. Each capture says so (``Capture.verified_tls``).

Scrapy 2.19 has one setting for all hosts, and its own for ciphers and versions
(DOWNLOADER_CLIENT_TLS_CIPHERS, DOWNLOAD_TLS_MIN_VERSION) are not read here; only
DOWNLOAD_VERIFY_CERTIFICATES is: with False no host is verified.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from OpenSSL import SSL
from scrapy.exceptions import DownloadFailedError
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from portalcrawl.portals import Tls

_HTTPS_PORT = 443
#: What tells that the server knows only what the security level refuses: OpenSSL's reasons
#: (include/openssl/sslerr.h), with and without the ``tls`` that the alerts' names begin with.
_OUTDATED = (
    "protocol version",
    "unsupported protocol",
    "handshake failure",
    "no ciphers available",
    "no shared cipher",
    "unsafe legacy renegotiation disabled",
    "dh key too small",
    "ee key too small",
    "ca key too small",
    "ca md too weak",
    "bad ecpoint",
    "legacy sigalg disallowed or unsupported",
    "no suitable signature algorithm",
    "wrong signature type",
)
_NO_TLS = ("wrong version number", "http request", "packet length too long")
#: X509_V_ERR_* of include/openssl/x509_vfy.h.
_WEAK = {66: "its key is too short", 67: "its issuer's key is too short", 68: "signed with SHA-1"}
_UNTRUSTED = {
    9: "not valid yet",
    10: "expired",
    18: "self-signed",
    19: "its root is not trusted",
    20: "its issuer is not known: the chain is incomplete, or the root is not trusted",
    21: "its issuer is not known: the chain is incomplete",
    23: "revoked",
}


class TlsError(DownloadFailedError):
    """A host with which no TLS connection comes about; the message is one line."""


@dataclass(slots=True)
class _Attempt:
    """The last connection to a host."""

    connection: SSL.Connection
    error: int | None = None
    """Why its certificate was refused, as X509_V_ERR_*."""
    names: str | None = None
    """What is wrong with the names that its certificate bears."""

    @property
    def is_complete(self) -> bool:
        """Whether the handshake came to its end."""
        return bool(self.connection.get_peer_finished())


def declared_tls(spider: Spider | None, host: str, port: int | None) -> Tls:
    """What the portal that has the host declares; ``verified`` where none has."""
    portals = getattr(spider, "portals_by_host", None) or {}
    name = host.lower()
    names = [f"{name}:{port}", name] if port in (None, _HTTPS_PORT) else [f"{name}:{port}"]
    portal = next((portals[each] for each in names if each in portals), None)
    tls: Tls = getattr(portal, "tls", "verified")
    return tls


@implementer(IPolicyForHTTPS)
class PortalTls:
    """Gives Twisted's HTTP client a connection as the host's portal declares it."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.verifies = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        self._contexts: dict[Tls, SSL.Context] = {}
        self._attempts: dict[str, _Attempt] = {}

    def spoken_with(self, host: str, port: int | None) -> Tls:
        """How TLS is spoken with a host."""
        return declared_tls(self.crawler.spider, host, port) if self.verifies else "unverified"

    def is_verified(self, url: str) -> bool:
        """Whether who answers at the URL has to prove who it is, or needs not to (http)."""
        parts = urlsplit(url)
        if parts.scheme != "https":
            return True
        return self.spoken_with(parts.hostname or "", parts.port) != "unverified"

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Connections:  # noqa: N802 - Twisted's
        """What makes the connections to a host."""
        host = hostname.decode("ascii")
        tls = self.spoken_with(host, port)
        if tls not in self._contexts:
            self._contexts[tls] = _context(tls)

        def note(attempt: _Attempt) -> None:
            self._attempts[f"{host}:{port}"] = attempt

        return _Connections(self._contexts[tls], host, is_checked=tls != "unverified", note=note)

    def explained(self, url: str, error: DownloadFailedError) -> TlsError | None:
        """The same failure with what to do about it; None where TLS has nothing to do with it."""
        parts = urlsplit(url)
        if parts.scheme != "https":
            return None
        host = parts.hostname or ""
        attempt = self._attempts.pop(f"{host}:{parts.port or _HTTPS_PORT}", None)
        if attempt is None or attempt.is_complete:
            return None
        tls = self.spoken_with(host, parts.port)
        return TlsError(f"{parts.netloc}: {_explanation(attempt, _reasons(error), tls)}")


@implementer(IOpenSSLClientConnectionCreator)
class _Connections:
    def __init__(
        self, context: SSL.Context, host: str, *, is_checked: bool, note: Callable[[_Attempt], None]
    ) -> None:
        self.context = context
        self.host = host
        self.is_checked = is_checked
        self.note = note

    def clientConnectionForTLS(self, _protocol: object) -> SSL.Connection:  # noqa: N802
        """A connection that names the host and checks the certificate, where it is to be."""
        connection = SSL.Connection(self.context, None)
        attempt = _Attempt(connection)
        self.note(attempt)
        if not _is_address(self.host):  # RFC 6066, 3: addresses are not named
            connection.set_tlsext_host_name(self.host.encode("ascii"))
        if self.is_checked:
            connection.set_verify(SSL.VERIFY_PEER, _check_of(attempt, self.host))
        return connection


def _context(tls: Tls) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    if tls == "verified":
        context.set_min_proto_version(SSL.TLS1_2_VERSION)
        context.set_cipher_list(b"DEFAULT:@SECLEVEL=2")
    else:
        context.set_min_proto_version(SSL.TLS1_VERSION)
        context.set_cipher_list(b"ALL:!aNULL:!eNULL:@SECLEVEL=0")
        context.set_options(SSL.OP_LEGACY_SERVER_CONNECT)
    if tls != "unverified":
        context.set_default_verify_paths()
    return context


def _check_of(
    attempt: _Attempt, host: str
) -> Callable[[SSL.Connection, X509, int, int, int], bool]:
    """The callback of OpenSSL for each certificate of a chain, and for each error in one."""
    wanted = IPAddress_ID(host) if _is_address(host) else DNS_ID(host)

    def check(_connection: SSL.Connection, cert: X509, error: int, depth: int, ok: int) -> bool:
        if not ok:
            attempt.error = error
        elif depth == 0:
            try:
                verify_service_identity(extract_patterns(cert), [wanted], [])
            except (VerificationError, CertificateError):
                attempt.names = "it is another host's"
        return bool(ok) and attempt.names is None

    return check


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _reasons(error: DownloadFailedError) -> list[str]:
    """What OpenSSL says, from the failures that Twisted packed into one."""
    failures: list[Any] = getattr(error.__cause__, "reasons", [])
    told = [each.value for each in failures if isinstance(each.value, SSL.Error)]
    return [str(entry[-1]) for each in told if each.args for entry in each.args[0]]


def _explanation(attempt: _Attempt, reasons: list[str], tls: Tls) -> str:
    said = ", ".join(reasons) or "it hangs up"
    if attempt.names is not None or attempt.error in _UNTRUSTED:
        why = attempt.names or _UNTRUSTED[attempt.error or 0]
        return f"the certificate is not to be trusted, {why}; {_UNVERIFIED_HELPS}"
    if attempt.error in _WEAK:
        return f"the certificate is too weak, {_WEAK[attempt.error]}; {_OLD_HELPS}"
    if attempt.error is not None:
        return f"the certificate is not to be trusted ({attempt.error}); {_UNVERIFIED_HELPS}"
    if any(word in reason for reason in reasons for word in _NO_TLS):
        return f'no TLS is spoken there ({said}); declare scheme="http" on its Portal'
    if tls == "verified" and (
        not reasons or any(word in reason for reason in reasons for word in _OUTDATED)
    ):
        return f"no TLS connection ({said}), its server may be an old one; {_OLD_HELPS}"
    return f"no TLS connection ({said})"


_UNVERIFIED_HELPS = 'tell the portal, or declare tls="unverified" on its Portal'
_OLD_HELPS = 'declare tls="old" on its Portal'
