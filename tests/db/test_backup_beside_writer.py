"""Backups that are written while a crawl writes the archive are sound archives of their moment."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from db.archive import Archive, open_archive
from db.backups.restoring import restore
from db.backups.writing import write_backup
from portalcrawl.warc.mending import mend
from portalcrawl.warc.writer import WarcFiles
from tests.db.backing import TAKEN, contents, database_in, findings, rows, rows_at, store

BACKUPS = 4
#: Written once and never changed.
LASTING = ("captures", "revisions")


@contextmanager
def written_meanwhile(archive: Archive, folder: Path) -> Iterator[None]:
    """A crawl of ever new articles, with a new WARC file every few of them."""
    over, failed = threading.Event(), []

    def write() -> None:
        files = WarcFiles(folder, "nghe_an", {"software": "portalcrawl"}, max_bytes=30_000)
        try:
            for batch in count():
                store(archive, files, range(batch * 10, batch * 10 + 10))
                if over.is_set():
                    break
        except Exception as error:
            failed.append(error)
        finally:
            files.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
    assert failed == []


def test_each_restores_to_a_sound_archive_that_the_later_one_has_every_row_and_byte_of(
    archive: Archive, tmp_path: Path
) -> None:
    folder, shelf = tmp_path / "archive", tmp_path / "backups"
    folder.mkdir(exist_ok=True)
    backups = []
    with written_meanwhile(archive, folder):
        for day in range(BACKUPS):
            before = len(rows(archive.engine)["captures"])
            backup = write_backup(
                archive.engine, folder, shelf, taken_at=TAKEN + timedelta(days=day)
            )
            assert backup.missing == ()
            assert before <= backup.contents.rows["captures"]
            backups.append(backup)
    lasting = {name: index_of(rows(archive.engine)[name]) for name in LASTING}
    source = contents(folder)
    for place, backup in enumerate(backups):
        again = tmp_path / f"again-{place}"
        restore(backup.path, again, database_in(again))
        assert findings(database_in(again), again) == []
        assert mend(again) == []
        restored = rows_at(database_in(again))
        for name in LASTING:
            assert all(lasting[name][row["id"]] == row for row in restored[name])
        for name, content in contents(again).items():
            assert source[name].startswith(content) or name.endswith(".cdxj")


def index_of(found: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in found}


def test_a_restored_archive_is_caught_up_by_the_next_crawl(tmp_path: Path) -> None:
    folder, again = tmp_path / "archive", tmp_path / "again"
    archive = open_archive(database_in(folder))
    with written_meanwhile(archive, folder):
        backup = write_backup(archive.engine, folder, tmp_path / "backups")
    restore(backup.path, again, database_in(again))
    restored = open_archive(database_in(again), create=False)
    files = WarcFiles(again, "nghe_an", {"software": "portalcrawl"})
    store(restored, files, range(len(rows(archive.engine)["articles"])))
    files.close()
    assert len(rows(restored.engine)["articles"]) == len(rows(archive.engine)["articles"])
    assert findings(database_in(again), again) == []
    restored.close()
    archive.close()
