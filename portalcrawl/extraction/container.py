"""Finding the part of a page that holds the article, by structure alone.

An article is prose that stands together: its paragraphs share a parent, or their parents do. Prose
elsewhere (summaries of other news, a footer, comments) stands in items of its own. So each piece of
prose counts for the element that it stands in, and less and less for those farther out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from typing import Any, cast

from lxml.etree import XPath
from lxml.etree import _Element as Element

from portalcrawl.extraction.attachments import is_attachment_line
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.furniture import judge_line

_TEXT_KINDS = ("p", "li", "table")
#: How much a character of a link counts against an element.
_LINK_COST = 0.7
#: What is left of a piece of prose for each element farther out than its grandparent.
_DECAY = 0.9
#: No element farther out is the article's own.
_REACH = 12
#: Characters of prose behind a heading with which it may be an article's.
_SOME = 80
#: A notice stands in what is around the heading at so many levels.
_CLOSE = 3
#: A notice is shorter than this; prose elsewhere is the article where it is so many times longer.
_SHORT, _TIMES = 400, 6
#: A text goes on in an element with so many times the prose, so few pieces of prose farther on, and
#: no more than so much counted against links between.
_LONGER, _BETWEEN, _FEW_LINKS = 1.5, 6, 150.0
#: The item of a list of news has no more than this.
_ITEM_CHARS, _ITEM_BLOCKS = 700, 10

_LONG = "string-length(normalize-space(.)) > 40"
_LONG_TEXTS = XPath(f"//text()[{_LONG}]")
_LONG_TEXTS_BEHIND = XPath(f"following::text()[{_LONG}]")

#: Where furniture takes more than this of a core, it was no furniture.
_SHRUNK = 0.3
#: So many paragraphs side by side are the text of the article.
_PARAGRAPHS, _LOOK_AHEAD = 3, 10

#: Elements that hold a text rather than being one of its paragraphs.
_PARTS = frozenset(("article", "body", "center", "div", "form", "main", "section", "td"))

_INLINE = frozenset(
    ("a", "abbr", "b", "em", "font", "i", "small", "span", "strong", "sub", "sup", "u")
)

_Piece = tuple[Element, float]
"""An element and the characters of prose that stand right in it."""


@dataclass(frozen=True, slots=True)
class Core:
    """The element whose prose stands together."""

    element: Element
    score: float
    """Characters, those of far descendants discounted."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a page, and what the long texts say of it."""

    element: Element
    core: Core | None
    heading: Element | None
    """The heading, if the article stands behind it."""


def find_zone(root: Element, heading: Element | None) -> Zone:
    """The part of a page to look at closely: it holds the heading and the article.

    Judged by the long texts of the page alone, which costs next to nothing. A heading that stands
    behind or far from all the prose of the page is not the article's.
    """
    whole = _best(_long_texts(_LONG_TEXTS, root))
    if heading is None:
        return Zone(root, whole, None)
    core = _choose(list(_long_texts(_LONG_TEXTS_BEHIND, heading)), heading)
    if whole and whole.score > _SHORT and (core is None or _far_better(whole, core)):
        return Zone(root, whole, None)
    if core is None:
        return Zone(root, None, heading)
    return Zone(common_ancestor(core.element, heading), core, heading)


def find_core(blocks: list[Block], zone: Zone) -> Core | None:
    """The element that holds the article's text. ``blocks`` are those behind the heading."""
    pieces = list(_values(blocks, behind_title=zone.heading is not None))
    core = _choose(pieces, zone.heading)
    if core is not None and zone.heading is not None and _is_elsewhere(core, zone.heading):
        return None
    if core is None or (zone.core is not None and core.score < _SHRUNK * zone.core.score):
        return zone.core
    wider = None if zone.heading is None else zone.core
    if wider is not None and _is_widened(blocks, core.element, wider.element):
        return wider
    return core


def _is_widened(blocks: list[Block], core: Element, wider: Element) -> bool:
    """Whether pictures, short lines and what a stray end tag cut off stand beside the core.

    And nothing else: no linked headlines.
    """
    if all(each is not wider for each in islice(core.iterancestors(), _CLOSE)):
        return False
    beside = set(wider.iter()) - set(core.iter())
    return not any(is_teaser(block) for block in blocks if block.element in beside)


