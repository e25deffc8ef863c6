"""The fields of report.json as a table, made from the classes that the report is made of.

``python -m portalcrawl.reports.fields`` prints it for docs/reports.md; a test holds the page to it.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from textwrap import dedent
from typing import Any

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.state import Health
from portalcrawl.reports import night
from portalcrawl.reports.document import schema

_IN_FRONT = (
    ("format", "integer", "1; a later one takes fields away or gives them another meaning."),
    ("verdict", "string", "The night in one sentence, as the headline of the page has it."),
    ("needs_person", "boolean", "Whether something of this night waits for a person."),
)
_CLASSES: tuple[type, ...] = (
    night.NightReport,
    night.PortalReport,
    Health,
    PortalNight,
    night.Night,
    night.FailedSpider,
    night.SnapshotReport,
    night.Total,
)
_TITLES = {
    night.NightReport: "The report",
    night.PortalReport: "Each of `portals`",
    Health: "`health` and `last` of a portal",
    PortalNight: "`counts` of a portal",
    night.Night: "Each of the `nights` of a portal",
    night.FailedSpider: "Each of `failed_spiders`",
    night.SnapshotReport: "`snapshot`",
    night.Total: "Each of the `nights` of all portals",
}


def as_markdown() -> str:
    """A heading and a table for each kind of object."""
    return "\n\n".join("\n".join(_table(each)) for each in _CLASSES) + "\n"


def _table(described: type) -> Iterator[str]:
    known = schema()["$defs"][described.__name__]["properties"]
    meanings = _docstrings(described)
    yield f"### {_TITLES[described]}"
    yield ""
    yield "| field | type | what it says |"
    yield "| --- | --- | --- |"
    if described is night.NightReport:
        for row in _IN_FRONT:
            yield _row(*row)
    for each in fields(described):
        yield _row(each.name, _type(known[each.name]), meanings.get(each.name, ""))


def _row(name: str, kind: str, meaning: str) -> str:
    said = meaning.replace("``", "`").replace("None", "null").replace("|", "\\|")
    return f"| `{name}` | {kind} | {said} |"


def _type(described: Mapping[str, Any]) -> str:
    """As JSON calls it."""
    if "anyOf" in described:
        return " or ".join(_type(each) for each in described["anyOf"])
    if "enum" in described:
        return "string"
    if "$ref" in described:
        return "object"
    if described["type"] == "array":
        return f"list of {_type(described['items'])}s"
    kind: str = described["type"]
    return "day" if described.get("format") == "date" else kind


def _docstrings(described: type) -> dict[str, str]:
    """What stands below each field of a class, in one line."""
    [found] = ast.parse(dedent(inspect.getsource(described))).body
    body = found.body if isinstance(found, ast.ClassDef) else []
    return {
        each.target.id: " ".join(below.value.value.split())
        for each, below in pairwise(body)
        if isinstance(each, ast.AnnAssign)
        and isinstance(each.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
