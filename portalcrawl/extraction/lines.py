"""Cleaning text that is already flattened: a page whose markup is lost, one line per block.

The same furniture, dates, bylines and captions as for HTML, found by wording and place alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from portalcrawl.extraction import byline, captions, dates
from portalcrawl.extraction.furniture import judge_line, may_be_heading
from portalcrawl.extraction.language import language_of
from portalcrawl.extraction.text import clean, ends_sentence, word_count
from portalcrawl.items import Article

_PROSE_WORDS = 15
_LONGER_WORDS = 20


@dataclass(slots=True)
class _Reading:
    title: str | None = None
    moment: dates.Moment | None = None
    has_head: bool = False
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    author: str | None = None
    source: str | None = None


def extract_text(text: str, fetched_at: datetime | None = None) -> Article:
    """The article in a flattened page. Fields that the lines do not show are None.

    ``fetched_at`` (aware) bounds the dates; without it the present does.
    """
    reading = _Reading()
    lines = _article_lines(text)
    body = _read_head(lines, reading, fetched_at)
    body = _read_tail(body, reading)
    _read_body(body, reading)
    evidence = "visible" if reading.moment else None
    if reading.moment is None and reading.paragraphs:
        found = dates.date_in_lead(reading.paragraphs[0])
        if found and dates.plausible(found, fetched_at):
            reading.moment, evidence = found, "lead"
    whole = "\n\n".join(reading.paragraphs)
    return Article(
        title=reading.title,
        lead=opening_lead(reading.paragraphs) if reading.has_head else None,
        text=whole,
        published_at=reading.moment.iso() if reading.moment else None,
        published_precision=reading.moment.precision if reading.moment else None,
        published_from="lead" if evidence == "lead" else "visible" if evidence else None,
        author=reading.author,
        source=reading.source,
        captions=captions.without_repeats(reading.captions),
        language=language_of(whole),
        extraction_method="lines",
    )


def opening_lead(paragraphs: list[str]) -> str | None:
    """The first paragraph, where it is prose that opens a longer text; a notice has no lead."""
    first, *rest = paragraphs
    if word_count(first) < _PROSE_WORDS or not ends_sentence(first):
        return None
    return first if any(word_count(each) >= _LONGER_WORDS for each in rest) else None


def _article_lines(text: str) -> list[str]:
    """The lines up to the first that ends the article, without furniture."""
    kept: list[str] = []
    lines = [line for line in map(clean, text.splitlines()) if line]
    in_text = False
    for line, behind in pairwise([*lines, ""]):
        verdict = judge_line(line)
        if verdict is None or (in_text and may_be_heading(line) and _is_prose(behind)):
            kept.append(line)
            in_text = in_text or _is_prose(line)
        elif verdict.ends_article and in_text:
            break
    return kept


def _read_head(lines: list[str], reading: _Reading, fetched_at: datetime | None) -> list[str]:
    """Takes title and date line off the head; gives what is left. The first prose is the lead."""
    opening = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    head, body = lines[:opening], lines[opening:]
    if body:
        glued = dates.split_leading_date(body[0])
        if glued:
            reading.moment, body[0] = glued
    candidates: list[str] = []
    for line in head:
        if dates.is_date_line(line):
            moment = dates.parse_moment(line, fetched_at)
            if reading.moment is None and moment and dates.plausible(moment, fetched_at):
                reading.moment = moment
        elif split := dates.split_glued_date(line):
            candidates.append(split[0])
            reading.moment = reading.moment or dates.parse_moment(split[1], fetched_at)
        else:
            candidates.append(line)
    if candidates:
        reading.title = candidates[-1]
    if body and (reading.title or reading.moment):
        body[0] = byline.strip_dateline(body[0])
        reading.has_head = True
    return body


def _read_tail(lines: list[str], reading: _Reading) -> list[str]:
    """Takes the sign-off lines off the end; gives what is left."""
    body = list(lines)
    while len(body) > 1:
        credit = byline.read_labelled(body[-1])
        if credit is None:
            break
        reading.author = reading.author or credit.author
        reading.source = reading.source or credit.source
        body.pop()
    if reading.author is None and len(body) > 1 and not byline.read_bare(body[-2]):
        reading.author = byline.read_bare(body[-1])
        if reading.author:
            body.pop()
    return body


def _read_body(lines: list[str], reading: _Reading) -> None:
    for line in lines:
        if captions.reads_as_caption(line):
            reading.captions.append(line)
        else:
            reading.paragraphs.append(line)


def _is_prose(line: str) -> bool:
    return word_count(line) >= _PROSE_WORDS and ends_sentence(line)
