"""Text of portals on a terminal."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.cli.terminal import as_json, in_one_line, safe

_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = "\u061c\u200e\u200f"
_TAGS = "".join(map(chr, range(0xE0000, 0xE0080)))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from(_MARKS + _TAGS))


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
