"""A certificate that nobody vouches for ends the connection."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Fixture = Callable[..., Any]


@pytest.fixture
def self_signed(tmp_path: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "portal.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.mark.parametrize("verified", [True, False])
def test_a_self_signed_portal_is_read_only_where_verification_is_switched_off(
    serve: Fixture, answer: Fixture, crawl: Fixture, self_signed: ssl.SSLContext, verified: bool
) -> None:
    portal = serve({"/": answer(b"here")}, tls=self_signed)

    crawled = crawl(
        [f"https://{portal.host}/"],
        settings={} if verified else {"DOWNLOAD_VERIFY_CERTIFICATES": False},
        meta={"capture": True},
    )

    if verified:
        assert portal.asked == []
        assert "certificate verify failed" in crawled.errors[0]["reason"]
    else:
        assert [page["captured"]["verified_tls"] for page in crawled.pages] == [False]
