from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from frictionless import Package, system

from db import columns
from db.archive import Archive
from db.snapshots import Selection, Snapshot, write_snapshot
from db.snapshots.citation import Citation
from db.snapshots.package import describe
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal
from tests.db.snapshots.conftest import TAKEN, Make, package, read

#: All that Citation File Format 1.2.0 has, and what it cannot be without.
CFF_KEYS = {
    *("abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi"),
    *("identifiers", "keywords", "license", "license-url", "message", "preferred-citation"),
    *("references", "repository", "repository-artifact", "repository-code", "title", "type"),
    *("url", "version"),
}
CFF_NEEDS = {"authors", "cff-version", "message", "title"}


@pytest.fixture
def snapshot(archive: Archive, article: Make, folder: Path) -> Snapshot:
    """Of two portals, one of a province, with an edited article and one without a date."""
    archive.register_portals("kon_tum", [Portal("kt.vn", NukeViet())])
    undated = {"published_at": None, "published_precision": None, "published_from": None}
    archive.record([article("1", portal="kt.vn"), article("2", title='A, "b"\nc'), article("3")])
    archive.record([article("1", hours=1, portal="kt.vn", title="B"), article("4", **undated)])
    return write_snapshot(archive.engine, folder, TAKEN)


def faults(folder: Path) -> list[list[Any]]:
    with system.use_context(trusted=True):
        told = Package(str(folder / "datapackage.json")).validate()
    found: list[list[Any]] = told.flatten(["name", "fieldName", "type", "message"])
    return found


def test_frictionless_finds_the_package_valid(snapshot: Snapshot) -> None:
    assert faults(snapshot.path) == []


def test_frictionless_sees_a_row_that_leads_nowhere(snapshot: Snapshot) -> None:
    portals = snapshot.path / "portals.csv"
    portals.write_bytes(portals.read_bytes().replace(b"kt.vn", b"other.vn"))
    assert "foreign-key" in [type_ for _, _, type_, _ in faults(snapshot.path)]


def test_every_column_is_described_with_its_type(snapshot: Snapshot) -> None:
    resources = package(snapshot)["resources"]
    assert [each["path"] for each in resources] == [name for name, _, _ in columns.FILES]
    for resource, (_, _, described) in zip(resources, columns.FILES, strict=True):
        fields = resource["schema"]["fields"]
        assert [(each["name"], each["description"]) for each in fields] == list(described)


def test_rows_bytes_and_checksums_are_those_of_the_files(snapshot: Snapshot) -> None:
    for resource in package(snapshot)["resources"]:
        raw = (snapshot.path / resource["path"]).read_bytes()
        assert resource["bytes"] == len(raw)
        assert resource["hash"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert resource["rows"] == len(read(snapshot, resource["path"]))


def test_the_id_is_made_of_the_checksums_of_the_data(snapshot: Snapshot) -> None:
    sums = (snapshot.path / "SHA256SUMS").read_text()
    data = [line for line in sums.splitlines(keepends=True) if line.endswith(".csv\n")]
    assert len(data) == 4
    assert snapshot.id == hashlib.sha256("".join(data).encode()).hexdigest()[:16]
    assert package(snapshot)["id"] == snapshot.id


def test_another_day_of_writing_gives_the_same_id_and_other_data_another(
    archive: Archive, article: Make, folder: Path, snapshot: Snapshot
) -> None:
    again = write_snapshot(archive.engine, folder, TAKEN + timedelta(days=9))
    archive.record([article("5")])
    other = write_snapshot(archive.engine, folder, TAKEN + timedelta(days=10))
    assert again.id == snapshot.id != other.id


def test_the_dictionary_has_every_column_and_no_link_out_of_the_folder(snapshot: Snapshot) -> None:
    told = (snapshot.path / "DATA_DICTIONARY.md").read_text(encoding="utf-8")
    for name, _, described in columns.FILES:
        assert f"\n## {name}\n" in told
        assert all(f"| `{column}` | {meaning} |" in told for column, meaning in described)
    assert "](" not in told


def test_the_citation_is_that_of_the_format(snapshot: Snapshot) -> None:
    cff = yaml.safe_load((snapshot.path / "CITATION.cff").read_text(encoding="utf-8"))
    assert CFF_NEEDS <= set(cff) <= CFF_KEYS
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] == "dataset"
    assert cff["authors"] == [{"name": "portalcrawl"}]
    assert cff["version"] == snapshot.id
    assert cff["date-released"] == "2026-11-01"
    assert snapshot.citation in cff["message"]
    assert "dated 2026-11-01, the last day (UTC) on which a portal served one" in cff["abstract"]


def test_the_sentence_names_the_id_and_the_last_day_of_the_data(snapshot: Snapshot) -> None:
    assert snapshot.citation == (
        "Articles of Vietnamese provincial news and government portals as of 2026-11-01. Data set,"
        f" portalcrawl, snapshot {snapshot.id}, 4 articles."
    )
    assert package(snapshot)["citation"] == snapshot.citation


def test_an_empty_archive_is_cited_without_a_day(archive: Archive, folder: Path) -> None:
    empty = write_snapshot(archive.engine, folder, TAKEN)
    cff = yaml.safe_load((empty.path / "CITATION.cff").read_text(encoding="utf-8"))
    assert "date-released" not in cff
    assert "dated" not in cff["abstract"]
    assert "created" not in package(empty)
    assert faults(empty.path) == []


def test_a_name_that_yaml_would_read_otherwise_stays_what_it_is() -> None:
    citation = Citation(id="1e10", articles=1, last_seen="", selection=Selection())
    assert yaml.safe_load(citation.as_cff())["version"] == "1e10"
    assert '"version": "1e10"' in describe([], citation)
