"""The archive as a crawl sees it: it records what was read and remembers what is known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Table,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)

from db import dialects, models, schema
from db.batch import Circumstances, Recorded, in_pieces, portal_ids
from db.engine import open_engine, said_in_one_line
from db.errors import ArchiveError
from db.incoming import is_named_article, taken
from db.models import table_of
from db.nights import NightRun, record_portals
from db.readings import Reading, record_readings
from db.refusals import LASTING_REFUSALS, REFUSALS_LAST
from db.stored import JUST_SEEN, due_of, earlier_captures, id_of, outdated_of, stored_of
from db.storing import record_items
from portalcrawl.items import EarlierCapture
from portalcrawl.memory import MOST_LEFT_OVER, Stored
from portalcrawl.portals import Portal
from portalcrawl.rechecks import next_check

#: What may be an article tomorrow: asked for again, listed or not, but not by the thousand where a
#: whole portal is down (MOST_LEFT_OVER).
PASSING_REFUSALS = ("error", "blocked", "empty", "unreadable", "unanswered")
#: Of these, those that were served: they will not be better within hours.
SERVED_REFUSALS = ("error", "empty", "unreadable")
#: When an article is asked for once more that gave no answer at the last of its times.
A_MONTH = timedelta(days=30)


def open_archive(url: str, *, create: bool = True) -> Archive:
    """Open the archive at an SQLAlchemy URL; with ``create`` an empty database becomes one.

    An archive of an older version is never changed by opening it. Raises ArchiveError, or its
    SchemaError, in one line that says what to do.
    """
    engine = open_engine(url, create=create)
    try:
        if create and schema.is_empty(engine):
            schema.upgrade(engine)
        schema.check(engine)
    except ArchiveError:
        engine.dispose()
        raise
    return Archive(engine)


class Archive:
    """Writes articles, refusals, captures, runs, portals and feeds. Fulfils portalcrawl's Memory.

    Every method is one transaction and raises ArchiveError where the database fails. Methods may be
    called from any thread.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        extractor_version: str | None = None,
    ) -> None:
        self.engine = engine
        self._now = clock
        self._extractor_version = extractor_version or version("portalcrawl")

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    def start_run(self, spider: str, night: NightRun | None = None) -> int:
        """Open the row of a run; its id goes with everything that the run records."""
        table = table_of(models.Run)
        of_night = {"night": night.name, "day": night.day.isoformat()} if night else {}
        statement = (
            insert(table)
            .values(spider=spider, started=self._now(), **of_night)
            .returning(table.c.id)
        )
        with self._writing() as connection:
            return int(connection.execute(statement).scalar_one())

    def finish_run(self, run_id: int, outcome: str, stats: Mapping[str, Any]) -> None:
        """Close it: ``finished``, ``interrupted`` or ``failed: <why>``, and what was counted.

        What was counted of each portal (``portal/<host>/...``) is stored by portal as well.
        """
        table = table_of(models.Run)
        plain = json.loads(json.dumps(dict(stats), default=str))
        statement = update(table).where(table.c.id == run_id)
        with self._writing() as connection:
            connection.execute(statement.values(finished=self._now(), outcome=outcome, stats=plain))
            record_portals(connection, run_id, outcome, plain)

    def spiders_of(self, night: str) -> frozenset[str]:
        """The spiders of which a night has a run."""
        runs = table_of(models.Run)
        with self._reading() as connection:
            query = select(runs.c.spider).where(runs.c.night == night)
            return frozenset(connection.execute(query).scalars())

    def unfinished_runs(self, night: str) -> dict[str, int]:
        """By spider the runs of a night that are not closed: they work, or were killed."""
        runs = table_of(models.Run)
        query = select(runs.c.spider, runs.c.id).where(
            runs.c.night == night, runs.c.finished.is_(None)
        )
        with self._reading() as connection:
            return {row.spider: row.id for row in connection.execute(query)}

    def register_portals(self, province: str | None, portals: Iterable[Portal]) -> None:
        """Write down what a spider declares. A host of several eras is one row: its last engine."""
        rows = [{"province": province, **_portal_row(eras)} for eras in _by_host(portals).values()]
        if not rows:
            return
        with self._writing() as connection:
            statement = dialects.insert(connection, table_of(models.Portal))
            changed = {name: statement.excluded[name] for name in rows[0] if name != "host"}
            connection.execute(
                statement.on_conflict_do_update(index_elements=["host"], set_=changed), rows
            )

    def record(self, batch: Iterable[Any], run_id: int | None = None) -> Recorded:
        """Store a batch of Article, Refusal and Absence items, all of it or nothing.

        An article that is known gets a revision only where its content digest changed; one that
        the portal denied twice, a day apart, is noted as gone. The same batch again changes
        nothing. Raises ValueError for an item that cannot be stored; see ``db.incoming.taken``.
        """
        items = [item if is_named_article(item) else taken(item) for item in batch]
        with self._writing() as connection:
            outcomes = record_items(connection, items, self._circumstances(run_id))
        return Recorded(tuple(outcomes))

    def record_readings(self, readings: Iterable[Reading], run_id: int | None = None) -> Recorded:
        """Store what captures say to this version of the extraction, all of it or nothing.

        Where that differs from the last reading of the capture, it becomes a revision that is
        marked as extracted again; where it is the same, the reading is confirmed.
        """
        with self._writing() as connection:
            outcomes = record_readings(connection, list(readings), self._circumstances(run_id))
        return Recorded(tuple(outcomes))

    def stored(self, portal: str) -> tuple[Stored, ...]:
        """Every article of a portal: its address, and the capture that a new one is compared to."""
        with self._reading() as connection:
            return tuple(stored_of(connection, portal))

    def due(self, portal: str, limit: int) -> tuple[Stored, ...]:
        """The articles that are due to be asked for again, the last found first."""
        with self._reading() as connection:
            return tuple(due_of(connection, portal, self._now(), limit))

    def postpone(self, portal: str, keys: Iterable[str]) -> None:
        """Have the articles due at the time after the one that has come, or in a month."""
        articles, now = table_of(models.Article), self._now()
        with self._writing() as connection:
            due = [
                {"of_article": row.id, "to_check": next_check(row.first_seen, now) or now + A_MONTH}
                for piece in in_pieces(keys)
                for row in connection.execute(
                    select(articles.c.id, articles.c.first_seen).where(
                        articles.c.portal_id == id_of(portal), articles.c.key.in_(piece)
                    )
                )
            ]
            if due:
                of_article = update(articles).where(articles.c.id == bindparam("of_article"))
                connection.execute(of_article.values(next_check=bindparam("to_check")), due)

    def outdated(self, portal: str, modified: Mapping[str, date]) -> tuple[Stored, ...]:
        """Those of the keys that were changed since they were seen, by the days that are given."""
        with self._reading() as connection:
            return tuple(outdated_of(connection, portal, modified, self._now()))

    def swept_at(self, portal: str) -> datetime | None:
        """When the listings of a portal were last read to their end."""
        portals = table_of(models.Portal)
        with self._reading() as connection:
            return connection.execute(
                select(portals.c.swept_at).where(portals.c.host == portal)
            ).scalar_one_or_none()

    def remember_sweep(self, portal: str) -> None:
        """Note that they were: only right when all that they listed is stored."""
        portals = table_of(models.Portal)
        with self._writing() as connection:
            connection.execute(
                update(portals).where(portals.c.host == portal).values(swept_at=self._now())
            )

    def earlier(self, portal: str, urls: Iterable[str]) -> dict[str, EarlierCapture]:
        """By URL, the last capture that has a payload: what a new one of it is compared to."""
        with self._reading() as connection:
            return earlier_captures(connection, portal, urls)

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that are stored, or were lately refused as what they will stay."""
        articles, captures = table_of(models.Article), table_of(models.Capture)
        of_portal = id_of(portal)
        found: set[str] = set()
        with self._reading() as connection:
            for piece in in_pieces(set(keys)):
                found.update(
                    connection.execute(
                        select(articles.c.key).where(
                            articles.c.portal_id == of_portal, articles.c.key.in_(piece)
                        )
                    ).scalars()
                )
                found.update(
                    connection.execute(
                        select(captures.c.refused_key).where(
                            captures.c.portal_id == of_portal,
                            captures.c.refused_key.in_(piece),
                            captures.c.refusal_kind.in_(LASTING_REFUSALS),
                            captures.c.captured_at >= self._now() - REFUSALS_LAST,
                        )
                    ).scalars()
                )
        return frozenset(found)

    def left_over(self, portal: str) -> tuple[str, ...]:
        """Addresses that gave no article when last asked and may now, at most 200 of them.

        Those that may be an article tomorrow, for 30 days; after that, and for as long again, those
        that were taken for something else for good. Any 200: always the same ones, if they keep
        failing, would shut out the others.
        """
        portals, articles = table_of(models.Portal), table_of(models.Article)
        captures = table_of(models.Capture)
        turn = self._now() - REFUSALS_LAST
        newest_first = (captures.c.captured_at.desc(), captures.c.id.desc())
        last = (
            select(
                captures.c.url,
                captures.c.portal_id,
                captures.c.refused_key,
                captures.c.refusal_kind,
                captures.c.captured_at,
                func.row_number()
                .over(partition_by=captures.c.refused_key, order_by=newest_first)
                .label("place"),
            )
            .join(portals, portals.c.id == captures.c.portal_id)
            .where(
                portals.c.host == portal,
                captures.c.refused_key.is_not(None),
                captures.c.captured_at >= turn - REFUSALS_LAST,
            )
            .subquery()
        )
        stored = exists().where(
            articles.c.portal_id == last.c.portal_id, articles.c.key == last.c.refused_key
        )
        is_recent = last.c.captured_at >= turn
        is_too_soon = last.c.refusal_kind.in_(SERVED_REFUSALS) & (
            last.c.captured_at > self._now() - JUST_SEEN
        )
        query = (
            select(last.c.url)
            .where(
                last.c.place == 1,
                (last.c.refusal_kind.in_(PASSING_REFUSALS) & is_recent & ~is_too_soon)
                | (last.c.refusal_kind.in_(LASTING_REFUSALS) & ~is_recent),
                ~stored,
            )
            .order_by(func.random())
            .limit(MOST_LEFT_OVER)
        )
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    def validators(self, url: str) -> dict[str, str]:
        """``If-None-Match`` and ``If-Modified-Since`` for a feed, as far as it ever gave them."""
        feeds = table_of(models.Feed)
        query = select(feeds.c.etag, feeds.c.last_modified).where(feeds.c.url == url)
        with self._reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return {}
        headers = {"If-None-Match": row.etag, "If-Modified-Since": row.last_modified}
        return {name: value for name, value in headers.items() if value}

    def remember_feed(
        self, portal: str, url: str, etag: str | None, last_modified: str | None
    ) -> None:
        """Keep the validators of a feed, at once: only right when its articles are all stored."""
        with self._writing() as connection:
            statement = dialects.insert(connection, table_of(models.Feed)).values(
                portal_id=portal_ids(connection, [portal])[portal],
                url=url,
                etag=etag,
                last_modified=last_modified,
                last_seen=self._now(),
            )
            changed = ("portal_id", "etag", "last_modified", "last_seen")
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["url"],
                    set_={name: statement.excluded[name] for name in changed},
                )
            )

    def unread_listings(self, portal: str) -> tuple[str, ...]:
        """Listing pages that earlier runs could not read."""
        feeds, portals = table_of(models.Feed), table_of(models.Portal)
        query = (
            select(feeds.c.url)
            .join(portals, portals.c.id == feeds.c.portal_id)
            .where(portals.c.host == portal, *_unread(feeds))
            .order_by(feeds.c.id)
        )
        with self._reading() as connection:
            return tuple(connection.execute(query).scalars())

    def remember_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Keep listing pages that could not be read: feeds without validators."""
        for url in sorted(urls):
            self.remember_feed(portal, url, None, None)

    def forget_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Listing pages that were read, and whose articles are stored."""
        feeds, of_portal = table_of(models.Feed), id_of(portal)
        with self._writing() as connection:
            for piece in in_pieces(urls):
                connection.execute(
                    delete(feeds).where(
                        feeds.c.portal_id == of_portal, feeds.c.url.in_(piece), *_unread(feeds)
                    )
                )

    def _circumstances(self, run_id: int | None) -> Circumstances:
        return Circumstances(
            now=self._now(), run_id=run_id, extractor_version=self._extractor_version
        )

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with said_in_one_line(self.engine), dialects.writing(self.engine) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with said_in_one_line(self.engine), dialects.reading(self.engine) as connection:
            yield connection


def _unread(feeds: Table) -> tuple[ColumnElement[bool], ...]:
    return feeds.c.etag.is_(None), feeds.c.last_modified.is_(None)


def _by_host(portals: Iterable[Portal]) -> dict[str, list[Portal]]:
    hosts: dict[str, list[Portal]] = {}
    for portal in sorted(portals, key=lambda era: (era.until or "9999", era.since or "")):
        hosts.setdefault(portal.host, []).append(portal)
    return hosts


def _portal_row(eras: list[Portal]) -> dict[str, Any]:
    first, last = eras[0], eras[-1]
    return {
        "host": last.host,
        "role": last.role,
        "engine": last.engine.name,
        "confidence": last.confidence,
        "scheme": last.scheme,
        "since": first.since,
        "until": last.until,
    }
