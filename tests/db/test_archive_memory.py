from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.archive import Archive
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.memory import MOST_LEFT_OVER, Memory
from portalcrawl.portals import Portal

Make = Callable[..., Any]
Rows = Callable[[str], list[dict[str, Any]]]

PORTAL = "hcc.nghean.gov.vn"
DAYS_TO_NOW = 20.7  # from the noon on which captures begin to the clock of the archive


def test_the_archive_is_a_memory(archive: Archive) -> None:
    memory: Memory = archive
    assert memory.known(PORTAL, ["1"]) == frozenset()


def test_stored_articles_are_known(archive: Archive, article: Make) -> None:
    archive.record([article("1"), article("2")])
    assert archive.known(PORTAL, ["1", "2", "3"]) == {"1", "2"}
    assert archive.known("127.0.0.1:8801", ["1"]) == frozenset()


def test_nothing_is_known_of_no_keys(archive: Archive) -> None:
    assert archive.known(PORTAL, []) == frozenset()


def test_more_keys_than_one_statement_takes_can_be_asked(archive: Archive, article: Make) -> None:
    archive.record([article(str(number)) for number in range(0, 1500, 3)])
    assert len(archive.known(PORTAL, (str(number) for number in range(1500)))) == 500


@pytest.mark.parametrize("kind", ["static", "login", "document", "listing"])
def test_a_page_that_will_stay_what_it_is_is_known(
    archive: Archive, refusal: Make, kind: str
) -> None:
    archive.record([refusal("9", kind)])
    assert archive.known(PORTAL, ["9"]) == {"9"}


@pytest.mark.parametrize("kind", ["error", "blocked", "empty", "unreadable"])
def test_a_page_that_may_be_an_article_tomorrow_is_not_known(
    archive: Archive, refusal: Make, kind: str
) -> None:
    archive.record([refusal("9", kind)])
    assert archive.known(PORTAL, ["9"]) == frozenset()


@pytest.mark.parametrize(("days", "known"), [(29.9, True), (30.1, False)])
def test_a_refused_page_is_asked_for_again_after_thirty_days(
    archive: Archive, refusal: Make, days: float, known: bool
) -> None:
    hours = timedelta(days=DAYS_TO_NOW - days) / timedelta(hours=1)
    archive.record([refusal("9", "static", hours=hours)])
    assert bool(archive.known(PORTAL, ["9"])) is known


@pytest.mark.parametrize("kind", ["error", "blocked", "empty", "unreadable", "unanswered"])
def test_what_may_be_an_article_tomorrow_is_left_over(
    archive: Archive, refusal: Make, kind: str
) -> None:
    archive.record([refusal("9", kind)])
    assert archive.left_over(PORTAL) == (refusal("9", kind).url,)
    assert archive.left_over("127.0.0.1:8801") == ()


@pytest.mark.parametrize(("kind", "is_left"), [("error", False), ("unanswered", True)])
def test_a_page_that_was_served_so_is_not_asked_for_again_within_hours(
    archive: Archive, refusal: Make, kind: str, is_left: bool
) -> None:
    archive.record([refusal("9", kind, hours=(DAYS_TO_NOW - 0.3) * 24)])
    assert bool(archive.left_over(PORTAL)) is is_left


def test_what_is_stored_by_now_is_not_left_over(
    archive: Archive, refusal: Make, article: Make
) -> None:
    archive.record([refusal("9", "unanswered")])
    archive.record([article("9")])
    assert archive.left_over(PORTAL) == ()


def test_a_portal_that_is_down_does_not_leave_over_everything(
    archive: Archive, refusal: Make
) -> None:
    archive.record([refusal(str(number), "unanswered") for number in range(MOST_LEFT_OVER + 1)])
    assert len(archive.left_over(PORTAL)) == MOST_LEFT_OVER


def test_a_feed_never_seen_has_no_validators(archive: Archive) -> None:
    assert archive.validators("https://hcc.nghean.gov.vn/rss/") == {}


def test_a_feed_gives_back_the_validators_it_was_last_answered_with(archive: Archive) -> None:
    url = f"https://{PORTAL}/rss/"
    archive.remember_feed(PORTAL, url, '"a"', "Sun, 01 Nov 2026 12:00:00 GMT")
    archive.remember_feed(PORTAL, url, '"b"', None)
    assert archive.validators(url) == {"If-None-Match": '"b"'}


def test_a_listing_page_is_unread_until_it_was_read(archive: Archive) -> None:
    page, other = f"https://{PORTAL}/tin/page-4/", f"https://{PORTAL}/tin/page-9/"
    archive.remember_unread(PORTAL, [page, other])
    archive.remember_unread(PORTAL, [page])
    assert archive.unread_listings(PORTAL) == (page, other)
    assert archive.unread_listings("127.0.0.1:8801") == ()
    archive.forget_unread(PORTAL, [page])
    assert archive.unread_listings(PORTAL) == (other,)
    assert archive.validators(other) == {}


