"""Further forms of a snapshot, made from its CSV files: for spreadsheets, Parquet, SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Final, Literal, cast

from db.errors import SnapshotError

Form = Literal["excel", "parquet", "sqlite"]
#: Writes files into the folder of a snapshot, gives their paths.
Write = Callable[[Path], list[Path]]

_MODULES: Final[dict[Form, str]] = {
    "excel": "db.snapshots.excel",
    "parquet": "db.snapshots.parquet",
    "sqlite": "db.snapshots.sqlite_copy",
}


def writers(forms: Iterable[Form]) -> list[Write]:
    """What writes the forms. Raises SnapshotError where a library that one needs is missing.

    Only what is asked for is imported: a crawler needs none of these libraries.
    """
    found: list[Write] = []
    for form in dict.fromkeys(forms):
        try:
            found.append(cast("Write", import_module(_MODULES[form]).write))
        except ModuleNotFoundError as error:
            raise SnapshotError(
                f"--{form} needs {error.name}, which is not installed; install it beside"
                " portalcrawl, or leave the option out"
            ) from error
    return found
