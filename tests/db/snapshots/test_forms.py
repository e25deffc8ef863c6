from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from db.archive import Archive
from db.errors import SnapshotError
from db.snapshots import write_snapshot
from tests.db.snapshots.conftest import TAKEN, Make, checked, files


def test_all_forms_are_among_the_checksums(archive: Archive, article: Make, folder: Path) -> None:
    archive.record([article()])
    snapshot = write_snapshot(archive.engine, folder, TAKEN, forms=("excel", "parquet", "sqlite"))
    wanted = {"articles.excel.csv", "articles.parquet", "snapshot.sqlite"}
    assert wanted <= set(checked(snapshot.path)) == set(snapshot.sha256)


def test_the_forms_have_the_same_bytes_when_written_again(
    archive: Archive, article: Make, folder: Path
) -> None:
    archive.record([article(f"{number}") for number in range(20)])
    first, second = (
        write_snapshot(
            archive.engine,
            folder,
            TAKEN + timedelta(days=day),
            forms=("excel", "parquet", "sqlite"),
        )
        for day in (0, 1)
    )
    assert files(first.path) == files(second.path)


def test_a_library_that_is_missing_is_said_before_anything_is_written(
    archive: Archive, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "db.snapshots.parquet", raising=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(SnapshotError, match=r"^--parquet needs pyarrow, which is not installed"):
        write_snapshot(archive.engine, folder, TAKEN, forms=("parquet",))
    assert not folder.exists()


def test_who_asks_for_no_other_form_needs_no_library_for_it() -> None:
    told = "import sys; sys.modules.update(pyarrow=None); import db.snapshots"
    subprocess.run([sys.executable, "-c", told], check=True)
