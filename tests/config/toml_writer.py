"""Writes TOML of every form that keys can have, and notes on which line it wrote each key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hypothesis import strategies as st

from portalcrawl.config.lines import Path

#: What would mislead whoever looks for keys without parsing.
TEXTS = ["", "x", "a = 1", "[night]", "# no comment", "b, c", "}", "]", "a", "key"]
NAMES = ["a", "b", "ab", "key", "a b", "a.b", "#", "[x]", "tên", "1", "", "-", "="]
names = st.sampled_from(NAMES)
texts = st.sampled_from(TEXTS)


@dataclass
class Written:
    """A text and its keys."""

    rows: list[str] = field(default_factory=lambda: [""])
    lines: dict[Path, int] = field(default_factory=dict)
    newline: str = "\n"

    @property
    def text(self) -> str:
        return self.newline.join(self.rows)

    def add(self, text: str) -> None:
        first, *more = text.split("\n")
        self.rows[-1] += first
        self.rows += more

    def note(self, path: Path) -> None:
        self.lines.setdefault(path, len(self.rows))


@st.composite
def documents(draw: st.DrawFn) -> Written:
    """Keys at the top, then sections; each name once in its table."""
    written = Written(newline=draw(st.sampled_from(["\n", "\r\n"])))
    for name in draw(st.lists(names, unique=True, max_size=4)):
        _statement(draw, written, (), name)
    taken = {path[0] for path in written.lines}
    for name in draw(st.lists(names, unique=True, max_size=4)):
        if name not in taken:
            _section(draw, written, (name,))
    return written


def _section(draw: st.DrawFn, written: Written, path: Path) -> None:
    _between(draw, written)
    frame = draw(st.sampled_from(["[{}]", "[ {} ]  # why", "[[{}]]"]))
    for length in range(1, len(path) + 1):
        written.note(path[:length])
    written.add(frame.format(" . ".join(_name(draw, each) for each in path)) + "\n")
    for name in draw(st.lists(names, unique=True, max_size=3)):
        _statement(draw, written, path, name)
    inner = draw(names)
    if len(path) < 3 and (*path, inner) not in written.lines:
        _section(draw, written, (*path, inner))


def _statement(draw: st.DrawFn, written: Written, table: Path, name: str) -> None:
    _between(draw, written)
    written.add(draw(st.sampled_from(["", "  ", "\t"])))
    path = (*table, name, *draw(st.lists(names, max_size=2)))
    for length in range(len(table) + 1, len(path) + 1):
        written.note(path[:length])
    written.add(
        draw(st.sampled_from([".", " . "])).join(_name(draw, x) for x in path[len(table) :])
    )
    written.add(" = ")
    _value(draw, written, path, 2)
    written.add(draw(st.sampled_from(["\n", "  # x = 1\n"])))


def _between(draw: st.DrawFn, written: Written) -> None:
    written.add(draw(st.sampled_from(["", "\n", "# a = 1\n", "\n\n  # [b]\n"])))


def _name(draw: st.DrawFn, name: str) -> str:
    forms = [json.dumps(name, ensure_ascii=False), f"'{name}'"]
    is_bare = name.isascii() and name.replace("-", "x").isalnum()
    return draw(st.sampled_from([name, *forms] if is_bare else forms))


def _value(draw: st.DrawFn, written: Written, path: Path | None, depth: int) -> None:
    """``path`` is None in an array, whose keys nobody looks for."""
    forms = ["number", "text", "lines", "literal"]
    form = draw(st.sampled_from([*forms, "array", "table", "table"] if depth else forms))
    if form == "number":
        written.add(draw(st.sampled_from(["1", "-2.5", "true", "2024-01-31", "06:00:00"])))
    elif form == "text":
        written.add(json.dumps(draw(texts)))
    elif form in ("lines", "literal"):
        quotes = '"""' if form == "lines" else "'''"
        written.add(quotes + "\n".join(draw(st.lists(texts, max_size=3))) + quotes)
    elif form == "array":
        _array(draw, written, depth)
    else:
        _table(draw, written, path, depth)


def _array(draw: st.DrawFn, written: Written, depth: int) -> None:
    written.add("[")
    for _ in range(draw(st.integers(0, 3))):
        written.add(draw(st.sampled_from(["", "\n", "  # , ]\n"])))
        _value(draw, written, None, depth - 1)
        written.add(draw(st.sampled_from([",", " ,\n"])))
    written.add("]")


def _table(draw: st.DrawFn, written: Written, path: Path | None, depth: int) -> None:
    written.add("{")
    for number, name in enumerate(draw(st.lists(names, unique=True, max_size=3))):
        written.add(", " if number else " ")
        inner = None if path is None else (*path, name)
        if inner is not None:
            written.note(inner)
        written.add(f"{_name(draw, name)} = ")
        _value(draw, written, inner, depth - 1)
    written.add(" }")
