"""What a night over the fleet has done, read from the archive, the report and the sites' logs."""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.nightly.fleet import Fleet, Member
from benchmarks.nightly.running import Nights, Spent
from portalcrawl.reports.night import NightReport

_STORED = """
    SELECT portals.host, articles.key, revisions.title FROM articles
    JOIN portals ON portals.id = articles.portal_id
    JOIN revisions ON article_id = articles.id AND number = current_revision
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A whole night, and what is not as it has to be. Portals go by their spiders' names."""

    spent: Spent
    report: NightReport
    stored: int
    """Articles."""
    incomplete: tuple[str, ...]
    """Those that are well and lack an article, have one twice, or have what is none."""
    wrong: tuple[str, ...]
    """A line for each that is in another state, or for another cause, than it has to be."""


def outcome(nights: Nights, spent: Spent) -> Outcome:
    """What the night that was just spent has come to."""
    report, held = nights.report(), Held(nights.archive)
    return Outcome(
        spent=spent,
        report=report,
        stored=sum(each.counts.stored for each in report.portals if each.counts),
        incomplete=tuple(e.spider for e in nights.fleet.well if not held.is_complete(e)),
        wrong=tuple(_wrongly_classed(nights.fleet, report)),
    )


class Held:
    """What an archive holds now: by host, the keys and titles of its articles."""

    def __init__(self, archive: Path) -> None:
        self._by_host: dict[str, Counter[tuple[str, str]]] = {}
        address = f"file:{archive / 'portalcrawl.sqlite'}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            for host, key, title in connection.execute(_STORED):
                self._by_host.setdefault(host, Counter())[key, title] += 1

    def keys(self, member: Member) -> frozenset[str]:
        """The keys of a portal's articles."""
        return frozenset(key for key, _title in self._of(member))

    def is_complete(self, member: Member) -> bool:
        """Whether it is just what the portal has: every article, each once, and nothing else."""
        now = member.site.now
        wanted = Counter((member.key(now.address(each)), each.title or "") for each in now.articles)
        return self._of(member) == wanted

    def _of(self, member: Member) -> Counter[tuple[str, str]]:
        return self._by_host.get(member.host, Counter())


def handed_out(member: Member) -> frozenset[str]:
    """The keys of the articles whose page the portal has answered with, since it was served."""
    now = member.site.now
    known = {member.key(now.address(each)) for each in now.articles}
    targets = (each.target for each in member.requests.all() if each.status == 200)
    return frozenset(key for target in targets if (key := member.key_at(target)) in known)


def requests(members: Iterable[Member]) -> int:
    """How many all of them have had."""
    return sum(each.requests.total() for each in members)


def fingerprint(folder: Path) -> dict[str, tuple[int, str]]:
    """Every file below a folder: when it was changed (ns), and the hash of what is in it."""
    return {
        str(file.relative_to(folder)): (
            file.lstat().st_mtime_ns,
            hashlib.blake2b(file.read_bytes()).hexdigest(),
        )
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink()
    }


def _wrongly_classed(fleet: Fleet, report: NightReport) -> Iterable[str]:
    told = {each.host: each.health for each in report.portals}
    for member in fleet.members:
        health = told.get(member.host)
        state, cause = member.wanted
        if health is None or (health.state, health.cause) != (state, cause):
            got = f"{health.state}, {health.cause}" if health else "not judged"
            yield f"{member.spider}: {got}; it is {state}, {cause}"
