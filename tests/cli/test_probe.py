"""``portalcrawl probe``: what a portal is, its spider, and one line where it cannot be told."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from portalcrawl.cli import main
from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.asking import _Asking, _Outcome
from portalcrawl.cli.probe import guessed_province
from portalcrawl.engines.base import Ask
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.errors import Fault
from portalcrawl.probing.inquiry import Inquiry
from portalcrawl.replicas import Replica, RunningReplica, replica, serve
from portalcrawl.replicas.site import Page, Visit
from portalcrawl.warc.locking import hold

ROOT = Path(__file__).parents[2]


def probe(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own: Scrapy runs once in one."""
    return subprocess.run(
        [sys.executable, "-m", "portalcrawl", "probe", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def said_in_one_line(done: subprocess.CompletedProcess[str]) -> str:
    """What a refused command says; its exit status is 2 and nothing is printed beside it."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr


@pytest.fixture(scope="module")
def portal() -> Iterator[RunningReplica]:
    with serve(replica("nghe_an")) as running:
        yield running


@pytest.fixture(scope="module")
def printed(portal: RunningReplica) -> str:
    done = probe(f"{portal.origin}/", "--loopback", "--slug", "kon_tum")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "NukeViet, confidence high",
        "NukeViet       generator  NukeViet",
        "  /rss/tin-tong-hop/",
        "  /sitemap.xml",
        "  /tin-hoat-dong/  Tin hoạt động: ",
        "title      ",
        "from json-ld",
        "SPIDER spiders/kon_tum.py",
        "class KonTumSpider(ProvinceSpider):",
        'sections=("tin-hoat-dong", "cai-cach-hanh-chinh", "tin-tong-hop")',
    ],
)
def test_what_is_found_is_printed(printed: str, line: str) -> None:
    assert line in printed


def test_the_page_that_was_asked_for_is_asked_once(portal: RunningReplica, printed: str) -> None:
    assert printed
    assert portal.requests.count("/") == 1
    assert portal.requests.count("/robots.txt") <= 2


def test_as_json_it_is_all_there(portal: RunningReplica) -> None:
    done = probe(f"{portal.origin}/", "--loopback", "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["portal"]["engine"]["class"] == "NukeViet"
    assert found["article"]["title"]
    assert {each["path"] for each in found["sections"]} == {
        each.path for each in portal.replica.sections
    }


def write(
    running: RunningReplica, project: Path, *further: str
) -> subprocess.CompletedProcess[str]:
    options = ("--loopback", "--slug", "kon_tum", "--write", "--into", str(project))
    return probe(f"{running.origin}/", *options, *further)


@pytest.fixture(scope="module")
def written(portal: RunningReplica, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that stands for the project's, with what was written into it."""
    project = tmp_path_factory.mktemp("project")
    (project / "spiders").mkdir()
    done = write(portal, project)
    assert done.returncode == 0, done.stderr
    return project


def test_a_spider_is_written_that_reads_its_own_page_as_expected(written: Path) -> None:
    module: dict[str, Any] = {}
    source = (written / "spiders" / "kon_tum.py").read_text(encoding="utf-8")
    exec(compile(source, "kon_tum.py", "exec"), module)  # noqa: S102 - what was just written
    engine = module["KonTumSpider"].portals[0].engine
    assert isinstance(engine, NukeViet)
    page = next((written / "tests" / "pages" / "kon_tum").glob("*.html"))
    address = page.with_suffix(".url").read_text().strip()
    assert engine.is_article(address)
    assert engine.canonical(address) == address
    expected = json.loads(page.with_suffix(".json").read_text(encoding="utf-8"))
    assert (expected["kind"], expected["canonical_url"]) == ("article", address)


def test_what_is_written_is_clean(written: Path) -> None:
    module = str(written / "spiders" / "kon_tum.py")
    for check in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "ruff",
                *check,
                "--no-cache",
                "--config",
                "pyproject.toml",
                module,
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


def test_a_spider_that_is_there_is_left_and_the_portal_printed(
    portal: RunningReplica, tmp_path: Path
) -> None:
    there = tmp_path / "spiders" / "kon_tum.py"
    there.parent.mkdir()
    there.write_text("mine")
    said = write(portal, tmp_path).stdout
    assert there.read_text() == "mine"
    assert f"{there} is there: add this Portal" in said


def test_what_was_written_is_told_beside_the_json(portal: RunningReplica, tmp_path: Path) -> None:
    there = tmp_path / "spiders" / "kon_tum.py"
    there.parent.mkdir()
    there.write_text("mine")
    done = write(portal, tmp_path, "--json")
    assert json.loads(done.stdout)["portal"]["engine"]["class"] == "NukeViet"
    page = next((tmp_path / "tests" / "pages" / "kon_tum").glob("*.html"))
    assert f"Wrote {page}, its .url and its .json" in done.stderr
    assert f"{there} is there: add this Portal" in done.stderr


def test_a_page_that_is_there_is_not_overwritten(written: Path, portal: RunningReplica) -> None:
    page = next((written / "tests" / "pages" / "kon_tum").glob("*.html"))
    before, asked = page.read_bytes(), portal.requests.total()
    assert "is there already" in said_in_one_line(write(portal, written))
    assert page.read_bytes() == before
    assert portal.requests.total() == asked


@pytest.mark.parametrize(
    ("host", "slug"),
    [
        ("www.kontum.gov.vn", "kon_tum"),
        ("baokontum.com.vn", "kon_tum"),
        ("stttt.kiengiang.gov.vn", "kien_giang"),
        ("baria-vungtau.gov.vn", "ba_ria_vung_tau"),
        ("example.com", None),
    ],
)
def test_the_province_is_guessed_from_the_host(host: str, slug: str | None) -> None:
    assert guessed_province(host) == slug


def altered(path: str, page: Page) -> Replica:
    """The newspaper with another page at one path."""
    site = replica("dong_nai")

    def pages(visit: Visit) -> Page | None:
        return page if visit.path == path else site.pages(visit)

    return replace(site, pages=pages)


def test_a_portal_that_cannot_be_reached() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        said = said_in_one_line(probe(f"http://127.0.0.1:{port}/", "--loopback"))
    assert f"127.0.0.1:{port} cannot be reached" in said


@contextmanager
def crawled_by_another(host: str, locks: Path) -> Iterator[None]:
    with FileIO(locks / quote(host, safe=""), "a+") as file:
        assert hold(file)
        yield


def test_a_host_that_another_process_crawls_is_not_asked(
    portal: RunningReplica, tmp_path: Path
) -> None:
    host, asked = portal.origin.removeprefix("http://"), portal.requests.total()
    with crawled_by_another(host, tmp_path):
        done = probe(f"{portal.origin}/", "--loopback", PORTALCRAWL_LOCKS=str(tmp_path))
    told = f"portalcrawl: {host} is being crawled by another process; try again later\n"
    assert said_in_one_line(done) == told
    assert portal.requests.total() == asked


def test_where_no_lock_can_be_written_nothing_is_asked(
    portal: RunningReplica, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    asked, locks = portal.requests.total(), str(tmp_path / "file" / "locks")
    said = said_in_one_line(probe(f"{portal.origin}/", "--loopback", PORTALCRAWL_LOCKS=locks))
    assert "name another folder by PORTALCRAWL_LOCKS" in said
    assert portal.requests.total() == asked


def test_what_no_request_can_be_made_of_is_told_in_one_line() -> None:
    def inquiry() -> Inquiry:
        yield (Ask("/relative"),)
        raise AssertionError

    outcome = _Outcome(inquiry(), Advancing())
    asking = _Asking("example.gov.vn", outcome)
    assert asking.going_on(outcome.begin) == []
    assert isinstance(outcome.fault, Fault)
    assert str(outcome.fault).startswith("example.gov.vn cannot be probed")
    assert "\n" not in str(outcome.fault)


def test_a_page_that_robots_txt_forbids() -> None:
    rules = Page("User-agent: *\nDisallow: /\n", "text/plain")
    with serve(altered("/robots.txt", rules)) as running:
        said = said_in_one_line(probe(f"{running.origin}/", "--loopback"))
    assert "robots.txt of 127.0.0.1" in said


def test_a_page_that_blocks() -> None:
    words = "Checking your browser before accessing the portal."
    blocked = Page(f"<html><title>Just a moment...</title><h1>Just a moment...</h1><p>{words}</p>")
    with serve(altered("/", blocked)) as running:
        said = said_in_one_line(probe(f"{running.origin}/", "--loopback"))
    assert "is no page of a portal but blocked" in said


def test_a_page_that_is_not_there() -> None:
    with serve(replica("dong_nai")) as running:
        said = said_in_one_line(probe(f"{running.origin}/nowhere", "--loopback"))
    assert "answers 404" in said


def test_a_file() -> None:
    with serve(altered("/", Page(b"%PDF-1.4", "application/pdf"))) as running:
        said = said_in_one_line(probe(f"{running.origin}/", "--loopback"))
    assert "is no HTML page (application/pdf)" in said


def test_a_portal_without_articles() -> None:
    nothing = Page("<title>Cổng thông tin</title><p>Trang đang được xây dựng.</p>")
    with serve(replace(replica("lang_son"), pages=lambda _visit: nothing)) as running:
        said = said_in_one_line(probe(f"{running.origin}/", "--loopback"))
    assert "no articles found on" in said


def test_a_home_page_without_links_is_no_matter_where_a_sitemap_lists_articles() -> None:
    splash = Page("<title>Cổng thông tin</title><p>Chào mừng bạn đọc.</p>")
    with serve(altered("/", splash)) as running:
        found = json.loads(probe(f"{running.origin}/", "--loopback", "--json").stdout)
    assert found["sitemaps"] == ["/sitemap.xml"]
    assert found["articles"] >= 10


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("kontum.gov.vn",), "not an address of the web: kontum.gov.vn"),
        (("ftp://kontum.gov.vn/",), "not an address of the web"),
        (("http://127.0.0.1:1/",), "see --loopback"),
        (("http://localhost:8803/",), "see --loopback"),
        (("http://10.0.0.1/",), "10.0.0.1 is 10.0.0.1\n"),
        (("http://10.0.0.1/", "--loopback"), "10.0.0.1 is 10.0.0.1\n"),
        (("https://example.com:8080/",), "declared by no portal: example.com\n"),
        (("https://kontum.gov.vn/", "--slug", "kontum"), "did you mean kon_tum?"),
        (("https://example.com/", "--write"), "name it with --slug"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["probe", *arguments])
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert message in said.err
