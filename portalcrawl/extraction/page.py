"""From one HTML page to one Article: the order of the steps; each step has a file of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from lxml.html import HtmlElement

from portalcrawl.extraction import byline, captions, dates
from portalcrawl.extraction.attachments import find_attachments, is_attachment_line
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.classify import Signs, classify, read_signs
from portalcrawl.extraction.cleaning import drop_boilerplate, whole_page_text
from portalcrawl.extraction.document import (
    UnreadableError,
    absolute_url,
    base_url,
    decode,
    drop_not_text,
    parse,
)
from portalcrawl.extraction.furniture import is_furniture
from portalcrawl.extraction.headline import Headline, find_headline
from portalcrawl.extraction.language import language_of
from portalcrawl.extraction.lines import extract_text, opening_lead
from portalcrawl.extraction.metadata import Metadata, read_metadata
from portalcrawl.extraction.parts import Parts, find_parts
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.extraction.prune import prune
from portalcrawl.extraction.publication import DateEvidence
from portalcrawl.extraction.selectors import first_text, select
from portalcrawl.extraction.text import clean, squeeze
from portalcrawl.items import Article, Attachment, Extraction, Image, Link, PageKind
from portalcrawl.urls import canonical_url

_TYPED_MARKER = re.compile(r"[-–•+*]|(?:\d{1,3}|[a-zđ]|[IVX]{1,4}|[ivx]{1,4})[.)]\s")


@dataclass(slots=True)
class _Reading:
    """What has been read of a page so far."""

    url: str | None
    base: str
    metadata: Metadata
    evidence: DateEvidence
    method: str = "generic"
    headline: Headline | None = None
    author: str | None = None
    source: str | None = None
    section: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    lead: str | None = None
    captions: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()


def extract_page(
    html: str | bytes,
    url: str | None = None,
    profile: Profile | None = None,
    *,
    content_type: str | None = None,
    status: int = 200,
    fetched_at: datetime | None = None,
    link: Link | None = None,
) -> Extraction:
    """Read one page and judge what kind of page it is.

    ``profile`` sharpens the generic rules where the CMS family is known; where it finds no body,
    the generic rules serve and ``extraction_method`` says so. ``content_type`` is the HTTP header's
    value. ``fetched_at`` (aware) bounds the dates. ``link`` is what a listing said of the page.
    Never raises for anything in the page.
    """
    try:
        text = html if isinstance(html, str) else decode(html, content_type)
        root = parse(text)
    except UnreadableError as error:
        return _nothing(url, "unreadable", str(error))
    if root is None:
        return _nothing(url, "empty", "no markup")
    signs = read_signs(root)
    reading = _Reading(url, base_url(text, url), read_metadata(root), DateEvidence(fetched_at))
    drop_not_text(root)
    profile = profile or GENERIC
    _read_fields(root, profile, reading)
    prune(root, reading.headline.element if reading.headline else None, profile.drop)
    parts = find_parts(root, profile, reading.headline)
    _read_machine_dates(reading, link)
    if parts is None:
        article = _from_whole_page(text, reading, fetched_at)
        return _judged(article, signs, status, root)
    reading.method = parts.method
    attachments = find_attachments(parts.container, reading.base)
    _read_head(parts, reading, fetched_at)
    _read_body(parts, reading)
    article = _article(reading, attachments, link)
    return _judged(article, signs, status, root, parts.teasers)


def _nothing(url: str | None, kind: PageKind, reason: str) -> Extraction:
    return Extraction(
        article=Article(url=url, extraction_method="page"), kind=kind, reasons=(reason,)
    )


def _read_fields(root: HtmlElement, profile: Profile, reading: _Reading) -> None:
    """What the profile's selectors give, before pruning may take it away."""
    reading.headline = _headline(root, profile, reading.metadata)
    for element in select(root, profile.date):
        text = element.get("datetime") or clean(element.text_content())
        reading.evidence.add("visible", dates.parse_moment(text, reading.evidence.fetched_at))
    author = first_text(root, profile.author)
    if author:
        credit = byline.read_labelled(author)
        reading.author = credit.author if credit else byline.person(author)
    source = first_text(root, profile.source)
    if source:
        credit = byline.read_labelled(source)
        reading.source = credit.source if credit else source
    reading.section = first_text(root, profile.section)


def _headline(root: HtmlElement, profile: Profile, metadata: Metadata) -> Headline | None:
    named = select(root, profile.title)
    headline = (
        Headline(clean(named[0].text_content()), named[0])
        if named
        else find_headline(root, metadata)
    )
    if headline is None:
        return None
    text = headline.text
    if profile.title_suffix:
        text = clean(re.sub(rf"(?:{profile.title_suffix})$", "", text))
    return Headline(text, headline.element) if text else None


def _read_machine_dates(reading: _Reading, link: Link | None) -> None:
    evidence = reading.evidence
    for value in reading.metadata.published:
        evidence.add("json-ld", dates.parse_machine_date(value))
    for value in reading.metadata.published_meta:
        evidence.add("meta", dates.parse_machine_date(value))
    if link and link.published:
        listed = dates.parse_machine_date(link.published) or dates.parse_moment(
            link.published, evidence.fetched_at
        )
        evidence.add("listing", listed)
    if reading.url:
        evidence.add("url", dates.date_in_url(reading.url))


