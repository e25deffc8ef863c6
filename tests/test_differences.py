from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.differences import Piece, Row, inline, row, rows

WORDS = st.sampled_from(["hội", "nghị", "sáng", "12/3", "1.250", "đ", ",", " ", "  ", "\n"])
PARAGRAPHS = st.lists(WORDS, max_size=12).map("".join) | st.text(max_size=20)
TEXTS = st.lists(PARAGRAPHS, max_size=8).map("\n\n".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text, and one that was made of it; often in the middle of a word."""
    before = draw(TEXTS)
    after = before
    for _ in range(draw(st.integers(0, 4))):
        start, end = sorted(draw(st.tuples(*[st.integers(0, len(after))] * 2)))
        after = after[:start] + draw(PARAGRAPHS) + after[min(end, start + 9) :]
    return before, after


PAIRS = edited() | st.tuples(TEXTS, TEXTS)


def joined(side: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in side)


def unchanged(side: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in side if not piece.is_changed)


def marked(side: tuple[Piece, ...]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_changed else piece.text for piece in side)


def told(row: Row) -> tuple[str, str, str]:
    return row.change, marked(row.before), marked(row.after)


def assert_whole(before: str, after: str) -> None:
    found = rows(before, after)
    assert "\n\n".join(joined(row.before) for row in found if row.before) == before
    assert "\n\n".join(joined(row.after) for row in found if row.after) == after


@given(PAIRS)
def test_the_sides_are_the_texts(texts: tuple[str, str]) -> None:
    assert_whole(*texts)


@given(TEXTS)
def test_equal_texts_are_the_same_throughout(text: str) -> None:
    assert {row.change for row in rows(text, text)} <= {"same"}


@given(PAIRS)
def test_the_other_way_round_it_is_the_mirror_image(texts: tuple[str, str]) -> None:
    before, after = texts
    mirror = {"same": "same", "changed": "changed", "removed": "added", "added": "removed"}
    there = [str((row.change, row.before, row.after)) for row in rows(before, after)]
    back = [str((mirror[row.change], row.after, row.before)) for row in rows(after, before)]
    assert sorted(there) == sorted(back)


@given(PAIRS)
def test_what_is_not_marked_is_in_both(texts: tuple[str, str]) -> None:
    for each in rows(*texts):
        if each.change == "changed":
            assert unchanged(each.before) == unchanged(each.after)
            assert joined(each.before) != joined(each.after)


@given(PAIRS)
def test_kinds_say_which_sides_there_are(texts: tuple[str, str]) -> None:
    before, after = texts
    for each in rows(before, after):
        assert bool(each.before) == (each.change != "added")
        assert bool(each.after) == (each.change != "removed")
        assert (each.before == each.after) == (each.change == "same")


@given(PAIRS)
def test_neighbouring_pieces_differ_in_kind(texts: tuple[str, str]) -> None:
    before, after = texts
    for each in rows(before, after):
        for side in (each.before, each.after):
            kinds = [piece.is_changed for piece in side]
            assert all(one != other for one, other in pairwise(kinds))


@given(PAIRS)
def test_in_one_line_stand_both_sides(texts: tuple[str, str]) -> None:
    for each in rows(*texts):
        runs = list(inline(each))
        assert "".join(text for kind, text in runs if kind != "added") == joined(each.before)
        assert "".join(text for kind, text in runs if kind != "removed") == joined(each.after)


@given(st.none() | PARAGRAPHS, st.none() | PARAGRAPHS)
def test_a_title_is_compared_as_one_paragraph(before: str | None, after: str | None) -> None:
    found = row(before, after)
    assert joined(found.before) == (before or "")
    assert joined(found.after) == (after or "")
    assert (found.change == "same") == ((before or None) == (after or None))
    assert (found.change == "added") == (not before and bool(after))


@given(st.none() | PARAGRAPHS, st.none() | PARAGRAPHS)
def test_a_title_stands_in_one_line_too(before: str | None, after: str | None) -> None:
    runs = list(inline(row(before, after)))
    assert "".join(text for kind, text in runs if kind != "added") == (before or "")
    assert "".join(text for kind, text in runs if kind != "removed") == (after or "")


def test_a_corrected_figure_is_marked_as_a_whole() -> None:
    [found] = rows("Toàn tỉnh có 1.250 hộ tham gia.", "Toàn tỉnh có 1.350 hộ tham gia.")
    assert told(found) == (
        "changed",
        "Toàn tỉnh có [1.250] hộ tham gia.",
        "Toàn tỉnh có [1.350] hộ tham gia.",
    )


def test_words_that_were_added_are_marked_alone() -> None:
    found = row("Hội nghị chuyển đổi số", "Hội nghị của tỉnh về chuyển đổi số")
    assert marked(found.before) == "Hội nghị chuyển đổi số"
    assert marked(found.after) == "Hội nghị [của tỉnh về ]chuyển đổi số"


def test_the_space_of_a_word_that_was_removed_stands_behind_it() -> None:
    found = row("Sáng: bắt đầu từ những việc nhỏ", "Chiều: bắt đầu từ việc nhỏ")
    assert marked(found.before) == "[Sáng]: bắt đầu từ [những ]việc nhỏ"


def test_single_words_between_longer_changes_are_not_told_apart() -> None:
    found = row("một hai ba và bốn năm sáu", "bảy tám chín và mười không trăm")
    assert marked(found.before) == "[một hai ba và bốn năm sáu]"


def test_one_word_stays_between_two_changed_ones() -> None:
    found = row("ngày 12 tháng 3", "ngày 13 tháng 4")
    assert marked(found.before) == "ngày [12] tháng [3]"
    assert marked(found.after) == "ngày [13] tháng [4]"


def test_a_new_paragraph_stands_between_those_that_stayed() -> None:
    found = rows("Một.\n\nHai.", "Một.\n\nHoàn toàn mới.\n\nHai.")
    assert [each.change for each in found] == ["same", "added", "same"]


def test_a_paragraph_that_was_rewritten_is_removed_and_added() -> None:
    found = rows("Sáng nay trời mưa.", "Chiều qua hội đồng họp bàn ngân sách.")
    assert [each.change for each in found] == ["removed", "added"]


def test_changed_paragraphs_find_their_old_form_beside_new_ones() -> None:
    before = "Đại biểu các xã tham dự hội nghị.\n\nHội nghị kết thúc lúc năm giờ chiều."
    after = "Có ba báo cáo.\n\nĐại biểu các xã dự hội nghị.\n\nHội nghị kết thúc lúc sáu giờ chiều."
    assert [each.change for each in rows(before, after)] == ["added", "changed", "changed"]


RANDOM = random.Random(7)  # noqa: S311


def any_words(count: int, of: int, between: str) -> str:
    return between.join(f"w{RANDOM.randrange(of)}" for _ in range(count))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 500_000, "b a " * 250_000),
        (any_words(200_000, 3_000, " "), any_words(200_000, 3_000, " ")),
        (any_words(100_000, 2, "\n\n"), any_words(100_000, 2, "\n\n")),
        (any_words(100_000, 3_000, "\n\n"), any_words(100_000, 3_000, "\n\n")),
        (")(" * 500_000, "()" * 500_000),
        ("\n" * 200_000, "\n" * 199_999 + "x"),
        ("x" * 1_000_000, "x" * 999_999 + "y"),
        (
            "\n\n".join(f"x{number}\n\ns" for number in range(20_000)),
            "\n\n".join(f"y{number}\n\ns" for number in range(20_000)),
        ),
    ],
    ids=["one line", "any words", "two words", "paragraphs", "signs", "blank", "long", "between"],
)
def test_hostile_texts_are_compared_to_their_end(before: str, after: str) -> None:
    assert_whole(before, after)
    assert all(
        (each.before == each.after) == (each.change == "same") for each in rows(after, before)
    )
