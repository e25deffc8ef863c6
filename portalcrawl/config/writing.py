"""The configuration on paper: a file with every key to begin with, a table for docs."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator

from portalcrawl.config.keys import KEYS, SECTIONS, Key
from portalcrawl.config.values import as_toml

_WIDTH = 100
_HEAD = """\
The configuration of portalcrawl: written by `portalcrawl config init`, read where it is in the
working folder or named by PORTALCRAWL_CONFIG. A key behind a # has its default; take the # away to
change it, and see what is wrong by `portalcrawl config check`. Relative paths are relative to the
folder of this file. The environment variable behind a meaning overrides the key.
"""
#: Keys that nobody should leave at their default.
_ASKED_FOR = {"crawl.contact"}


def as_file() -> str:
    """A ``portalcrawl.toml`` in which every key has its default, with its meaning above it."""
    return "\n".join(_lines()) + "\n"


def as_table() -> str:
    """A Markdown table with a row for each key."""
    rows = ["| key | default | environment | meaning |", "| --- | --- | --- | --- |"]
    rows += [
        f"| `{key.dotted}` | `{as_toml(key.default)}` | `{key.variable}` | {key.description} |"
        for key in KEYS
    ]
    return "\n".join(rows) + "\n"


def _lines() -> Iterator[str]:
    yield from _comment(_HEAD)
    for section, struct in SECTIONS.items():
        yield ""
        yield from _comment(inspect.cleandoc(struct.__doc__ or ""))
        yield f"[{section}]"
        for key in KEYS:
            if key.section == section:
                yield ""
                yield from _key(key)


def _key(key: Key) -> Iterator[str]:
    is_asked_for = key.dotted in _ASKED_FOR
    asked = " Set it." if is_asked_for else ""
    yield from _comment(f"{key.description}{asked} ({key.variable})")
    yield f"{'' if is_asked_for else '#'}{key.name} = {as_toml(key.default)}"


def _comment(text: str) -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )
