"""``portalcrawl provinces``: what is declared, and when it was last crawled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from db.archive import open_archive
from portalcrawl.cli import commands
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.provinces import provinces

PAGE = Path(__file__).parents[2] / "docs" / "provinces.md"


def said(*arguments: str) -> str:
    result = CliRunner().invoke(commands, ["provinces", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def rows(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(said("--json", *arguments))
    return found


def test_the_page_in_docs_is_what_the_command_writes() -> None:
    written = said("--markdown")
    assert PAGE.read_text(encoding="utf-8") == written, (
        "run: portalcrawl provinces --markdown > docs/provinces.md"
    )


def test_every_province_and_every_declared_portal_has_a_row() -> None:
    declared = [
        (name, portal.host, portal.since, portal.until)
        for name in spider_names()
        for portal in spider_class(name).portals
        if name != "replica"
    ]
    found = [(row["province"], row["portal"], row["since"], row["until"]) for row in rows()]
    assert sorted(found, key=str) == sorted(declared, key=str)
    assert {row["province"] for row in rows()} == {unit.slug for unit in provinces()}


def test_some_provinces_can_be_asked_for() -> None:
    assert {row["province"] for row in rows("kon_tum", "quang_ngai")} == {"kon_tum", "quang_ngai"}
    lines = said("kon_tum").splitlines()
    assert lines[0] == "kon_tum  Kon Tum (today Quảng Ngãi)"
    assert lines[1].split()[0] == "www.kontum.gov.vn"


def test_an_archive_tells_when_a_portal_was_last_read(tmp_path: Path) -> None:
    archive = open_archive(f"sqlite:///{tmp_path / 'portalcrawl.sqlite'}")
    run = archive.start_run("kon_tum")
    archive.finish_run(run, "finished", {"portal/www.kontum.gov.vn/listings": 4})
    archive.close()
    seen = {
        row["portal"]: row["last_good_run"] for row in rows("kon_tum", "--archive", str(tmp_path))
    }
    assert (seen.pop("www.kontum.gov.vn") or "").endswith("Z")
    assert set(seen.values()) == {None}


def test_a_run_of_another_era_is_none_of_this_one(tmp_path: Path) -> None:
    archive = open_archive(f"sqlite:///{tmp_path / 'portalcrawl.sqlite'}")
    run = archive.start_run("nam_dinh")
    archive.finish_run(run, "finished", {"portal/namdinh.gov.vn/listings": 4})
    archive.close()
    eras = [
        (row["until"], row["last_good_run"] is not None)
        for row in rows("nam_dinh", "--archive", str(tmp_path))
        if row["portal"] == "namdinh.gov.vn"
    ]
    assert [(until is None, is_seen) for until, is_seen in eras] == [(True, True), (False, False)]


def test_what_is_no_province_is_refused() -> None:
    result = CliRunner().invoke(commands, ["provinces", "undeclared"])
    assert "undeclared is no province" in str(result.exception)


@pytest.mark.parametrize("name", ["kontum", "Kon Tum"])
def test_an_unknown_province_is_told_with_the_nearest(name: str) -> None:
    result = CliRunner().invoke(commands, ["provinces", name])
    assert result.exit_code == 1
    assert "did you mean kon_tum?" in str(result.exception)
