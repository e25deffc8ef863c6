"""The file to begin with, and the page in docs: both say what the classes say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from portalcrawl.config import Config, load
from portalcrawl.config.keys import KEYS
from portalcrawl.config.writing import as_file, as_table

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


def test_the_table_in_docs_is_what_the_module_writes() -> None:
    assert as_table() in PAGE.read_text(encoding="utf-8"), (
        "put the output of `python -m portalcrawl.config` into docs/configuration.md"
    )


def test_the_file_to_begin_with_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "portalcrawl.toml").write_text(as_file(), encoding="utf-8")
    loaded = load({}, tmp_path)
    assert (loaded.config, loaded.faults) == (Config(), ())


def test_it_has_every_key_with_its_default() -> None:
    table = tomllib.loads(re.sub(r"^#(?=\w+ = )", "", as_file(), flags=re.MULTILINE))
    found = {
        f"{section}.{name}": each for section in table for name, each in table[section].items()
    }
    assert found == {
        key.dotted: list(key.default) if isinstance(key.default, tuple) else key.default
        for key in KEYS
    }


def test_it_asks_for_a_contact() -> None:
    assert tomllib.loads(as_file())["crawl"] == {"contact": ""}


def test_it_says_what_each_key_means_and_by_which_variable() -> None:
    said = " ".join(as_file().replace("\n# ", " ").split())
    for key in KEYS:
        assert key.description in said
        assert f"({key.variable})" in said


def test_no_line_is_longer_than_a_hundred_letters() -> None:
    assert max(map(len, as_file().splitlines())) <= 100
