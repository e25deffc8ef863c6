"""The certificates of a portal: one that is good, one that has expired."""

from __future__ import annotations

import ssl
from datetime import timedelta
from pathlib import Path

from tests.fetch.certificates import Identity, context, identity


class Certificates:
    """Both for 127.0.0.1, of one authority; their files are in ``folder``."""

    def __init__(self, folder: Path) -> None:
        issuer = identity("authority", is_authority=True)
        self.authority = folder / "authority.pem"
        """Whom a crawl has to trust, as SSL_CERT_FILE takes it."""
        self.authority.write_bytes(issuer.pem)
        self.good = _of(issuer, folder / "good.pem", timedelta(days=1))
        self.expired = _of(issuer, folder / "expired.pem", -timedelta(days=1))


def _of(issuer: Identity, file: Path, ends_in: timedelta) -> ssl.SSLContext:
    return context(identity("portal", issuer, ends_in=ends_in).saved(file))
