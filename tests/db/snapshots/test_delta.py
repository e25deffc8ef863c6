from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.archive import Archive
from db.columns import ARTICLES
from db.errors import SnapshotError
from db.snapshots import Selection, Snapshot, write_snapshot
from db.snapshots.delta import Other, write_delta
from db.snapshots.lines import csv_line
from tests.db.snapshots.conftest import TAKEN, Make, checked, files, package, read
from tests.db.snapshots.test_package import faults

LATER = TAKEN + timedelta(days=1)
Rows = dict[str, dict[str, str]]


@pytest.fixture
def before(archive: Archive, article: Make, folder: Path) -> Snapshot:
    archive.record([article(key) for key in ("1", "2", "3", "4")])
    return write_snapshot(archive.engine, folder, TAKEN)


@pytest.fixture
def after(
    archive: Archive, article: Make, denied: Make, folder: Path, before: Snapshot
) -> Snapshot:
    """A new article, one that is reworded, one that was seen again, one that is gone."""
    archive.record([article("2", 3, title='Sửa, "lại"'), article("3", 3), article("5")])
    archive.record([denied(1, article_key="1"), denied(40, article_key="1")])
    return write_snapshot(archive.engine, folder, LATER, delta_from=before.path)


def test_it_says_of_each_article_what_became_of_it(after: Snapshot) -> None:
    assert {row["article_id"][-1]: row["change"] for row in read(after, "delta.csv")} == {
        "1": "gone",
        "2": "changed",
        "3": "noted",
        "5": "new",
    }


def test_it_tells_the_old_and_the_new_digest_and_status(before: Snapshot, after: Snapshot) -> None:
    was, now = of(before), of(after)
    for row in read(after, "delta.csv"):
        old = was.get(row["article_id"], {})
        new = now[row["article_id"]]
        assert row["old_content_digest"] == old.get("content_digest", "")
        assert row["content_digest"] == new["content_digest"]
        assert (row["old_status"], row["status"]) == (old.get("status", ""), new["status"])


@pytest.mark.parametrize(
    ("old", "new", "change"),
    [("live", "gone", "gone"), ("gone", "live", "back"), ("live", "live", "changed")],
)
def test_the_digests_tell_of_another_text_whatever_became_of_the_status(
    tmp_path_factory: pytest.TempPathFactory, old: str, new: str, change: str
) -> None:
    was, now = tmp_path_factory.mktemp("was"), tmp_path_factory.mktemp("now")
    for folder, status, digest in ((was, old, "1"), (now, new, "2")):
        contents = {"same/1": ("A", "1", status), "other/1": ("A", digest, status)}
        (folder / "articles.csv").write_bytes(b"".join(as_csv(contents)))
    write_delta(Other(was, "x"), now)
    [*_, row] = read(now, "delta.csv")
    assert (row["article_id"], row["change"]) == ("other/1", change)
    assert (row["old_content_digest"], row["content_digest"]) == ("1", "2")
    assert (row["old_status"], row["status"]) == (old, new)


def test_the_text_of_one_that_is_gone_may_be_the_same(before: Snapshot, after: Snapshot) -> None:
    [row] = [row for row in read(after, "delta.csv") if row["change"] == "gone"]
    assert row["old_content_digest"] == row["content_digest"]


def of(snapshot: Snapshot | Path, name: str = "articles.csv") -> Rows:
    return {row["article_id"]: row for row in read(snapshot, name)}


def applied(old: Rows, folder: Path) -> Rows:
    """The old articles with a delta, as somebody who has only these files would do it."""
    removed = {row["article_id"] for row in read(folder, "delta.csv") if row["change"] == "removed"}
    kept = {name: row for name, row in old.items() if name not in removed}
    return kept | of(folder, "articles.delta.csv")


def test_applied_to_the_old_it_gives_the_new(before: Snapshot, after: Snapshot) -> None:
    assert applied(of(before), after.path) == of(after)


