"""Which of the dates that a page, a listing, a URL and a lead give is the publication's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.extraction import extract_page
from portalcrawl.extraction.dates import Moment, parse_machine_date, plausible
from portalcrawl.extraction.publication import TRUST, DateEvidence
from portalcrawl.items import Article, Evidence, Link

FETCHED = datetime(2025, 1, 16, 3, 0, tzinfo=UTC)
TITLE = "Hội nghị sơ kết công tác sáu tháng"
PROSE = (
    "<p>Ủy ban nhân dân tỉnh tổ chức hội nghị sơ kết công tác sáu tháng đầu năm ở trung tâm.</p>"
    * 2
)


def moment(iso: str) -> Moment:
    found = parse_machine_date(iso)
    assert found is not None
    return found


def chosen(**dates: str) -> tuple[str, Evidence] | None:
    """The choice among dates by kind of evidence (``json_ld`` for ``json-ld``)."""
    evidence = DateEvidence(FETCHED)
    for name in TRUST:
        if name.replace("-", "_") in dates:
            evidence.add(name, moment(dates[name.replace("-", "_")]))
    choice = evidence.choose()
    return (choice[0].iso(), choice[1]) if choice else None


def test_without_any_date_there_is_none() -> None:
    assert chosen() is None


@pytest.mark.parametrize("position", range(len(TRUST)))
def test_evidence_is_trusted_in_the_order_of_the_policy(position: int) -> None:
    assert TRUST == ("json-ld", "meta", "visible", "listing", "url", "lead")
    dates = {name.replace("-", "_"): "2024-07-05" for name in TRUST[position:]}
    assert chosen(**dates) == ("2024-07-05", TRUST[position])


def test_what_contradicts_the_folder_of_the_url_is_passed_over() -> None:
    assert chosen(visible="2020-05-14", listing="2024-07-06", url="2024-07") == (
        "2024-07-06",
        "listing",
    )


def test_a_folder_may_be_some_weeks_older_than_the_article() -> None:
    assert chosen(visible="2024-08-20", url="2024-07") == ("2024-08-20", "visible")


def test_where_everything_contradicts_the_folder_the_folder_s_month_stays() -> None:
    assert chosen(visible="2020-05-14", url="2024-07") == ("2024-07", "url")


def test_a_machine_s_date_with_day_and_month_swapped_loses_to_the_visible_one() -> None:
    assert chosen(meta="2024-05-07", visible="2024-07-05") == ("2024-07-05", "visible")
    assert chosen(meta="2024-07-05", visible="2024-05-07") == ("2024-05-07", "visible")


def test_a_machine_s_date_later_than_the_visible_one_is_that_of_an_update() -> None:
    assert chosen(json_ld="2024-07-09", visible="2024-07-05") == ("2024-07-05", "visible")


def test_a_visible_date_later_than_the_machine_s_is_that_of_an_update() -> None:
    assert chosen(meta="2024-07-05", visible="2024-07-20") == ("2024-07-05", "meta")


def test_a_day_is_made_finer_by_the_minute_that_agrees_with_it() -> None:
    assert chosen(json_ld="2024-07-05", visible="2024-07-05T14:30") == (
        "2024-07-05T14:30+07:00",
        "visible",
    )


def test_a_month_is_made_finer_by_a_day_in_it() -> None:
    assert chosen(url="2024-07", lead="2024-07-05") == ("2024-07-05", "lead")


def test_a_day_is_not_made_finer_by_another_day() -> None:
    assert chosen(visible="2024-07-05", listing="2024-07-06T14:30") == ("2024-07-05", "visible")


def test_midnight_sharp_is_a_day_without_a_time() -> None:
    assert chosen(visible="2024-07-05T00:00") == ("2024-07-05", "visible")


def test_the_future_is_never_chosen() -> None:
    assert chosen(json_ld="2025-03-01", visible="2024-07-05") == ("2024-07-05", "visible")
    assert chosen(visible="2030-01-01") is None


def test_the_first_date_of_a_kind_counts() -> None:
    evidence = DateEvidence(FETCHED)
    evidence.add("visible", moment("2024-07-05"))
    evidence.add("visible", moment("2024-07-06"))
    assert evidence.found["visible"] == moment("2024-07-05")


@given(
    dates=st.dictionaries(
        st.sampled_from(TRUST),
        st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001
    )
)
def test_nothing_implausible_is_chosen(dates: dict[Evidence, datetime]) -> None:
    evidence = DateEvidence(FETCHED)
    for name, at in dates.items():
        evidence.add(name, Moment(at.replace(second=0, microsecond=0), "minute"))
    choice = evidence.choose()
    assert choice is None or plausible(choice[0], FETCHED)


# On a page


def article(
    date_line: str = "",
    head: str = "",
    url: str | None = None,
    link: Link | None = None,
    tail: str = "",
) -> Article:
    html = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><div><h1>{TITLE}</h1>"
        f"<div>{date_line}</div>{PROSE}{tail}</div></body></html>"
    )
    return extract_page(html, url, fetched_at=FETCHED, link=link).article


def test_the_date_line_of_the_page_is_read_to_the_minute() -> None:
    got = article("Thứ sáu - 05/07/2024 14:30")
    assert (got.published_at, got.published_precision, got.published_from) == (
        "2024-07-05T14:30+07:00",
        "minute",
        "visible",
    )


def test_the_time_of_fetching_is_never_a_date() -> None:
    got = article()
    assert (got.published_at, got.published_precision, got.published_from) == (None, None, None)


def test_nukeviet_s_broken_meta_date_is_passed_over_for_its_microdata() -> None:
    head = '<meta property="article:published_time" content="2017-10-07+0723:21:00">'
    got = article('<span itemprop="datePublished">2017-10-07T23:21:00+07:00</span>', head)
    assert (got.published_at, got.published_from) == ("2017-10-07T23:21+07:00", "json-ld")


def test_a_listing_s_date_serves_where_the_page_has_none() -> None:
    got = article(link=Link(url="x", published="05/07/2024 14:30"))
    assert (got.published_at, got.published_from) == ("2024-07-05T14:30+07:00", "listing")


def test_the_folder_of_the_url_serves_where_nothing_else_does() -> None:
    got = article(url="https://bao.vn/kinh-te/202407/mua-lua-01a894a/")
    assert (got.published_at, got.published_precision, got.published_from) == (
        "2024-07",
        "month",
        "url",
    )


@pytest.mark.parametrize(
    "clock", ["Thứ hai, Ngày 17/05/2021 -", "Thứ 5 Ngày 14/5/2020, 10:13:21 AM"]
)
def test_the_clock_of_a_site_is_no_date(clock: str) -> None:
    assert article(tail=f"<div>{clock}</div>").published_at is None
    html = f"<title>{TITLE}</title><div>{clock}</div><h1>{TITLE}</h1>{PROSE}"
    assert extract_page(html, fetched_at=FETCHED).article.published_at is None


def test_a_clock_that_shows_the_time_of_fetching_is_no_date() -> None:
    assert article("16/01/2025 10:01:12").published_at is None
    assert article("16/01/2025 09:30").published_at == "2025-01-16T09:30+07:00"


def test_a_later_date_line_is_the_time_of_the_change() -> None:
    head = '<meta property="article:published_time" content="2024-07-05T08:00:00+07:00">'
    got = article("Cập nhật: 20/07/2024 09:00", head)
    assert (got.published_at, got.modified_at) == (
        "2024-07-05T08:00+07:00",
        "2024-07-20T09:00+07:00",
    )


def test_an_unchanged_article_has_no_time_of_change() -> None:
    head = '<meta property="article:modified_time" content="2024-07-05T14:30:00+07:00">'
    assert article("05/07/2024 14:30", head).modified_at is None


def test_dates_of_related_news_are_none_of_the_article_s() -> None:
    related = (
        "<h3>Tin liên quan</h3><ul><li><a href=x>Tin khác của tỉnh</a> 09/01/2020 08:00</li></ul>"
    )
    assert article(tail=related).published_at is None
