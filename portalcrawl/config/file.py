"""The file: where it is, what stands in it, and on which lines."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portalcrawl.config.lines import lines_of_keys, unfinished_line

NAME = "portalcrawl.toml"
VARIABLE = "PORTALCRAWL_CONFIG"
#: Bytes, and lines: the file with every key and its meaning has 4,000 in 120. What finds the lines
#: of keys takes the square of the lines of one value.
_LARGEST = 2**15
_LONGEST = 1000
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was read. One that cannot be read has faults and no table."""

    name: str = ""
    """What to call it."""
    path: Path | None = None
    """None where there is no file."""
    table: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[tuple[str, ...], int] = field(default_factory=dict)
    """Where each key stands."""
    faults: tuple[str, ...] = ()
    """One line each."""

    @property
    def folder(self) -> Path:
        """What paths in it are relative to."""
        return self.path.parent if self.path else Path()


def read_file(environment: Mapping[str, str], folder: Path) -> File:
    """The file that PORTALCRAWL_CONFIG names, else that in the folder, else none."""
    named = environment.get(VARIABLE)
    if named == os.devnull:
        return File()
    if named:
        return _read(named, folder / named, f"{VARIABLE}: ")
    path = folder / NAME
    return _read(NAME, path) if os.path.isfile(path) else File()  # noqa: PTH113 - never raises


def _read(name: str, path: Path, said_by: str = "") -> File:
    def faulty(told: str) -> File:
        return File(name, path, faults=(" ".join(told.split()),))

    try:
        with path.open("rb") as file:
            read = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return faulty(
            f"{said_by}{name}: {why}; name another file, or write one with"
            " `portalcrawl config init FILE`"
        )
    if len(read) > _LARGEST or read.count(b"\n") > _LONGEST:
        limit = f"{_LARGEST:,} bytes or {_LONGEST:,} lines"
        return faulty(f"{name}: more than {limit}: that is no configuration; name another file")
    try:
        text = read.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = read.count(b"\n", 0, error.start) + 1
        return faulty(f"{name}, line {line}: no UTF-8; save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        return faulty(f"{name}, {_told(str(error), text)}")
    except RecursionError:
        return faulty(f"{name}: lists or tables stand too deep in each other; write fewer")
    except ValueError as error:  # a number of more digits than Python reads
        return faulty(f"{name}: no TOML: {error}; write a smaller number")
    return File(name, path, table, lines_of_keys(text))


def _told(message: str, text: str) -> str:
    """Where and what the parser found, and what to write."""
    place = _PLACE.search(message)
    what = message[: place.start()] if place else message
    if place and place[1]:
        where = f"line {place[1]}, column {place[2]}"
    else:
        where = f"line {unfinished_line(text)}"
    if what.startswith("Cannot"):
        advice = "it is written above already; leave one of the two"
    else:
        advice = 'write key = value below a [section], and texts in quotes: key = "text"'
    return f"{where}: no TOML: {what[:1].lower()}{what[1:]}; {advice}"
