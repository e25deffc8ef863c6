from __future__ import annotations

from collections.abc import Callable
from typing import Any

from db import columns, queries
from db.archive import Archive
from db.dialects import reading
from tests.db.conftest import NOW

Make = Callable[..., Any]


def test_the_articles_of_one_portal_can_be_asked_for(archive: Archive, article: Make) -> None:
    archive.record([article("1"), article("2", portal="127.0.0.1:8801")])
    with reading(archive.engine) as reader:
        found = list(queries.current_articles(reader, "127.0.0.1:8801"))
    assert [row["article_id"] for row in found] == ["127.0.0.1:8801/2"]
    assert list(found[0]) == [name for name, _ in columns.ARTICLES]


def test_an_article_is_shown_as_its_current_revision(archive: Archive, article: Make) -> None:
    archive.record([article(hours=0, title="A"), article(hours=1, title="B")])
    with reading(archive.engine) as reader:
        [row] = queries.current_articles(reader)
    assert (row["title"], row["revision"]) == ("B", 2)


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


def test_articles_can_be_asked_for_by_the_former_and_by_the_present_unit(
    archive: Archive, article: Make
) -> None:
    from portalcrawl.engines.nukeviet import NukeViet
    from portalcrawl.portals import Portal

    for province in ("kon_tum", "quang_ngai", "gia_lai"):
        archive.register_portals(province, [Portal(f"{province}.vn", NukeViet())])
        archive.record([article("1", portal=f"{province}.vn")])

    def ask(**unit: str) -> list[tuple[str, str]]:
        with reading(archive.engine) as reader:
            rows = list(queries.current_articles(reader, **unit))
        return [(row["province"], row["province_now"]) for row in rows]

    assert ask(province="quang_ngai") == [("quang_ngai", "quang_ngai")]
    assert ask(province_now="quang_ngai") == [
        ("kon_tum", "quang_ngai"),
        ("quang_ngai", "quang_ngai"),
    ]
    assert ask(province_now="kon_tum") == []
    assert ask(province="gia_lai", province_now="quang_ngai") == []


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