def test_a_feed_that_answers_with_validators_is_never_unread(archive: Archive) -> None:
    url = f"https://{PORTAL}/rss/"
    archive.remember_feed(PORTAL, url, '"a"', None)
    archive.forget_unread(PORTAL, [url])
    assert archive.unread_listings(PORTAL) == ()
    assert archive.validators(url) == {"If-None-Match": '"a"'}


def test_what_keeps_failing_does_not_shut_out_the_others(archive: Archive, refusal: Make) -> None:
    """Each look takes 200 of 300: that twenty of them miss one has a chance of 1 in 10 million."""
    archive.record([refusal(str(n), "error", hours=n / 100) for n in range(300)])
    looked_at = {url for _ in range(20) for url in archive.left_over(PORTAL)}
    assert len(looked_at) == 300


@pytest.mark.parametrize(("days", "due"), [(29.9, False), (30.1, True), (60.1, False)])
def test_a_lasting_refusal_is_due_again_after_thirty_days(
    archive: Archive, refusal: Make, days: float, due: bool
) -> None:
    hours = timedelta(days=DAYS_TO_NOW - days) / timedelta(hours=1)
    archive.record([refusal("9", "static", hours=hours)])
    assert bool(archive.left_over(PORTAL)) is due


def test_an_error_that_became_a_lasting_refusal_is_not_left_over(
    archive: Archive, refusal: Make
) -> None:
    archive.record([refusal("9", "error", hours=1)])
    archive.record([refusal("9", "static", hours=2)])
    assert archive.left_over(PORTAL) == ()


def test_a_run_is_open_until_it_is_finished(archive: Archive, rows: Rows) -> None:
    run = archive.start_run("nghe_an")
    assert rows("SELECT spider, outcome, finished FROM runs") == [
        {"spider": "nghe_an", "outcome": None, "finished": None}
    ]
    archive.finish_run(run, "finished", {"portal/x/stored": 3, "start_time": timedelta(1)})
    [row] = rows("SELECT outcome, finished, stats FROM runs")
    assert row["outcome"] == "finished"
    assert row["finished"].startswith("2026-11-22 05:00:00")
    assert row["stats"] == '{"portal/x/stored": 3, "start_time": "1 day, 0:00:00"}'


def test_what_a_run_wrote_names_it(archive: Archive, article: Make, rows: Rows) -> None:
    run = archive.start_run("nghe_an")
    archive.record([article()], run)
    assert rows("SELECT run_id FROM revisions UNION ALL SELECT run_id FROM captures") == [
        {"run_id": run},
        {"run_id": run},
    ]


def test_portals_are_registered_with_their_province(archive: Archive, rows: Rows) -> None:
    archive.register_portals("nghe_an", [Portal(PORTAL, NukeViet(), role="office")])
    archive.register_portals("nghe_an", [Portal(PORTAL, NukeViet(), role="department")])
    [row] = rows("SELECT * FROM portals")
    assert (row["host"], row["province"], row["role"]) == (PORTAL, "nghe_an", "department")


def test_a_host_of_two_eras_is_one_portal_on_its_last_engine(archive: Archive, rows: Rows) -> None:
    archive.register_portals(
        "nam_dinh",
        [
            Portal("namdinh.gov.vn", NukeViet(), since="2023-01-01"),
            Portal("namdinh.gov.vn", Liferay(), until="2022-12-31"),
        ],
    )
    [row] = rows("SELECT * FROM portals")
    assert (row["engine"], row["since"], row["until"]) == ("nukeviet", None, None)


def test_a_portal_may_belong_to_no_province(archive: Archive, article: Make, rows: Rows) -> None:
    archive.register_portals(None, [Portal(PORTAL, NukeViet())])
    archive.record([article()])
    assert rows("SELECT province, province_name, province_now FROM article") == [
        {"province": None, "province_name": None, "province_now": None}
    ]


@pytest.mark.parametrize(
    ("province", "before", "slug_now", "now"),
    [
        ("kon_tum", "Kon Tum", "quang_ngai", "Quảng Ngãi"),
        ("thua_thien_hue", "Thừa Thiên Huế", "thua_thien_hue", "Huế"),
        ("nghe_an", "Nghệ An", "nghe_an", "Nghệ An"),
    ],
)
def test_an_article_carries_its_province_before_and_after_the_merger(
    archive: Archive,
    article: Make,
    rows: Rows,
    province: str,
    before: str,
    slug_now: str,
    now: str,
) -> None:
    archive.register_portals(province, [Portal(PORTAL, NukeViet())])
    archive.record([article()])
    assert rows("SELECT province_name, province_now, province_now_name FROM article") == [
        {"province_name": before, "province_now": slug_now, "province_now_name": now}
    ]
