"""The parts of a page that matter: the head around the title, the lead and body, the tail."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import Any, cast

from lxml.etree import XPath
from lxml.etree import _Element as Element

from portalcrawl.extraction import byline, dates
from portalcrawl.extraction.blocks import Block, segment
from portalcrawl.extraction.container import (
    common_ancestor,
    find_core,
    find_zone,
    is_inside,
    is_teaser,
    nearest_with_text,
    position,
)
from portalcrawl.extraction.document import text_content, text_length
from portalcrawl.extraction.ending import until_end, without_furniture
from portalcrawl.extraction.furniture import judge_line
from portalcrawl.extraction.headline import Headline
from portalcrawl.extraction.metadata import names_an_author
from portalcrawl.extraction.profile import Profile
from portalcrawl.extraction.selectors import Page, select
from portalcrawl.extraction.text import ends_sentence, squeeze

_LEAD_CLASS = re.compile(
    r"hometext|sapo|summary|brief|chapeau|description|mo-?ta|trich-?dan|tom-?tat|cms-desc|box-des|"
    r"(?:^|[\s_-])(?:lead|intro|phead|excerpt|headline-sub|subhead|teaser-text)(?:$|[\s_-])",
    re.IGNORECASE,
)
#: Elements whose text begins so, in the order of the page.
_STARTING = XPath("//body//*[starts-with(normalize-space(text()), $text)]")
_OPENING = 30
#: How far above the title a date line may stand.
_HEAD_REACH = 3
#: How far behind the text a date line may stand.
_BEHIND_REACH = 30
_MOST_BODIES = 3
#: A body with less text is looked at twice: whether so many times more stands elsewhere.
_SHORT_BODY, _TIMES_LONGER = 400, 3
#: Fewer words are a label or a name.
_FEW_WORDS = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of a page by their part."""

    container: Element
    head: tuple[Block, ...]
    """Around the title, nearest first: date line, tools, credits."""
    body: list[Block]
    """Lead first."""
    tail: tuple[Block, ...]
    """Behind the body, up to the first line that ends the article."""
    lead: bool
    """Whether the portal sets the first block apart as the lead."""
    method: str
    behind: tuple[Block, ...] = ()
    """What follows the tail, where some portals put the date line."""
    teasers: int = 0
    """Linked headlines where the text should be: many on an index page."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a profile's selectors find the article."""

    container: Element
    bodies: list[Element]
    leads: list[Element]


def locate(page: Page, profile: Profile, headline: Headline | None) -> Place | None:
    """The article's elements by the profile's selectors; None where no body matches."""
    bodies = select(page, profile.body)
    bodies = [each for each in bodies if not any(up in bodies for up in each.iterancestors())]
    # A list of news has a body for each of its items.
    if not 0 < len(bodies) <= _MOST_BODIES or _is_misplaced(page, bodies, headline):
        return None
    containers = [each for each in select(page, profile.container) if is_inside(bodies[0], each)]
    container = containers[0] if containers else _holding(headline, bodies)
    leads = select(page, profile.lead, container) or select(page, profile.lead)
    return Place(container, bodies, leads[:1])


def without_lines(parts: Parts, patterns: tuple[str, ...]) -> Parts:
    """The parts without the lines that a profile names as its family's furniture."""
    if not patterns:
        return parts
    furniture = re.compile("|".join(f"(?:{each})" for each in patterns), re.IGNORECASE)
    kept = [block for block in parts.body if not furniture.fullmatch(block.text)]
    head = tuple(block for block in parts.head if not furniture.fullmatch(block.text))
    return replace(parts, head=head, body=kept)


def _is_misplaced(page: Page, bodies: list[Element], headline: Headline | None) -> bool:
    """Whether what bears the body's name is a box beside an article that stands elsewhere."""
    chars = max(text_length(each, _SHORT_BODY) for each in bodies)
    if chars >= _SHORT_BODY:
        return False
    core = find_zone(page.root, headline.element if headline else None).core
    if core is None or chars > core.score / _TIMES_LONGER:
        return False
    return not any(is_inside(each, core.element) for each in bodies)


def find_parts(
    root: Element, place: Place | None, profile: Profile, headline: Headline | None
) -> Parts | None:
    """From where the profile found the article, else by structure; None without any text."""
    return _by_structure(root, headline) if place is None else _by_place(place, profile, headline)


def _by_place(place: Place, profile: Profile, headline: Headline | None) -> Parts:
    blocks = segment(place.container)
    in_leads = {each for lead in place.leads for each in lead.iter()}
    in_bodies = {each for body in place.bodies for each in body.iter()} - in_leads
    lead = [block for block in blocks if block.element in in_leads]
    if place.leads and not lead:
        # It stands outside of the container.
        lead = [block for each in place.leads for block in segment(each)]
    body = [block for block in blocks if block.element in in_bodies]
    places = [at for at, block in enumerate(blocks) if block.element in in_bodies]
    first, last = (places[0], places[-1]) if places else (0, -1)
    title_at = (
        None if headline is None or headline.element is None else position(blocks, headline.element)
    )
    opening = first if title_at is None else _opening(blocks[:first], title_at + 1)
    between = [] if lead else without_furniture(blocks[opening:first])
    return Parts(
        container=place.container,
        head=_nearest_first(blocks[:first], headline),
        body=[*between, *until_end(lead), *until_end(body)],
        tail=tuple(until_end(blocks[last + 1 :], always=True)) if last >= 0 else (),
        behind=tuple(blocks[last + 1 : last + 1 + _BEHIND_REACH]),
        lead=bool(lead) or any(each.is_prose for each in between),
        method=f"profile:{profile.name}",
        teasers=_count_teasers(body),
    )


