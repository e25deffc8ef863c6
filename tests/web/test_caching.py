"""A page is sent once as long as the archive stays as it is."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.archive import Archive
from portalcrawl.web.caching import Cache, Lagging, Made, is_known
from portalcrawl.web.limits import Limits
from tests.web.conftest import Place
from tests.web.serving import PORTAL, Served, article, serving

PAGES = ("/", "/en/", "/search?q=hoi", f"/article/{PORTAL}/101", "/api/home", "/search.csv?q=hoi")


def test_what_did_not_change_is_not_sent_again(served: Served) -> None:
    for path in PAGES:
        answer = served.get(path)
        again = served.get(path, if_none_match=answer.headers["etag"])
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        assert "content-security-policy" in again.headers
        assert again.headers.get("vary") == answer.headers.get("vary")


def test_pages_are_asked_for_again_each_time(sqlite_served: Served) -> None:
    assert sqlite_served.get("/").headers["cache-control"] == "no-cache"


def test_faults_are_not_kept(sqlite_served: Served) -> None:
    assert sqlite_served.get("/nothing").headers["cache-control"] == "no-store"
    assert sqlite_served.get("/search?q=from:x").headers["cache-control"] == "no-store"


def test_a_new_revision_is_seen_at_once(writer: Archive, changing_served: Served) -> None:
    path = f"/article/{PORTAL}/101"
    before = changing_served.get(path).headers["etag"]
    assert changing_served.get(path, if_none_match=before).status_code == 304
    writer.record([article("101", hours=48, title="Bế mạc hội nghị")])
    after = changing_served.get(path, if_none_match=before)
    assert after.status_code == 200
    assert "Bế mạc hội nghị" in after.text


def test_the_etag_of_a_page_stays_where_something_else_changed(
    writer: Archive, changing_served: Served
) -> None:
    path = f"/api/article/{PORTAL}/104"
    before = changing_served.get(path).headers["etag"]
    writer.record([article("105", hours=48)])
    assert changing_served.get(path, if_none_match=before).status_code == 304


def test_languages_and_forms_are_kept_apart(sqlite_served: Served) -> None:
    texts = {sqlite_served.get(path).text for path in ("/", "/en/", "/api/home", "/")}
    assert len(texts) == 3


def test_pages_are_packed_for_who_can_unpack(sqlite_served: Served) -> None:
    answer = sqlite_served.get("/help", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "content-encoding" not in sqlite_served.get("/help", accept_encoding="identity").headers


def made(size: int) -> Made:
    return Made(b"x" * size, "text/plain")


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 60)), max_size=40)
)
def test_the_cache_holds_no_more_than_it_may(steps: list[tuple[str, int, int]]) -> None:
    states = ["a"]
    cache = Cache(100, lambda: states[-1])
    for state, name, size in steps:
        states.append(state)
        cache.page((str(name),), lambda size=size: made(size))  # type: ignore[misc]
        assert sum(len(page.body) for page, _ in cache._pages.values()) <= 100


def test_the_cache_gives_a_page_as_it_was_made_until_the_state_is_another() -> None:
    state = "1"
    cache = Cache(100, lambda: state)
    assert len(cache.page(("a",), lambda: made(1))[0].body) == 1
    assert len(cache.page(("a",), lambda: made(2))[0].body) == 1
    state = "2"
    assert len(cache.page(("a",), lambda: made(3))[0].body) == 3


def test_a_page_that_many_ask_for_at_once_is_made_once() -> None:
    cache = Cache(100, lambda: "1")
    times = 0

    def make() -> Made:
        nonlocal times
        times += 1
        time.sleep(0.1)
        return made(1)

    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda _: cache.page(("a",), make), range(8)))
    assert (times, len(set(pages))) == (1, 1)


def test_who_asks_while_a_page_is_made_anew_gets_the_former_one() -> None:
    state = "1"
    cache = Cache(100, lambda: state, gives_former=True)
    former = cache.page(("a",), lambda: made(1))
    state = "2"
    is_made, is_asked = threading.Event(), threading.Event()

    def make() -> Made:
        is_made.set()
        is_asked.wait(10)
        return made(2)

    with ThreadPoolExecutor(1) as thread:
        latest = thread.submit(cache.page, ("a",), make)
        is_made.wait(10)
        assert cache.page(("a",), lambda: made(3)) == former
        is_asked.set()
        assert len(latest.result()[0].body) == 2


def test_a_page_that_cannot_be_made_is_tried_again() -> None:
    cache = Cache(100, lambda: "1")

    def fail() -> Made:
        raise ValueError("no page")

    with pytest.raises(ValueError, match="no page"):
        cache.page(("a",), fail)
    assert len(cache.page(("a",), lambda: made(1))[0].body) == 1


def test_those_who_wait_for_a_page_that_cannot_be_made_do_not_try_one_after_the_other() -> None:
    cache = Cache(100, lambda: "1")
    times = 0

    def fail() -> Made:
        nonlocal times
        times += 1
        time.sleep(0.3)
        raise ValueError("no page")

    def ask(_: int) -> str:
        with pytest.raises(ValueError, match="no page") as raised:
            cache.page(("a",), fail)
        return str(raised.value)

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(ask, range(8)))
    assert told == ["no page"] * 8
    assert times < 8


def test_the_cache_keeps_no_fault() -> None:
    cache = Cache(100, lambda: "1")
    cache.page(("a",), lambda: Made(b"wrong", "text/plain", 400))
    assert cache.page(("a",), lambda: made(1))[0].status == 200


def test_a_state_lags_behind_for_some_seconds_at_most() -> None:
    now, state = 0.0, "1"
    lagging = Lagging(lambda: state, 10, lambda: now)
    assert lagging() == "1"
    now, state = 9.0, "2"
    assert lagging() == "1"
    now = 10.0
    assert lagging() == "2"


def test_counts_may_be_of_a_moment_ago(writer: Archive, changing: Place) -> None:
    limits = Limits(rate=0, counts_last=3600)
    with serving(changing.url, changing.folder, limits) as site:
        assert site.get("/api/home").json()["articles"] == 4
        writer.record([article("105", hours=48)])
        assert site.get("/api/home").json()["articles"] == 4
        assert site.get(f"/api/article/{PORTAL}/105").status_code == 200


def test_etags_are_compared_without_their_weakness() -> None:
    assert is_known('W/"a"', '"b", W/"a"')
    assert is_known('W/"a"', '"a"')
    assert is_known('"a"', "*")
    assert not is_known('"a"', '"ab"')
    assert not is_known('"a"', None)
