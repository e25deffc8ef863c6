"""The report as JSON: written whole, read back the same."""

from __future__ import annotations

from typing import Any

import msgspec

from portalcrawl.reports.needs import needs_person, verdict
from portalcrawl.reports.night import NightReport

FORMAT = 1
"""Raised when a field is taken away or means something else; a new field does not raise it."""


def as_json(report: NightReport) -> str:
    """One JSON object in one line; moments are ISO 8601 with their offset, days ISO 8601.

    ``format``, ``verdict`` and ``needs_person`` stand in front of the fields of the report, for
    whoever reads it without portalcrawl.
    """
    document = {
        "format": FORMAT,
        "verdict": verdict(report),
        "needs_person": needs_person(report),
        **msgspec.to_builtins(report),
    }
    return msgspec.json.encode(document).decode() + "\n"


def from_json(text: str | bytes) -> NightReport:
    """The report that was written. ValueError, in one line, for anything else.

    Fields that this version does not know are left out, fields that are missing have their default.
    """
    try:
        written = msgspec.json.decode(text, type=_Versioned).format
        if written != FORMAT:
            raise ValueError(f"it has format {written}, this version reads format {FORMAT}")
        return msgspec.json.decode(text, type=NightReport)
    except msgspec.MsgspecError as error:
        raise ValueError(f"it is no report of a night: {error}") from None


def schema() -> dict[str, Any]:
    """The JSON schema of the report's fields, without those that ``as_json`` sets in front."""
    return msgspec.json.schema(NightReport)


class _Versioned(msgspec.Struct):
    format: int