def _read_head(parts: Parts, reading: _Reading, fetched_at: datetime | None) -> None:
    """The date line nearest to the title, and credits that stand there."""
    for block in parts.head:
        if is_furniture(block.text, "clock"):
            continue
        if dates.is_date_line(block.text):
            reading.evidence.add("visible", dates.parse_moment(block.text, fetched_at))
        else:
            _note_credit(block, reading)
    if reading.headline:
        glued = dates.split_glued_date(reading.headline.text)
        if glued:
            reading.headline = Headline(glued[0], reading.headline.element)
            reading.evidence.add("visible", dates.parse_moment(glued[1], fetched_at))


def _read_body(parts: Parts, reading: _Reading) -> None:
    blocks = captions.mark_captions(parts.body)
    blocks = [each for each in blocks if each.kind == "image" or not is_attachment_line(each)]
    blocks = drop_boilerplate(blocks, parts.container)
    blocks = _without_title(blocks, reading.headline)
    blocks = _without_date_lines(blocks, reading)
    blocks = _take_credits(blocks, reading)
    for block in parts.tail:
        _note_credit(block, reading)
    reading.images, reading.captions = _pictures(blocks, reading.base)
    reading.paragraphs = _paragraphs(blocks, reading.captions)
    if parts.lead and reading.paragraphs:
        reading.paragraphs = _lead_once(reading.paragraphs)
    if reading.paragraphs:
        _open_text(blocks, parts, reading)


def _open_text(blocks: list[Block], parts: Parts, reading: _Reading) -> None:
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


def _without_date_lines(blocks: list[Block], reading: _Reading) -> list[Block]:
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


def _take_credits(blocks: list[Block], reading: _Reading) -> list[Block]:
    """Takes the sign-off lines off the end of the body."""
    body = list(blocks)
    while len(body) > 1 and body[-1].kind in ("p", "h", "li", "caption"):
        if not _note_credit(body[-1], reading):
            break
        body.pop()
    if len(body) > 1 and body[-1].kind in ("p", "h") and not byline.read_bare(body[-2].text):
        name = byline.read_bare(body[-1].text)
        if name and (reading.author is None or squeeze(name) == squeeze(reading.author)):
            reading.author = name
            body.pop()
    return body


def _note_credit(block: Block, reading: _Reading) -> bool:
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
    repeated = {squeeze(each) for each in caption_texts}
    return [
        _as_text(block)
        for block in blocks
        if block.kind not in ("image", "caption") and squeeze(block.text) not in repeated
    ]


def _as_text(block: Block) -> str:
    # Some editors type the bullet or the number too.
    if block.marker and not _TYPED_MARKER.match(block.text):
        return f"{block.marker} {block.text}"
    return block.text


def _article(reading: _Reading, attachments: tuple[Attachment, ...], link: Link | None) -> Article:
    if reading.paragraphs:
        reading.evidence.add("lead", dates.date_in_lead(reading.paragraphs[0]))
    chosen = reading.evidence.choose()
    text = "\n\n".join(reading.paragraphs)
    return Article(
        url=reading.url,
        canonical_url=_canonical(reading.url),
        title=reading.headline.text if reading.headline else None,
        lead=reading.lead,
        text=text,
        published_at=chosen[0].iso() if chosen else None,
        published_precision=chosen[0].precision if chosen else None,
        published_from=chosen[1] if chosen else None,
        modified_at=_modified(reading, chosen[0] if chosen else None),
        author=reading.author,
        source=reading.source,
        section=reading.section or _section(reading) or (link.section if link else None),
        captions=reading.captions,
        images=reading.images,
        attachments=attachments,
        language=language_of(text),
        extraction_method=reading.method,
    )


def _canonical(url: str | None) -> str | None:
    """By the rules that hold for every portal; a crawl puts its engine's address in its place."""
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None


def _modified(reading: _Reading, published: dates.Moment | None) -> str | None:
    """The time of the last change, where the page gives it beside an earlier publication."""
    if published is None:
        return None
    for value in reading.metadata.modified:
        moment = dates.parse_machine_date(value)
        if (
            moment
            and dates.plausible(moment, reading.evidence.fetched_at)
            and not moment.same_day(published)
            and moment.at > published.at
        ):
            return moment.iso()
    visible = reading.evidence.found.get("visible")
    if visible and not visible.same_day(published) and visible.at > published.at:
        return visible.iso()
    return None


def _section(reading: _Reading) -> str | None:
    """The last step of the breadcrumb that is neither the home page nor the title."""
    title = squeeze(reading.headline.text) if reading.headline else ""
    for step in reversed(reading.metadata.breadcrumb):
        squeezed = squeeze(step)
        if (
            squeezed
            and not is_furniture(step, "site-banner")
            and not (title and title.startswith(squeezed))
        ):
            return step
    return reading.metadata.section


def _from_whole_page(text: str, reading: _Reading, fetched_at: datetime | None) -> Article:
    """No container was found: trafilatura reads the page, the line rules clean what it gives."""
    read = extract_text(whole_page_text(text), fetched_at)
    reading.method = "page"
    reading.paragraphs = list(read.paragraphs)
    reading.captions = read.captions
    reading.author, reading.source = read.author, read.source
    return _article(reading, (), None)


def _judged(
    article: Article, signs: Signs, status: int, root: HtmlElement, teasers: int = 0
) -> Extraction:
    kind, reasons = classify(
        article,
        signs,
        status=status,
        teasers=teasers,
        page_lines=(clean(piece) for piece in root.itertext()),
    )
    return Extraction(article=article, kind=kind, reasons=reasons)