CELL = st.text(st.sampled_from('a,"\n\rđ'), max_size=4)
NAMES = [name for name, _ in ARTICLES]
#: Articles by id, each with a title, a digest and a status.
CONTENTS = st.dictionaries(
    st.text(st.sampled_from('ab/,"'), min_size=1, max_size=3),
    st.tuples(CELL, st.sampled_from("12"), st.sampled_from(["live", "gone"])),
    max_size=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=CONTENTS, new=CONTENTS)
def test_whatever_changed_the_delta_leads_from_the_old_to_the_new(
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[str, tuple[str, str, str]],
    new: dict[str, tuple[str, str, str]],
) -> None:
    was, now = tmp_path_factory.mktemp("was"), tmp_path_factory.mktemp("now")
    for folder, contents in ((was, old), (now, new)):
        (folder / "articles.csv").write_bytes(b"".join(as_csv(contents)))
    write_delta(Other(was, "x"), now)
    assert applied(of(was), now) == of(now)
    assert {row["article_id"] for row in read(now, "delta.csv")} == {
        name for name in old.keys() | new.keys() if old.get(name) != new.get(name)
    }


def test_articles_that_are_longer_than_what_is_read_at_once_are_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    was, now = tmp_path_factory.mktemp("was"), tmp_path_factory.mktemp("now")
    text = 'dòng\r\n"' * 300_000
    for folder, ends in ((was, "ab"), (now, "ac")):
        contents = {f"x/{n}": (text + end, "1", "live") for n, end in enumerate(ends)}
        (folder / "articles.csv").write_bytes(b"".join(as_csv(contents)))
    write_delta(Other(was, "x"), now)
    assert applied(of(was), now) == of(now)
    assert [row["article_id"] for row in read(now, "articles.delta.csv")] == ["x/1"]


@pytest.mark.parametrize(
    "spoilt", [b"x\r\n", b"x,y\r\n", b'x,"y\r\n', b'"x,y', b'"\xff"x,y\r\n', b'"a"b"",\r\n']
)
def test_a_row_that_is_none_is_told_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, spoilt: bytes
) -> None:
    was, now = tmp_path_factory.mktemp("was"), tmp_path_factory.mktemp("now")
    raw = b"".join(as_csv({"x/1": ("A", "1", "live")}))
    (was / "articles.csv").write_bytes(raw + spoilt)
    (now / "articles.csv").write_bytes(raw)
    with pytest.raises(SnapshotError, match=r"articles\.csv is not as this version writes it"):
        write_delta(Other(was, "x"), now)


def as_csv(contents: dict[str, tuple[str, str, str]]) -> list[bytes]:
    rows = [
        [
            {"article_id": name, "title": title, "content_digest": digest, "status": status}.get(
                column, ""
            )
            for column in NAMES
        ]
        for name, (title, digest, status) in contents.items()
    ]
    return [csv_line(row) + b"\r\n" for row in [NAMES, *rows]]


def test_both_files_are_part_of_the_package(before: Snapshot, after: Snapshot) -> None:
    assert {"delta.csv", "articles.delta.csv"} <= set(checked(after.path))
    assert faults(after.path) == []
    assert package(after)["compared_with"] == before.id
    assert "## delta.csv" in (after.path / "DATA_DICTIONARY.md").read_text(encoding="utf-8")


def test_it_is_a_whole_snapshot_all_the_same(
    archive: Archive, folder: Path, after: Snapshot
) -> None:
    assert (folder / "latest").resolve() == after.path
    without = write_snapshot(archive.engine, folder, LATER + timedelta(days=1))
    assert without.id == after.id
    assert files(without.path)["articles.csv"] == files(after.path)["articles.csv"]


def test_nothing_differs_from_itself(archive: Archive, folder: Path, before: Snapshot) -> None:
    again = write_snapshot(archive.engine, folder, LATER, delta_from=folder / "latest")
    assert again.rows["delta.csv"] == again.rows["articles.delta.csv"] == 0


