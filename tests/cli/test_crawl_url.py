"""``portalcrawl crawl URL``: a portal that nobody declared, found out and kept like any other."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.offline.homes import Home
from portalcrawl.cli import main
from portalcrawl.cli.homes import Homes
from portalcrawl.cli.undeclared import FRESH, findings, order_for
from portalcrawl.replicas import RunningReplica, serve
from portalcrawl.replicas.families import articles, family

ROOT = Path(__file__).parents[2]
NEWEST = datetime(2026, 11, 20, 9, 12)  # noqa: DTZ001 - local, as the articles' own times
ARTICLES = 30
#: Paged by links, by POST and by postback; the last is of no family.
HIDDEN = ("liferay7", "vnportal_slug", "webforms", "generic")


def portalcrawl(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portalcrawl", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@dataclass(frozen=True)
class Crawled:
    """A hidden portal and the archive that it was crawled into."""

    running: RunningReplica
    archive: Path
    done: subprocess.CompletedProcess[str]
    requests: int

    @property
    def url(self) -> str:
        return f"{self.running.origin}/"

    @property
    def host(self) -> str:
        return self.running.origin.removeprefix("http://")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.archive / "portalcrawl.sqlite")) as database:
            return database.execute(query).fetchall()

    def again(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        archive = str(self.archive)
        return portalcrawl("crawl", self.url, "--loopback", "--archive", archive, *arguments)


@pytest.fixture(scope="module", params=HIDDEN)
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crawled]:
    archive = tmp_path_factory.mktemp(request.param)
    site = family(request.param).replica(articles(ARTICLES, NEWEST), disguised=True)
    with serve(site) as running:
        done = portalcrawl("crawl", f"{running.origin}/", "--loopback", "--archive", str(archive))
        yield Crawled(running, archive, done, running.requests.total())


def test_every_article_is_stored_and_hardly_anything_else(crawled: Crawled) -> None:
    assert crawled.done.returncode == 0, crawled.done.stderr
    replica = crawled.running.replica
    expected = {crawled.running.origin + replica.address(each) for each in replica.articles}
    stored = {url for (url,) in crawled.rows("SELECT canonical_url FROM article")}
    assert expected <= stored
    assert len(stored - expected) <= 1


def test_its_portal_belongs_to_no_province_and_is_of_low_confidence(crawled: Crawled) -> None:
    assert crawled.rows("SELECT host, province, confidence FROM portals") == [
        (crawled.host, None, "low")
    ]


def test_the_finding_is_kept_and_the_next_run_goes_on_with_it(crawled: Crawled) -> None:
    done = crawled.again()
    assert "Probed on" in done.stdout
    assert "Nothing new" in done.stdout
    assert crawled.running.requests.total() - crawled.requests < crawled.requests


def test_its_captures_are_read_back(crawled: Crawled) -> None:
    done = portalcrawl("reprocess", "--again", "--archive", str(crawled.archive))
    assert done.returncode == 0, done.stderr
    assert f"{ARTICLES}  unchanged" in done.stdout or f"{ARTICLES + 1}  unchanged" in done.stdout


def test_an_address_of_the_past_finds_its_home_in_the_archive_that_knows_it(
    crawled: Crawled,
) -> None:
    replica = crawled.running.replica
    url = crawled.running.origin + replica.address(replica.articles[0])
    home = Homes(crawled.archive)(url, datetime.now(UTC))
    assert isinstance(home, Home)
    assert (home.portal.host, home.province) == (crawled.host, None)
    assert Homes()(url, datetime.now(UTC)) == "unknown host"


@pytest.fixture
def probed(tmp_path: Path) -> Iterator[Crawled]:
    """A portal with hardly anything on it, crawled once."""
    site = family("generic").replica(articles(12, NEWEST))
    with serve(site) as running:
        url = f"{running.origin}/"
        done = portalcrawl("crawl", url, "--loopback", "--archive", str(tmp_path))
        assert done.returncode == 0, done.stderr
        yield Crawled(running, tmp_path, done, running.requests.total())


def age(archive: Path) -> None:
    """Make the finding older than it may be."""
    path = next((archive / "probes").glob("*.json"))
    found = json.loads(path.read_text(encoding="utf-8"))
    found["probed_at"] = (datetime.now(UTC) - 2 * FRESH).isoformat()
    path.write_text(json.dumps(found), encoding="utf-8")


def test_a_finding_that_is_too_old_is_made_anew(probed: Crawled) -> None:
    age(probed.archive)
    assert "Probed on" not in probed.again().stdout


def test_probe_again_asks_anew(probed: Crawled) -> None:
    assert "Probed on" not in probed.again("--probe-again").stdout


def test_where_the_portal_is_silent_an_old_finding_serves(probed: Crawled) -> None:
    age(probed.archive)
    path = next((probed.archive / "probes").glob("*.json"))
    silent = path.with_name("127.0.0.1_1.json")
    silent.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    done = portalcrawl(
        "crawl", "http://127.0.0.1:1/", "--loopback", "--archive", str(probed.archive)
    )
    assert "cannot be reached" in done.stderr
    assert "going on with what was found on" in done.stderr


def test_a_finding_that_cannot_be_read_is_no_portal(tmp_path: Path) -> None:
    (tmp_path / "probes").mkdir()
    (tmp_path / "probes" / "a.json").write_text("{")
    assert list(findings(tmp_path)) == []


def test_a_declared_host_is_crawled_by_its_spider(tmp_path: Path) -> None:
    order = order_for("https://langson.gov.vn/tin-tuc", tmp_path, loopback=False, again=False)
    assert (order.spider, order.arguments) == ("lang_son", {"portal": "langson.gov.vn"})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("http://127.0.0.1:1/",), "see --loopback"),
        (("http://127.0.0.1:1/", "lang_son"), "a URL is crawled alone"),
        (("lang_son", "--probe-again"), "go with a URL"),
        (("ftp://example.com/",), "not an address of the web"),
        (("https://langson.gov.vn/", "--loopback"), "langson.gov.vn is declared"),
        (("https://langson.gov.vn/", "--probe-again"), "leave out --loopback and --probe-again"),
        (("www.kontum.gov.vn",), "write https://www.kontum.gov.vn/ to crawl a host"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line_and_nothing_is_made(
    tmp_path: Path,
    arguments: tuple[str, ...],
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = tmp_path / "archive"
    with pytest.raises(SystemExit) as ended:
        main(["crawl", *arguments, "--archive", str(archive)])
    said = capsys.readouterr().err
    assert (ended.value.code, said.count("\n")) == (2, 1)
    assert message in said
    assert not archive.exists()


def test_a_portal_that_cannot_be_reached_leaves_no_archive(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    done = portalcrawl("crawl", "http://127.0.0.1:1/", "--loopback", "--archive", str(archive))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "127.0.0.1:1 cannot be reached" in done.stderr
    assert not archive.exists()
