"""An archive at a folder, the command as an operator calls it, and SQL past the code under test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from portalcrawl.cli import main

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Place:
    """An archive: its folder, its database, and what stands in it."""

    folder: Path
    url: str

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        engine = create_engine(self.url)
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(sql))]
        finally:
            engine.dispose()

    def value(self, sql: str) -> Any:
        [(value,)] = self.ask(sql)
        return value

    def command(
        self, name: str, *arguments: str | Path, **environment: str
    ) -> subprocess.Popen[str]:
        """The command in a process of its own."""
        given = [name, *map(str, arguments), "--archive", str(self.folder)]
        return subprocess.Popen(
            [sys.executable, "-m", "portalcrawl", *given],
            cwd=ROOT,
            env=os.environ | {"PORTALCRAWL_DB": self.url} | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def place(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    """An archive that is not there yet; a test that asks for it runs on both databases."""
    monkeypatch.setenv("PORTALCRAWL_DB", database_url)
    return Place(tmp_path / "archive", database_url)


@pytest.fixture
def called(place: Place) -> Callable[..., int]:
    """Call the command on that archive in this process; gives its exit status."""

    def call(name: str, *arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            main([name, *map(str, arguments), "--archive", str(place.folder)])
        return int(ended.value.code or 0)

    return call
