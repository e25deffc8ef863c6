"""Every way in which a WARC file and the rows that name it can part is found, and only that."""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from db.checks.repairing import repair
from portalcrawl.warc.cdxj import sidecar, write_index
from portalcrawl.warc.reader import records
from portalcrawl.warc.writer import WarcFiles
from tests.db.checks.conftest import PORTAL, Kept, Writer

BACKUP = "restore it from a backup of the archive folder"


def flip(path: Path, offset: int) -> None:
    """Change one bit, as a disk that goes bad does: the file has the times that it had."""
    times = path.stat()
    data = bytearray(path.read_bytes())
    data[offset] ^= 0x10
    path.write_bytes(data)
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("at", range(20, 300, 40))
def test_a_flipped_bit_in_a_record_is_found_in_that_capture_alone(kept: Kept, at: int) -> None:
    path, offset = kept.warc("second"), kept.offset("second")
    flip(path, offset + at)
    [finding] = kept.found("captures")
    assert f"of https://{PORTAL}/bai-2.html at byte {offset} of {path}: " in finding
    assert finding.endswith(BACKUP)


def test_a_flipped_bit_in_a_request_is_found_too(kept: Kept) -> None:
    path = kept.warc("first")
    flip(path, kept.offset("attachment") - 12)
    [finding] = kept.found("captures")
    assert finding.startswith(f"{path} is damaged at byte ")


def test_another_payload_under_a_sound_checksum_is_found(kept: Kept) -> None:
    path = kept.warc("other")
    data = path.read_bytes()
    plain = gzip.decompress(data).replace(b"<html>77", b"<html>78")
    parts = [b"WARC/1.1" + part for part in plain.split(b"WARC/1.1")[1:]]
    members = [gzip.compress(part, 5, mtime=0) for part in parts]
    path.write_bytes(b"".join(members))
    starts = [sum(map(len, members[:at])) for at in range(len(members))]
    write_index(path)
    for of_revisit, start in (("false", starts[1]), ("true", starts[3])):
        kept.damage(
            f"UPDATE captures SET warc_offset = {start}"  # noqa: S608
            f" WHERE url LIKE '%77%' AND is_revisit = {of_revisit}"
        )
    [finding] = kept.found("captures")
    assert "its payload is sha1:" in finding
    assert "as it says" in finding


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("url = 'https://hcc.nghean.gov.vn/x'", "its record is of https://hcc.nghean.gov.vn/bai-1"),
        ("captured_at = '2026-11-01 13:00:00.000000'", "its record is of 2026-11-01T12:00:00+00"),
        ("status = 404", "its record has the status 200, not 404"),
        ("payload_digest = 'sha1:A'", "its payload is not sha1:A, as the database has it"),
        ("is_revisit = true", "its record is a response, not a revisit"),
        ("warc_offset = warc_offset + 1", "no record begins there"),
        ("warc_offset = 99999999", "the file ends before it"),
        ("warc_offset = NULL", "at byte None of"),
    ],
)
def test_a_row_that_says_something_else_than_its_record_is_found(
    kept: Kept, change: str, found: str
) -> None:
    kept.damage(f"UPDATE captures SET {change} WHERE id = 1")  # noqa: S608
    [finding] = kept.found("captures")
    assert found in finding


def test_a_revisit_whose_payload_nobody_has_is_found(kept: Kept) -> None:
    kept.damage(
        "UPDATE revisions SET capture_id = NULL WHERE capture_id IN"
        " (SELECT id FROM captures WHERE url LIKE '%77%' AND NOT is_revisit)",
        "DELETE FROM captures WHERE url LIKE '%77%' AND NOT is_revisit",
    )
    [finding] = kept.found("captures")
    assert "which no earlier capture has" in finding


def test_a_lost_file_is_one_finding_that_counts_its_captures(kept: Kept) -> None:
    path = kept.warc("first")
    path.unlink()
    assert kept.found("captures") == [f"{path}, with 6 captures, is missing; {BACKUP}"]


def test_a_path_out_of_the_archive_is_not_followed(kept: Kept) -> None:
    kept.damage("UPDATE captures SET warc_file = '../../etc/passwd' WHERE url LIKE '%77%'")
    [finding] = kept.found("captures")
    assert "'../../etc/passwd' is not the name of a WARC file" in finding


