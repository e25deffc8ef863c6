"""From one HTML page to one Article: the order of the steps; each step has a file of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from lxml.etree import _Element as Element

from portalcrawl.extraction import byline, dates
from portalcrawl.extraction.assembly import assemble
from portalcrawl.extraction.attachments import find_attachments
from portalcrawl.extraction.blocking import blocked_reason
from portalcrawl.extraction.body import read_body
from portalcrawl.extraction.classify import classify
from portalcrawl.extraction.cleaning import whole_page_text
from portalcrawl.extraction.document import (
    UnreadableError,
    base_url,
    decode,
    drop_not_text,
    parse,
    pieces,
    text_content,
)
from portalcrawl.extraction.explaining import explain
from portalcrawl.extraction.head import read_head
from portalcrawl.extraction.headline import Headline, find_headline
from portalcrawl.extraction.lines import extract_text
from portalcrawl.extraction.metadata import (
    Metadata,
    read_metadata,
)
from portalcrawl.extraction.names import read_names
from portalcrawl.extraction.parts import Place, find_parts, locate, without_lines
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.extraction.prune import prune
from portalcrawl.extraction.publication import DateEvidence
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.selectors import Page, first_text, select, select_all
from portalcrawl.extraction.text import clean
from portalcrawl.extraction.trace import SILENT, Trace
from portalcrawl.items import Article, Extraction, Link, PageKind


def extract_page(
    html: str | bytes,
    url: str | None = None,
    profile: Profile | None = None,
    *,
    content_type: str | None = None,
    status: int = 200,
    fetched_at: datetime | None = None,
    link: Link | None = None,
    trace: Trace = SILENT,
) -> Extraction:
    """Read one page and judge what kind of page it is.

    ``profile`` sharpens the generic rules where the CMS family is known; where it finds no body,
    the generic rules serve and ``extraction_method`` says so. ``content_type`` is the HTTP header's
    value. ``fetched_at`` (aware) bounds the dates. ``link`` is what a listing said of the page.
    ``trace`` is told which rule decided what. Never raises for anything in the page.
    """
    if reason := blocked_reason(html):
        return _nothing(url, "blocked", reason)
    try:
        text = html if isinstance(html, str) else decode(html, content_type)
        root = parse(text)
    except UnreadableError as error:
        return _nothing(url, "unreadable", str(error))
    if root is None:
        return _nothing(url, "empty", "no markup")
    page = Page(root, read_names(root))
    metadata = read_metadata(root, page.names)
    reading = Reading(url, base_url(text, url), metadata, DateEvidence(fetched_at), trace)
    drop_not_text(root)
    if profile is None or not profile.serves(_day_of(fetched_at)):
        profile = GENERIC
    reading.headline = _headline(page, profile, metadata)
    place = locate(page, profile, reading.headline)
    _read_fields(page, profile, place, reading)
    keep = [] if place is None else [*place.bodies, *place.leads]
    if reading.headline and reading.headline.element is not None:
        keep.append(reading.headline.element)
    scope = root if place is None else place.container
    named = select_all(Page(scope, page.names), profile.drop)
    prune(scope, page.names, keep, named, trace)
    parts = find_parts(root, place, profile, reading.headline)
    _read_machine_dates(reading, link)
    if parts is None:
        article = _from_whole_page(text, reading, fetched_at)
        return _judged(article, page, reading, status)
    reading.method = parts.method
    parts = without_lines(parts, profile.lines)
    files = select_all(page, profile.attachments)
    attachments = find_attachments(parts.container, reading.base, files)
    read_head(page, parts, reading)
    read_body(parts, reading)
    article = assemble(reading, attachments, link)
    if trace is not SILENT:
        explain(parts, reading, article, trace)
    return _judged(article, page, reading, status, parts.teasers)


def _day_of(fetched_at: datetime | None) -> date | None:
    return None if fetched_at is None else fetched_at.astimezone(dates.VIETNAM).date()


def _nothing(url: str | None, kind: PageKind, reason: str) -> Extraction:
    return Extraction(
        article=Article(url=url, extraction_method="page"), kind=kind, reasons=(reason,)
    )


def _read_fields(page: Page, profile: Profile, place: Place | None, reading: Reading) -> None:
    """What the profile's selectors give, before pruning may take it away."""
    for element in _date_lines(page, profile, place):
        reading.note_date(element.get("datetime") or clean(text_content(element)))
    author = first_text(page, profile.author)
    if author:
        credit = byline.read_labelled(author)
        reading.author = credit.author if credit else byline.person(author)
        reading.trace.chose("author", reading.author, f"the profile's selector, in {author!r}")
    source = first_text(page, profile.source)
    if source:
        credit = byline.read_labelled(source)
        reading.source = credit.source if credit else source
        reading.trace.chose("source", reading.source, f"the profile's selector, in {source!r}")
    reading.section = first_text(page, profile.section)
    reading.trace.chose("section", reading.section, "the profile's selector")


def _date_lines(page: Page, profile: Profile, place: Place | None) -> list[Element]:
    """The profile's date lines: in the article, else above it; behind it stand other articles'."""
    if place is None:
        return select(page, profile.date)
    inside = select(page, profile.date, place.container)
    found = inside or select(page, profile.date)[:1]
    return inside or [
        each for each in found if page.names.in_order([each, place.bodies[0]])[0] is each
    ]


def _headline(page: Page, profile: Profile, metadata: Metadata) -> Headline | None:
    named = select(page, profile.title)
    headline = (
        Headline(clean(text_content(named[0])), named[0], "the profile's selector")
        if named
        else find_headline(page.root, page.names, metadata)
    )
    if headline is None:
        return None
    text = headline.text
    if profile.title_suffix:
        text = clean(re.sub(rf"(?:{profile.title_suffix})$", "", text))
    return replace(headline, text=text) if text else None


def _read_machine_dates(reading: Reading, link: Link | None) -> None:
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


def _from_whole_page(text: str, reading: Reading, fetched_at: datetime | None) -> Article:
    """No container was found: trafilatura reads the page, the line rules clean what it gives."""
    read = extract_text(whole_page_text(text), fetched_at)
    reading.method = "page"
    reading.paragraphs = list(read.paragraphs)
    reading.captions = read.captions
    reading.author, reading.source = read.author, read.source
    return assemble(reading, (), None)


def _judged(
    article: Article, page: Page, reading: Reading, status: int, teasers: int = 0
) -> Extraction:
    kind, reasons = classify(
        article,
        status=status,
        asks_password=any(value == "password" for value, _ in page.names.others.get("type", ())),
        page_title=reading.metadata.html_title or "",
        teasers=teasers,
        page_text=lambda: "\n".join(pieces(page.root)),
    )
    return Extraction(article=article, kind=kind, reasons=reasons)
