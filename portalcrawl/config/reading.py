"""The configuration: defaults, the file over them, environment variables over both."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec import convert

from portalcrawl.config.checks import (
    KEY_OF_SETTING,
    Complaint,
    checked,
    meant_key,
    meant_section,
    meant_variable,
    placed,
    refusal_of_setting,
)
from portalcrawl.config.file import VARIABLE, File, read_file
from portalcrawl.config.keys import KEYS, SECTIONS, Key
from portalcrawl.config.shape import Config
from portalcrawl.config.values import as_variable, from_variable, key_as_toml, shown

_SETTINGS = "crawl.settings"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a variable, a line of the file, or neither (the default)."""

    variable: str = ""
    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.variable:
            return self.variable
        return f"{self.file}:{self.line}" if self.file else "default"

    def faulty(self, key: str, value: Any, advice: str) -> str:
        """What is wrong with the value of a key, in one line."""
        if self.variable:
            return f"{self.variable} = {shown(value)}: {advice}"
        return f"{self.file}, line {self.line}: {key} = {shown(value)}: {advice}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, where it comes from, and what is wrong with it."""

    config: Config
    """With the default of each key that is wrong."""
    origins: Mapping[str, Origin]
    """Of each key (``night.until``), and of each of the settings that are given
    (``crawl.settings.MAX_ARTICLES``)."""
    faults: tuple[str, ...]
    """One line each: where, the key, what is wrong, what to write instead."""
    path: Path | None
    """Of the file; None where there is none."""

    def value(self, key: Key) -> Any:
        """The value of a key."""
        return getattr(getattr(self.config, key.section), key.name)


@dataclass(slots=True)
class _Reading:
    """What came together so far."""

    file: File
    environment: Mapping[str, str]
    values: dict[str, dict[str, Any]] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """With the line that each is about; 0: of the whole file."""

    def take(self, key: Key, origin: Origin, value: Any, complaints: list[Complaint]) -> None:
        """The value if it is sound; what is wrong with it if not."""
        for wrong, advice in complaints:
            self.refuse(origin, key.dotted, wrong, advice)
        if not complaints:
            self.values.setdefault(key.section, {})[key.name] = value
            self.origins[key.dotted] = origin

    def refuse(self, origin: Origin, key: str, value: Any, advice: str) -> None:
        """Note a fault; those of variables come last."""
        line = sys.maxsize if origin.variable else origin.line
        self.faults.append((line, origin.faulty(key, value, advice)))

    @property
    def settings(self) -> Mapping[str, Any]:
        """``crawl.settings``."""
        found: Mapping[str, Any] = self.values.get("crawl", {}).get("settings", {})
        return found


def load(
    environment: Mapping[str, str], folder: Path, settings: Collection[str] | None = None
) -> Loaded:
    """The configuration of a process with this environment in this folder. Never raises.

    Nothing but the file is read. The names in ``crawl.settings`` have to be among ``settings``, the
    names of all that there are; without, they are not checked.
    """
    file = read_file(environment, folder)
    reading = _Reading(file, environment)
    reading.faults += [(0, fault) for fault in file.faults]
    reading.faults += _unknown(file)
    for key in KEYS:
        reading.origins[key.dotted] = Origin()
        _read_from_file(reading, key)
        _read_from_variable(reading, key)
    reading.origins |= _origins_of_settings(reading)
    if settings is not None:
        _refuse_unknown_settings(reading, settings)
    faults = tuple(fault for _, fault in sorted(reading.faults, key=itemgetter(0)))
    return Loaded(convert(reading.values, Config), reading.origins, faults, file.path)


def misspelt_variables(environment: Mapping[str, str]) -> tuple[str, ...]:
    """A sentence for each variable that begins like that of a key and is none's."""
    known = [key.variable for key in KEYS]
    beginnings = tuple(f"PORTALCRAWL_{section}_".upper() for section in SECTIONS)
    return tuple(
        f"no key is set by {name}{meant_variable(name, known)}"
        for name in sorted(environment)
        if name.startswith(beginnings) and name not in known
    )


