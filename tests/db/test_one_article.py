from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from db import records
from db.archive import Archive
from db.dialects import is_sqlite, reading
from db.one_article import NoRevision, changed_fields, record, version
from db.similar import nearest
from portalcrawl.items import Attachment, Image
from tests.db.conftest import PORTAL

Make = Callable[..., Any]
PARAGRAPHS = tuple(
    f"Đoạn thứ {number} của bài viết dài đủ để so sánh với bài viết của các cổng khác, vì nó có"
    f" nhiều hơn hai mươi từ và nói về việc số {number}."
    for number in range(4)
)


def found(archive: Archive, named: str, revision: int | None = None) -> records.Record:
    with reading(archive.engine) as connection:
        article = record(connection, named, revision)
    assert article is not None
    return article


def test_an_article_is_told_with_its_current_revision(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    told = found(archive, f"{PORTAL}/101")
    assert (told.article_id, told.current, told.version.number) == (f"{PORTAL}/101", 2, 2)
    assert told.version.title == "B"
    assert told.version.captured_at == "2026-11-01T13:00:00Z"
    assert told.version.published_at == "2023-12-28T21:10+07:00"


def test_an_earlier_revision_can_be_asked_for(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    told = found(archive, f"{PORTAL}/101", 1)
    assert (told.current, told.version.number, told.version.title) == (2, 1, "A")


def test_all_versions_are_listed_the_oldest_first(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, text="Một."), article(hours=1, text="Một hai.")])
    lines = found(archive, f"{PORTAL}/101").versions
    assert [(line.number, line.origin, line.characters) for line in lines] == [
        (1, "portal", 4),
        (2, "portal", 8),
    ]


def test_a_canonical_url_names_an_article_too(archive: Archive, article: Make) -> None:
    archive.record([article()])
    url = f"https://{PORTAL}/tin-tong-hop/bai-101.html"
    assert found(archive, f"{url}?utm_source=x").article_id == f"{PORTAL}/101"


@pytest.mark.parametrize(
    "named", ["", "/", PORTAL, f"{PORTAL}/0", "https://", "https://[/", "\0", "\udcff"]
)
def test_what_names_no_article_is_none(archive: Archive, article: Make, named: str) -> None:
    archive.record([article()])
    with reading(archive.engine) as connection:
        assert record(connection, named) is None
        assert nearest(connection, named * 5_000) == []


@pytest.mark.parametrize("number", [0, -1, 3, 2**70])
def test_a_revision_that_is_not_there_names_those_that_are(
    archive: Archive, article: Make, number: int
) -> None:
    archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    with pytest.raises(NoRevision, match=f"/101 has no revision {number}; it has 1 to 2$"):
        found(archive, f"{PORTAL}/101", number)


def test_images_and_attachments_come_in_the_order_of_the_page(
    archive: Archive, article: Make
) -> None:
    images = tuple(Image(url=f"https://{PORTAL}/{n}.jpg", caption=f"Ảnh {n}") for n in (2, 1))
    files = tuple(Attachment(url=f"https://{PORTAL}/{n}.pdf", name=f"Tệp {n}") for n in (2, 1))
    archive.record([article(images=images, attachments=files, captions=("Ảnh 2", "Ảnh 1"))])
    told = found(archive, f"{PORTAL}/101").version
    assert [each.caption for each in told.images] == ["Ảnh 2", "Ảnh 1"]
    assert [(each.name, each.captured_at) for each in told.attachments] == [
        ("Tệp 2", None),
        ("Tệp 1", None),
    ]
    assert told.captions == ("Ảnh 2", "Ảnh 1")


def test_the_answers_come_latest_first_with_the_revision_read_from_them(
    archive: Archive, article: Make
) -> None:
    archive.record([article(hours=0), article(hours=1), article(hours=2, title="B")])
    answers = found(archive, f"{PORTAL}/101").answers
    assert [(each.captured_at, each.revision) for each in answers] == [
        ("2026-11-01T14:00:00Z", 2),
        ("2026-11-01T13:00:00Z", None),
        ("2026-11-01T12:00:00Z", 1),
    ]
    assert answers[0].warc_offset == 512


def test_of_many_answers_the_earlier_ones_are_counted(archive: Archive, article: Make) -> None:
    archive.record([article(hours=hours) for hours in range(records.ANSWERS + 3)])
    told = found(archive, f"{PORTAL}/101")
    assert (len(told.answers), told.more_answers) == (records.ANSWERS, 3)


def test_near_duplicates_are_those_of_the_current_revision(archive: Archive, article: Make) -> None:
    text = "\n\n".join(PARAGRAPHS)
    other = article("7", portal="langson.gov.vn", text=text)
    archive.record([article(hours=0, title="A"), article(hours=1, text=text), other])
    for number in (1, 2):
        similar = found(archive, f"{PORTAL}/101", number).similar
        assert [(share, each.article_id) for share, each in similar] == [(1.0, "langson.gov.vn/7")]


def test_the_other_side_of_a_difference_is_read_alone(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    told = found(archive, f"{PORTAL}/101")
    with reading(archive.engine) as connection:
        assert version(connection, told.article_row, 2) == told.version
        assert version(connection, told.article_row, 1).title == "A"


def test_fields_that_differ_are_named_with_both_values(archive: Archive, article: Make) -> None:
    archive.record([article(author="Hà")])
    before = found(archive, f"{PORTAL}/101").version
    after = replace(before, author=None, captions=("Một", "Hai"), text="Khác")
    assert changed_fields(before, after) == (
        ("author", "Hà", None),
        ("captions", None, "Một\nHai"),
    )
    assert changed_fields(before, before) == ()


def test_no_table_is_read_from_end_to_end(archive: Archive, article: Make) -> None:
    if not is_sqlite(archive.engine):
        pytest.skip("PostgreSQL reads small tables whole, and is right to")
    archive.record([article(text="\n\n".join(PARAGRAPHS))])
    asked: list[str] = []
    with reading(archive.engine) as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_trace_callback(asked.append)
        record(connection, f"{PORTAL}/101")
        driver.set_trace_callback(None)
        queries = [sql for sql in asked if sql.startswith("SELECT")]
        plans = [
            step.detail
            for sql in queries
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        ]
    assert len(queries) >= 8
    assert [step for step in plans if step.startswith("SCAN")] == []