def test_a_file_cut_off_within_a_capture_tells_which_are_lost(kept: Kept) -> None:
    path = kept.warc("first")
    os.truncate(path, kept.offset("edit") + 50)
    findings = kept.found("captures")
    assert [each.split(": ")[1].split(";")[0] for each in findings] == [
        "the file ends before its record does",
        "the file ends before it",
    ]
    assert kept.proof("captures").torn == []


def test_a_tail_that_a_killed_run_left_can_be_mended(kept: Kept) -> None:
    path = kept.warc("first")
    size = path.stat().st_size
    with path.open("r+b") as file:
        half = file.read(200)
        file.seek(size)
        file.write(half)
    [finding] = kept.found("captures")
    assert finding == (
        f"{path} is torn at byte {size}, no capture is behind it;"
        " portalcrawl db check --repair sets it right"
    )
    assert kept.proof("captures").torn == [path]


def test_a_torn_file_of_somebody_else_is_not_cut(kept: Kept) -> None:
    path = kept.warc("first").with_name("crawl-00001.warc.gz")
    path.write_bytes(kept.warc("other").read_bytes()[:-5])
    [finding] = kept.found("captures")
    assert "is torn at byte" in finding
    assert finding.endswith(BACKUP)


def test_a_last_request_that_is_torn_is_not_cut_off_together_with_its_capture(kept: Kept) -> None:
    path = kept.warc("gone")
    os.truncate(path, path.stat().st_size - 5)
    [finding] = kept.found("captures")
    assert finding.endswith(BACKUP)
    assert kept.proof("captures").torn == []


def test_a_record_whose_request_is_lost_stays(kept: Kept) -> None:
    path = kept.warc("gone")
    with path.open("rb") as file:
        whole = file.read()
    request = [record.offset for record in records(path)][-1]
    path.write_bytes(whole[:request])
    write_index(path)
    assert kept.proof("captures").found == 0
    sidecar(path).unlink()
    list(repair(kept.archive.engine, kept.proofs()))
    assert path.read_bytes() == whole[:request]
    assert kept.proof("captures").found == 0


def test_a_lost_index_is_found(kept: Kept) -> None:
    path = kept.warc("first")
    sidecar(path).unlink()
    [finding] = kept.found("captures")
    assert finding.startswith(f"{path} has no index beside it")


def test_an_index_of_something_else_is_found(kept: Kept) -> None:
    path = kept.warc("first")
    index = sidecar(path).read_bytes().splitlines(keepends=True)
    sidecar(path).write_bytes(b"".join(index[:-1]))
    assert "has no index beside it that tells what it holds" in kept.found("captures")[0]


def test_records_that_no_row_names_are_told_and_are_no_finding(
    kept: Kept, warc_files: Callable[[str], WarcFiles]
) -> None:
    files = warc_files("killed")
    Writer(files).capture("https://hcc.nghean.gov.vn/bai-9.html")
    files.close()
    proof = kept.proof("captures")
    assert proof.found == 0
    assert [note.split(" (")[0] for note in proof.notes] == [
        "1 records in 1 WARC files have no capture in the database"
    ]


def test_a_file_that_a_run_is_writing_is_read_as_far_as_it_goes(
    kept: Kept, warc_files: Callable[[str], WarcFiles]
) -> None:
    files = warc_files("working")
    capture = Writer(files).capture("https://hcc.nghean.gov.vn/bai-9.html")
    assert kept.proof("captures").notes == [
        f"{capture.warc_file} is being written; it was read as far as it goes"
    ]
    assert kept.proof("captures").found == 0
    files.close()


def test_an_archive_that_was_copied_with_new_times_is_still_sound(kept: Kept) -> None:
    folder = kept.folder / "warc"
    shutil.copytree(folder, kept.folder / "copy", copy_function=shutil.copyfile)
    shutil.rmtree(folder)
    (kept.folder / "copy").rename(folder)
    assert kept.proof("captures").found == 0


def test_findings_by_the_thousand_are_counted_and_not_all_told(kept: Kept) -> None:
    urls = ", ".join(f"('http://x/{number}')" for number in range(1000))
    kept.damage(
        "INSERT INTO captures (portal_id, url, captured_at, warc_file, warc_offset)"  # noqa: S608
        " SELECT portal_id, column1, captured_at, warc_file, 1"
        f" FROM captures, (VALUES {urls}) AS more WHERE id = 1"
    )
    proof = kept.proof("captures")
    assert (proof.found, len(proof.findings)) == (1000, 50)
