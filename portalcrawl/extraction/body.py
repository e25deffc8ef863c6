"""From the blocks behind the title to paragraphs, captions, pictures and credits."""

from __future__ import annotations

import re

from portalcrawl.extraction import byline, captions, dates
from portalcrawl.extraction.attachments import is_attachment_line
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.cleaning import drop_boilerplate
from portalcrawl.extraction.document import absolute_url
from portalcrawl.extraction.headline import Headline
from portalcrawl.extraction.lines import opening_lead
from portalcrawl.extraction.parts import Parts
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.text import squeeze
from portalcrawl.items import Image

_TYPED_MARKER = re.compile(r"[-–•+*]|(?:\d{1,3}|[a-zđ]|[IVX]{1,4}|[ivx]{1,4})[.)]\s")

#: Characters by which two printings of one caption may differ in spacing and signs.
_SPACING = 40


def read_body(parts: Parts, reading: Reading) -> None:
    """Paragraphs, lead, captions, pictures and sign-off of the blocks behind the title."""
    blocks = captions.mark_captions(parts.body)
    blocks = [each for each in blocks if each.kind == "image" or not is_attachment_line(each)]
    blocks = drop_boilerplate(blocks, parts.container)
    blocks = _without_title(blocks, reading.headline)
    blocks = _without_date_lines(blocks, reading)
    blocks = _take_credits(blocks, reading)
    for block in parts.tail:
        note_credit(block, reading)
    reading.images, reading.captions = _pictures(blocks, reading.base)
    reading.paragraphs = _paragraphs(blocks, reading.captions)
    if parts.lead and reading.paragraphs:
        reading.paragraphs = _lead_once(reading.paragraphs)
    if reading.paragraphs:
        _open_text(blocks, parts, reading)


def _open_text(blocks: list[Block], parts: Parts, reading: Reading) -> None:
    """The first paragraph: freed of datelines and machine dates, and the lead if it is one."""
    first = reading.paragraphs[0]
    glued = dates.split_leading_date(first)
    if glued:
        reading.evidence.add("visible", glued[0])
        first = glued[1]
    first = byline.strip_dateline(first)
    reading.paragraphs[0] = first
    opens = next((each for each in blocks if each.kind not in ("image", "caption")), None)
    has_head = reading.headline is not None or "visible" in reading.evidence.found
    if parts.lead or (has_head and opens is not None and opens.kind == "p"):
        reading.lead = first if parts.lead else opening_lead(reading.paragraphs)


def _lead_once(paragraphs: list[str]) -> list[str]:
    """Some portals print the lead above the body and again as its first paragraph."""
    if len(paragraphs) > 1 and squeeze(paragraphs[0]) == squeeze(paragraphs[1]):
        return paragraphs[1:]
    return paragraphs


def _without_title(blocks: list[Block], headline: Headline | None) -> list[Block]:
    """The title is often repeated above the text."""
    if headline is None:
        return blocks
    title = squeeze(headline.text)
    opening = next((at for at, each in enumerate(blocks) if each.kind != "image"), 0)
    if opening < len(blocks) and squeeze(blocks[opening].text) == title:
        return blocks[:opening] + blocks[opening + 1 :]
    return blocks


def _without_date_lines(blocks: list[Block], reading: Reading) -> list[Block]:
    """Date lines at either end of the text are the page's; some portals put theirs at the end."""
    edges = {id(each) for each in (*blocks[:2], *blocks[-3:])}
    kept: list[Block] = []
    for block in blocks:
        if id(block) in edges and block.kind != "image" and dates.is_date_line(block.text):
            reading.evidence.add(
                "visible", dates.parse_moment(block.text, reading.evidence.fetched_at)
            )
        else:
            kept.append(block)
    return kept


def _take_credits(blocks: list[Block], reading: Reading) -> list[Block]:
    """Takes the sign-off lines off the end of the body."""
    body = list(blocks)
    while len(body) > 1 and body[-1].kind in ("p", "h", "li", "caption"):
        if not note_credit(body[-1], reading):
            break
        body.pop()
    if len(body) > 1 and body[-1].kind in ("p", "h") and not byline.read_bare(body[-2].text):
        name = byline.read_bare(body[-1].text)
        if name and (reading.author is None or squeeze(name) == squeeze(reading.author)):
            reading.author = name
            body.pop()
    return body


def note_credit(block: Block, reading: Reading) -> bool:
    """Whether a block is a labelled credit; what it names is kept."""
    credit = byline.read_labelled(block.text) if block.kind != "image" else None
    if credit is None:
        return False
    reading.author = reading.author or credit.author
    if credit.source and not _is_own_address(credit.source, reading.url):
        reading.source = reading.source or credit.source
    return True


def _is_own_address(source: str, url: str | None) -> bool:
    """Print views end in ``Nguồn:`` and the address of the page itself."""
    if url is None or not source.startswith(("http://", "https://")):
        return False
    host, _, _ = url.partition("://")[2].partition("/")
    return bool(host) and source.partition("://")[2].startswith(f"{host}/")


def _pictures(blocks: list[Block], base: str) -> tuple[tuple[Image, ...], tuple[str, ...]]:
    images: dict[str, Image] = {}
    texts: list[str] = []
    last: str | None = None
    for block in blocks:
        if block.kind == "image" and block.src:
            last = absolute_url(base, block.src)
            if last is not None:
                images.setdefault(last, Image(url=last))
        elif block.kind == "caption":
            texts.append(block.text)
            if last is not None and images[last].caption is None:
                images[last] = Image(url=last, caption=block.text)
        else:
            last = None
    return tuple(images.values()), captions.without_repeats(texts)


def _paragraphs(blocks: list[Block], caption_texts: tuple[str, ...]) -> list[str]:
    paragraphs = [block for block in blocks if block.kind not in ("image", "caption")]
    repeated = {squeeze(each) for each in caption_texts}
    longest = max(map(len, caption_texts), default=0) + _SPACING
    return [
        _as_text(block)
        for block in paragraphs
        if len(block.text) > longest or squeeze(block.text) not in repeated
    ]


def _as_text(block: Block) -> str:
    # Some editors type the bullet or the number too.
    if block.marker and not _TYPED_MARKER.match(block.text):
        return f"{block.marker} {block.text}"
    return block.text
