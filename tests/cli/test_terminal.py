"""Text of portals on a terminal."""

from __future__ import annotations

import json
import textwrap
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portalcrawl.cli.terminal import (
    as_json,
    beginning,
    columns,
    in_one_line,
    padded,
    safe,
    wrapped,
)

_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = "\u061c\u200e\u200f"
_TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(_MARKS + _TAGS))

WORDS = st.lists(st.text("số越̂a", min_size=1, max_size=15)).map(" ".join)


def is_obeyed(sign: str) -> bool:
    return (
        (unicodedata.category(sign) in ("Cc", "Zl", "Zp") and sign not in "\t\n")
        or unicodedata.bidirectional(sign) in _TURNING
        or sign in _MARKS + _TAGS
    )


@given(TEXTS)
def test_nothing_is_left_that_a_terminal_obeys_and_all_else_is(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text)
    for before, after in zip(text, shown, strict=True):
        assert after == ("\ufffd" if is_obeyed(before) else before)


@given(TEXTS)
def test_one_line_is_one_line_with_nothing_that_a_terminal_obeys(text: str) -> None:
    shown = in_one_line(text)
    assert len(shown.splitlines()) == min(len(text), 1)
    assert "\t" not in shown
    assert safe(shown) == shown


@given(TEXTS)
def test_a_document_says_the_same_with_nothing_in_it_that_a_terminal_obeys(text: str) -> None:
    document = as_json({"title": text})
    assert not any(map(is_obeyed, document))
    assert json.loads(document) == {"title": text}


@pytest.mark.parametrize(
    ("text", "width"),
    [("Chuyển đổi số", 13), (unicodedata.normalize("NFD", "Chuyển đổi số"), 13), ("越南 12", 7)],
)
def test_what_is_seen_is_counted(text: str, width: int) -> None:
    assert columns(text) == width
    assert columns(padded(text, 20)) == 20
    assert padded(text, 2) == text


@given(TEXTS, st.integers(0, 50))
def test_a_beginning_is_the_longest_that_fits(text: str, room: int) -> None:
    shown = beginning(text, room)
    assert text.startswith(shown)
    assert columns(shown) <= room
    assert shown == text or columns(text[: len(shown) + 1]) > room


@given(WORDS, st.sampled_from([40, 80, 200]))
def test_lines_fit_and_have_all_words(text: str, width: int) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", str(width))
        lines = wrapped(text, "    ", "name  ")
    assert " ".join(["name", *text.split()]).split() == " ".join(lines or ["name"]).split()
    assert all(columns(line) <= width for line in lines)


@given(st.text("ab \t"))
@example("\t\taaa")
def test_letters_are_wrapped_as_everywhere(text: str) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", "20")
        lines = wrapped(text, "  ")
    assert lines == textwrap.wrap(
        text,
        20,
        initial_indent="  ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
