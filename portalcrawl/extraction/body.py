"""From the blocks behind the title to paragraphs, captions, pictures and credits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from portalcrawl.extraction import byline, captions, dates
from portalcrawl.extraction.attachments import is_attachment_line
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.cleaning import drop_boilerplate
from portalcrawl.extraction.document import absolute_url
from portalcrawl.extraction.headline import Headline
from portalcrawl.extraction.lines import opening_lead
from portalcrawl.extraction.metadata import names_an_author
from portalcrawl.extraction.parts import Parts
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.text import squeeze
from portalcrawl.items import Image

_TYPED_MARKER = re.compile(r"[-–•+*]|(?:\d{1,3}|[a-zđ]|[IVX]{1,4}|[ivx]{1,4})[.)]\s")

#: Characters by which two printings of one caption may differ in spacing and signs.
_SPACING = 40
#: The sign-off is no longer than this.
_SIGN_OFF_LINES = 10
#: Some portals put their date line behind the lead and a picture.
_OPENING = 4
#: So far behind the text a bare name may stand.
_BARE_REACH = 2
_AUTHOR_REACH = 12


def read_body(parts: Parts, reading: Reading) -> None:
    """Paragraphs, lead, captions, pictures and sign-off of the blocks behind the title."""
    blocks = captions.mark_captions(parts.body)
    blocks = [each for each in blocks if each.kind == "image" or not is_attachment_line(each)]
    blocks = drop_boilerplate(blocks, parts.container)
    blocks = _without_title(blocks, reading.headline)
    blocks = _without_date_lines(blocks, reading)
    blocks = _take_credits(join_labels(blocks), reading)
    _read_tail(join_labels(parts.tail), reading)
    _read_behind(parts.behind[:_AUTHOR_REACH], reading)
    reading.images, reading.captions = _pictures(blocks, reading.base)
    reading.paragraphs = _paragraphs(blocks, reading.captions)
    if parts.lead and reading.paragraphs:
        reading.paragraphs = _lead_once(reading.paragraphs)
    if reading.paragraphs:
        _open_text(blocks, parts, reading)


def _read_tail(blocks: list[Block], reading: Reading) -> None:
    """Credits behind the text; a bare name counts right there, and only if it is set apart."""
    for at, block in enumerate(blocks):
        if note_credit(block, reading) or at >= _BARE_REACH or reading.author:
            continue
        if block.kind == "p" and (block.align == "right" or block.bold or block.italic):
            reading.author = byline.read_bare(block.text)
            reading.trace.chose("author", reading.author, "a name set apart behind the text")


def _read_behind(blocks: Iterable[Block], reading: Reading) -> None:
    """The author in a place of the name, where files or tools stand between it and the text."""
    for block in blocks:
        if reading.author is None and names_an_author(block.element):
            reading.author = byline.person(byline.read_bare(block.text))
            reading.trace.chose("author", reading.author, f"the line {block.text!r}")


def join_labels(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, a label that stands alone joined with the line that it labels."""
    joined: list[Block] = []
    for block in blocks:
        label = joined[-1] if joined else None
        if label is not None and block.kind != "image" and byline.is_label(label.text):
            joined[-1] = replace(block, text=f"{label.text.rstrip(' :')}: {block.text}")
        else:
            joined.append(block)
    return joined


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
    edges = {id(each) for each in (*blocks[:_OPENING], *blocks[-3:])}
    kept: list[Block] = []
    for block in blocks:
        if id(block) in edges and block.kind != "image" and dates.is_date_line(block.line):
            reading.note_date(block.line)
        else:
            kept.append(block)
    return kept


def _take_credits(blocks: list[Block], reading: Reading) -> list[Block]:
    """Takes the sign-off lines off the end of the body, and what short lines stand behind them."""
    body = list(blocks)
    signed = _sign_off(body)
    for block in body[signed:]:
        note_credit(block, reading)
    body[signed:] = [each for each in body[signed:] if each.kind in ("image", "caption")]
    if len(body) > 1 and body[-1].kind in ("p", "h") and not byline.read_bare(body[-2].text):
        name = byline.read_bare(body[-1].text)
        if name is None and _is_signed(body[-1]):
            name = byline.read_signature(body[-1].text)
        if name and (reading.author is None or squeeze(name) == squeeze(reading.author)):
            reading.author = name
            reading.trace.chose("author", name, "the name alone on the last line")
            body.pop()
    return body