def _by_structure(root: Element, headline: Headline | None) -> Parts | None:
    named = None
    if headline:
        named = headline.element if headline.element is not None else _set_as(headline.text, root)
    zone = find_zone(root, named)
    blocks = segment(zone.element)
    heading = zone.heading
    title_at = position(blocks, heading) if heading is not None else None
    start = 0 if title_at is None else title_at + 1
    core = find_core(blocks[start:], zone)
    if core is not None:
        text_of = core.element
        container = text_of if heading is None else common_ancestor(text_of, heading)
    else:
        found = None if heading is None else nearest_with_text(blocks[start:], heading)
        if found is None:
            return None
        text_of = container = found
    first, end = _span(blocks, text_of)
    # The first headline of a list may stand right above the first summary.
    begin = max(0, first - 1) if heading is None else start
    opening = _opening(blocks[:end], first if heading is None else start)
    if heading is None and opening == first:
        opening = _above(blocks, first)
    first = max(first, opening)
    body = [*without_furniture(blocks[opening:first]), *until_end(blocks[first:end])]
    last = blocks.index(body[-1]) + 1 if body else opening
    return Parts(
        container=container,
        head=_nearest_first(blocks[:opening], headline if heading is not None else None),
        body=body,
        tail=tuple(until_end(blocks[last:], always=True)),
        behind=tuple(blocks[last : last + _BEHIND_REACH]),
        lead=bool(body) and _is_marked_lead(body[0], container),
        method="generic",
        teasers=_count_teasers(blocks[begin:] if core is None else blocks[begin:end]),
    )


def _set_as(title: str, root: Element) -> Element | None:
    """Where a title that only ``<title>`` names stands on the page, set as no heading."""
    opening, squeezed = title[:_OPENING].strip(), squeeze(title)
    found: Any = _STARTING(root, text=opening)
    for element in found:
        if squeeze(text_content(element)) == squeezed:
            return cast("Element", element)
    return None


def _above(blocks: list[Block], first: int) -> int:
    """Where the text begins on a page without a title: with the lead right above the body."""
    opening = at = first
    while at > max(0, first - _HEAD_REACH) and (
        blocks[at - 1].is_prose or blocks[at - 1].kind in ("image", "caption")
    ):
        at -= 1
        opening = at if blocks[at].is_prose else opening
    return opening


def _span(blocks: list[Block], element: Element) -> tuple[int, int]:
    """Where the blocks in an element begin and end."""
    inside = set(element.iter())
    places = [at for at, block in enumerate(blocks) if block.element in inside]
    return (places[0], places[-1] + 1) if places else (0, 0)


def _count_teasers(blocks: list[Block]) -> int:
    """Linked headlines, if the page is a list of them: none, or one each, has prose behind it.

    None where prose comes first: the links behind it are related news.
    """
    telling = [each for each in blocks if each.is_prose or is_teaser(each)]
    summaries = sum(is_teaser(one) and other.is_prose for one, other in pairwise(telling))
    teasers = sum(is_teaser(each) for each in telling)
    prose = len(telling) - teasers
    return teasers if teasers and is_teaser(telling[0]) and prose <= summaries + 1 else 0


def _opening(blocks: list[Block], start: int) -> int:
    """Where the text begins: its first line, or the pictures right above that."""
    behind = range(start, len(blocks))
    opening = next((at for at in behind if not _belongs_to_head(blocks[at])), len(blocks))
    while opening > start and blocks[opening - 1].kind == "image":
        opening -= 1
    return opening


def _belongs_to_head(block: Block) -> bool:
    """Whether a block between title and text is still no text: date line, tools, credit, menu."""
    if block.kind == "image":
        return True
    if judge_line(block.text) is not None or dates.is_date_line(block.line):
        return True
    if dates.signed_with(block.line) is not None or names_an_author(block.element):
        return True
    if byline.read_by(block.line) is not None:
        return True
    if byline.read_labelled(block.text) is not None or block.link_density > 0.6:
        return True
    if block.words <= _FEW_WORDS and (
        byline.person(block.text) is None or dates.is_time(block.text)
    ):
        # The account that entered the article, the hour in an item of its own.
        return True
    return block.words < _FEW_WORDS and not ends_sentence(block.text) and block.kind == "p"


def _nearest_first(blocks: list[Block], headline: Headline | None) -> tuple[Block, ...]:
    """The head: what follows the title in order, then the few blocks above it."""
    if headline is None or headline.element is None:
        return tuple(blocks[-_HEAD_REACH * 2 :])
    at = position(blocks, headline.element)
    if at is None:
        return tuple(blocks[-_HEAD_REACH * 2 :])
    above = blocks[max(0, at - _HEAD_REACH) : at]
    return (*blocks[at + 1 :], *reversed(above))


def _is_marked_lead(block: Block, container: Element) -> bool:
    """Whether a class name or its setting all in bold says that a block is the lead."""
    if not block.is_prose:
        return False
    if block.bold:
        return True
    each: Element | None = block.element
    while each is not None and each is not container:
        if _LEAD_CLASS.search(each.get("class") or ""):
            return True
        each = each.getparent()
    return False


def _holding(headline: Headline | None, bodies: list[Element]) -> Element:
    """The innermost element that holds the bodies, and the title where it is a heading."""
    title = headline.element if headline else None
    return reduce(common_ancestor, bodies if title is None else [*bodies, title])
