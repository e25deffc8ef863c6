"""Every spider is a province's declaration, named as its file; its arguments are checked."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.project import get_project_settings
from scrapy.utils.test import get_crawler

from spiders.dong_nai import DongNaiSpider
from spiders.lam_dong import LamDongSpider
from spiders.lang_son import LangSonSpider
from spiders.province import ProvinceSpider
from spiders.tuyen_quang import TuyenQuangSpider

_ARGUMENTS = "portal, since, until, eras, recheck, sweep or attachments"
ROOT = Path(__file__).parents[2]
SHARED = {"__init__", "discovery", "place", "province", "steps", "walk"}
NAMES = sorted(path.stem for path in (ROOT / "spiders").glob("*.py") if path.stem not in SHARED)


def spider_class(name: str) -> type[ProvinceSpider]:
    camel = "".join(part.capitalize() for part in name.split("_"))
    found: type[ProvinceSpider] = getattr(import_module(f"spiders.{name}"), f"{camel}Spider")
    return found


def made(**arguments: Any) -> LangSonSpider:
    settings = {"REPLICAS": {"langson.gov.vn": "http://127.0.0.1:8804"}}
    return LangSonSpider.from_crawler(get_crawler(LangSonSpider, settings), **arguments)


def test_no_host_belongs_to_two_spiders_at_a_time() -> None:
    hosts = [
        (portal.host, portal.since, portal.until)
        for name in NAMES
        for portal in spider_class(name).portals
    ]
    assert len(hosts) == len(set(hosts))


def test_scrapy_finds_them_and_nothing_else() -> None:
    assert sorted(SpiderLoader.from_settings(get_project_settings()).list()) == NAMES


def test_scrapy_list_shows_them() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout.split() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_start_points_are_no_articles(name: str) -> None:
    for portal in spider_class(name).portals:
        for listing in portal.engine.listings(portal):
            assert not portal.engine.is_article(listing.url), listing.url


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "1/2/2024"}, "since=1/2/2024: write a day as since=2024-01-31"),
        ({"until": "2024-02-31"}, "until=2024-02-31: write a day as until=2024-01-31"),
        (
            {"since": "2024-02-01", "until": "2024-01-01"},
            "since=2024-02-01 lies after until=2024-01-01: write the earlier day first",
        ),
        ({"eras": "old"}, "eras=old: write eras=all, or leave it out"),
        ({"recheck": "some"}, "recheck=some: write recheck=all or recheck=no, or leave it out"),
        ({"sweep": "all"}, "sweep=all: write sweep=yes or sweep=no, or leave it out"),
        (
            {"sweep": "yes", "since": "2024-01-01"},
            "sweep=yes reads all listings: leave since and until out",
        ),
        (
            {"recheck": "all", "since": "2024-01-01"},
            "recheck=all asks for all that is stored: leave since and until out",
        ),
        (
            {"attachments": "pdf"},
            "attachments=pdf: write attachments=yes or attachments=no, or leave it out",
        ),
        (
            {"sice": "2024-01-01"},
            f"unknown argument sice: write {_ARGUMENTS}",
        ),
        (
            {"portal": "langson.vn"},
            (
                "portal=langson.vn: not a portal of this spider;"
                " write one of langson.gov.vn, www.langson.gov.vn, sotp.langson.gov.vn"
            ),
        ),
    ],
)
def test_a_bad_argument_is_refused_in_one_line(arguments: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        made(**arguments)
    assert str(error.value) == message


def test_redirects_may_lead_to_every_host_of_the_portal() -> None:
    spider = made()
    assert [portal.host for portal in spider.crawled] == ["127.0.0.1:8804"]
    assert {"127.0.0.1:8804", "langson.gov.vn", "localhost:8804"} <= set(spider.portals_by_host)


def test_a_spider_of_many_hosts_asks_each_of_them_at_once() -> None:
    spider = DongNaiSpider.from_crawler(get_crawler(DongNaiSpider))
    hosts = len({portal.host for portal in spider.crawled})
    assert hosts > 2
    assert spider.crawler.settings.getint("CONCURRENT_REQUESTS") >= 2 * hosts


def test_a_portal_that_needs_a_browser_is_left_out_where_there_is_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nowhere = {"CHROMIUM": "no-such-chromium"}
    spider = TuyenQuangSpider.from_crawler(get_crawler(TuyenQuangSpider, nowhere))
    assert "www.tuyenquang.gov.vn" not in {portal.host for portal in spider.crawled}
    assert "PORTALCRAWL_CHROMIUM=no-such-chromium is no program" in caplog.text
    with pytest.raises(ValueError, match="PORTALCRAWL_CHROMIUM=no-such-chromium is no program"):
        LamDongSpider.from_crawler(get_crawler(LamDongSpider, nowhere))
