"""What the writers of articles and of refusals share: a batch, who writes it, what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias, TypeVar

from sqlalchemy import Connection, Row, select

from db import models
from db.dialects import insert
from db.models import table_of
from portalcrawl.items import Capture, PageKind

Result = Literal["new", "revised", "unchanged", "refused", "missing", "gone", "unknown"]
"""``missing``: the portal denied the article for the first time; ``gone``: again, a day later;
``unknown``: it denied one that is not stored."""
CaptureKind = Literal["page", "attachment"]
T = TypeVar("T")
AnyRow: TypeAlias = Row[*tuple[Any, ...]]

_AT_ONCE = 500  # values in one IN list


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item of a batch."""

    portal: str
    article_key: str
    result: Result
    kind: PageKind = "article"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch."""

    outcomes: tuple[Outcome, ...]

    @property
    def new(self) -> int:
        """Articles that the archive did not have."""
        return self._count("new")

    @property
    def revised(self) -> int:
        """Articles that got another revision."""
        return self._count("revised")

    @property
    def unchanged(self) -> int:
        """Articles that say what the archive already has."""
        return self._count("unchanged")

    @property
    def gone(self) -> int:
        """Articles that are found gone by now."""
        return self._count("gone")

    @property
    def refused(self) -> int:
        """Pages that are no articles."""
        return self._count("refused")

    def _count(self, result: Result) -> int:
        return sum(outcome.result == result for outcome in self.outcomes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """Who writes, and when."""

    now: datetime
    run_id: int | None
    extractor_version: str


def portal_ids(connection: Connection, hosts: Iterable[str]) -> dict[str, int]:
    """The row of each host; one that nobody declared gets a row of its own, without a province."""
    wanted = sorted(set(hosts))
    portals = table_of(models.Portal)
    query = select(portals.c.host, portals.c.id).where(portals.c.host.in_(wanted))
    found = {row.host: row.id for row in connection.execute(query)}
    if missing := [{"host": host} for host in wanted if host not in found]:
        connection.execute(insert(connection, portals).on_conflict_do_nothing(), missing)
        found = {row.host: row.id for row in connection.execute(query)}
    return found


def in_pieces(values: Iterable[T], size: int = _AT_ONCE) -> Iterator[list[T]]:
    """The values in lists that fit into one statement."""
    rest = list(values)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


def capture_row(
    capture: Capture | None,
    portal_id: int,
    by: Circumstances,
    kind: CaptureKind = "page",
) -> dict[str, Any]:
    """The columns of a capture, null for a page that was not captured."""
    return {
        "portal_id": portal_id,
        "run_id": by.run_id,
        "kind": kind,
        "is_revisit": capture is not None and capture.is_revisit,
        "url": capture and capture.url,
        "captured_at": capture and capture.captured_at,
        "status": capture and capture.status,
        "payload_digest": capture and capture.payload_digest,
        "warc_file": capture and capture.warc_file,
        "warc_offset": capture and capture.warc_offset,
        "verified_tls": capture and capture.verified_tls,
    }
