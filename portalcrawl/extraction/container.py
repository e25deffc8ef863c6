"""Finding the part of a page that holds the article, by structure alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.etree import _Element as Element

from portalcrawl.extraction.attachments import is_attachment_line
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.furniture import judge_line

_TEXT_KINDS = ("p", "li", "table")
#: How much a character of a link, a label or a stray line counts against an element.
_LINK_COST = 1.5
#: Characters of prose: less than this around a heading is no article where a page has the other.
_HARDLY_ANY, _PLENTY = 200, 1500


def find_container(blocks: list[Block], heading: Element | None) -> Element | None:
    """The element with the most prose for the least links; where a heading is known, one around it.

    ``blocks`` are those of the whole page, furniture pruned. A heading with next to nothing around
    it on a page full of prose is not the article's. None if the page has no text to judge.
    """
    if heading is None:
        anywhere = _best(_scores(blocks, behind_title=False))
        return anywhere.element if anywhere else None
    start = _index_of(blocks, heading)
    around = set(heading.iterancestors())
    scores = _scores(blocks[start:], behind_title=True)
    near = _best({each: score for each, score in scores.items() if each in around})
    if near is None or near.score < _HARDLY_ANY:
        anywhere = _best(_scores(blocks, behind_title=False))
        if anywhere and anywhere.score > _PLENTY:
            return anywhere.element
    return near.element if near else _nearest_with_text(blocks[start:], heading)


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    element: Element


def _best(scores: dict[Element, tuple[float, int]]) -> _Found | None:
    """The highest score, the deepest element of those that share it."""
    found = [(score, depth, each) for each, (score, depth) in scores.items() if score > 0]
    if not found:
        return None
    score, _, element = max(found, key=lambda each: (each[0], each[1]))
    return _Found(score, element)


def inside(block: Block, container: Element) -> bool:
    """Whether a block stands in the container."""
    return block.element is container or any(
        each is container for each in block.element.iterancestors()
    )


def blocks_inside(blocks: Iterable[Block], container: Element) -> list[Block]:
    """The blocks that stand in the container."""
    elements = set(container.iter())
    return [block for block in blocks if block.element in elements]


def position(blocks: Iterable[Block], element: Element) -> int | None:
    """The index of the first block in an element, or None."""
    elements = set(element.iter())
    return next((at for at, block in enumerate(blocks) if block.element in elements), None)


def _index_of(blocks: list[Block], heading: Element) -> int:
    at = position(blocks, heading)
    return 0 if at is None else at + 1


def _scores(blocks: list[Block], *, behind_title: bool) -> dict[Element, tuple[float, int]]:
    """Each element's prose less its links, and its depth."""
    totals: dict[Element, float] = defaultdict(float)
    depths: dict[Element, int] = {}
    ended = False
    for block in blocks:
        verdict = judge_line(block.text) if block.kind != "image" else None
        if verdict is not None:
            # Without a title to begin behind, a sidebar's heading may come before the article.
            ended = ended or (behind_title and verdict.ends_article)
            continue
        value = _value(block, ended)
        if value == 0:
            continue
        chain = [block.element, *block.element.iterancestors()]
        for depth, element in enumerate(reversed(chain)):
            totals[element] += value
            depths[element] = depth
    return {element: (total, depths[element]) for element, total in totals.items()}


def _value(block: Block, ended: bool) -> float:
    if block.kind == "image":
        return 0.0
    if block.is_prose:
        # Prose behind "Tin liên quan" is that of other articles.
        return -float(len(block.text)) if ended else float(len(block.text))
    return -_LINK_COST * block.link_chars


def _nearest_with_text(blocks: list[Block], heading: Element) -> Element | None:
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
        (each for each in heading.iterancestors() if any(inside(block, each) for block in own)),
        None,
    )