def as_environment(
    loaded: Loaded, environment: Mapping[str, str], leave_out: Container[str] = ()
) -> dict[str, str]:
    """The environment, with variables for what the file gives and it does not have.

    A process with it needs the file no more, and is told to read none. ``leave_out`` are keys
    (``archive.database``) that get no variable.
    """
    if loaded.path is None:
        return dict(environment)
    given = {
        key.variable: as_variable(key, loaded.value(key))
        for key in KEYS
        if loaded.origins[key.dotted].file and key.dotted not in leave_out
    }
    # An empty variable that is not heeded here must not be in the way of the file's value there.
    unheeded = {key.variable for key in KEYS if not _is_heeded(key, environment)}
    kept = {name: value for name, value in environment.items() if name not in unheeded}
    return {**given, **kept, VARIABLE: os.devnull}


def _read_from_file(reading: _Reading, key: Key) -> None:
    file = reading.file
    section = file.table.get(key.section)
    if file.path is None or not isinstance(section, dict) or key.name not in section:
        return
    origin = Origin(file=file.name, line=file.lines.get((key.section, key.name), 1))
    value, complaints = checked(key, section[key.name])
    if not complaints:
        try:
            value = placed(key, value, file.folder)
        except (RuntimeError, OSError):
            complaints = [(value, "nobody's home is known by this name; write the whole path")]
    reading.take(key, origin, value, complaints)


def _read_from_variable(reading: _Reading, key: Key) -> None:
    text = reading.environment.get(key.variable)
    if text is None or not (text or _may_be_empty(key)):
        return
    origin = Origin(variable=key.variable)
    try:
        value = from_variable(key, text)
    except ValueError:
        reading.take(key, origin, text, [(text, _words(key))])
        return
    reading.take(key, origin, *checked(key, value))


def _is_heeded(key: Key, environment: Mapping[str, str]) -> bool:
    return bool(environment.get(key.variable)) or (
        key.variable in environment and _may_be_empty(key)
    )


def _may_be_empty(key: Key) -> bool:
    return isinstance(key.default, (tuple, dict)) or not checked(key, "")[1]


def _words(key: Key) -> str:
    example = "MAX_ARTICLES=100 RETRY_TIMES=1" if isinstance(key.default, dict) else "one two"
    return f"write words as for a shell: {example}"


def _unknown(file: File) -> Iterator[tuple[int, str]]:
    """A fault for each section and key that nobody knows, with its line."""
    for name, section in file.table.items():
        line, written = file.lines.get((name,), 1), key_as_toml(name)
        where = f"{file.name}, line {line}"
        if name in SECTIONS and isinstance(section, dict):
            yield from _unknown_keys(file, name, section)
        elif name in SECTIONS:
            yield line, f"{where}: {name} = {shown(section)}: it is a section: write [{name}]"
        elif isinstance(section, dict):
            yield line, f"{where}: there is no section [{written}]{meant_section(name)}"
        else:
            meant = meant_key("", name)
            yield line, f"{where}: {written} = {shown(section)}: it stands in no section{meant}"


def _unknown_keys(file: File, section: str, table: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    known = {key.name for key in KEYS if key.section == section}
    for name in table:
        if name not in known:
            line = file.lines.get((section, name), 1)
            told = f"there is no key {section}.{key_as_toml(name)}{meant_key(section, name)}"
            yield line, f"{file.name}, line {line}: {told}"


def _refuse_unknown_settings(reading: _Reading, known: Collection[str]) -> None:
    refused = {
        name: value
        for name, value in reading.settings.items()
        if name not in known or name in KEY_OF_SETTING
    }
    for name, value in refused.items():
        origin = reading.origins[f"{_SETTINGS}.{name}"]
        reading.refuse(origin, _SETTINGS, {name: value}, refusal_of_setting(name, known))
    if refused:
        del reading.values["crawl"]["settings"]
        reading.origins[_SETTINGS] = Origin()


def _origins_of_settings(reading: _Reading) -> dict[str, Origin]:
    whole = reading.origins[_SETTINGS]
    return {
        f"{_SETTINGS}.{name}": replace(
            whole,
            line=reading.file.lines.get(("crawl", "settings", name), whole.line),
        )
        if whole.file
        else whole
        for name in reading.settings
    }
