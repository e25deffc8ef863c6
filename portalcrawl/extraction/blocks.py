"""A tree as the sequence of blocks a reader sees: paragraphs, headings, items, tables, pictures.

Portals' editors write ``<p>``, bare ``div``s, lines with ``<br>`` between, Word's markup and layout
tables; all of them come out as the same blocks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from lxml import etree
from lxml.etree import _Element as Element

from portalcrawl.extraction.document import text_content
from portalcrawl.extraction.names import MAX_CHARS
from portalcrawl.extraction.numbering import Numbering
from portalcrawl.extraction.text import clean, ends_sentence, word_count

Kind = Literal["p", "h", "li", "table", "image", "caption"]

# fmt: off
_BLOCK_TAGS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav", "ol", "p", "pre", "section",
    "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong"))
_ITALIC = frozenset(("i", "em"))
_EFFECTIVE = frozenset(("a", "figcaption", *_BOLD, *_ITALIC))
#: Inline elements at which a line ends.
_BREAKS = frozenset(("br", "img"))
_CAPTION_CLASS = re.compile(
    r"caption|chu-?thich|chuthich|image-?(?:desc|note|title)|img-?(?:desc|note)|photo-?(?:desc|note)|"
    r"wp-caption-text|note-image|mota-?anh|imgalt|insertimage|"
    r"(?:^|\s)(?:expedit|img-content|desc-image|image-note)(?:\s|$)",
    re.IGNORECASE,
)
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_RIGHT_CLASSES = (" text-right ", " text-end ", " justify-end ", " justify-content-end ")
_STYLE_ALIGN = re.compile(r"text-align\s*:\s*(center|right|-webkit-center)", re.IGNORECASE)
_ICON = re.compile(
    r"(?:/icons?/|spacer|blank\.gif|pixel|sprite|loading|/logo|emoji|no-?image)", re.IGNORECASE
)
_DATA_CELL_CHARS = 160
_LINE_CHARS = 160
_TOOL_ALT = re.compile(r"A\s*[-+]|A", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One block and how it is set."""

    kind: Kind
    text: str
    element: Element
    """The nearest block-level element; the ``img`` for an image."""
    link_chars: int = 0
    bold: bool = False
    """All of it."""
    italic: bool = False
    """All of it."""
    table: Element | None = None
    """The innermost layout table around it."""
    src: str | None = None
    pieces: tuple[str, ...] = ()
    """Of a short text: its pieces, as inline elements split it, for lines of several fields."""
    marker: str = ""
    """What stands before a list item: a dash, or its number in a numbered list."""

    @property
    def align(self) -> str:
        """``center``, ``right`` or nothing: how it is set by its elements."""
        return _align(self.element)

    @property
    def link_density(self) -> float:
        """The share of characters that are links, 0 to 1."""
        return self.link_chars / max(1, len(self.text))

    @property
    def line(self) -> str:
        """The text with a space wherever an inline element begins or ends, as fields stand."""
        return " ".join(self.pieces) if self.pieces else self.text

    @property
    def words(self) -> int:
        """Words of the text."""
        return word_count(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it reads as running text of an article rather than as a link or a label."""
        return self.kind in ("p", "li") and self.words >= 12 and self.link_density < 0.3


def segment(root: Element) -> list[Block]:
    """The blocks of a tree in reading order, empty ones left out."""
    return list(_join_wrapped_lines(_walk(root)))


def is_data_table(table: Element) -> bool:
    """Whether a table holds data: two columns and rows or more, short cells, no pictures."""
    if table.find(".//table") is not None or table.find(".//img") is not None:
        return False
    rows = [row.findall("./td") + row.findall("./th") for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if len(rows) < 2 or sum(len(row) >= 2 for row in rows) < 0.6 * len(rows):
        return False
    return all(len(clean(text_content(cell))) <= _DATA_CELL_CHARS for row in rows for cell in row)


def table_text(table: Element) -> str:
    """A data table as lines, cells separated by `` | ``."""
    lines = [clean(text_content(caption)) for caption in table.iterchildren("caption")]
    for row in table.iter("tr"):
        cells = [clean(_spaced_text(cell)) for cell in row.iterchildren("td", "th")]
        if any(cells):
            lines.append(" | ".join(cells))
    return "\n".join(line for line in lines if line)


def _spaced_text(cell: Element) -> str:
    """The text of a cell, with a space where a block in it ends."""
    if len(cell) == 0:
        return cell.text or ""
    pieces = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        pieces.append(" " if element.tag in _BLOCK_TAGS else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


class _Effect(NamedTuple):
    """What an element does to the text in it; each 0 or 1."""

    link: int = 0
    bold: int = 0
    italic: int = 0
    caption: int = 0


_NO_EFFECT = _Effect()


def _effect(element: Element) -> _Effect:
    tag, classes, style = element.tag, element.get("class"), element.get("style")
    if classes is None and style is None and tag not in _EFFECTIVE:
        return _NO_EFFECT
    style = style[:MAX_CHARS] if style else ""
    classes = classes[:MAX_CHARS] if classes else ""
    return _Effect(
        link=tag == "a",
        bold=tag in _BOLD or (bool(style) and _STYLE_BOLD.search(style) is not None),
        italic=tag in _ITALIC or (bool(style) and _STYLE_ITALIC.search(style) is not None),
        caption=tag == "figcaption"
        or (tag == "td" and classes == "desc")
        or (bool(classes) and _names_a_caption(classes)),
    )


@lru_cache(maxsize=8192)
def _names_a_caption(attribute: str) -> bool:
    return _CAPTION_CLASS.search(attribute) is not None


class _State:
    """Where the walk is: the open elements that say how text is set, and the text gathered."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[Element] = [root]
        self.tables: list[Element] = []
        self.effects: list[_Effect] = []
        self.taken_whole: Element | None = None
        self.links = self.bolds = self.italics = self.captions = 0
        self.numbering, self.marker = Numbering(), ""
        self.pieces: list[str] = []
        self.linked = self.bold = self.italic = 0
        """Characters of the pieces that are set so, white space left out."""

    def enter(self, element: Element) -> None:
        """Count an element's effect on the text in it, until :meth:`leave`."""
        effect = _effect(element)
        self.effects.append(effect)
        if effect is not _NO_EFFECT:
            self._count(effect, 1)

    def leave(self) -> None:
        effect = self.effects.pop()
        if effect is not _NO_EFFECT:
            self._count(effect, -1)

    def _count(self, effect: _Effect, step: int) -> None:
        self.links += step * effect.link
        self.bolds += step * effect.bold
        self.italics += step * effect.italic
        self.captions += step * effect.caption

    def text(self, value: str | None) -> None:
        if not value:
            return
        self.pieces.append(value)
        if self.links or self.bolds or self.italics:
            length = len("".join(value.split()))
            self.linked += length if self.links else 0
            self.bold += length if self.bolds else 0
            self.italic += length if self.italics else 0

    def flush(self) -> Block | None:
        """The block that ends here, if it has text."""
        if not self.pieces:
            return None
        text = clean("".join(self.pieces))
        short = len(self.pieces) > 1 and len(text) <= _LINE_CHARS
        pieces = tuple(filter(None, map(clean, self.pieces))) if short else ()
        self.pieces.clear()
        linked, bold, italic = self.linked, self.bold, self.italic
        self.linked = self.bold = self.italic = 0
        if not text:
            return None
        chars = len(text) - text.count(" ")
        kind = self._kind()
        marker = self._take_marker() if kind == "li" else ""
        return Block(
            kind=kind,
            text=text,
            element=self.blocks[-1],
            link_chars=min(len(text), round(linked * len(text) / chars)),
            bold=bold >= chars,
            italic=italic >= chars,
            table=self.tables[-1] if self.tables else None,
            pieces=pieces if len(pieces) > 1 else (),
            marker=marker,
        )

    def _take_marker(self) -> str:
        """The marker goes to the first block of an item."""
        marker, self.marker = self.marker, ""
        return marker

    def _kind(self) -> Kind:
        if self.captions:
            return "caption"
        if any(each.tag in _HEADINGS for each in self.blocks[-2:]):
            return "h"
        if any(each.tag == "li" for each in self.blocks[-3:]):
            return "li"
        return "p"


def _walk(root: Element) -> Iterator[Block]:
    state = _State(root)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "start":
            if tag in _BLOCK_TAGS or tag in _BREAKS:
                block = state.flush()
                if block:
                    yield block
            if tag == "table" and element is not root and is_data_table(element):
                yield Block("table", table_text(element), element)
                state.taken_whole = element
                walker.skip_subtree()
            elif tag == "img":
                image = _image(element, state)
                if image:
                    yield image
                state.effects.append(_NO_EFFECT)
            else:
                _open(state, element)
        else:
            if tag in _BLOCK_TAGS or element is root:
                block = state.flush()
                if block:
                    yield block
            _close(state, element, root)


def _open(state: _State, element: Element) -> None:
    tag = element.tag
    if tag in _BLOCK_TAGS:
        state.blocks.append(element)
        if tag == "table":
            state.tables.append(element)
        elif tag == "li":
            state.marker = state.numbering.marker(element)
    state.enter(element)
    state.text(element.text)


def _close(state: _State, element: Element, root: Element) -> None:
    if element is state.taken_whole:
        state.taken_whole = None
    else:
        if element.tag in _BLOCK_TAGS:
            state.blocks.pop()
            if element.tag == "table":
                state.tables.pop()
        state.leave()
    if element is not root:
        state.text(element.tail)


def _image(element: Element, state: _State) -> Block | None:
    src = next(
        (
            value
            for name in ("data-src", "data-original", "data-lazy-src", "src")
            if (value := (element.get(name) or "").strip()) and not value.startswith("data:")
        ),
        None,
    )
    alt = element.get("alt") or ""
    if src is None or _ICON.search(src) or _tiny(element) or _TOOL_ALT.fullmatch(alt.strip()):
        return None
    return Block(
        "image",
        clean(alt),
        element,
        table=state.tables[-1] if state.tables else None,
        src=src,
    )


def _tiny(element: Element) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 40 for size in sizes)


