"""A sound archive is found sound, and everything in it was looked at."""

from __future__ import annotations

from pathlib import Path

from db.archive import Archive
from db.checks.proving import check
from tests.db.checks.conftest import PORTAL, Kept, Opened, Writer, article


def test_nothing_is_wrong_with_what_was_stored(kept: Kept) -> None:
    assert [(each.subject, each.findings) for each in kept.proofs() if each.found] == []


def test_the_proofs_say_how_much_they_looked_at(kept: Kept) -> None:
    counted = {each.subject: each.looked_at for each in kept.proofs()}
    assert counted["content digests"] == 4
    assert counted["articles"] == counted["articles in the search index"] == 3
    assert counted["facets of articles"] == counted["fingerprints"] == 3
    assert counted["clustered articles"] == 2
    assert counted["captures"] == 8
    assert counted["runs"] == 1


def test_there_is_nothing_to_tell_of_it(kept: Kept) -> None:
    assert [note for each in kept.proofs() for note in each.notes] == []


def test_a_page_that_a_browser_drew_is_sound(
    archive: Archive, tmp_path: Path, warc_files: Opened
) -> None:
    files = warc_files("tuyen_quang")
    capture = Writer(files).capture(f"https://{PORTAL}/bai-1.html", drawn_by="Chromium/150.0")
    files.close()
    archive.record([article("1", capture)])

    proofs = list(check(archive.engine, tmp_path))

    assert [(each.subject, each.findings) for each in proofs if each.found] == []
    assert next(each for each in proofs if each.subject == "captures").looked_at == 1


def test_an_archive_without_anything_in_it_is_sound(archive: Archive, tmp_path: Path) -> None:
    assert [each.found for each in check(archive.engine, tmp_path)] == [0] * 10
