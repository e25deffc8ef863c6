"""Captures are read again without a network, and what they say now becomes a marked revision."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

import pytest

from db.archive import Archive, open_archive
from pipelines.judging import article_or_refusal
from pipelines.reading import read_page
from portalcrawl.cli.homes import Homes
from portalcrawl.items import (
    Article,
    Capture,
    EarlierCapture,
    Link,
    Page,
    Refusal,
    content_digest,
)
from portalcrawl.warc.writer import WarcFiles, payload_digest
from tests.pipelines.conftest import Place
from tests.pipelines.foreign import Served, article_of, exchange, page, pages, trap

Call = Callable[..., int]
Item = Article | Refusal

NOW = version("portalcrawl")
OLD = "0.0.1"
MENU = "Trang chủ | Giới thiệu | Liên hệ"

REVISIONS = """
SELECT a.key, r.number, r.origin, r.title, r.content_digest, r.extractor_version, r.confirmed_by
FROM revisions r JOIN articles a ON a.id = r.article_id ORDER BY a.key, r.number
"""
#: Ends a process of Python, and its workers, that asks for anything but this machine's own sockets.
NO_NETWORK = """
import os, sys
def refuse(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        os._exit(99)
    if event == "socket.connect" and not isinstance(args[1], (str, bytes)):
        os._exit(99)
sys.addaudithook(refuse)
"""


def as_an_older_extractor_read_it(article: Article) -> Article:
    """With the menu in the text, and the name of the site behind the title."""
    return replace(
        article, title=f"{article.title} - Cổng thông tin", text=f"{MENU}\n\n{article.text}"
    )


def captured(place: Place, served: Iterable[Served]) -> list[Capture]:
    """A WARC file in the archive, as a crawl leaves it."""
    files = WarcFiles(place.folder, "nghe_an", {})
    found = []
    for each in served:
        written = files.write(exchange(each))
        found.append(
            Capture(
                captured_at=each.moment,
                url=each.url,
                status=each.status,
                payload_digest=payload_digest(each.body),
                warc_file=written.file,
                warc_offset=written.offset,
            )
        )
    files.close()
    return found


def read(served: Served, capture: Capture, link: Link | None = None) -> Item:
    """What the extraction of today makes of it."""
    home = Homes()(served.url, served.moment)
    assert not isinstance(home, str)
    read_now = read_page(
        Page(
            url=served.url,
            body=served.body,
            content_type=served.content_type,
            fetched_at=served.moment,
            portal=home.portal.host,
            article_key=home.article_key,
            canonical_url=home.canonical_url,
            link=link,
            capture=capture,
        ),
        home.portal.engine.profile,
    )
    return article_or_refusal(read_now)


def article(served: Served, capture: Capture, link: Link | None = None) -> Article:
    found = read(served, capture, link)
    assert isinstance(found, Article)
    return found


def store(place: Place, items: Iterable[Item], extractor_version: str = OLD) -> None:
    """Into the archive, as a run of that version did."""
    opened = open_archive(place.url)
    Archive(opened.engine, extractor_version=extractor_version).record(items)
    opened.close()


def stored(place: Place, served: list[Served]) -> list[Article]:
    """Pages that an older extractor read: what the one of today would have made of them."""
    articles = [
        article(each, capture)
        for each, capture in zip(served, captured(place, served), strict=True)
    ]
    store(place, map(as_an_older_extractor_read_it, articles))
    return articles


def test_what_differs_becomes_a_revision_that_is_marked_and_a_second_pass_makes_none(
    place: Place, called: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    [today] = stored(place, [page("nghe_an")])
    before = place.ask(REVISIONS)

    assert called("reprocess") == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "      1  read",
        "      1  changed: title 1, text 1",
    ]
    after = place.ask(REVISIONS)
    assert after[0] == before[0]
    assert after[1:] == [
        (today.article_key, 2, "reextracted", today.title, content_digest(today), NOW, None)
    ]
    assert place.value("SELECT current_revision FROM articles") == 2

    assert called("reprocess") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "      0  read"
    assert called("reprocess", "--again") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "      1  unchanged"
    assert [row[:-1] for row in place.ask(REVISIONS)] == [row[:-1] for row in after]


def test_what_is_the_same_is_confirmed_by_the_version_that_found_it(
    place: Place, called: Call
) -> None:
    served = page("nghe_an")
    [capture] = captured(place, [served])
    store(place, [article(served, capture)])

    assert called("reprocess") == 0

    [(_, number, origin, *_, extractor_version, confirmed_by)] = place.ask(REVISIONS)
    assert (number, origin, extractor_version, confirmed_by) == (1, "portal", OLD, NOW)


def test_of_an_edited_article_the_later_state_stays_the_current_one(
    place: Place, called: Call
) -> None:
    first = page("nghe_an")
    title = article_of("nghe_an").title or ""
    edited = replace(
        first,
        moment=first.moment + timedelta(days=1),
        body=first.body.replace(title.encode(), b"Tin da sua"),
    )
    stored(place, [first, edited])

    assert called("reprocess") == 0

    rows = place.ask("SELECT number, title, origin FROM revisions ORDER BY number")
    assert rows[2:] == [(3, title, "reextracted"), (4, "Tin da sua", "reextracted")]
    assert place.value("SELECT current_revision FROM articles") == 4


def test_what_only_the_listing_gave_is_not_lost(place: Place, called: Call) -> None:
    plain = b"<html><head><title>%s</title></head><body><article><h1>%s</h1>%s</article></body>"
    entered = article_of("nghe_an")
    title = (entered.title or "").encode()
    text = "".join(f"<p>{part}</p>" for part in entered.paragraphs)
    served = page("nghe_an", body=plain % (title, title, text.encode()))
    listed = Link(url=served.url, published="10/10/2025 08:40", section="Tin hoạt động")
    [capture] = captured(place, [served])
    today = article(served, capture, listed)
    assert (today.published_from, today.section) == ("listing", "Tin hoạt động")
    store(place, [as_an_older_extractor_read_it(today)])

    assert called("reprocess") == 0

    rows = place.ask(
        "SELECT published_at, published_precision, published_from, section FROM revisions"
        " ORDER BY number"
    )
    assert rows[1] == rows[0]
    assert place.ask(REVISIONS)[1][4] == content_digest(today)


def test_a_refused_page_that_is_an_article_now_is_stored_with_its_capture(
    place: Place, called: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    served, other = page("nghe_an"), trap("quang_ngai", "login")
    captures = captured(place, [served, other])
    today = article(served, captures[0])
    wrongly = Refusal(
        url=served.url,
        portal=today.portal or "",
        article_key=today.article_key or "",
        kind="listing",
        reason="too many links",
        capture=captures[0],
    )
    store(place, [wrongly, read(other, captures[1])])

    assert called("reprocess") == 0

    assert capsys.readouterr().out.splitlines()[-3:] == [
        "      2  read",
        "      1  now an article",
        "      1  refused as before",
    ]
    assert place.ask("SELECT key, canonical_url FROM articles") == [
        (today.article_key, today.canonical_url)
    ]
    assert place.ask("SELECT refusal_kind FROM captures ORDER BY warc_offset") == [
        (None,),
        ("login",),
    ]
    assert place.ask(REVISIONS)[0][2:5] == ("portal", today.title, content_digest(today))


def test_what_is_no_article_any_more_is_kept_counted_and_named_in_the_log(
    place: Place, called: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    served = trap("quang_ngai", "login")
    [capture] = captured(place, [served])
    refusal = read(served, capture)
    assert isinstance(refusal, Refusal)
    wrongly = Article(
        url=served.url,
        portal=refusal.portal,
        article_key=refusal.article_key,
        title="Đăng nhập",
        text="Tên đăng nhập",
        extraction_method="generic",
        capture=capture,
    )
    store(place, [wrongly])
    before = place.ask(REVISIONS)

    assert called("reprocess") == 0

    assert capsys.readouterr().out.splitlines()[-1] == "      1  not an article any more"
    assert place.ask(REVISIONS) == before
    [log] = (place.folder / "logs").glob("*-reprocess.log")
    assert served.url in log.read_text(encoding="utf-8")


def test_a_revisit_is_read_through_the_capture_that_has_the_payload(
    place: Place, called: Call
) -> None:
    served = page("nghe_an")
    again = replace(served, moment=served.moment + timedelta(days=9))
    earlier = EarlierCapture(
        url=served.url, captured_at=served.moment, payload_digest=payload_digest(served.body)
    )
    files = WarcFiles(place.folder, "nghe_an", {})
    first, second = (
        files.write(exchange(served)),
        files.write(replace(exchange(again), earlier=earlier)),
    )
    files.close()
    captures = [
        Capture(
            captured_at=each.moment,
            url=each.url,
            status=200,
            payload_digest=payload_digest(each.body),
            warc_file=written.file,
            warc_offset=written.offset,
            is_revisit=each is again,
        )
        for each, written in ((served, first), (again, second))
    ]
    today = article(served, captures[0])
    store(place, [replace(today, title="Tin 1")], "0.0.1")
    store(place, [replace(today, title="Tin 2", capture=captures[1])], "0.0.2")

    assert called("reprocess") == 0

    assert [(row[1], row[2], row[3]) for row in place.ask(REVISIONS)] == [
        (1, "portal", "Tin 1"),
        (2, "reextracted", "Tin 2"),
        (3, "reextracted", today.title),
        (4, "reextracted", today.title),
    ]
    assert place.value("SELECT current_revision FROM articles") == 4


def test_a_warc_file_that_is_missing_is_named_and_the_others_are_read(
    place: Place, called: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(place, [page("nghe_an", 0), page("nghe_an", 1)])
    [lost] = (place.folder / "warc").glob("*.warc.gz")
    stored(place, [page("nghe_an", 2)])
    lost.unlink()

    assert called("reprocess") == 1

    shown = capsys.readouterr()
    assert shown.err.splitlines() == [
        f"portalcrawl: {lost} is missing: restore it from a backup of the archive"
    ]
    assert "      1  changed: title 1, text 1" in shown.out
    assert "      2  unreadable" in shown.out


@pytest.mark.parametrize(
    ("arguments", "revised"),
    [
        ((), ["hcc.nghean.gov.vn", "hcc.nghean.gov.vn", "langson.gov.vn"]),
        (("--spider", "lang_son"), ["langson.gov.vn"]),
        (("--portal", "hcc.nghean.gov.vn"), ["hcc.nghean.gov.vn", "hcc.nghean.gov.vn"]),
        (("--portal", "hcc.nghean.gov.vn", "--spider", "lang_son"), []),
        (("--since", "2026-10-06"), ["hcc.nghean.gov.vn"]),
        (("--extractor-older-than", "0.0.2"), ["hcc.nghean.gov.vn", "hcc.nghean.gov.vn"]),
        (("--extractor-older-than", "0.0.1"), []),
        (("--extractor-older-than", "0.0.11"), ["hcc.nghean.gov.vn"] * 2 + ["langson.gov.vn"]),
    ],
)
def test_the_options_say_which_captures_are_read(
    arguments: tuple[str, ...], revised: list[str], place: Place, called: Call
) -> None:
    served = [page("nghe_an", 0), page("nghe_an", 1), page("lang_son", 0)]
    # 17:00 in UTC is midnight in Viet Nam.
    served[1] = replace(served[1], moment=served[1].moment.replace(day=5, hour=17))
    found = [
        as_an_older_extractor_read_it(article(each, capture))
        for each, capture in zip(served, captured(place, served), strict=True)
    ]
    store(place, found[:2], "0.0.1")
    store(place, found[2:], "0.0.2")

    assert called("reprocess", *arguments) == 0

    assert [
        host
        for (host,) in place.ask(
            "SELECT p.host FROM revisions r JOIN articles a ON a.id = r.article_id"
            " JOIN portals p ON p.id = a.portal_id WHERE r.origin = 'reextracted' ORDER BY p.host"
        )
    ] == revised


def test_a_later_confirmation_counts_as_the_latest_reading(place: Place, called: Call) -> None:
    served = page("nghe_an")
    [capture] = captured(place, [served])
    store(place, [article(served, capture)])
    called("reprocess")
    assert place.ask(REVISIONS)[0][-1] == NOW

    called("reprocess", "--extractor-older-than", NOW)

    [(read_in_last_run,)] = place.ask("SELECT stats FROM runs ORDER BY id DESC LIMIT 1")
    stats = json.loads(read_in_last_run) if isinstance(read_in_last_run, str) else read_in_last_run
    assert stats == {"fields": {}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--spider", "nghe-an"), "no spider named 'nghe-an'; did you mean nghe_an?"),
        (("--portal", "x.vn"), "the archive has no portal x.vn; "),
        (
            ("--extractor-older-than", "new"),
            "Invalid value for '--extractor-older-than': 'new' is no version; write it like 0.2.0",
        ),
        (("--again", "--extractor-older-than", "1"), "--again reads all, "),
    ],
)
def test_what_is_asked_wrongly_is_told_in_one_line(
    arguments: tuple[str, ...],
    message: str,
    place: Place,
    called: Call,
    capsys: pytest.CaptureFixture[str],
) -> None:
    stored(place, [page("nghe_an")])
    assert called("reprocess", *arguments) == 2
    [said] = capsys.readouterr().err.splitlines()
    assert said.startswith(f"portalcrawl: {message}")
    assert place.value("SELECT count(*) FROM runs") == 0


def test_killed_and_started_again_it_ends_as_if_it_had_not_been(place: Place, called: Call) -> None:
    served = pages("nghe_an", 300)
    known = {each.body: article(each, capture) for each, capture in _once(place, served[:25])}
    articles = [
        replace(
            known[each.body],
            url=each.url,
            canonical_url=each.url,
            article_key=each.url.removesuffix(".html").rpartition("-")[2],
            capture=capture,
        )
        for each, capture in zip(served, captured(place, served), strict=True)
    ]
    store(place, map(as_an_older_extractor_read_it, articles))
    with place.command("reprocess") as running:
        while not _reextracted(place):
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        running.kill()
    assert 0 < _reextracted(place) < 300

    assert called("reprocess") == 0

    assert _reextracted(place) == 300
    assert place.value("SELECT count(*) FROM revisions") == 600
    assert place.value("SELECT count(*) FROM articles WHERE current_revision = 2") == 300
    digests = {(row[0], row[4]) for row in place.ask(REVISIONS) if row[1] == 2}
    assert digests == {(each.article_key, content_digest(each)) for each in articles}


def _once(place: Place, served: list[Served]) -> list[tuple[Served, Capture]]:
    return list(zip(served, captured(place, served), strict=True))


def _reextracted(place: Place) -> int:
    return int(place.value("SELECT count(*) FROM revisions WHERE origin = 'reextracted'"))


def test_nothing_is_asked_of_the_network(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTALCRAWL_DB", sqlite_url)
    place = Place(tmp_path / "archive", sqlite_url)
    stored(place, [page(name, at) for name in ("nghe_an", "lang_son") for at in range(3)])
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    # Every Python that starts imports it: the command, the fork server, its workers.
    (hooks / "sitecustomize.py").write_text(NO_NETWORK)

    asking = "import socket; socket.create_connection(('127.0.0.1', 9))"
    asked = subprocess.run(
        [sys.executable, "-c", asking], env={"PYTHONPATH": str(hooks)}, check=False
    )
    assert asked.returncode == 99

    with place.command("reprocess", PYTHONPATH=str(hooks)) as running:
        said, _ = running.communicate()

    assert running.returncode == 0
    assert "      6  changed: " in said
