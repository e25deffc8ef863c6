"""The files that articles link to: one tiny picture and a PDF that says its name."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.site import Page, Visit

_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADBwIAMCbHYQAAAABJRU5ErkJggg=="
)


def pdf(name: str) -> bytes:
    """A valid one-page PDF 1.4 (ISO 32000-1, 7.5) whose page shows ``name`` in ASCII."""
    shown = name.encode("ascii", "replace").translate(None, b"()\\")
    stream = b"BT /F1 12 Tf 40 780 Td (" + shown + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n" % size
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    )


def pictures(modified: datetime) -> Callable[..., Page]:
    """A handler that answers every picture with the same pixel."""
    return lambda _, **__: Page(_PNG, "image/png", modified=modified)


def documents(
    articles: tuple[ReplicaArticle, ...], modified: datetime
) -> Callable[[Visit, str], Page | None]:
    """A handler for the attachments of the articles; no other ``file`` exists."""
    names = frozenset(file for article in articles for _, file in article.attachments)

    def page(_: Visit, file: str) -> Page | None:
        return Page(pdf(file), "application/pdf", modified=modified) if file in names else None

    return page
