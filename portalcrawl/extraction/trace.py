"""What a reading notes of its decisions, for ``portalcrawl extract --explain``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Choice(NamedTuple):
    """Which rule gave a field its value."""

    name: str
    value: str
    rule: str


class Drop(NamedTuple):
    """A line or a part of the page that is not in the text, and why."""

    text: str
    rule: str


@dataclass(slots=True)
class Trace:
    """The decisions in the order in which they were made."""

    choices: list[Choice] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)

    def chose(self, name: str, value: str | None, rule: str) -> None:
        """Note the value of a field; nothing for None."""
        if value:
            self.choices.append(Choice(name, value, rule))

    def dropped(self, text: str, rule: str) -> None:
        """Note a line that was left out, once; nothing for one without text."""
        if text and all(drop.text != text for drop in self.drops):
            self.drops.append(Drop(text, rule))


class _Silent(Trace):
    """Notes nothing: what every reading that nobody asked to explain has."""

    def chose(self, name: str, value: str | None, rule: str) -> None:
        """Nothing."""

    def dropped(self, text: str, rule: str) -> None:
        """Nothing."""


SILENT: Trace = _Silent()
