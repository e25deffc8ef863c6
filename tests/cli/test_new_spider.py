"""``portalcrawl new-spider``: a module that loads at once, or one line and nothing written."""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import subprocess
import sys
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

import portalcrawl.engines
import spiders
from portalcrawl.cli import main
from portalcrawl.cli.new_spider import ENGINES, new_spider
from portalcrawl.portals import Portal

ROOT = Path(__file__).parents[2]
SLUGS = [
    "kon_tum",
    "binh_dinh",
    "ca_mau",
    "hau_giang",
    "son_la",
    "thua_thien_hue",
    "gia_lai",
    "phu_yen",
    "long_an",
    "ben_tre",
    "ha_nam",
]


def called(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["new-spider", *arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "more_spiders"
    made.mkdir()
    (made / "__init__.py").touch()
    return made


@pytest.fixture
def one_of_each(folder: Path) -> Path:
    for slug, engine in zip(SLUGS, ENGINES, strict=True):
        host = f"moi.{slug.replace('_', '')}.gov.vn"  # a host that no spider has
        assert called(slug, host, "--engine", engine, "--into", str(folder)) == 0
    return folder


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_engine_can_be_asked_for() -> None:
    found: set[type[Any]] = set()
    for module in pkgutil.iter_modules(portalcrawl.engines.__path__):
        loaded = importlib.import_module(f"portalcrawl.engines.{module.name}")
        for _, each in inspect.getmembers(loaded, inspect.isclass):
            if is_dataclass(each) and hasattr(each, "parse_listing"):
                found.add(each)
    known: set[type[Any]] = {type(example) for example in ENGINES.values()}
    assert found == known


@pytest.mark.parametrize("name", ENGINES)
def test_what_a_new_module_begins_with_is_a_start(name: str) -> None:
    portal = Portal("example.gov.vn", ENGINES[name])
    listings = portal.engine.listings(portal)
    assert listings
    assert not any(portal.engine.is_article(listing.url) for listing in listings)


def test_scrapy_loads_what_was_written(one_of_each: Path) -> None:
    listed = run(
        "scrapy",
        "list",
        "-s",
        f"SPIDER_MODULES={one_of_each.name}",
        PYTHONPATH=str(one_of_each.parent),
    )
    assert listed.stdout.split() == sorted(SLUGS)


def test_what_was_written_is_clean(one_of_each: Path) -> None:
    written = [str(one_of_each / f"{slug}.py") for slug in SLUGS]
    config = f"--config={ROOT / 'pyproject.toml'}"
    checked = [
        run("ruff", "check", "--no-cache", config, *written),
        run("ruff", "format", "--no-cache", "--check", config, *written),
        run("mypy", "--follow-imports=silent", *written),
    ]
    assert [each.returncode for each in checked] == [0, 0, 0], [each.stdout for each in checked]


def test_without_into_it_goes_to_the_spiders_of_the_project() -> None:
    into = next(each for each in new_spider.params if each.name == "into")
    assert into.default == Path(str(spiders.__file__)).parent


@pytest.mark.parametrize(
    ("slug", "merger"),
    [
        ("kon_tum", "Kon Tum, since 1 July 2025 part of Quảng Ngãi."),
        ("tuyen_quang", "Tuyên Quang, since 1 July 2025 with the former Hà Giang."),
        ("son_la", "Sơn La, unchanged by the merger."),
    ],
)
def test_the_docstring_says_what_became_of_the_province(
    folder: Path, slug: str, merger: str
) -> None:
    assert called(slug, "example.gov.vn", "--into", str(folder)) == 0
    assert merger in (folder / f"{slug}.py").read_text(encoding="utf-8")


def test_it_says_what_to_do_next(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called("kon_tum", "moi.kontum.gov.vn", "--into", str(folder)) == 0
    said = capsys.readouterr().out
    assert "tests/pages/kon_tum/moi.kontum.gov.vn.html" in said
    assert "tests/spiders/test_registry.py" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("kontum", "a.gov.vn"), "no province has the slug 'kontum'; did you mean kon_tum?"),
        (
            ("../../evil", "a.gov.vn"),
            "no province has the slug '../../evil'; the slugs are in portalcrawl/provinces.csv",
        ),
        (
            ("kon_tum", "https://kontum.gov.vn/"),
            "not a host name: 'https://kontum.gov.vn/'; write it like www.langson.gov.vn",
        ),
        (("kon_tum", "kontum"), "not a host name: 'kontum'; write it like www.langson.gov.vn"),
        (
            ("kon_tum", 'a".gov.vn'),
            "not a host name: 'a\".gov.vn'; write it like www.langson.gov.vn",
        ),
        (
            ("kon_tum", "langson.gov.vn"),
            "langson.gov.vn belongs to a spider already; add another era of it there",
        ),
        (
            ("kon_tum", "moi.kontum.gov.vn", "--engine", "nuke-viet"),
            "no engine named 'nuke-viet'; did you mean nukeviet?",
        ),
        (
            ("kon_tum", "moi.kontum.gov.vn", "--engine", "umbraco"),
            f"no engine named 'umbraco'; known are: {', '.join(ENGINES)}",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_written(
    folder: Path,
    arguments: tuple[str, ...],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called(*arguments, "--into", str(folder)) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"portalcrawl: {message}\n")
    assert [each.name for each in folder.parent.rglob("*.py")] == ["__init__.py"]


def test_a_spider_that_is_there_is_left_as_it_is(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = folder / "kon_tum.py"
    there.write_text("mine")
    assert called("kon_tum", "moi.kontum.gov.vn", "--into", str(folder)) == 2
    assert there.read_text() == "mine"
    assert capsys.readouterr().err == f"portalcrawl: {there} is there already; add a Portal to it\n"


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nowhere"
    assert called("kon_tum", "moi.kontum.gov.vn", "--into", str(missing)) == 2
    assert str(missing) in capsys.readouterr().err
