"""Documents that an article links to: PDF, Word, Excel and their kin."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.document import absolute_url, text_content
from portalcrawl.extraction.text import clean
from portalcrawl.items import Attachment

_LABEL = re.compile(
    r"^(?:tải (?:về|xuống|file)|download|tệp đính kèm|file đính kèm|đính kèm|xem)\s*[:：]\s*",
    re.IGNORECASE,
)
_ENDINGS = r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|zip|rar|7z)"
#: In the path, or before an id behind it (Liferay's ``/TB.pdf/5f0c2b7e-...``), or in the query.
_DOCUMENT = re.compile(rf"{_ENDINGS}(?:$|/[0-9a-f-]{{8,}}$)", re.IGNORECASE)
_IN_QUERY = re.compile(rf"=[^&]*{_ENDINGS}(?:&|$)|(?:^|&)download=1(?:&|$)", re.IGNORECASE)


def find_attachments(container: Element, base: str) -> tuple[Attachment, ...]:
    """The documents linked in a container, each URL once, named as the page names them."""
    found: dict[str, Attachment] = {}
    for link in container.iter("a"):
        url = _document_url(link, base)
        if url and url not in found:
            found[url] = Attachment(url=url, name=_shown_name(link) or _file_name(url))
    return tuple(found.values())


def is_attachment_line(block: Block) -> bool:
    """Whether a block is nothing but links to documents."""
    return block.link_density > 0.6 and any(
        _document_url(link, "") is not None for link in block.element.iter("a")
    )


def _document_url(link: Element, base: str) -> str | None:
    href = (link.get("href") or "").strip()
    url = absolute_url(base, href) if href else None
    if url is None:
        return None
    parts = urlsplit(url)
    named = _DOCUMENT.search(unquote(parts.path)) or _IN_QUERY.search(unquote(parts.query))
    return url if named else None


def _shown_name(link: Element) -> str:
    return _LABEL.sub("", clean(text_content(link)))


def _file_name(url: str) -> str:
    return clean(unquote(urlsplit(url).path.rsplit("/", 1)[-1]))
