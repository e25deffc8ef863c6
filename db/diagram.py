"""The tables as a picture: an entity relationship diagram in Mermaid, drawn from the models.

``python -m db.diagram`` writes it into docs/data-model.md; a test holds the document to it.
"""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Table

from db.models import Base

DOCUMENT = Path(__file__).parents[1] / "docs" / "data-model.md"
_BEGIN, _END = "<!-- begin diagram -->\n", "<!-- end diagram -->\n"


def diagram() -> str:
    """The diagram as a fenced block: what refers to what, and each table's columns."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    lines = ["erDiagram"]
    for table in tables:
        lines += [f"    {_relation(key)}" for key in _foreign_keys(table)]
    for table in tables:
        lines.append(f"    {table.name} {{")
        lines += [f"        {_column(column)}" for column in table.columns]
        lines.append("    }")
    return "\n".join(["```mermaid", *lines, "```", ""])


def with_diagram(document: str) -> str:
    """The document with the diagram of today between its two marks."""
    head, _, rest = document.partition(_BEGIN)
    _, _, tail = rest.partition(_END)
    return head + _BEGIN + diagram() + _END + tail


def _foreign_keys(table: Table) -> list[ForeignKey]:
    return sorted(table.foreign_keys, key=lambda key: key.parent.name)


def _relation(key: ForeignKey) -> str:
    one = "|o" if key.parent.nullable else "||"
    return f"{key.column.table.name} {one}--o{{ {key.parent.table.name} : {key.parent.name}"


def _column(column: Column[object]) -> str:
    kind = {"DATETIME": "time", "JSON": "json", "TEXT": "text", "BOOLEAN": "boolean"}.get(
        str(column.type).upper(), "integer"
    )
    keys = [
        name for name, holds in (("PK", column.primary_key), ("FK", column.foreign_keys)) if holds
    ]
    return " ".join([kind, column.name, ", ".join(keys)]).rstrip()


if __name__ == "__main__":
    DOCUMENT.write_text(with_diagram(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name} is up to date\n")
