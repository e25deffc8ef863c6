"""What was changed behind the archive's back is found by its digest, its number or its time."""

from __future__ import annotations

import pytest

from tests.db.checks.conftest import PORTAL, Kept, article


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE revisions SET author = 'Ai đó' WHERE id = 1",
        "UPDATE revisions SET section = 'Tin' WHERE id = 1",
        "UPDATE revisions SET source = 'TTXVN' WHERE id = 1",
        "UPDATE revisions SET published_at = '2023-12-28 21:11:00' WHERE id = 1",
        "UPDATE revisions SET published_precision = 'day' WHERE id = 1",
        """UPDATE revisions SET captions = '["Ảnh hai", "Ảnh một"]' WHERE id = 1""",
        "UPDATE attachments SET name = 'Giấy mời' WHERE revision_id = 1 AND position = 1",
        "UPDATE attachments SET position = position + 2 WHERE position = 1",
        "DELETE FROM attachments WHERE position = 2",
        # Of a former revision, nothing is derived from the text.
        "UPDATE revisions SET text = 'Khác.', title = 'Khác' WHERE id = 1",
        "UPDATE revisions SET content_digest = 'abc' WHERE id = 1",
    ],
)
def test_a_revision_that_was_changed_in_the_database_is_found(kept: Kept, statement: str) -> None:
    kept.damage(statement)
    [finding] = kept.found("content digests")
    assert finding == (
        f"revision 1 of {PORTAL}/1 is not what was stored, by its digest: it was changed in the"
        " database; restore it from a backup"
    )


@pytest.mark.parametrize(
    "written",
    [
        "2024-12",
        "2024-07-01",
        "2023-12-28T21:10+07:00",
        "2023-12-28T21:10",
        "2023-12-28T21:10:59+07:00",
        "2023-12-28T21:10:59.5+07:00",
        "2023-12-28T14:10Z",
        "2023-12-28T20:10:00-05:00",
    ],
)
def test_every_way_to_write_a_date_gives_a_digest_that_can_be_computed_again(
    kept: Kept, written: str
) -> None:
    item = article("9", kept.captures["first"], published_at=written)
    kept.archive.record([item])
    assert kept.proof("content digests").found == 0
    assert kept.archive.record([item]).unchanged == 1
    assert kept.archive.record([item]).revised == 0


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE articles SET last_seen = '2020-01-01'", "it was first seen 2026-11-01 12:"),
        ("UPDATE articles SET status = 'gone' WHERE key = '1'", "it is gone, and nobody knows"),
        (
            "UPDATE articles SET missing_since = '2026-11-01' WHERE key = '2'",
            "it is missing since 2026-11-01 00:00:00, and was seen after that",
        ),
    ],
)
def test_times_and_states_that_cannot_be_are_found(kept: Kept, statement: str, found: str) -> None:
    kept.damage(statement)
    assert found in kept.found("articles")[0]


def test_a_gap_in_the_numbers_of_revisions_is_found(kept: Kept) -> None:
    kept.damage("DELETE FROM attachments", "DELETE FROM revisions WHERE id = 1")
    [finding] = kept.found("articles")
    assert "its 1 revisions are numbered from 2 to 2, so that one is missing" in finding


def test_a_current_revision_that_is_not_there_is_found(kept: Kept) -> None:
    kept.damage("UPDATE articles SET current_revision = 7 WHERE key = '2'")
    assert (
        f"{PORTAL}/2: its current revision 7 is not there; restore the database from a backup"
        in (kept.proof("articles").findings)
    )


def test_an_article_without_a_revision_is_found(kept: Kept) -> None:
    kept.damage("DELETE FROM revisions WHERE title = 'Bế mạc'")
    assert kept.proof("articles").findings == [
        f"{PORTAL}/2: it has no revision; restore the database from a backup"
    ]
