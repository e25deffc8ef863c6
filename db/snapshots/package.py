"""``datapackage.json``: a snapshot as a Frictionless Data Package."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from db.columns import FILES, TYPES, File
from db.snapshots.cells import KEYS, LEADS
from db.snapshots.citation import Citation
from db.snapshots.files import Written, read_small

NAME = "datapackage.json"
_ARTICLES = FILES[0][0]


def describe(
    files: Iterable[tuple[File, Written]], citation: Citation, compared_with: str | None = None
) -> str:
    """The text of ``datapackage.json``. ``compared_with`` is the id of another snapshot."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": f"portalcrawl-{citation.id}",
        "id": citation.id,
        "title": citation.title,
        "version": citation.id,
        "citation": str(citation),
    }
    if citation.last_seen:
        package["created"] = citation.last_seen
    if not citation.selection.is_whole:
        package["selection"] = citation.selection.as_json()
    if compared_with:
        package["compared_with"] = compared_with
    package["resources"] = [_resource(file, written) for file, written in files]
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(file: File, written: Written) -> dict[str, Any]:
    path, meaning, columns = file
    return {
        "profile": "tabular-data-resource",
        "name": _name(path),
        "path": path,
        "description": meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.bytes,
        "hash": f"sha256:{written.sha256}",
        "rows": written.rows,
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [
                {"name": name, "type": "string", **TYPES.get(name, {}), "description": told}
                for name, told in columns
            ],
            "missingValues": [""],
            "primaryKey": list(KEYS[path]),
            "foreignKeys": [
                # The empty name is that of the file itself.
                {
                    "fields": [own],
                    "reference": {
                        "resource": "" if there == path else _name(there),
                        "fields": [other],
                    },
                }
                for own, there, other in LEADS.get(path, ())
            ],
        },
    }


def _name(path: str) -> str:
    return path.removesuffix(".csv")


def selection_in(folder: Path) -> dict[str, Any]:
    """What the snapshot in a folder selects, as ``Selection.as_json`` has it.

    Raises OSError, and ValueError where its ``datapackage.json`` is none of a snapshot.
    """
    selected = _read(folder).get("selection", {})
    if not isinstance(selected, dict) or selected.keys() - {"provinces", "from", "to"}:
        raise ValueError(f"the selection in {NAME} is none")
    return selected


def articles_in(folder: Path) -> int:
    """Its articles. Raises as ``selection_in`` does."""
    try:
        [rows] = [each["rows"] for each in _read(folder)["resources"] if each["path"] == _ARTICLES]
        return int(rows)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"it does not tell the rows of {_ARTICLES}: {error}") from error


def _read(folder: Path) -> dict[str, Any]:
    try:
        package = json.loads(read_small(folder / NAME))
    except RecursionError:
        raise ValueError(f"{NAME} is nested too deeply") from None
    if not isinstance(package, dict):
        raise ValueError(f"{NAME} is no JSON object")
    return package
