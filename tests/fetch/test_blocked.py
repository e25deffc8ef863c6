"""Who is answered by a protection is told so; nothing of it is kept or tried again."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Fixture = Callable[..., Any]

REJECTED = (
    b"<html><head><title>Request Rejected</title></head><body>The requested URL was rejected."
    b" Please consult with your administrator.<br>Your support ID is: 1122</body></html>"
)


@pytest.mark.parametrize("status", [200, 403, 404, 405, 406, 429, 503])
def test_a_block_page_fails_as_one_whatever_its_status(
    serve: Fixture, answer: Fixture, crawl: Fixture, tmp_path: Path, status: int
) -> None:
    portal = serve({"/tin": answer(REJECTED, status=status, Content_Type="text/html")})

    crawled = crawl(
        [portal.url("/tin")],
        settings={"ARCHIVE_DIR": str(tmp_path), "RETRY_TIMES": 2},
        meta={"capture": True, "stored": True},
    )

    assert portal.asked == ["/robots.txt", "/tin"], "not tried again"
    assert [error["kind"] for error in crawled.errors] == ["PageBlocked"]
    assert crawled.reason(portal.url("/tin")) == f"F5 block page (HTTP {status})"
    assert list(tmp_path.iterdir()) == [], "no deletion is noted, and nothing is kept"


def test_a_packed_block_page_is_recognised_too(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    packed = answer(gzip.compress(REJECTED), Content_Type="text/html", Content_Encoding="gzip")
    portal = serve({"/tin": packed})

    assert [error["kind"] for error in crawl([portal.url("/tin")]).errors] == ["PageBlocked"]


def test_a_redirect_is_followed_to_the_block_page(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve(
        {"/tin": answer(REJECTED, status=302, Location="/chan"), "/chan": answer(REJECTED)}
    )
    crawled = crawl([portal.url("/tin")])
    assert crawled.reason(portal.url("/tin")) == "F5 block page (HTTP 200)"


def test_a_host_that_answers_nothing_else_is_left_alone(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    portal = serve({"/tin": answer(REJECTED)})
    one_by_one = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.02}

    crawled = crawl(
        [portal.url(f"/tin?{number}") for number in range(6)],
        settings={"BLOCKED_MAX": 3, "CONCURRENT_REQUESTS": 1, **one_by_one},
    )

    assert len(portal.asked) == 1 + 3
    assert crawled.stats["blocked/left_alone"] == 3
    assert {error["kind"] for error in crawled.errors} == {"PageBlocked"}


def test_an_answer_of_its_own_lets_the_count_begin_anew(
    serve: Fixture, answer: Fixture, crawl: Fixture
) -> None:
    turns = iter([answer(REJECTED), answer(REJECTED), answer(b"here")] * 3)
    portal = serve({"/tin": lambda handler: next(turns)(handler)})
    one_by_one = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0.02}

    crawled = crawl(
        [portal.url(f"/tin?{number}") for number in range(9)],
        settings={"BLOCKED_MAX": 3, "CONCURRENT_REQUESTS": 1, **one_by_one},
    )

    assert len(crawled.pages) == 3
    assert crawled.stats["blocked/responses"] == 6
