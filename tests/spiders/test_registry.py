"""The registry: names agree, evidence is stated, each portal's page on disk is read exactly."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from portalcrawl.cli.extract import as_json
from portalcrawl.cli.registry import portal_of, spider_class, spider_names
from portalcrawl.extraction import extract_page
from portalcrawl.portals import Portal
from portalcrawl.provinces import provinces

PAGES = Path(__file__).parents[1] / "pages"
ON_DISK = sorted(PAGES.glob("*/*.html"))
NO_PROVINCE = {"replica", "undeclared"}

each_spider = pytest.mark.parametrize("name", spider_names())
each_page = pytest.mark.parametrize(
    "page", ON_DISK, ids=[f"{page.parent.name}/{page.stem}" for page in ON_DISK]
)


def address(page: Path) -> str:
    return page.with_suffix(".url").read_text(encoding="utf-8").strip()


def declared(page: Path) -> Portal:
    portal = portal_of(address(page))
    assert portal is not None, f"no portal serves {address(page)}"
    return portal


def read(page: Path) -> dict[str, Any]:
    """What ``portalcrawl extract`` prints of the page, and the judgement of what it is."""
    url, engine = address(page), declared(page).engine
    extraction = extract_page(page.read_bytes(), url, engine.profile)
    article = replace(extraction.article, canonical_url=engine.canonical(url))
    return {"kind": extraction.kind, **json.loads(as_json(article))}


def hold_to_expected(page: Path) -> None:
    """Compare with the file beside the page; write it where it is missing, and fail."""
    expected, found = page.with_suffix(".json"), read(page)
    if not expected.exists():
        text = json.dumps(found, ensure_ascii=False, indent=2)
        expected.write_text(f"{text}\n", encoding="utf-8")
        pytest.fail(f"wrote {expected}: read it against the page, then commit it")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@each_spider
def test_file_spider_and_class_have_one_name(name: str) -> None:
    spider = spider_class(name)
    assert spider.__module__ == f"spiders.{name}"
    assert spider.__name__ == "".join(part.title() for part in name.split("_")) + "Spider"


@each_spider
def test_that_name_is_a_province(name: str) -> None:
    assert name in {unit.slug for unit in provinces()} | NO_PROVINCE


@each_spider
def test_no_two_eras_of_a_host_share_their_keys(name: str) -> None:
    eras = [(portal.host, portal.keys) for portal in spider_class(name).portals]
    assert len(eras) == len(set(eras)), "another CMS numbers its articles anew: see Portal.keys"


@each_spider
def test_the_docstring_states_the_confidence_of_every_host(name: str) -> None:
    text = " ".join((spider_class(name).__doc__ or "").split())
    for portal in spider_class(name).portals:
        host = rf"(?<![\w.]){re.escape(portal.host)}"
        assert re.search(rf"{host}[^:]*: confidence {portal.confidence}\b", text), portal.host


@each_page
def test_a_page_lies_with_the_spider_of_its_portal(page: Path) -> None:
    assert declared(page) in spider_class(page.parent.name).portals


@each_page
def test_its_address_is_the_canonical_one_of_an_article(page: Path) -> None:
    url, engine = address(page), declared(page).engine
    assert engine.is_article(url)
    assert engine.variant(url) is None
    assert engine.canonical(url) == url


@each_page
def test_it_is_read_exactly(page: Path) -> None:
    hold_to_expected(page)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A page and its address in a folder of their own, without what is expected of it."""
    for original in (ON_DISK[0], ON_DISK[0].with_suffix(".url")):
        shutil.copy(original, tmp_path)
    return tmp_path / ON_DISK[0].name


def test_a_missing_expectation_is_written_and_fails_until_it_is_read(copied: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"wrote .*\.json: read it against the page"):
        hold_to_expected(copied)
    written = copied.with_suffix(".json").read_text(encoding="utf-8")
    assert json.loads(written)["kind"] == "article"
    hold_to_expected(copied)


def test_a_page_that_is_read_otherwise_than_expected_fails(copied: Path) -> None:
    copied.with_suffix(".json").write_text(json.dumps(read(copied) | {"title": "Khác"}))
    with pytest.raises(AssertionError):
        hold_to_expected(copied)
