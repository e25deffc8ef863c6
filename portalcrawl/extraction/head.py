"""What stands around the title: date line, credits, breadcrumb, a title that is no heading."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from lxml.etree import _Element as Element

from portalcrawl.extraction import byline, dates
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.body import join_labels, note_credit
from portalcrawl.extraction.document import pieces
from portalcrawl.extraction.furniture import is_furniture, is_furniture_name
from portalcrawl.extraction.headline import Headline, is_title_name, looks_like_title
from portalcrawl.extraction.metadata import is_date_name, is_dated_part, steps_of
from portalcrawl.extraction.parts import Parts
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.selectors import Page
from portalcrawl.extraction.text import clean

#: From this share of links on a line is a link.
_LINKED = 0.5
#: Title and date line stand together: what is around the line at so many levels holds both.
_TITLE_REACH = 6
_DATE_REACH = 2


def read_head(page: Page, parts: Parts, reading: Reading) -> None:
    """The date line nearest to the title, the title if it is no heading, and credits there."""
    for block in join_labels(parts.head):
        if is_furniture(block.text, "breadcrumb"):
            reading.trail = reading.trail or steps_of(block.text)
        elif is_furniture(block.text, "clock") or _note_date(block, reading):
            continue
        elif not note_credit(block, reading):
            _note_byline(block, reading)
    for block in parts.behind:
        if "visible" not in reading.evidence.found and is_dated_part(block.element):
            _note_date(block, reading)
    if "visible" not in reading.evidence.found:
        _read_date_above(page, parts.container, reading)
    if reading.headline is None:
        reading.headline = (
            _title_above_date(parts.head) or _title_above_text(parts) or _title_in_text(parts)
        )
    else:
        _split_headline(reading)


def _split_headline(reading: Reading) -> None:
    """Takes a date off the end of the title, where a portal glues it on."""
    headline = reading.headline
    glued = dates.split_glued_date(headline.text) if headline else None
    if headline and glued:
        reading.headline = replace(headline, text=glued[0])
        reading.note_date(glued[1])


def _note_date(block: Block, reading: Reading) -> bool:
    """Whether a block is a date line, perhaps with a name beside the date; both are kept."""
    for element in block.element.iter("time"):
        shown = dates.parse_machine_date(element.get("datetime") or "")
        reading.evidence.add("visible", shown)
    name = dates.signed_with(block.line)
    if name is None and not dates.is_date_line(block.line):
        return False
    reading.note_date(block.line)
    if name and byline.read_bare(name):
        reading.author = reading.author or byline.person(name)
        reading.trace.chose("author", reading.author, f"the date line {block.text!r}")
    return True


def _read_date_above(page: Page, container: Element, reading: Reading) -> None:
    """The date line that is named so and stands close above what holds title and text."""
    around = [container, *islice(container.iterancestors(), _DATE_REACH)][-1]
    inside, holding = set(around.iter()), set(container.iterancestors())
    for element in page.names.in_order([*page.names.named(is_date_name), container]):
        if element is container:
            break
        if element in inside and element not in holding:
            text = " ".join(clean(piece) for piece in pieces(element))
            # The clock of the site is named a date too: ``skin-date clock``.
            if dates.is_date_line(text) and not is_furniture_name(element.get("class", "")):
                reading.note_date(text)


def _title_above_text(parts: Parts) -> Headline | None:
    """A line in bold right above the text of a page that has neither heading nor date line."""
    for block in reversed(parts.head):
        if is_furniture(block.text) or block.link_density > _LINKED or block.kind == "image":
            continue
        around = set(islice(block.element.iterancestors(), _TITLE_REACH))
        near = parts.container in around or not around.isdisjoint(parts.container.iterancestors())
        titled = near and (block.bold or block.kind == "h") and looks_like_title(block)
        rule = "a line in bold right above the text"
        return Headline(block.text, block.element, rule) if titled else None
    return None


def _note_byline(block: Block, reading: Reading) -> None:
    """Keeps whom a line under the title names, if it is a person."""
    name = byline.read_by(block.line)
    if name and reading.author is None and byline.read_bare(name):
        reading.author = byline.person(name)
        reading.trace.chose("author", reading.author, f"the line {block.text!r}")


def _title_in_text(parts: Parts) -> Headline | None:
    """The first line of the text, if it is named as the title."""
    first = next((block for block in parts.body if block.kind != "image"), None)
    if first is None or not is_title_name(first.element.get("class") or ""):
        return None
    rule = "the first line of the text, named as the title"
    return Headline(first.text, first.element, rule) if looks_like_title(first) else None


def _title_above_date(head: tuple[Block, ...]) -> Headline | None:
    """The title of a page that sets it as no heading: the line right above the date line."""
    dated = next((at for at, each in enumerate(head) if dates.is_date_line(each.text)), 0)
    around = {*islice(head[dated].element.iterancestors(), _TITLE_REACH)} if dated else set()
    for block in reversed(head[:dated]):
        if is_furniture(block.text) or block.link_density > _LINKED:
            continue
        near = not around.isdisjoint(block.element.iterancestors())
        rule = "the line above the date line"
        titled = near and looks_like_title(block)
        return Headline(block.text, block.element, rule) if titled else None
    return None
