"""No question can hold the server, nor can many at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import Connection

from db.archive import Archive
from portalcrawl.web import pages
from portalcrawl.web.gathering import Reading
from portalcrawl.web.limits import Limits
from portalcrawl.web.parameters import Nothing
from tests.db.test_reading_only import ENDLESS
from tests.web.conftest import Place
from tests.web.serving import PORTAL, Served, article, serving


def endless(connection: Connection) -> None:
    connection.exec_driver_sql(ENDLESS[connection.dialect.name])


@pytest.fixture
def slow_portals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of the portals asks what has no end."""

    def asked(reading: Reading, _path: dict[str, str], _asked: Nothing) -> object:
        endless(reading.connection)
        return None

    slow = tuple(
        replace(page, gather=asked) if page.name == "portals" else page for page in pages.PAGES
    )
    monkeypatch.setattr("portalcrawl.web.app.PAGES", slow)


@pytest.mark.usefixtures("slow_portals")
def test_a_question_that_takes_too_long_ends_in_503(changing: Place) -> None:
    with serving(changing.url, changing.folder, Limits(rate=0, seconds_a_page=0.2)) as site:
        page, document = site.get("/portals"), site.get("/api/portals")
        assert (page.status_code, document.status_code) == (503, 503)
        assert "longer than 0.2 s" in document.json()["detail"]
        assert int(document.headers["retry-after"]) >= 1
        assert site.get("/api/home").status_code == 200


@pytest.mark.usefixtures("slow_portals")
def test_of_too_many_at_once_the_last_are_refused(changing_sqlite: Place) -> None:
    limits = Limits(rate=0, at_once=1, waiting=1, seconds_a_page=3, seconds_of_waiting=0.3)
    with (
        serving(changing_sqlite.url, changing_sqlite.folder, limits) as site,
        ThreadPoolExecutor(6) as threads,
    ):
        asked = [threads.submit(httpx.get, site.origin + "/api/portals") for _ in range(6)]
        answers = [each.result() for each in asked]
    assert {answer.status_code for answer in answers} == {503}
    told = [answer.json()["detail"] for answer in answers]
    assert any("too many requests at once" in each for each in told)
    assert all("retry-after" in answer.headers for answer in answers)


@pytest.mark.usefixtures("slow_portals")
def test_meanwhile_what_needs_no_archive_is_served(changing_sqlite: Place) -> None:
    limits = Limits(rate=0, at_once=1, seconds_a_page=2)
    with (
        serving(changing_sqlite.url, changing_sqlite.folder, limits) as site,
        ThreadPoolExecutor(1) as threads,
    ):
        slow = threads.submit(httpx.get, site.origin + "/api/portals")
        assert site.get("/help").status_code == 200
        assert site.get("/static/site.css").status_code == 200
        assert not slow.done()


def test_many_read_while_somebody_writes(writer: Archive, changing_served: Served) -> None:
    written = threading.Event()
    paths = ("/", "/search?q=hoi", f"/article/{PORTAL}/101", "/api/portals", "/province/nghe_an")

    def read(number: int) -> set[int]:
        statuses = set()
        with httpx.Client(base_url=changing_served.origin, timeout=60) as client:
            while not written.is_set():
                statuses.add(client.get(paths[number % len(paths)]).status_code)
        return statuses

    with ThreadPoolExecutor(20) as threads:
        readers = [threads.submit(read, number) for number in range(20)]
        try:
            for number in range(60):
                writer.record([article(f"2{number}", hours=number)])
        finally:
            written.set()
        assert set().union(*(reader.result() for reader in readers)) <= {200}
    assert changing_served.get("/api/home").json()["articles"] == 64


def test_a_database_that_went_away_is_told_in_503(changing_sqlite: Place) -> None:
    with serving(changing_sqlite.url, changing_sqlite.folder) as site:
        assert site.get("/healthz").status_code == 200
        (changing_sqlite.folder / "portalcrawl.sqlite").write_bytes(b"damage" * 4096)
        answer = site.get("/healthz")
        document = site.get("/api/home")
    assert answer.status_code == 503
    assert document.json()["detail"] == "the archive cannot be read at the moment"
