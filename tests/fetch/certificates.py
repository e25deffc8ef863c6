"""Certificates of the tests' own TLS servers, good and bad."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from OpenSSL import crypto

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def saved(self, file: Path, *chain: Identity) -> Path:
        """With the certificates that the server sends along."""
        key = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(key + self.pem + b"".join(each.pem for each in chain))
        return file

    def with_sha1(self, issuer: Identity) -> Identity:
        """The same signed with SHA-1, which cryptography itself refuses to do."""
        certificate = crypto.X509.from_cryptography(self.certificate)
        certificate.sign(crypto.PKey.from_cryptography_key(issuer.key), "sha1")
        return Identity(certificate.to_cryptography(), self.key)


def identity(
    name: str,
    issuer: Identity | None = None,
    *,
    key: Key | None = None,
    is_authority: bool = False,
    address: str = "127.0.0.1",
    ends_in: timedelta = timedelta(days=1),
) -> Identity:
    """A certificate for an address; without an issuer it vouches for itself."""
    own = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3))
        .not_valid_after(now + ends_in)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .sign(issuer.key if issuer else own, hashes.SHA256())
    )
    return Identity(certificate, own)


def short_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 -- what old servers have


def context(file: Path, ciphers: str = "ALL:@SECLEVEL=0") -> ssl.SSLContext:
    """A server that speaks whatever Python's OpenSSL can still be brought to."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_ciphers(ciphers)
    made.load_cert_chain(file)
    return made