def test_a_snapshot_of_a_version_without_a_package_can_be_compared_with(
    archive: Archive, article: Make, folder: Path, before: Snapshot
) -> None:
    sums = (before.path / "SHA256SUMS").read_text().splitlines(keepends=True)
    (before.path / "SHA256SUMS").write_text("".join(each for each in sums if ".csv" in each))
    for name in ("datapackage.json", "CITATION.cff", "DATA_DICTIONARY.md"):
        (before.path / name).unlink()
    archive.record([article("9")])
    snapshot = write_snapshot(archive.engine, folder, LATER, delta_from=before.path)
    assert [row["change"] for row in read(snapshot, "delta.csv")] == ["new"]


def flip(folder: Path) -> None:
    raw = bytearray((folder / "revisions.csv").read_bytes())
    raw[-5] ^= 1
    (folder / "revisions.csv").write_bytes(raw)


def rename_a_column(folder: Path) -> None:
    path, sums = folder / "articles.csv", folder / "SHA256SUMS"
    was = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace(b"gone_since", b"lost_since", 1))
    now = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text(sums.read_text().replace(was, now))


def lose_a_file(folder: Path) -> None:
    (folder / "portals.csv").unlink()


def lose_the_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").unlink()


def garble_the_sums(folder: Path) -> None:
    (folder / "SHA256SUMS").write_text("../../etc/passwd\n")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (flip, r"revisions\.csv is not as it was written"),
        (rename_a_column, r"articles\.csv has other columns than this version writes"),
        (lose_a_file, r"is no snapshot to compare with \(No such file or directory\)"),
        (lose_the_sums, r"is no snapshot to compare with \(No such file or directory\)"),
        (garble_the_sums, r"is no snapshot to compare with \('\.\./\.\./etc/passwd' is no line"),
    ],
)
def test_what_cannot_be_compared_with_is_refused_in_one_line(
    archive: Archive,
    folder: Path,
    before: Snapshot,
    spoil: Callable[[Path], None],
    message: str,
) -> None:
    spoil(before.path)
    with pytest.raises(SnapshotError) as caught:
        write_snapshot(archive.engine, folder, LATER, delta_from=before.path)
    assert re.search(message, str(caught.value))
    assert "\n" not in str(caught.value)
    assert sorted(path.name for path in folder.iterdir()) == [before.path.name, "latest"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 100_000, r"datapackage\.json is nested too deeply"),
        ('{"selection": ' + "[" * 900 + "]" * 900 + "}", r"datapackage\.json is"),
        ("[]", r"datapackage\.json is no JSON object"),
        ("7", r"datapackage\.json is no JSON object"),
        ("9" * 5000, "digits"),
        ('{"selection": []}', r"the selection in datapackage\.json is none"),
        ('{"selection": {"x": 1}}', r"the selection in datapackage\.json is none"),
        ("{" + " " * 2_000_000 + "}", r"datapackage\.json is longer than 1000000 bytes"),
        ("{\n", "Expecting property name"),
    ],
)
def test_a_description_that_is_none_is_told_in_one_line(
    archive: Archive, folder: Path, before: Snapshot, text: str, message: str
) -> None:
    path, sums = before.path / "datapackage.json", before.path / "SHA256SUMS"
    path.write_text(text)
    digest = hashlib.sha256(text.encode()).hexdigest()
    sums.write_text(sums.read_text().replace(before.sha256[path.name], digest))
    with pytest.raises(SnapshotError, match="is no snapshot to compare with") as caught:
        write_snapshot(archive.engine, folder, LATER, delta_from=before.path)
    assert re.search(message, str(caught.value))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_sums_that_are_a_single_line_without_an_end_are_told(
    archive: Archive, folder: Path, before: Snapshot
) -> None:
    (before.path / "SHA256SUMS").write_text("x" * 2_000_000)
    with pytest.raises(SnapshotError, match="SHA256SUMS is longer than 1000000 bytes"):
        write_snapshot(archive.engine, folder, LATER, delta_from=before.path)


def test_a_snapshot_of_something_else_is_refused(
    archive: Archive, folder: Path, before: Snapshot
) -> None:
    with pytest.raises(SnapshotError, match="compare with one that selects the same"):
        write_snapshot(
            archive.engine,
            folder,
            LATER,
            selection=Selection(provinces=("kon_tum",)),
            delta_from=before.path,
        )
