from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from db.snapshots import Snapshot

Make = Callable[..., Any]

TAKEN = datetime(2026, 11, 22, 5, 30, 15, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where snapshots are written."""
    return tmp_path / "snapshots"


def read(snapshot: Snapshot | Path, name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    path = snapshot.path if isinstance(snapshot, Snapshot) else snapshot
    with (path / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """All that is in it, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def package(snapshot: Snapshot) -> dict[str, Any]:
    """Its datapackage.json."""
    found: dict[str, Any] = json.loads((snapshot.path / "datapackage.json").read_text("utf-8"))
    return found


def checked(folder: Path) -> list[str]:
    """The files that ``sha256sum`` finds as SHA256SUMS says."""
    told = subprocess.run(
        ["sha256sum", "-c", "--strict", "SHA256SUMS"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return [line.removesuffix(": OK") for line in told.stdout.splitlines()]
