"""What is stored is asked for again: edits, deletions and what stayed as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from portalcrawl.cli.running import SpiderRun
from portalcrawl.warc.reader import read_record
from tests.living_portal import LivingPortal, living_portal

DELETED, EDITED = 1149, 1071
ALL = 25
A_DAY_PASSES = """
    UPDATE articles SET first_seen = '2020-01-01 00:00:00', last_seen = '2020-01-01 00:00:00',
    missing_since = '2020-01-01 00:00:00' WHERE key = :key
"""

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class State:
    """The run, and what the archive says after it."""

    run: SpiderRun
    deleted: tuple[Any, ...]
    """Status, and whether it is missing."""
    revisions: Rows
    """Number, origin, title of the edited article."""
    captures: Rows
    """Status, is_revisit, file and offset of the deleted article's."""
    of_edited: Rows


@dataclass(frozen=True)
class Lived:
    portal: LivingPortal
    first: State
    again: State
    a_day_later: State
    restored: State


def state(portal: LivingPortal, run: SpiderRun) -> State:
    denied = "SELECT status, missing_since IS NOT NULL FROM articles WHERE key = :key"
    revisions = """
        SELECT number, origin, title FROM revisions
        JOIN articles ON articles.id = article_id WHERE key = :key ORDER BY number
    """
    captures = """
        SELECT captures.status, is_revisit, warc_file, warc_offset FROM captures
        JOIN articles ON articles.id = article_id WHERE key = :key ORDER BY captures.id
    """
    [(status, is_missing)] = portal.ask(denied, key=str(DELETED))
    return State(
        run,
        (status, bool(is_missing)),
        portal.ask(revisions, key=str(EDITED)),
        portal.ask(captures, key=str(DELETED)),
        portal.ask(captures, key=str(EDITED)),
    )


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def lived(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lived]:
    with living_portal(request, tmp_path_factory.mktemp("archive")) as portal:
        first = state(portal, portal.crawl())
        title = portal.article(EDITED).title or ""
        portal.edits[portal.path(EDITED)] = {title: f"{title} (đính chính)"}
        portal.deleted.add(portal.path(DELETED))
        again = state(portal, portal.crawl(recheck="all"))
        # As if the first denial had come a day before.
        portal.ask(A_DAY_PASSES, key=str(DELETED))
        a_day_later = state(portal, portal.crawl(recheck="all"))
        portal.deleted.clear()
        restored = state(portal, portal.crawl(recheck="all"))
        yield Lived(portal, first, again, a_day_later, restored)


def test_every_stored_article_is_asked_for_again(lived: Lived) -> None:
    for each in (lived.again, lived.a_day_later, lived.restored):
        assert each.run.ok, each.run.log.read_text()
        assert lived.portal.count(each.run, "rechecked") == ALL


def test_what_stayed_as_it_was_is_found_unchanged(lived: Lived) -> None:
    assert lived.portal.count(lived.again.run, "unchanged") == ALL - 2
    assert lived.portal.count(lived.a_day_later.run, "unchanged") == ALL - 1
    assert lived.portal.count(lived.restored.run, "unchanged") == ALL


def test_an_unchanged_page_is_not_kept_twice(lived: Lived) -> None:
    assert lived.again.run.stats["capture/revisits"] == ALL - 2
    assert [bool(revisit) for _, revisit, *_ in lived.a_day_later.of_edited] == [False, False, True]


def test_an_edit_is_a_revision_by_the_portal(lived: Lived) -> None:
    title = lived.portal.article(EDITED).title
    assert lived.portal.count(lived.again.run, "revised") == 1
    assert lived.restored.revisions == [
        (1, "portal", title),
        (2, "portal", f"{title} (đính chính)"),
    ]


def test_a_first_denial_makes_an_article_missing_and_the_answer_is_kept(lived: Lived) -> None:
    assert lived.again.deleted == ("live", True)
    assert lived.portal.count(lived.again.run, "missing") == 1
    status, is_revisit, warc_file, warc_offset = lived.again.captures[-1]
    record = read_record(lived.portal.archive, warc_file, warc_offset)
    assert (status, bool(is_revisit), record.type, record.status) == (404, False, "response", 404)
    assert record.url == lived.portal.running.origin + lived.portal.path(DELETED)


def test_a_second_denial_a_day_later_makes_it_gone(lived: Lived) -> None:
    assert lived.a_day_later.deleted == ("gone", True)
    assert lived.portal.count(lived.a_day_later.run, "gone") == 1


def test_what_the_portal_serves_again_is_live_again(lived: Lived) -> None:
    assert lived.restored.deleted == ("live", False)


def test_a_deletion_is_no_failure(lived: Lived) -> None:
    assert [name for name in lived.again.run.stats if f"{lived.portal.host}/failed/" in name] == []
    assert lived.portal.ask("SELECT DISTINCT outcome FROM runs") == [("finished",)]
