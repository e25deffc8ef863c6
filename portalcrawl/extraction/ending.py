"""Where the text ends: at the first line that never stands before more of it."""

from __future__ import annotations

from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.container import list_of, text_resumes
from portalcrawl.extraction.furniture import Verdict, judge_line, may_be_heading

_LINKS_OF_A_BOX = 5
#: Fewer words are a label or a name.
_WORDS_OF_TEXT = 6


def until_end(blocks: list[Block], *, always: bool = False) -> list[Block]:
    """The blocks up to the line that ends the article, furniture between them left out.

    A box of links in mid-text is no end: only it is left out. ``always``: end at the first such
    line, whatever follows.
    """
    kept: list[Block] = []
    at = 0
    while at < len(blocks):
        verdict = _verdict(blocks, at)
        if verdict is None:
            kept.append(blocks[at])
        elif verdict.ends_article:
            resumed = None if always else _behind_link_box(blocks, at)
            if always or (resumed is None and _has_text(kept) and not text_resumes(blocks, at + 1)):
                break
            at = at + 1 if resumed is None else resumed
            continue
        at += 1
    return kept


def without_furniture(blocks: list[Block]) -> list[Block]:
    """Between title and text: a line about comments or related news ends nothing there."""
    return [block for block in blocks if block.kind == "image" or judge_line(block.text) is None]


def _has_text(blocks: list[Block]) -> bool:
    return any(each.kind != "image" and each.words >= _WORDS_OF_TEXT for each in blocks)


def _verdict(blocks: list[Block], at: int) -> Verdict | None:
    """What furniture a block is; a heading of the text is none, whatever its words."""
    block = blocks[at]
    verdict = judge_line(block.text) if block.kind != "image" else None
    return None if verdict is None or _is_heading_of_text(blocks, at) else verdict


def _is_heading_of_text(blocks: list[Block], at: int) -> bool:
    """Whether a line stands between paragraphs as one of them, set as a heading."""
    block = blocks[at]
    if not 0 < at < len(blocks) - 1 or not (block.kind == "h" or block.bold):
        return False
    before, behind = blocks[at - 1], blocks[at + 1]
    level = list_of(block.element)
    siblings = list_of(before.element) is level and list_of(behind.element) is level
    return siblings and behind.is_prose and may_be_heading(block.text)


def _behind_link_box(blocks: list[Block], at: int) -> int | None:
    """Where the text goes on behind a box of links that stands in it; None if it does not."""
    rest = at + 1
    while rest < len(blocks) and blocks[rest].link_density > 0.5:
        rest += 1
    links = rest - at - 1
    if links == 0:
        return None
    behind = blocks[rest:]
    if links <= _LINKS_OF_A_BOX and len(behind) >= 2 and all(b.is_prose for b in behind[:2]):
        # Paragraphs one after the other: teasers of other articles have links between them.
        return rest
    goes_on = any(each.is_prose for each in behind)
    return rest if goes_on and not any(each.link_density > 0.5 for each in behind) else None
