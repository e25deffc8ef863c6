"""What runs did at portals, and the nights that runs make up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from db import dialects, models
from db.batch import in_pieces, portal_ids
from db.models import table_of
from portalcrawl.health.observed import COUNTS, PortalNight, portal_nights
from portalcrawl.health.state import FAILED, Health, State
from portalcrawl.reports.night import Total


@dataclass(frozen=True, slots=True)
class NightRun:
    """The nightly run that a spider's run is part of."""

    name: str
    """By the UTC time of its start."""
    day: date
    """In Viet Nam, of the evening on which it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastNight:
    """What one nightly run counted of one portal, and how it was judged then."""

    night: str
    counts: PortalNight
    state: State | None


def record_portals(
    connection: Connection, run_id: int, outcome: str, stats: Mapping[str, Any]
) -> None:
    """The counts of a run, spread over the portals that they speak of."""
    seen = portal_nights(stats, date.min, outcome)  # the day is that of the run
    if not seen:
        return
    ids = portal_ids(connection, [each.host for each in seen])
    rows = [
        {
            "run_id": run_id,
            "portal_id": ids[each.host],
            **{name: _plain(getattr(each, name)) for name in COUNTS},
        }
        for each in seen
    ]
    statement = dialects.insert(connection, table_of(models.PortalRun))
    changed = {name: statement.excluded[name] for name in COUNTS}
    connection.execute(
        statement.on_conflict_do_update(index_elements=["run_id", "portal_id"], set_=changed), rows
    )


def past_nights(
    connection: Connection, hosts: Iterable[str], *, before: str, at_most: int
) -> dict[str, list[PastNight]]:
    """By host its last nights before one, at most so many each, the oldest first.

    Only nightly runs count: what is crawled by hand has a span of its own. A host that no night has
    seen is left out.
    """
    runs, portals = table_of(models.Run), table_of(models.Portal)
    of_portal = table_of(models.PortalRun)
    found: dict[str, list[PastNight]] = defaultdict(list)
    for piece in in_pieces(hosts):
        numbered = (
            select(
                portals.c.host,
                runs.c.night,
                runs.c.day,
                runs.c.outcome,
                of_portal.c.state,
                *(of_portal.c[name] for name in COUNTS),
                func.row_number()
                .over(
                    partition_by=of_portal.c.portal_id,
                    order_by=(runs.c.night.desc(), runs.c.id.desc()),
                )
                .label("place"),
            )
            .join(runs, runs.c.id == of_portal.c.run_id)
            .join(portals, portals.c.id == of_portal.c.portal_id)
            .where(portals.c.host.in_(piece), runs.c.night.is_not(None), runs.c.night < before)
            .subquery()
        )
        query = (
            select(numbered)
            .where(numbered.c.place <= at_most)
            .order_by(numbered.c.host, numbered.c.place.desc())
        )
        for row in connection.execute(query).mappings():
            found[row["host"]].append(
                PastNight(night=row["night"], counts=_counts(row), state=row["state"])
            )
    return dict(found)


def note_health(connection: Connection, night: str, judged: Sequence[Health]) -> None:
    """The state in which a night found each portal, beside its counts."""
    if not judged:
        return
    ids = portal_ids(connection, [each.host for each in judged])
    runs, of_portal = table_of(models.Run), table_of(models.PortalRun)
    of_the_night = select(runs.c.id).where(runs.c.night == night)
    connection.execute(
        update(of_portal)
        .where(
            of_portal.c.run_id.in_(of_the_night), of_portal.c.portal_id == bindparam("of_portal")
        )
        .values(
            state=bindparam("new_state"),
            cause=bindparam("new_cause"),
            evidence=bindparam("new_evidence"),
            needs_person=bindparam("new_needs_person"),
        ),
        [
            {
                "of_portal": ids[each.host],
                "new_state": each.state,
                "new_cause": each.cause,
                "new_evidence": list(each.evidence),
                "new_needs_person": each.needs_person,
            }
            for each in judged
        ],
    )


def totals_of_days(connection: Connection, at_most: int) -> list[Total]:
    """The last days that had a nightly run, the oldest first.

    Of several runs in a day the articles of all, and the portals that failed in the last.
    """
    runs, of_portal = table_of(models.Run), table_of(models.PortalRun)
    last_days = (
        select(runs.c.day)
        .where(runs.c.night.is_not(None))
        .group_by(runs.c.day)
        .order_by(runs.c.day.desc())
        .limit(at_most)
    )
    query = (
        select(
            runs.c.day,
            runs.c.night,
            *(func.sum(of_portal.c[name]).label(name) for name in ("found", "stored", "revised")),
            func.sum(case((of_portal.c.state.in_(sorted(FAILED)), 1), else_=0)).label("failed"),
        )
        .join(of_portal, of_portal.c.run_id == runs.c.id)
        .where(runs.c.day.in_(last_days))
        .group_by(runs.c.day, runs.c.night)
        .order_by(runs.c.day, runs.c.night)
    )
    days: dict[str, Total] = {}
    for row in connection.execute(query).mappings():
        before = days.get(row["day"])
        sums = {
            name: int(row[name]) + (getattr(before, name) if before else 0)
            for name in ("found", "stored", "revised")
        }
        day = date.fromisoformat(row["day"])
        days[row["day"]] = Total(day=day, failed=int(row["failed"]), **sums)
    return list(days.values())


def article_count(connection: Connection) -> int:
    """Articles in the archive, gone ones too."""
    articles = table_of(models.Article)
    return connection.execute(select(func.count()).select_from(articles)).scalar_one()


def _counts(row: Mapping[Any, Any]) -> PortalNight:
    return PortalNight(
        host=row["host"],
        day=date.fromisoformat(row["day"]),
        outcome=row["outcome"] or "killed",
        **{name: row[name] for name in COUNTS},
    )


def _plain(value: int | Mapping[str, int]) -> int | dict[str, int]:
    return value if isinstance(value, int) else dict(value)
