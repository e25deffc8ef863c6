"""On which line of a TOML text each key stands: asked of the parser, which does not tell by itself.

The text is given to it statement by statement: a statement is the fewest lines, behind the last
one, that parse. A probe written behind it lands in the table that the statement opens.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

Path = tuple[str, ...]
"""A key with the tables that it is in, from the outside."""
_PROBE = "portalcrawl-probe"


def lines_of_keys(text: str) -> dict[Path, int]:
    """The line (from 1) on which each key and each table is first named.

    The text is TOML that ``tomllib`` reads. Keys in arrays are left out.
    """
    found: dict[Path, int] = {}
    table: Path = ()
    for line, statement, parsed in _statements(text):
        opened = _taken_out(parsed)
        if opened:
            table = opened
            for length in range(1, len(opened) + 1):
                found.setdefault(opened[:length], line)
        else:
            for path in _paths(parsed):
                found.setdefault(table + path, line + _lines_before(statement, parsed, path))
    return found


def unfinished_line(text: str) -> int:
    """The line (from 1) behind the last statement: of one that has no end, if there is one."""
    behind = 1
    for line, statement, _ in _statements(text):
        behind = line + statement.count("\n") + 1
    return behind


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each statement, comment and empty line: its first line, its text, itself with the probe."""
    rows = text.replace("\r\n", "\n").split("\n")
    start = 0
    for end in range(1, len(rows) + 1):
        statement = "\n".join(rows[start:end])
        parsed = _parsed(f"{statement}\n{_PROBE} = 0")
        if parsed is not None:
            yield start + 1, statement, parsed
            start = end


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _taken_out(parsed: dict[str, Any]) -> Path:
    """Take the probe out; the path of the table that it was in, () for the one of the statement."""
    if _PROBE in parsed:
        del parsed[_PROBE]
        return ()
    [(name, value)] = parsed.items()  # a header names one table
    while isinstance(value, list):  # [[name]]
        value = value[-1]
    return (name, *_taken_out(value))


def _paths(table: dict[str, Any]) -> Iterator[Path]:
    for name, value in table.items():
        yield (name,)
        if isinstance(value, dict):
            for path in _paths(value):
                yield (name, *path)


def _lines_before(statement: str, parsed: dict[str, Any], path: Path) -> int:
    """The lines before a key in a statement of several, as an inline table can be.

    The key is where another letter before the name gives it another name.
    """
    *tables, name = path
    if not tables or "\n" not in statement:
        return 0
    letter = "_"
    while _holds(parsed, (*tables, letter + name)):
        letter += "_"
    for match in re.finditer(re.escape(name), statement):
        changed = _parsed(statement[: match.start()] + letter + statement[match.start() :])
        if changed is not None and _holds(changed, (*tables, letter + name)):
            return statement.count("\n", 0, match.start())
    return 0  # its name is written with escapes


def _holds(table: dict[str, Any], path: Path) -> bool:
    value: Any = table
    for name in path:
        if not isinstance(value, dict) or name not in value:
            return False
        value = value[name]
    return True
