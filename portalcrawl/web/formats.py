"""Figures, dates and moments as a language writes them. Moments are shown in Viet Nam's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portalcrawl.items import VIETNAM
from portalcrawl.reports import wording

_DAY = len("2024-07-01")


@dataclass(frozen=True, slots=True)
class Formats:
    """How a language writes them: Vietnamese the Vietnamese way, all others near to ISO."""

    code: str

    @property
    def _is_vietnamese(self) -> bool:
        return self.code == "vi"

    def number(self, value: float) -> str:
        """``1.234`` in Vietnamese, ``1,234`` in English."""
        return self._pointed(wording.number(value))

    def size(self, value: int) -> str:
        """Bytes, in powers of a thousand: ``1,5 MB``, ``1.5 MB``."""
        text = self._pointed(wording.size(value))
        return text.replace("bytes", "byte") if self._is_vietnamese else text

    def percent(self, share: float) -> str:
        """A share of 1: ``87 %``."""
        return f"{self.number(round(share * 100))} %"

    def published(self, text: str) -> str:
        """A date of a portal, ISO 8601 cut at what is known: ``28/12/2023 21:10``, ``12/2023``."""
        day = text[:_DAY]
        if self._is_vietnamese:
            day = "/".join(reversed(day.split("-")))
        return f"{day} {text[11:16]}" if len(text) > _DAY else day

    def day(self, text: str) -> str:
        """The day of Viet Nam in which a moment falls, or a date as it is."""
        if len(text) <= _DAY:
            return self.published(text)
        return self.published(f"{_local(text):%Y-%m-%d}")

    def moment(self, text: str) -> str:
        """A moment in UTC, in Viet Nam's time and without its seconds: ``22/11/2026 12:53``."""
        return self.published(f"{_local(text):%Y-%m-%dT%H:%M}")

    def _pointed(self, english: str) -> str:
        return english.translate(_SWAPPED) if self._is_vietnamese else english


_SWAPPED = str.maketrans(",.", ".,")


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(VIETNAM)
