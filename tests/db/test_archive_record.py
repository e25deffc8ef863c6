from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest

from db.archive import Archive
from portalcrawl.items import Article, Attachment, Capture, Image, Refusal, content_digest

Make = Callable[..., Any]
Rows = Callable[[str], list[dict[str, Any]]]

TABLES = ("portals", "captures", "articles", "revisions", "images", "attachments", "feeds")


def counts(rows: Rows) -> dict[str, int]:
    return {table: rows(f"SELECT count(*) AS n FROM {table}")[0]["n"] for table in TABLES}  # noqa: S608


def test_a_new_article_becomes_a_first_revision(
    archive: Archive, article: Make, rows: Rows
) -> None:
    recorded = archive.record([article()])
    assert (recorded.new, recorded.revised, recorded.unchanged, recorded.refused) == (1, 0, 0, 0)
    [stored] = rows("SELECT * FROM article")
    assert stored["article_id"] == "hcc.nghean.gov.vn/101"
    assert stored["title"] == "Khai mạc hội nghị"
    assert stored["revision"] == 1
    assert stored["origin"] == "portal"
    assert stored["status"] == "live"
    assert stored["extractor_version"] == "1"
    assert stored["content_digest"] == content_digest(article())


def test_an_article_leads_back_to_its_capture(archive: Archive, article: Make, rows: Rows) -> None:
    archive.record([article()])
    [stored] = rows("SELECT * FROM article")
    assert stored["captured_at"] == "2026-11-01T12:00:00Z"
    assert (stored["warc_file"], stored["warc_offset"]) == ("warc/nghe_an.warc.gz", 512)
    assert (stored["http_status"], stored["payload_digest"][:5]) == (200, "sha1:")


def test_the_same_batch_twice_changes_nothing(
    archive: Archive, article: Make, refusal: Make, rows: Rows
) -> None:
    batch = [article("1"), article("2"), refusal("3", "static")]
    archive.record(batch)
    before = counts(rows), rows("SELECT * FROM articles"), rows("SELECT * FROM captures")
    again = archive.record(batch)
    assert (again.new, again.revised, again.unchanged, again.refused) == (0, 0, 2, 1)
    assert before == (counts(rows), rows("SELECT * FROM articles"), rows("SELECT * FROM captures"))


def test_an_article_seen_again_unchanged_is_only_seen_later(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0)])
    assert archive.record([article(hours=24)]).unchanged == 1
    [stored] = rows("SELECT * FROM article")
    assert stored["revision"] == 1
    assert stored["first_seen"] == "2026-11-01T12:00:00Z"
    assert stored["last_seen"] == "2026-11-02T12:00:00Z"
    assert len(rows("SELECT * FROM captures")) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Bế mạc hội nghị"},
        {"text": "Hội nghị bế mạc."},
        {"published_at": "2023-12-29", "published_precision": "day"},
        {"author": "M.L"},
        {"source": "TTXVN"},
        {"section": "Thời sự"},
        {"captions": ("Quang cảnh hội nghị.",)},
        {"attachments": (Attachment(url="https://x.vn/a.pdf", name="Kế hoạch"),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_change_that_a_reader_sees_makes_a_revision(
    archive: Archive, article: Make, rows: Rows, change: dict[str, Any]
) -> None:
    archive.record([article(hours=0)])
    assert archive.record([article(hours=1, **change)]).revised == 1
    assert rows("SELECT revision FROM article_revision ORDER BY revision") == [
        {"revision": 1},
        {"revision": 2},
    ]
    assert rows("SELECT revision, is_current FROM article") == [{"revision": 2, "is_current": 1}]


def test_the_former_wording_stays(archive: Archive, article: Make, rows: Rows) -> None:
    archive.record([article(hours=0, title="Trước")])
    archive.record([article(hours=1, title="Sau")])
    assert [
        row["title"] for row in rows("SELECT title FROM article_revision ORDER BY revision")
    ] == [
        "Trước",
        "Sau",
    ]


def test_an_edit_taken_back_is_a_third_revision(
    archive: Archive, article: Make, rows: Rows
) -> None:
    for hour, title in enumerate(["A", "B", "A"]):
        archive.record([article(hours=hour, title=title)])
    assert rows("SELECT title, revision FROM article") == [{"title": "A", "revision": 3}]


def test_a_replayed_batch_does_not_undo_a_later_edit(
    archive: Archive, article: Make, rows: Rows
) -> None:
    first, second = article(hours=0, title="A"), article(hours=1, title="B")
    archive.record([first])
    archive.record([second])
    assert archive.record([first]).unchanged == 1
    assert rows("SELECT title, revision FROM article") == [{"title": "B", "revision": 2}]


def test_an_older_capture_adds_a_revision_but_not_the_current_one(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=10, title="Nay", canonical_url="https://x.vn/nay")])
    assert archive.record([article(hours=0, title="Xưa")]).revised == 1
    [stored] = rows("SELECT * FROM article")
    assert (stored["title"], stored["canonical_url"]) == ("Nay", "https://x.vn/nay")
    assert stored["first_seen"] == "2026-11-01T12:00:00Z"
    assert stored["last_seen"] == "2026-11-01T22:00:00Z"
    assert len(rows("SELECT * FROM article_revision")) == 2