def _sign_off(blocks: list[Block]) -> int:
    """Where the sign-off begins: at the first labelled credit behind which there is no prose."""
    start = len(blocks)
    for at in range(len(blocks) - 1, max(0, len(blocks) - _SIGN_OFF_LINES), -1):
        block = blocks[at]
        if block.kind == "image":
            continue
        if _is_credit(block):
            start = at
        elif block.is_prose or block.kind == "table":
            break
    return start


def _is_credit(block: Block) -> bool:
    """Whether a line is a credit by its label, by how it is set, or as a blog's last line."""
    labelled = byline.read_labelled(block.text) is not None
    signed = _signature(block) is not None
    return labelled or signed or dates.hour_and_author(block.text) is not None


def _signature(block: Block) -> str | None:
    """Whom a line names that is set as a signature, or stands in the author's place."""
    if block.kind not in ("p", "h") or not (_is_signed(block) or names_an_author(block.element)):
        return None
    return byline.read_bare(block.text) or byline.read_signature(block.text)


def _is_signed(block: Block) -> bool:
    """Whether a line is set as a signature: at the right, in bold or italics."""
    return block.align == "right" and (block.bold or block.italic)


def note_credit(block: Block, reading: Reading) -> bool:
    """Whether a block is a credit, by its label or by how it is set; what it names is kept."""
    credit = byline.read_labelled(block.text) if block.kind != "image" else None
    if credit is None and _note_last_line(block, reading):
        return True
    if credit is None:
        name = _signature(block)
        if name is None:
            return False
        credit = byline.Credit(author=byline.person(name))
    if credit.author and reading.author is None:
        reading.trace.chose("author", credit.author, f"the line {block.text!r}")
    reading.author = reading.author or credit.author
    reading.minor_credit = reading.minor_credit or credit.photographer
    if credit.source and not _is_own_address(credit.source, reading.url):
        reading.source = reading.source or credit.source
        reading.trace.chose("source", credit.source, f"the line {block.text!r}")
    return True


def _note_last_line(block: Block, reading: Reading) -> bool:
    """SharePoint's blogs show the day above the text, the hour and the author below it."""
    found = dates.hour_and_author(block.text)
    if found is None:
        return False
    shown = reading.evidence.found.get("visible")
    if shown:
        reading.evidence.refine("visible", dates.at_hour(shown, found[0]))
    reading.minor_credit = reading.minor_credit or byline.person(found[1])
    return True


def _is_own_address(source: str, url: str | None) -> bool:
    """Print views end in ``Nguồn:`` and the address of the page itself."""
    if url is None or not source.startswith(("http://", "https://")):
        return False
    host, _, _ = url.partition("://")[2].partition("/")
    return bool(host) and source.partition("://")[2].startswith(f"{host}/")


def _pictures(blocks: list[Block], base: str) -> tuple[tuple[Image, ...], tuple[str, ...]]:
    """The pictures with their captions, each URL once, and all captions in order."""
    found: dict[str, Image] = {}
    texts: list[str] = []
    pictures = groupby(blocks, key=lambda block: block.kind in ("image", "caption"))
    for group in (list(members) for picture, members in pictures if picture):
        for url, caption in _paired(group, base):
            if url not in found or found[url].caption is None:
                found[url] = Image(url=url, caption=caption)
        texts += [block.text for block in group if block.kind == "caption"]
    return tuple(found.values()), captions.without_repeats(texts)


def _paired(group: list[Block], base: str) -> list[tuple[str, str | None]]:
    """Pictures and captions in a row: as many captions as pictures go one to one, others above."""
    urls = [absolute_url(base, each.src) for each in group if each.kind == "image" and each.src]
    texts = list(dict.fromkeys(each.text for each in group if each.kind == "caption"))
    if len(urls) == len(texts):
        return [(url, text) for url, text in zip(urls, texts, strict=True) if url]
    pairs: list[tuple[str, str | None]] = []
    for block in group:
        url = absolute_url(base, block.src) if block.src else None
        if url:
            pairs.append((url, None))
        elif block.kind == "caption" and pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], block.text)
    return pairs


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
