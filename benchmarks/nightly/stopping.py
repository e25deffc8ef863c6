"""A full night that is started a second time and then told to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.nightly.checking import Held, fingerprint, handed_out, requests
from benchmarks.nightly.running import Nights, Spent

_LONGEST_QUIET = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondStart:
    """A start during a run."""

    spent: Spent
    is_touched: bool
    """Whether any file of the archive changed, or any portal was asked."""
    files: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedNight:
    """A night that SIGTERM has ended."""

    was_full: bool
    """Whether it was still in the middle then."""
    spent: Spent
    """The seconds are those from SIGTERM to the end."""
    second: SecondStart
    handed_out: frozenset[tuple[str, str]]
    """Spider and key of each article whose page a portal has answered with in this night."""
    stored: frozenset[tuple[str, str]]
    """Of each article that the archive did not have before it."""
    checked: str
    """As what ``portalcrawl db check`` finds the archive then."""


def stopped_night(nights: Nights, day: str, after: int) -> StoppedNight:
    """Begin a night; when the portals have had ``after`` requests, start another, then end it.

    While the second starts, every process of the first is held still: what changes then, the second
    has changed.
    """
    members = nights.fleet.members
    handed, stored = _handed_out(nights), _stored(nights)
    before = requests(members)
    with nights.begun(day) as night:
        was_full = night.wait_until(lambda: requests(members) >= before + after)
        with night.held_still():
            second = _second_start(nights, day)
        spent = night.terminate()
    return StoppedNight(
        was_full=was_full,
        spent=spent,
        second=second,
        handed_out=_handed_out(nights) - handed,
        stored=_stored(nights) - stored,
        checked=nights.checked(),
    )


def _second_start(nights: Nights, day: str) -> SecondStart:
    members = nights.fleet.members
    _wait_while_growing(lambda: requests(members))
    files, asked = fingerprint(nights.archive), requests(members)
    spent = nights.spend(day)
    is_touched = fingerprint(nights.archive) != files or requests(members) != asked
    return SecondStart(spent=spent, is_touched=is_touched, files=len(files), requests=asked)


def _wait_while_growing(count: Callable[[], int]) -> None:
    """What was sent before its sender was held still may be answered yet."""
    last = -1
    while (now := count()) != last:
        last = now
        time.sleep(_LONGEST_QUIET)


def _handed_out(nights: Nights) -> frozenset[tuple[str, str]]:
    members = nights.fleet.members
    return frozenset((each.spider, key) for each in members for key in handed_out(each))


def _stored(nights: Nights) -> frozenset[tuple[str, str]]:
    held = Held(nights.archive)
    members = nights.fleet.members
    return frozenset((each.spider, key) for each in members for key in held.keys(each))