def test_an_article_twice_in_a_batch_is_taken_in_order(
    archive: Archive, article: Make, rows: Rows
) -> None:
    recorded = archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    assert (recorded.new, recorded.revised) == (1, 1)
    assert rows("SELECT title, revision FROM article") == [{"title": "B", "revision": 2}]


def test_a_retitled_article_under_a_new_url_is_the_same_one(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0)])
    archive.record([article(hours=1, title="Mới", canonical_url="https://x.vn/moi-101.html")])
    assert rows("SELECT canonical_url FROM article") == [
        {"canonical_url": "https://x.vn/moi-101.html"}
    ]


def test_the_same_key_on_two_portals_is_two_articles(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(), article(portal="127.0.0.1:8801")])
    assert {row["article_id"] for row in rows("SELECT article_id FROM article")} == {
        "hcc.nghean.gov.vn/101",
        "127.0.0.1:8801/101",
    }


def test_images_and_attachments_belong_to_the_revision_in_their_order(
    archive: Archive, article: Make, rows: Rows
) -> None:
    images = (Image(url="https://x.vn/2.jpg", caption="Hai"), Image(url="https://x.vn/1.jpg"))
    files = (Attachment(url="https://x.vn/kh.pdf", name="Kế hoạch.pdf"),)
    archive.record([article(hours=0, images=images, attachments=files)])
    archive.record([article(hours=1, images=images, attachments=())])
    assert rows("SELECT url, caption FROM images WHERE revision_id = 1 ORDER BY position") == [
        {"url": "https://x.vn/2.jpg", "caption": "Hai"},
        {"url": "https://x.vn/1.jpg", "caption": None},
    ]
    assert rows("SELECT revision_id, name FROM attachments") == [
        {"revision_id": 1, "name": "Kế hoạch.pdf"}
    ]


@pytest.mark.parametrize(
    ("published_at", "precision"),
    [("2024-12", "month"), ("2024-07-01", "day"), ("2023-12-28T21:10+07:00", "minute")],
)
def test_a_date_comes_back_at_its_precision(
    archive: Archive, article: Make, rows: Rows, published_at: str, precision: str
) -> None:
    archive.record([article(published_at=published_at, published_precision=precision)])
    assert rows("SELECT published_at, published_precision FROM article") == [
        {"published_at": published_at, "published_precision": precision}
    ]


def test_a_date_in_another_zone_is_kept_in_that_of_viet_nam(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(published_at="2023-12-28T20:00+00:00", modified_at="2024-01")])
    assert rows("SELECT published_at, modified_at FROM article") == [
        {"published_at": "2023-12-29T03:00+07:00", "modified_at": "2024-01"}
    ]


def test_an_unknown_date_stays_unknown(archive: Archive, article: Make, rows: Rows) -> None:
    archive.record([article(published_at=None, published_precision=None, published_from=None)])
    assert rows("SELECT published_at, published_precision, published_from FROM article") == [
        {"published_at": None, "published_precision": None, "published_from": None}
    ]


def test_nul_characters_are_dropped_and_the_rest_is_kept(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0, title="Kỳ\0 họp", text="một\0hai", captions=("a\0b",))])
    [stored] = rows("SELECT title, text, captions FROM article")
    assert stored == {"title": "Kỳ họp", "text": "mộthai", "captions": '["ab"]'}
    assert archive.record(
        [article(hours=1, title="Kỳ\0 họp", text="một\0hai", captions=("a\0b",))]
    ).unchanged == 1  # fmt: skip


