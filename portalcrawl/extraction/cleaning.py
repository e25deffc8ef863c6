"""trafilatura's judgement: which blocks of the container are text; the whole page if need be.

Our own blocks keep wording and order exact; trafilatura says which doubtful ones are boilerplate.
A block that is plainly prose stays even where trafilatura would lose it (bodies of ``<br>`` lines,
short notices). ``deduplicate`` is never set: it blanks a page that is seen twice.
"""

from __future__ import annotations

import logging
from itertools import islice

import trafilatura
from lxml import etree
from lxml.etree import _Element as Element
from trafilatura.meta import reset_caches

from portalcrawl.extraction import byline
from portalcrawl.extraction.blocks import Block
from portalcrawl.extraction.text import ends_sentence, squeeze

# They report every page that is empty or damaged, which its kind says already, and clearing caches
# that they lack.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_RESET_EVERY = 200
#: trafilatura recurses and asks every element for its ancestors: no use on trees deeper than this.
_MAX_DEPTH = 200
#: Nothing longer is a label or a teaser.
_LABEL_CHARS = 1000
_calls = 0


def drop_boilerplate(blocks: list[Block], container: Element) -> list[Block]:
    """The blocks without the doubtful ones that trafilatura does not find to be text."""
    doubtful = [block for block in blocks if _is_doubtful(block)]
    if not doubtful or any(_is_deep(block) for block in blocks):
        return blocks
    kept = squeeze(_text_of(container))
    if not kept:
        return blocks
    return [block for block in blocks if not _is_doubtful(block) or squeeze(block.text) in kept]


def whole_page_text(html: str) -> str:
    """The text trafilatura finds on a page for which no container was found; lines, maybe empty."""
    _limit_caches()
    return (
        trafilatura.extract(
            html, fast=True, favor_precision=True, include_comments=False, include_tables=True
        )
        or ""
    )


def _is_doubtful(block: Block) -> bool:
    if block.kind not in ("p", "li", "h") or len(block.text) > _LABEL_CHARS:
        return False
    if block.link_density > 0.5:
        return True
    if byline.read_labelled(block.text) is not None or byline.read_bare(block.text) is not None:
        return False
    return (
        block.kind == "p" and block.words < 6 and not ends_sentence(block.text) and not block.bold
    )


def _is_deep(block: Block) -> bool:
    return next(islice(block.element.iterancestors(), _MAX_DEPTH, None), None) is not None


def _text_of(container: Element) -> str:
    _limit_caches()
    markup = etree.tostring(container, encoding="unicode", method="html", with_tail=False)
    return (
        trafilatura.extract(
            f"<html><body><div>{markup}</div></body></html>",
            fast=True,
            favor_recall=True,
            include_comments=False,
            include_tables=True,
        )
        or ""
    )


def _limit_caches() -> None:
    """Trafilatura's caches only grow; a worker reads pages for hours."""
    global _calls
    _calls += 1
    if _calls % _RESET_EVERY == 0:
        reset_caches()
