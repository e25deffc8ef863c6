from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db import queries
from db.archive import Archive
from db.dialects import reading
from tests.db.conftest import NOW

Make = Callable[..., Any]


def test_a_declared_portal_without_articles_is_counted_too(archive: Archive) -> None:
    from portalcrawl.engines.nukeviet import NukeViet
    from portalcrawl.portals import Portal

    archive.register_portals("nghe_an", [Portal("x.vn", NukeViet())])
    with reading(archive.engine) as reader:
        [counts] = queries.counts_by_portal(reader)
    assert (counts.host, counts.articles, counts.refused, counts.last_seen) == ("x.vn", 0, 0, None)


def test_counts_are_per_portal(archive: Archive, article: Make, refusal: Make) -> None:
    archive.record([article("1", hours=0), article("1", hours=1, title="B"), refusal("2", "login")])
    with reading(archive.engine) as reader:
        [counts] = queries.counts_by_portal(reader)
    assert (counts.articles, counts.revisions, counts.refused) == (1, 2, 1)
    assert counts.last_seen is not None
    assert counts.last_seen.isoformat() == "2026-11-01T13:00:00+00:00"


def test_the_last_good_run_of_a_portal_is_one_that_read_a_listing_of_it(archive: Archive) -> None:
    def ran(outcome: str, **listings: int) -> None:
        run = archive.start_run("nghe_an")
        archive.finish_run(
            run, outcome, {f"portal/{host}.vn/listings": n for host, n in listings.items()}
        )

    ran("finished", a=3, b=1)
    ran("finished", a=2, b=0)
    ran("failed: disk full", a=2, c=4)
    with reading(archive.engine) as reader:
        found = queries.last_good_runs(reader)
    assert set(found) == {"a.vn", "b.vn"}
    assert all(moment == NOW for moment in found.values())
