"""A tree as the sequence of blocks a reader sees: paragraphs, headings, items, tables, pictures.

Portals' editors write ``<p>``, bare ``div``s, lines with ``<br>`` between, Word's markup and layout
tables; all of them come out as the same blocks here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree
from lxml.html import HtmlElement

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
_CAPTION_CLASS = re.compile(
    r"caption|chu-?thich|chuthich|image-?(?:desc|note|title)|img-?(?:desc|note)|photo-?(?:desc|note)|"
    r"wp-caption-text|note-image|mota-?anh",
    re.IGNORECASE,
)
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STYLE_ITALIC = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_STYLE_ALIGN = re.compile(r"text-align\s*:\s*(center|right|-webkit-center)", re.IGNORECASE)
_ICON = re.compile(
    r"(?:/icons?/|spacer|blank\.gif|pixel|sprite|loading|/logo|emoji|no-?image)", re.IGNORECASE
)
_DATA_CELL_CHARS = 160
#: Class and style attributes are read no further.
_CLASS_CHARS = 500


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One block and how it is set."""

    kind: Kind
    text: str
    element: HtmlElement
    """The nearest block-level element; the ``img`` for an image."""
    link_chars: int = 0
    bold: bool = False
    """All of it."""
    italic: bool = False
    """All of it."""
    align: str = ""
    table: HtmlElement | None = None
    """The innermost layout table around it."""
    src: str | None = None
    marker: str = ""
    """What stands before a list item: a dash, or its number in a numbered list."""

    @property
    def link_density(self) -> float:
        """The share of characters that are links, 0 to 1."""
        return self.link_chars / max(1, len(self.text))

    @property
    def words(self) -> int:
        """Words of the text."""
        return word_count(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it reads as running text of an article rather than as a link or a label."""
        return self.kind in ("p", "li") and self.words >= 12 and self.link_density < 0.3


def segment(root: HtmlElement) -> list[Block]:
    """The blocks of a tree in reading order, empty ones left out."""
    return list(_join_wrapped_lines(_walk(root)))


def is_data_table(table: HtmlElement) -> bool:
    """Whether a table holds data: two columns and rows or more, short cells, no pictures."""
    if table.find(".//table") is not None or table.find(".//img") is not None:
        return False
    rows = [row.findall("./td") + row.findall("./th") for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if len(rows) < 2 or sum(len(row) >= 2 for row in rows) < 0.6 * len(rows):
        return False
    return all(len(clean(cell.text_content())) <= _DATA_CELL_CHARS for row in rows for cell in row)


def table_text(table: HtmlElement) -> str:
    """A data table as lines, cells separated by `` | ``."""
    lines = [clean(caption.text_content()) for caption in table.iterchildren("caption")]
    for row in table.iter("tr"):
        cells = [clean(_spaced_text(cell)) for cell in row.iterchildren("td", "th")]
        if any(cells):
            lines.append(" | ".join(cells))
    return "\n".join(line for line in lines if line)


def _spaced_text(cell: HtmlElement) -> str:
    """The text of a cell, with a space where a block in it ends."""
    if len(cell) == 0:
        return cell.text or ""
    pieces = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        pieces.append(" " if element.tag in _BLOCK_TAGS else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


class _Run:
    """The inline text that is gathered until a block ends, with its emphasis in characters."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.chars = self.linked = self.bold = self.italic = 0

    def add(self, text: str | None, *, link: bool, bold: bool, italic: bool) -> None:
        if not text:
            return
        self.pieces.append(text)
        length = len("".join(text.split()))
        self.chars += length
        self.linked += length if link else 0
        self.bold += length if bold else 0
        self.italic += length if italic else 0


class _State:
    """Where the walk is: the open elements that say how text is set."""

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[HtmlElement] = [root]
        self.tables: list[HtmlElement] = []
        self.taken_whole: HtmlElement | None = None
        self.links = self.bolds = self.italics = self.captions = 0
        self.numbering, self.marker = Numbering(), ""
        self.run = _Run()

    def enter(self, element: HtmlElement, step: int) -> None:
        """Count an element's effect on the text in it, in (1) or out (-1)."""
        tag, style = element.tag, (element.get("style") or "")[:_CLASS_CHARS]
        self.links += step * (tag == "a")
        self.bolds += step * (tag in _BOLD or bool(_STYLE_BOLD.search(style)))
        self.italics += step * (tag in _ITALIC or bool(_STYLE_ITALIC.search(style)))
        if tag == "figcaption" or _CAPTION_CLASS.search(
            (element.get("class") or "")[:_CLASS_CHARS]
        ):
            self.captions += step

    def text(self, value: str | None) -> None:
        self.run.add(value, link=self.links > 0, bold=self.bolds > 0, italic=self.italics > 0)

    def flush(self) -> Iterator[Block]:
        """The block that ends here, if it has text."""
        run, self.run = self.run, _Run()
        text = clean("".join(run.pieces))
        if not text:
            return
        element, kind = self.blocks[-1], self._kind()
        marker = self._take_marker() if kind == "li" else ""
        yield Block(
            kind=kind,
            text=text,
            element=element,
            link_chars=min(len(text), round(run.linked * len(text) / max(1, run.chars))),
            bold=run.bold >= run.chars,
            italic=run.italic >= run.chars,
            align=_align(element),
            table=self.tables[-1] if self.tables else None,
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


def _walk(root: HtmlElement) -> Iterator[Block]:
    state = _State(root)
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if event == "start":
            if tag == "table" and element is not root and is_data_table(element):
                yield from state.flush()
                yield Block("table", table_text(element), element)
                state.taken_whole = element
                walker.skip_subtree()
                continue
            yield from _open(state, element)
        else:
            yield from _close(state, element, root)


def _open(state: _State, element: HtmlElement) -> Iterator[Block]:
    tag = element.tag
    if tag in _BLOCK_TAGS:
        yield from state.flush()
        state.blocks.append(element)
        if tag == "table":
            state.tables.append(element)
        elif tag == "li":
            state.marker = state.numbering.marker(element)
    elif tag == "br":
        yield from state.flush()
    elif tag == "img":
        yield from state.flush()
        image = _image(element, state)
        if image:
            yield image
    state.enter(element, 1)
    state.text(element.text)


def _close(state: _State, element: HtmlElement, root: HtmlElement) -> Iterator[Block]:
    if element is state.taken_whole:
        state.taken_whole = None
    else:
        if element.tag in _BLOCK_TAGS:
            yield from state.flush()
            state.blocks.pop()
            if element.tag == "table":
                state.tables.pop()
        state.enter(element, -1)
    if element is root:
        yield from state.flush()
    else:
        state.text(element.tail)


def _image(element: HtmlElement, state: _State) -> Block | None:
    src = next(
        (
            value
            for name in ("data-src", "data-original", "data-lazy-src", "src")
            if (value := (element.get(name) or "").strip()) and not value.startswith("data:")
        ),
        None,
    )
    if src is None or _ICON.search(src) or _tiny(element):
        return None
    return Block(
        "image",
        clean(element.get("alt") or ""),
        element,
        align=_align(state.blocks[-1]),
        table=state.tables[-1] if state.tables else None,
        src=src,
    )


def _tiny(element: HtmlElement) -> bool:
    sizes = [element.get(name) or "" for name in ("width", "height")]
    return any(size.isdigit() and int(size) < 40 for size in sizes)


def _align(element: HtmlElement) -> str:
    """``center``, ``right`` or nothing: its own, or that of the two elements around it."""
    each: HtmlElement | None = element
    for _ in range(3):
        if each is None:
            break
        styled = _STYLE_ALIGN.search(each.get("style") or "")
        align = (styled[1] if styled else each.get("align") or "").lower().removeprefix("-webkit-")
        classes = f" {(each.get('class') or '').lower()} "
        if align in ("center", "right"):
            return align
        if each.tag == "center" or " text-center " in classes:
            return "center"
        if " text-right " in classes or " text-end " in classes:
            return "right"
        each = each.getparent()
    return ""


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
