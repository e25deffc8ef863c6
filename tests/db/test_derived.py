"""The search index, fingerprints and clusters follow the current revisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db import clusters, derived, dialects
from db.archive import Archive
from db.search.expression import IndexColumn
from db.words import LONGEST_WORD, folded_words
from tests.db.asking_the_index import indexed

Make = Callable[..., Any]
Rows = Callable[[str], list[dict[str, Any]]]


def found(archive: Archive, words: str, column: IndexColumn = "exact") -> list[int]:
    with dialects.reading(archive.engine) as connection:
        return indexed(connection, column, words.split())


def release(*edits: tuple[int, str]) -> str:
    """A press release of six paragraphs, with edits of some of them."""
    paragraphs = [
        f"Ủy ban nhân dân tỉnh yêu cầu các sở, ngành, địa phương hoàn thành nội dung thứ {number}"
        f" của kế hoạch chuyển đổi số và báo cáo kết quả bằng văn bản trước ngày {number}/12."
        for number in range(1, 7)
    ]
    for number, text in edits:
        paragraphs[number] = text
    return "\n\n".join(paragraphs)


def test_words_are_found_with_their_diacritics_and_without(archive: Archive, article: Make) -> None:
    archive.record([article("1", title="Đắk Lắk hòa nhịp"), article("2", title="Dak Lak hoa nhip")])
    assert found(archive, "đắk lắk hoà nhịp") == [1]
    assert found(archive, "dak lak hoa nhip", "folded") == [1, 2]


@pytest.mark.parametrize("field", ["title", "text", "captions"])
def test_title_text_and_captions_are_searched(archive: Archive, article: Make, field: str) -> None:
    value = "Sóng to ngoài khơi"
    archive.record([article(**{field: (value,) if field == "captions" else value})])
    assert found(archive, "sóng to") == [1]


def test_only_the_current_wording_is_found(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, title="Khai mạc")])
    archive.record([article(hours=1, title="Bế mạc")])
    assert found(archive, "bế mạc") == [1]
    archive.record([article(hours=0, key="2", title="Cũ")])
    archive.record([article(hours=-5, key="2", title="Cũ hơn nữa")])
    assert found(archive, "hơn nữa") == []


def test_whatever_is_stored_can_be_found_and_nothing_is_left_behind(
    archive: Archive, article: Make, rows: Rows
) -> None:
    for hour in range(4):
        archive.record([article(str(key), hour, title=f"Tin {key} {hour}") for key in range(30)])
    for hour in range(4):
        assert bool(found(archive, f"tin 7 {hour}")) is (hour == 3)
    with dialects.writing(archive.engine) as connection:
        assert derived.derive_anew(connection) == 30
    assert found(archive, "tin 7 3") == [8]
    assert found(archive, "tin 7 2") == []


def test_a_very_long_text_is_stored_and_searched(archive: Archive, article: Make) -> None:
    archive.record([article(text="lặp lại " * 200_000 + "x" * 3_000_000)])
    assert found(archive, "lặp lại lặp") == [1]


@pytest.mark.parametrize("length", [2, 60, 300])
def test_data_that_somebody_pasted_are_stored_and_the_words_around_found(
    archive: Archive, article: Make, length: int
) -> None:
    pasted = " ".join(f"{number}{'ạ' * length}" for number in range(16_000))
    archive.record([article("1", text=f"Bảng mã: {pasted}", captions=(pasted,)), article("2")])
    assert found(archive, "bảng mã") == [1]
    assert found(archive, f"mã 0{'ạ' * length}"[: len("mã ") + LONGEST_WORD]) == [1]
    assert found(archive, "khai mạc hội nghị") == [1, 2]


def test_very_many_different_words_are_stored_and_the_first_of_them_found(
    archive: Archive, article: Make
) -> None:
    archive.record([article(text=" ".join(f"số{number}" for number in range(200_000)))])
    assert found(archive, "số14000 số14001") == [1]
    assert found(archive, "số199999") == []


def test_the_same_release_on_two_portals_is_a_cluster(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article("1", text=release()), article("2")])
    archive.record([article("9", text=release((2, "Tin địa phương.")), portal="x.gov.vn")])
    assert rows("SELECT article_id, cluster FROM similar_article ORDER BY article_id") == [
        {"article_id": "hcc.nghean.gov.vn/1", "cluster": 1},
        {"article_id": "x.gov.vn/9", "cluster": 1},
    ]


def test_two_copies_in_one_batch_find_each_other(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article(text=release(), portal=f"{name}.gov.vn") for name in "abc"])
    assert len({row["cluster"] for row in rows("SELECT cluster FROM similar_article")}) == 1
    assert len(rows("SELECT cluster FROM similar_article")) == 3


def test_what_is_alike_is_told_with_how_much(archive: Archive, article: Make) -> None:
    edited = release((0, "Khác."))
    archive.record([article(text=release()), article(text=edited, portal="x.gov.vn")])
    with dialects.reading(archive.engine) as connection:
        [likeness] = clusters.alike(connection, revision_id=1)
    assert likeness.article_id == 2
    assert likeness.resemblance == pytest.approx(5 / 6)


def test_an_article_that_was_rewritten_leaves_its_cluster(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article("1", text=release())])
    archive.record([article("2", text=release(), portal="x.gov.vn")])
    archive.record([article("2", hours=5, text="Một tin khác hẳn.", portal="x.gov.vn")])
    assert [row["article_id"] for row in rows("SELECT article_id FROM similar_article")] == [
        "hcc.nghean.gov.vn/1"
    ]


def test_notices_of_one_portal_are_not_compared(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article("1", text=release()), article("2", text=release((0, "Khác.")))])
    assert rows("SELECT * FROM similar_article") == []


def test_a_formula_that_everybody_uses_makes_nothing_alike(
    archive: Archive, article: Make, rows: Rows
) -> None:
    formulas = release().split("\n\n")[:2]
    archive.record(
        [
            article(
                text="\n\n".join([*formulas, f"Nội dung riêng của bài {key}."]),
                portal=f"{key}.gov.vn",
            )
            for key in range(clusters.MOST_COMMON + 5)
        ]
    )
    archive.record([article("last", text="\n\n".join([*formulas, "Tin cuối."]))])
    [row] = rows("SELECT cluster FROM articles WHERE key = 'last'")
    assert row["cluster"] is None


def test_folded_words_are_what_the_index_holds() -> None:
    assert folded_words("Chuyển đổi số").split() == ["chuyen", "doi", "so"]


def test_an_article_without_its_current_revision_is_passed_over(
    archive: Archive, article: Make, rows: Rows
) -> None:
    archive.record([article("1"), article("2")])
    with dialects.writing(archive.engine) as connection:
        connection.exec_driver_sql("UPDATE articles SET current_revision = 9 WHERE id = 1")
        assert derived.derive_anew(connection) == 1
    assert rows("SELECT id, indexed_revision FROM articles ORDER BY id") == [
        {"id": 1, "indexed_revision": None},
        {"id": 2, "indexed_revision": 1},
    ]