def _align(element: Element) -> str:
    """``center``, ``right`` or nothing: its own, or that of the two elements around it."""
    each: Element | None = element
    for _ in range(3):
        if each is None:
            break
        align = own_align(each)
        if align:
            return align
        each = each.getparent()
    return ""


def own_align(element: Element) -> str:
    """``center``, ``right`` or nothing: what an element says of itself."""
    styled = _STYLE_ALIGN.search(element.get("style") or "")
    align = (styled[1] if styled else element.get("align") or "").lower().removeprefix("-webkit-")
    if align in ("center", "right"):
        return align
    classes = f" {(element.get('class') or '').lower()} "
    if element.tag == "center" or " text-center " in classes:
        return "center"
    return "right" if any(name in classes for name in _RIGHT_CLASSES) else ""


def _join_wrapped_lines(blocks: Iterator[Block]) -> Iterator[Block]:
    """Rejoin what ``<br>`` broke in mid-sentence: lower case behind a line without an end."""
    held: list[Block] = []
    for block in blocks:
        if held and not _continues(held[-1], block):
            yield _joined(held)
            held = []
        held.append(block)
    if held:
        yield _joined(held)


def _joined(lines: list[Block]) -> Block:
    if len(lines) == 1:
        return lines[0]
    return replace(
        lines[0],
        text=" ".join(each.text for each in lines),
        link_chars=sum(each.link_chars for each in lines),
        bold=all(each.bold for each in lines),
        italic=all(each.italic for each in lines),
    )


def _continues(first: Block, second: Block) -> bool:
    return (
        first.kind == second.kind
        and first.kind in ("p", "h", "li")
        and first.element is second.element
        and second.text[:1].islower()
        and not ends_sentence(first.text)
    )
