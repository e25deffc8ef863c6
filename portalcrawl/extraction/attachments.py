"""Documents that an article links to: PDF, Word, Excel and their kin."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element as Element

from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.document import absolute_url, pieces, short_text, text_content
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

#: How a box of files begins.
_FILES_LABEL = re.compile(
    r"(?:(?:các )?(?:tệp|tập tin|file|văn bản|tài liệu|tải (?:tài liệu|tệp|file))(?: tin)?\s+"
    r"(?:đính kèm|kèm theo)|đính kèm|tải về|tải xuống)\b",
    re.IGNORECASE,
)
_NO_FILE = ("#", "javascript:", "mailto:")
_LEVELS, _SIBLINGS, _BOX_CHARS, _NAME_CHARS = 3, 4, 1000, 200


def find_attachments(
    container: Element, base: str, named: Iterable[Element] = ()
) -> tuple[Attachment, ...]:
    """The documents linked in a container and in the boxes of files close behind it.

    Each URL once, named as the page names it. ``named`` are links that a profile says are files,
    whatever their address.
    """
    found: dict[str, Attachment] = {}
    for link in named:
        href = (link.get("href") or "").strip()
        url = None if href.startswith(_NO_FILE) else absolute_url(base, href)
        name = _shown_name(link)
        if url and name:
            found.setdefault(url, Attachment(url=url, name=name))
    for part in (container, *_boxes_behind(container)):
        for link in part.iter("a"):
            url = _document_url(link, base)
            if url and url not in found:
                found[url] = Attachment(url=url, name=_shown_name(link) or _file_name(url))
    return tuple(found.values())


def _boxes_behind(container: Element) -> Iterator[Element]:
    """What follows a container, or one that it stands in, and is labelled as files."""
    for around in (container, *islice(container.iterancestors(), _LEVELS)):
        for box in islice(around.itersiblings(), _SIBLINGS):
            opening = next((piece for piece in map(str.strip, pieces(box)) if piece), "")
            if _FILES_LABEL.match(clean(opening)) and short_text(box, _BOX_CHARS):
                yield box


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
    # An address may be a mere id, with the file's name as the link's text.
    return url if named or _DOCUMENT.search(short_text(link, _NAME_CHARS) or "") else None


def _shown_name(link: Element) -> str:
    return _LABEL.sub("", clean(text_content(link)))


def _file_name(url: str) -> str:
    return clean(unquote(urlsplit(url).path.rsplit("/", 1)[-1]))
