"""What a night crawls, and what it leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from db.nights import PastNight
from portalcrawl.cli.night.backing_off import asked_again_on, failing_since
from portalcrawl.errors import Fault
from portalcrawl.health.state import State
from portalcrawl.portals import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which portals of which spiders."""

    hosts: Mapping[str, tuple[str, ...]]
    """By spider, the portals to crawl; never empty."""
    left_out: Mapping[str, str]
    """By host, why it is not crawled tonight."""
    waiting: frozenset[str] = frozenset()
    """Of these, the hosts that have failed for days and wait for their day."""
    spider_of: Mapping[str, str]
    """By host, crawled or left out."""

    @property
    def spiders(self) -> list[str]:
        """Those that run."""
        return list(self.hosts)

    def settings(self, always: Iterable[str] = ()) -> dict[str, dict[str, object]]:
        """By spider, what has it leave out what it has to, and what ``always`` is left out."""
        out: dict[str, list[str]] = defaultdict(lambda: list(always))
        for host in self.left_out:
            out[self.spider_of[host]].append(host)
        return {spider: {"LEFT_OUT": hosts} for spider, hosts in out.items()}


def enabled(
    portals: Mapping[str, Sequence[Portal]], only: Sequence[str]
) -> dict[str, tuple[Portal, ...]]:
    """By spider the portals to crawl; of the provinces ``only``, or of all where it names none."""
    if unknown := sorted(set(only) - set(portals)):
        raise Fault(
            f"portals.provinces: {', '.join(unknown)} has no portal that can be crawled;"
            " `portalcrawl provinces` shows them all"
        )
    return {spider: tuple(each) for spider, each in portals.items() if not only or spider in only}


def planned(
    portals: Mapping[str, Sequence[str]],
    history: Mapping[str, Sequence[PastNight]],
    today: date,
    *,
    disabled: Iterable[str] = (),
) -> Plan:
    """The plan for the portals of each spider.

    ``disabled`` are the hosts that the configuration leaves out; those that have failed for days
    wait for their day.
    """
    unwanted = set(disabled)
    left_out: dict[str, str] = {}
    waiting: set[str] = set()
    for host in (host for hosts in portals.values() for host in hosts):
        if host in unwanted:
            left_out[host] = "left out by the configuration"
        elif waits := _waits(history.get(host, ()), today):
            left_out[host] = waits
            waiting.add(host)
    kept = {
        spider: tuple(host for host in hosts if host not in left_out)
        for spider, hosts in portals.items()
    }
    return Plan(
        hosts={spider: hosts for spider, hosts in kept.items() if hosts},
        left_out=left_out,
        waiting=frozenset(waiting),
        spider_of={host: spider for spider, hosts in portals.items() for host in hosts},
    )


def _answer(night: PastNight) -> State | None:
    """The state, but that a portal of which something was read has answered, blocked or not."""
    return "ok" if night.counts.listings else night.state


def _waits(past: Sequence[PastNight], today: date) -> str | None:
    nights = [(each.counts.day, _answer(each)) for each in past]
    again, failing = asked_again_on(nights), failing_since(nights)
    if again is None or failing is None or again <= today:
        return None
    return f"failing since {failing[0]}, asked again on {again}"
