"""pywb, in an environment and a process of its own, replays what a crawl has captured."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, build_opener

import pytest

from portalcrawl.replicas import Replica, RunningReplica, replica, serve
from portalcrawl.replicas.site import Page, Visit
from portalcrawl.replicas.turning import turned
from portalcrawl.warc.cdxj import sidecar

ROOT = Path(__file__).resolve().parent.parent.parent
CRAWL_ONCE = ROOT / "tests" / "fetch" / "crawl_once.py"
#: No proxy stands between this machine and itself.
OPENER = build_opener(ProxyHandler({}))

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).replace(tzinfo=None)

Fields = Mapping[str, str]


def tool(name: str) -> str:
    """The path of one of pywb's commands."""
    own = ROOT / ".venv-replay" / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        pytest.fail(f"pywb's {name} is not installed: `make test` sets it up in .venv-replay")
    return found


def body_of(url: str) -> bytes:
    with OPENER.open(url, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def crawled(url: str, archive: Path, **meta: Any) -> dict[str, Any]:
    """The Capture of a page that a crawl has fetched into the archive."""
    job = {
        "urls": [url],
        "settings": {"ARCHIVE_DIR": str(archive)},
        "spider": {},
        "meta": {"capture": True, **meta},
    }
    done = subprocess.run(
        [sys.executable, str(CRAWL_ONCE)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (page,) = json.loads(done.stdout)["pages"]
    captured: dict[str, Any] = page["captured"]
    return captured


@dataclass(frozen=True)
class Kept:
    """An article that was captured, captured again unchanged, and then taken off the portal."""

    archive: Path
    url: str
    served: bytes
    captures: tuple[dict[str, Any], dict[str, Any]]

    @property
    def warcs(self) -> list[Path]:
        return sorted((self.archive / "warc").glob("*.warc.gz"))


@dataclass(frozen=True)
class Replay:
    """A running wayback."""

    origin: str

    def page(self, capture: Mapping[str, Any]) -> bytes:
        """The bytes of a capture, not rewritten."""
        return body_of(f"{self.origin}/archive/{timestamp(capture)}id_/{capture['url']}")

    def listed(self, url: str) -> list[Fields]:
        """What its index has of a URL."""
        found = body_of(f"{self.origin}/archive/cdx?output=json&url={quote(url, safe='')}")
        return [json.loads(line) for line in found.splitlines()]


def timestamp(capture: Mapping[str, Any]) -> str:
    """``2026-11-22 05:53:01.123456+00:00`` as a CDX index has it."""
    return "".join(filter(str.isdigit, capture["captured_at"]))[:14]


@contextmanager
def wayback(archive: Path, folder: Path) -> Iterator[Replay]:
    (folder / "config.yaml").write_text(
        f"collections:\n  archive:\n"
        f"    index_paths: {archive}/warc/\n    archive_paths: {archive}/warc/\n"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    with (
        log.open("wb") as told,
        subprocess.Popen(
            [tool("wayback"), "--bind", "127.0.0.1", "--port", str(port)],
            cwd=folder,
            stdout=told,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        try:
            origin = f"http://127.0.0.1:{port}"
            wait_for(process, origin, log)
            yield Replay(origin)
        finally:
            process.terminate()


def wait_for(process: subprocess.Popen[bytes], origin: str, log: Path) -> None:
    """Until it answers; the test fails where it ends or has not answered after a minute."""
    for _ in range(600):
        try:
            body_of(origin)
        except URLError:
            pass
        else:
            return
        try:
            process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"wayback does not answer:\n{log.read_text()}")


def without_counters(portal: Replica) -> Replica:
    """The portal with pages that are the same at every visit, as a revisit needs them."""

    def still(visit: Visit) -> Page | None:
        page = portal.pages(visit)
        if page is None or isinstance(page.content, bytes):
            return page
        return replace(page, content=turned(page.content, 1, NOW).encode())

    return replace(portal, pages=still)


def article_of(running: RunningReplica) -> str:
    return running.origin + running.replica.address(running.replica.articles[0])


def forget(warc: Path) -> None:
    warc.unlink()
    sidecar(warc).unlink()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    archive = tmp_path_factory.mktemp("archive")
    with serve(without_counters(replica("lang_son"))) as running:
        url = article_of(running)
        served = body_of(url)
        first = crawled(url, archive)
        earlier = {name: first[name] for name in ("url", "captured_at", "payload_digest")}
        again = crawled(url, archive, earlier=earlier)
        while timestamp(again) == timestamp(first):  # each is asked for by its second
            forget(archive / again["warc_file"])
            again = crawled(url, archive, earlier=earlier)
    return Kept(archive=archive, url=url, served=served, captures=(first, again))


@pytest.fixture(scope="module")
def replay(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replay]:
    with wayback(kept.archive, tmp_path_factory.mktemp("pywb")) as running:
        yield running


def test_an_article_is_replayed_as_the_portal_served_it(kept: Kept, replay: Replay) -> None:
    assert replay.page(kept.captures[0]) == kept.served


def test_an_unchanged_article_is_replayed_from_its_revisit(kept: Kept, replay: Replay) -> None:
    assert kept.captures[1]["is_revisit"]
    assert replay.page(kept.captures[1]) == kept.served


def test_every_capture_of_an_article_is_listed(kept: Kept, replay: Replay) -> None:
    found = replay.listed(kept.url)

    assert [entry["timestamp"] for entry in found] == [timestamp(each) for each in kept.captures]
    assert [entry["mime"] for entry in found] == ["text/html", "warc/revisit"]
    assert [entry["offset"] for entry in found] == [
        str(each["warc_offset"]) for each in kept.captures
    ]


def test_our_index_is_that_of_pywb(kept: Kept) -> None:
    assert len(kept.warcs) == 2
    for warc in kept.warcs:
        command = [tool("cdx-indexer"), "--sort", "--cdxj", str(warc)]
        theirs = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        assert parsed(sidecar(warc).read_text()) == parsed(theirs)


def parsed(index: str) -> list[tuple[str, str, Fields]]:
    lines = [line.split(" ", 2) for line in index.splitlines()]
    return [(key, moment, json.loads(about)) for key, moment, about in lines]