def _is_elsewhere(core: Core, heading: Element) -> bool:
    """Whether next to no prose stands far from the heading: a box's text, not an article's."""
    around = set(islice(heading.iterancestors(), _CLOSE))
    return core.score < _SOME and around.isdisjoint((core.element, *core.element.iterancestors()))


def _choose(pieces: list[_Piece], heading: Element | None) -> Core | None:
    """The best element; the one right behind the heading where other things stand between."""
    anywhere = _best(pieces)
    if heading is None or anywhere is None:
        return anywhere
    near = _near(pieces, heading)
    if near is None or _far_better(anywhere, near) or _goes_on(pieces, near, anywhere):
        return anywhere
    return near


def _far_better(core: Core | None, than: Core) -> bool:
    return core is not None and than.score < min(_SHORT, core.score / _TIMES)


def _goes_on(pieces: list[_Piece], near: Core, far: Core) -> bool:
    """Whether the text goes on from one element to the other: no links to elsewhere between."""
    in_near, in_far = set(near.element.iter()), set(far.element.iter())
    last = max((at for at, (each, _) in enumerate(pieces) if each in in_near), default=-1)
    first = min((at for at, (each, _) in enumerate(pieces) if each in in_far), default=-1)
    if far.score < _LONGER * near.score or first > last + 1 + _BETWEEN:
        return False
    if common_ancestor(near.element, far.element).tag == "body":
        # Parts of the page, not of one text.
        return False
    return -sum(min(0.0, value) for _, value in pieces[last + 1 : first]) <= _FEW_LINKS


def _near(pieces: list[_Piece], heading: Element) -> Core | None:
    """The best element in the smallest part of the page around the heading that has some prose."""
    for around in islice(heading.iterancestors(), 2 * _REACH):
        inside = [piece for piece in pieces if is_inside(piece[0], around)]
        if sum(value for _, value in inside) >= _SOME:
            return _best(inside)
    return None


def _best(pieces: Iterable[_Piece]) -> Core | None:
    """The element with the highest score, the innermost of those that share it."""
    scores: dict[Element, float] = defaultdict(float)
    for piece, value in pieces:
        element = _part_of(piece)
        weight = 1.0
        scores[element] += value
        for step, ancestor in enumerate(islice(element.iterancestors(), _REACH)):
            weight *= _DECAY if step else 1.0
            scores[ancestor] += value * weight
    best: Core | None = None
    for element, score in scores.items():
        if score > 0 and (best is None or score > best.score):
            best = Core(element, score)
    return best


def _part_of(element: Element) -> Element:
    """The part of the page that a text stands in: what stands beside a paragraph belongs to it."""
    while element.tag not in _PARTS or _is_paragraph(element):
        parent = element.getparent()
        if parent is None:
            break
        element = parent
    return element


def _is_paragraph(element: Element) -> bool:
    """Whether a ``div`` is one paragraph: neither blocks nor line breaks in it."""
    return element.tag == "div" and all(each.tag in _INLINE for each in element)


def _long_texts(of: XPath, element: Element) -> Iterator[_Piece]:
    """The long texts with the elements that they stand in, those of links against them."""
    for text in cast("list[Any]", of(element)):
        parent: Element = text.getparent()
        if text.is_tail:
            parent = cast("Element", parent.getparent())
        linked = parent.tag == "a" or any(
            each.tag == "a" for each in islice(parent.iterancestors(), 3)
        )
        yield parent, -_LINK_COST * len(text) if linked else float(len(text))


def _values(blocks: list[Block], *, behind_title: bool) -> Iterator[_Piece]:
    """What each block counts: prose for its element, links against it."""
    prose, ended = 0.0, False
    items = {id(block) for block in news_items(blocks)}
    for at, block in enumerate(blocks):
        verdict = judge_line(block.text) if block.kind != "image" else None
        if verdict is not None:
            # Without a title to begin behind, a sidebar's heading may come before the article.
            ends = behind_title and verdict.ends_article and prose >= _SOME
            ended = ended or (ends and not text_resumes(blocks, at + 1))
        elif block.kind != "image":
            value = _value(block, ended=ended or id(block) in items)
            prose += max(0.0, value)
            if value:
                yield block.element, value


