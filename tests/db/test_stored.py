"""What a crawl is told of stored articles, so that it can ask for them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from db.archive import Archive
from portalcrawl.items import Article, Capture, EarlierCapture, Link
from tests.db.conftest import PORTAL

Make = Callable[..., Any]


def earlier(capture: Capture) -> EarlierCapture:
    return EarlierCapture(
        url=capture.url,
        captured_at=capture.captured_at,
        payload_digest=capture.payload_digest,
    )


def test_a_stored_article_has_its_address_and_its_last_capture(
    archive: Archive, article: Make
) -> None:
    edited: Article = article("1", hours=5, title="Sửa")
    archive.record([article("1"), article("2")])
    archive.record([edited])
    one, two = archive.stored(PORTAL)
    assert (one.key, one.url) == ("1", edited.canonical_url)
    assert edited.capture is not None
    assert one.earlier == earlier(edited.capture)
    assert two.key == "2"
    assert archive.stored("another.gov.vn") == ()


def test_a_revisit_is_no_payload_to_be_repeated(
    archive: Archive, article: Make, capture: Make
) -> None:
    archive.record([article("1")])
    archive.record([article("1", hours=5, capture=capture("1", hours=5, is_revisit=True))])
    [stored] = archive.stored(PORTAL)
    assert stored.earlier == earlier(capture("1"))


def test_an_article_that_was_not_captured_repeats_nothing(archive: Archive, article: Make) -> None:
    archive.record([article("1", capture=None)])
    [stored] = archive.stored(PORTAL)
    assert stored.earlier is None
    assert archive.earlier(PORTAL, [stored.url]) == {}


@pytest.mark.parametrize(
    ("date", "precision"),
    [("2024-07", "month"), ("2024-07-01", "day"), ("2024-07-01T08:30+07:00", "minute")],
)
def test_what_a_listing_alone_may_have_said_is_handed_on(
    archive: Archive, article: Make, date: str, precision: str
) -> None:
    dated = {"published_at": date, "published_precision": precision}
    archive.record([article("1", **dated, published_from="listing"), article("2", **dated)])
    of_listing, of_page = archive.stored(PORTAL)
    local = date.removesuffix("+07:00")
    assert of_listing.link == Link(url=of_listing.url, section="Tin tổng hợp", published=local)
    assert of_page.link == Link(url=of_page.url, section="Tin tổng hợp")


def test_an_earlier_capture_is_found_by_its_url_whatever_was_captured(
    archive: Archive, article: Make, capture: Make
) -> None:
    file: Capture = capture("file", url=f"https://{PORTAL}/uploads/a.pdf")
    later = replace(file, captured_at=capture(hours=9).captured_at, payload_digest="sha1:NEW")
    archive.record([article("1", attachment_captures=(file,))])
    archive.record([article("1", hours=9, attachment_captures=(later,))])
    page = article("1").url
    found = archive.earlier(PORTAL, [file.url, page, f"https://{PORTAL}/uploads/b.pdf"])
    assert found == {file.url: earlier(later), page: earlier(capture("1", hours=9))}
    assert archive.earlier("another.gov.vn", [file.url]) == {}
