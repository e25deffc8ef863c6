"""A replica whose pages are edited and deleted while it is served, and crawls of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import NullPool

from portalcrawl.cli.crawl import crawl_into
from portalcrawl.cli.running import SpiderRun
from portalcrawl.replicas import ReplicaArticle, RunningReplica, replica, serve
from portalcrawl.replicas.site import Page, Visit
from portalcrawl.replicas.turning import turned
from portalcrawl.settings import REPLICA_OVERRIDES
from tests.postgres import new_database

SPIDER = "nghe_an"
_NOON = datetime(2026, 11, 22, 12)  # noqa: DTZ001


@dataclass
class LivingPortal:
    """What the portal serves now. Its counters and clocks stand still: what differs was edited."""

    running: RunningReplica
    archive: Path
    url: str
    """Of the database."""
    edits: dict[str, dict[str, str]] = field(default_factory=dict)
    """By path, what is replaced by what."""
    deleted: set[str] = field(default_factory=set)

    @property
    def host(self) -> str:
        return self.running.origin.removeprefix("http://")

    def article(self, number: int) -> ReplicaArticle:
        return next(each for each in self.running.replica.articles if each.id == number)

    def path(self, number: int) -> str:
        return self.running.replica.address(self.article(number))

    def crawl(self, **arguments: str) -> SpiderRun:
        origins = {self.running.replica.declared_host: self.running.origin}
        settings = {**REPLICA_OVERRIDES, "REPLICAS": origins}
        [run] = crawl_into(self.archive, [SPIDER], settings=settings, arguments=arguments)
        return run

    def count(self, run: SpiderRun, what: str) -> int:
        return int(run.stats.get(f"portal/{self.host}/{what}", 0))

    def ask(self, sql: str, **values: str) -> list[tuple[Any, ...]]:
        with sqlalchemy.create_engine(self.url, poolclass=NullPool).begin() as connection:
            found = connection.execute(sqlalchemy.text(sql), values)
            return [tuple(row) for row in found] if found.returns_rows else []


@contextmanager
def living_portal(request: pytest.FixtureRequest, archive: Path) -> Iterator[LivingPortal]:
    """The replica that SPIDER crawls, with an archive on ``request.param``'s database."""
    with pytest.MonkeyPatch.context() as environment:
        if request.param == "sqlite":
            yield from _served(archive, f"sqlite:///{archive / 'portalcrawl.sqlite'}")
        else:
            with new_database(request.getfixturevalue("postgres")) as url:
                environment.setenv("PORTALCRAWL_DB", url)
                yield from _served(archive, url)


def _served(archive: Path, url: str) -> Iterator[LivingPortal]:
    site = replica(SPIDER)
    served: list[LivingPortal] = []
    with serve(replace(site, pages=lambda visit: _page(served[0], site.pages, visit))) as running:
        served.append(LivingPortal(running, archive, url))
        yield served[0]


def _page(portal: LivingPortal, pages: Callable[[Visit], Page | None], visit: Visit) -> Page | None:
    page = None if visit.path in portal.deleted else pages(visit)
    if page is None or isinstance(page.content, bytes):
        return page
    content = turned(page.content, 1, _NOON)
    for old, new in portal.edits.get(visit.path, {}).items():
        content = content.replace(old, new)
    return replace(page, content=content.encode())