def _value(block: Block, *, ended: bool) -> float:
    if block.is_prose:
        # Prose behind "Tin liên quan" is that of other articles.
        return -float(len(block.text)) if ended else float(len(block.text))
    return -_LINK_COST * block.link_chars


def text_resumes(blocks: list[Block], at: int) -> bool:
    """Whether paragraphs side by side come at a place: furniture above them ends no article.

    Summaries of other news have elements of their own each.
    """
    ahead = takewhile(lambda block: not is_teaser(block), blocks[at : at + _LOOK_AHEAD])
    prose = [block.element for block in ahead if block.is_prose][:_PARAGRAPHS]
    if len(prose) < _PARAGRAPHS:
        return False
    parents = [list_of(each) for each in prose]
    # A list may stand between paragraphs.
    return prose[0] is prose[1] or any(parents.count(each) > 1 for each in parents)


def list_of(paragraph: Element) -> Element | None:
    """What holds a paragraph and those beside it; a layout table has a row for each."""
    parent = paragraph if paragraph.tag == "td" else paragraph.getparent()
    while parent is not None and parent.tag in ("td", "tr"):
        parent = parent.getparent()
    return parent


def news_items(blocks: list[Block]) -> list[Block]:
    """The blocks that are items of a list of other news: a linked headline and what goes with it.

    Items are what two linked headlines in a row do not share.
    """
    headlines = [block for block in blocks if is_teaser(block)]
    found: list[Block] = []
    items: list[Element] = []
    for first, second in pairwise(headlines):
        above = common_ancestor(first.element, second.element)
        for each in (_child_holding(above, first.element), _child_holding(above, second.element)):
            if each is not None and (not items or items[-1] is not each):
                items.append(each)
    if not items:
        return []
    by_item: dict[Element, list[Block]] = {item: [] for item in items}
    for block in blocks:
        for each in (block.element, *islice(block.element.iterancestors(), _REACH)):
            if each in by_item:
                by_item[each].append(block)
                break
    for members in by_item.values():
        prose = sum(len(each.text) for each in members if each.link_density < 0.5)
        if len(members) <= _ITEM_BLOCKS and prose <= _ITEM_CHARS:
            found += members
    return found


def is_teaser(block: Block) -> bool:
    """Whether a block is a linked headline."""
    return (
        block.kind != "image"
        and block.link_density > 0.6
        and block.words >= 5
        and not is_attachment_line(block)
    )


def is_inside(element: Element, container: Element) -> bool:
    """Whether an element is another or stands in it."""
    return element is container or any(each is container for each in element.iterancestors())


def common_ancestor(first: Element, second: Element) -> Element:
    """The innermost element that holds both."""
    around = {second, *second.iterancestors()}
    return next(each for each in (first, *first.iterancestors()) if each in around)


def _child_holding(parent: Element, element: Element) -> Element | None:
    """The child of an element that holds another; None where that is the parent itself."""
    child: Element | None = None
    for each in (element, *element.iterancestors()):
        if each is parent:
            return child
        child = each
    return None


def position(blocks: Iterable[Block], element: Element) -> int | None:
    """The index of the first block in an element, or None."""
    elements = set(element.iter())
    return next((at for at, block in enumerate(blocks) if block.element in elements), None)


def nearest_with_text(blocks: list[Block], heading: Element) -> Element | None:
    """For short notices: the closest element around the heading that has text of its own."""
    own = [
        block
        for block in blocks
        if (block.kind in _TEXT_KINDS and block.link_density < 0.3 and block.words >= 3)
        or is_attachment_line(block)
    ]
    if not own:
        return None
    return next(
        (
            each
            for each in islice(heading.iterancestors(), _REACH // 2)
            if any(is_inside(block.element, each) for block in own)
        ),
        None,
    )
