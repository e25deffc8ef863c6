"""From what was read of a page to the Article: date, section, address, language."""

from __future__ import annotations

import re

from portalcrawl.extraction import byline, dates
from portalcrawl.extraction.furniture import is_furniture
from portalcrawl.extraction.language import language_of
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.text import squeeze, word_count
from portalcrawl.items import Article, Attachment, Link
from portalcrawl.urls import canonical_url

_HOME = re.compile(r"trang (?:chủ|nhất)\b|home\b|bạn đang ở|you are here", re.IGNORECASE)
#: A title that is cut has at least so many words.
_CUT = 4


def assemble(reading: Reading, attachments: tuple[Attachment, ...], link: Link | None) -> Article:
    """The Article of what was read; the day that opens the lead counts where nothing else tells."""
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
        author=reading.author or reading.minor_credit or _declared_author(reading),
        source=reading.source,
        section=reading.section or _section(reading) or (link.section if link else None),
        captions=reading.captions,
        images=reading.images,
        attachments=attachments,
        language=language_of(text),
        extraction_method=reading.method,
    )


def _declared_author(reading: Reading) -> str | None:
    """Whom JSON-LD or microdata name, if that is a person: many name the site or an account."""
    name = byline.person(reading.metadata.author)
    return name if name and byline.read_bare(name) else None


def _canonical(url: str | None) -> str | None:
    """By the rules that hold for every portal; a crawl puts its engine's address in its place."""
    try:
        return canonical_url(url) if url else None
    except ValueError:
        return None


def _modified(reading: Reading, published: dates.Moment | None) -> str | None:
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


def _is_home(step: str) -> bool:
    return is_furniture(step, "site-banner", "reading-tools") or _HOME.match(step) is not None


def _is_title(step: str, squeezed: str, title: str) -> bool:
    """Whether a step is the title, perhaps cut; a notice's title begins as its section does."""
    whole = squeezed == title
    return bool(title) and (whole or (title.startswith(squeezed) and word_count(step) >= _CUT))


def _section(reading: Reading) -> str | None:
    """The last step of the breadcrumb that is neither the home page nor the title."""
    title = squeeze(reading.headline.text) if reading.headline else ""
    for step in reversed(reading.metadata.breadcrumb or reading.trail):
        squeezed = squeeze(step)
        if squeezed and not _is_home(step) and not _is_title(step, squeezed, title):
            return step
    return reading.metadata.section