def test_a_lone_surrogate_becomes_the_replacement_character(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(title="Tin \ud83d nóng")])
    assert rows("SELECT title FROM article") == [{"title": "Tin \ufffd nóng"}]


def test_decomposed_text_is_stored_composed_and_is_no_change(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(hours=0, title="Đô thị")])
    assert archive.record([article(hours=1, title="Đô thị")]).unchanged == 1
    assert rows("SELECT title FROM article") == [{"title": "Đô thị"}]


def test_items_of_any_kind_are_taken(archive: Archive, article: Make, rows: Rows) -> None:
    plain = asdict(article(attachments=(Attachment(url="https://x.vn/a.pdf", name="A"),)))
    assert archive.record([plain]).new == 1
    assert archive.record(
        [article(hours=1, attachments=(Attachment(url="https://x.vn/a.pdf", name="A"),))]
    ).unchanged == 1  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"portal": None}, "without portal"),
        ({"article_key": ""}, "without article_key"),
        ({"published_at": "28/12/2023"}, "28/12/2023"),
        ({"published_at": "20231228"}, "20231228"),
    ],
)
def test_an_item_that_cannot_be_stored_is_named_and_nothing_of_its_batch_is_written(
    archive: Archive, article: Make, rows: Rows, change: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        archive.record([article("1"), article("2", **change)])
    assert rows("SELECT * FROM articles") == []


def test_a_capture_without_a_zone_is_not_guessed(
    archive: Archive, article: Make, capture: Make
) -> None:
    naive: Capture = capture()
    with pytest.raises(ValueError, match="without a time zone"):
        archive.record(
            [article(capture=capture(captured_at=naive.captured_at.replace(tzinfo=None)))]
        )


def test_without_a_capture_the_article_was_seen_now(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(capture=None)])
    [stored] = rows("SELECT first_seen, captured_at, warc_file FROM article")
    assert stored == {
        "first_seen": "2026-11-22T05:00:00Z",
        "captured_at": None,
        "warc_file": None,
    }
    assert rows("SELECT * FROM captures") == []


def test_a_refused_page_is_remembered_with_its_reason(
    archive: Archive, refusal: Make, rows: Rows
) -> None:
    refused: Refusal = refusal("9", "login")
    assert archive.record([refused]).refused == 1
    [stored] = rows("SELECT * FROM captures")
    assert (stored["refused_key"], stored["refusal_kind"]) == ("9", "login")
    assert stored["refusal_reason"] == "the page says so"
    assert stored["article_id"] is None
    assert stored["warc_offset"] == 512


def test_a_refused_page_that_was_not_captured_has_one_row(
    archive: Archive, refusal: Make, rows: Rows
) -> None:
    archive.record([refusal("9", "login", capture=None)])
    archive.record([refusal("9", "static", capture=None)])
    assert rows("SELECT refusal_kind, status FROM captures") == [
        {"refusal_kind": "static", "status": None}
    ]


def test_a_page_refused_once_may_turn_out_to_be_an_article(
    archive: Archive, article: Make, refusal: Make, rows: Rows
) -> None:
    archive.record([refusal("101", "error", hours=0)])
    assert archive.record([article("101", hours=0)]).new == 1
    assert rows("SELECT warc_offset FROM article") == [{"warc_offset": 512}]


def test_outcomes_name_the_article_and_what_became_of_it(
    archive: Archive, article: Make, refusal: Make
) -> None:
    outcomes = archive.record([article("1"), refusal("2", "listing")]).outcomes
    assert [(o.portal, o.article_key, o.result, o.kind) for o in outcomes] == [
        ("hcc.nghean.gov.vn", "1", "new", "article"),
        ("hcc.nghean.gov.vn", "2", "refused", "listing"),
    ]


def test_an_empty_batch_is_fine(archive: Archive) -> None:
    assert archive.record([]).outcomes == ()


def test_a_batch_larger_than_one_statement_is_stored_whole(
    archive: Archive, article: Make, rows: Rows
) -> None:
    batch: list[Article] = [article(str(number)) for number in range(1200)]
    assert archive.record(batch).new == 1200
    assert archive.record(batch).unchanged == 1200
    assert counts(rows)["revisions"] == 1200
