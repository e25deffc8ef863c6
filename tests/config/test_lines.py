"""The line on which a key stands, found by the parser that reads it."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.config.lines import Path, lines_of_keys
from tests.config.toml_writer import Written, documents


@given(documents())
def test_the_line_of_every_key_is_the_one_on_which_it_was_written(written: Written) -> None:
    tomllib.loads(written.text)
    assert lines_of_keys(written.text) == written.lines


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("[night]\nuntil = 1", ("night", "until"), 2),
        ("night.until = 1", ("night", "until"), 1),
        ("# night.until = 0\n\nnight.until = 1", ("night", "until"), 3),
        ("night = { hook = [\n'a',\n], until = 1 }", ("night", "until"), 3),
        ("[night]\nhook = [\n'until = 0',\n]\nuntil = 1", ("night", "until"), 5),
        ("[night]\nhook = '''\nuntil = 0\n'''\nuntil = 1", ("night", "until"), 5),
        ("[crawl.settings]\nA = 1\n[crawl]\ndelay = 1", ("crawl", "delay"), 4),
        ("[crawl.settings]\nA = 1\n[crawl]\ndelay = 1", ("crawl",), 1),
        ("[[night]]\nuntil = 1\n[[night]]\nhook = 1", ("night", "hook"), 4),
    ],
)
def test_a_key_is_found_however_it_is_written(text: str, path: Path, line: int) -> None:
    assert lines_of_keys(text)[path] == line


def test_a_name_in_escapes_among_several_lines_has_the_line_on_which_they_begin() -> None:
    lines = lines_of_keys('a = { b = [\n1], "\\u0063" = 2 }')
    assert lines["a", "b"] == lines["a", "c"] == 1


@given(st.text())
def test_no_text_that_is_toml_goes_wrong(text: str) -> None:
    try:
        table = tomllib.loads(text)
    except ValueError:
        return
    assert {path[0] for path in lines_of_keys(text)} == set(table)
