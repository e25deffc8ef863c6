"""What of a night is not as usual: one function for each thing that is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from portalcrawl.health.observed import PortalNight
from portalcrawl.health.rhythm import NOTED, Rhythm
from portalcrawl.health.shares import Excess
from portalcrawl.health.sign import Sign, counted
from portalcrawl.health.state import State
from portalcrawl.health.usual import Usual, failed_share, fresh_listings, in_vain

#: Answers that keep a crawler out: by a protection, or by a status that says so.
KEPT_OUT = frozenset({"blocked", "401", "403", "407", "429", "451"})
ABSENT = frozenset({"404", "410"})
ELSEWHERE = frozenset({"redirect", "refused"})
_OURS = frozenset({"capture"})
"""Failures that are no word of the portal's."""

_MANY_FAIL = 0.3
_SOME_FAIL = 3
_FEWER_FOUND = 0.4
"""Of what so many listings name: a page of 12 articles in place of 20 is no fault."""
_AS_MANY = 0.75
_HARDLY_ANY_FOUND = 0.2
_TOO_FEW_TO_SAY = 8
_MOST = 0.6
"""Of the articles: a share that one night may prove."""
_PART = 0.15
"""Of the articles: a share that some nights together may prove."""
_PART_NIGHTS = 3
"""Nights in a row in which a part must fail: in two, single requests do by chance."""
_WITHOUT_HISTORY = 30
_NEARLY_ALL = 0.9

_LOST: Mapping[str, tuple[State, str, str]] = {
    "generic": ("layout changed", "generic", "read by the generic rules"),
    "title": ("layout changed", "title", "without a title"),
    "published_at": ("layout changed", "date", "without a date"),
    "refused": ("layout changed", "refused", "refused as empty, listing or login"),
    "404": ("layout changed", "404", "that were asked for again denied"),
    "lead": ("degraded", "lead", "without a lead"),
    "author": ("degraded", "author", "without an author"),
    "source": ("degraded", "source", "without a source"),
    "section": ("degraded", "section", "without a section"),
}
"""By share: the state that it speaks for, the cause, and what is said of the articles."""
_PROVEN_BY_ONE_NIGHT = frozenset({"generic", "title", "published_at"})
"""What no passing trouble of a server does: the article's text was read."""


def portal_failures(night: PortalNight) -> dict[str, int]:
    """The failures that are the portal's, by class, those first that were most."""
    own = {kind: count for kind, count in night.failed.items() if kind not in _OURS and count}
    return dict(sorted(own.items(), key=lambda each: (-each[1], each[0])))


def unanswered(night: PortalNight) -> Sign | None:
    """No listing was read."""
    failed = portal_failures(night)
    if forbidden := night.refused.get("robots", 0):
        failed.setdefault("robots", forbidden)
    if night.listings or not failed:
        return None
    cause = next(iter(failed))
    evidence = [f"No listing was read; failed: {_listed(failed)}"]
    if night.read:
        evidence.append(f"{counted(night.read, 'stored article')} could be read all the same")
    state: State = "unreachable"
    if cause in KEPT_OUT or cause == "robots":
        state = "blocked"
    elif cause in ABSENT:
        state = "layout changed"
    at_least = 3 if night.read and state == "unreachable" else 2
    return Sign(
        key="unanswered", state=state, cause=cause, evidence=tuple(evidence), at_least=at_least
    )


def kept_out(night: PortalNight) -> Sign | None:
    """Listings answer, but articles are kept from us."""
    blocked = sum(night.failed.get(kind, 0) for kind in KEPT_OUT) + night.refused.get("blocked", 0)
    asked = night.read + night.failures + sum(night.refused.values())
    if blocked < _SOME_FAIL or blocked < asked / 2:
        return None
    kinds = {kind: night.failed[kind] for kind in KEPT_OUT if night.failed.get(kind)}
    cause = max(sorted(kinds), key=lambda kind: kinds[kind], default="blocked")
    said = f"{blocked} of {counted(asked, 'article')} asked for were kept from us"
    return Sign(key="kept out", state="blocked", cause=cause, evidence=(said,))


def names_less(night: PortalNight, usual: Usual) -> Sign | None:
    """Listings were read, and name fewer articles than they ever did, or none."""
    if night.found and usual.finds_enough(night, _FEWER_FOUND):
        return None
    if not fresh_listings(night) and night.starts_empty <= usual.high_empty():
        return None
    return _names_nothing(night, usual) or _finds_less(night, usual)


def _names_nothing(night: PortalNight, usual: Usual) -> Sign | None:
    fresh = fresh_listings(night)
    if night.found and usual.finds_enough(night, _HARDLY_ANY_FOUND):
        return None
    low = usual.low_found(fresh, 1)
    # Before there is a history all must be silent.
    if night.found and (low is None or not _is_hardly_any(night.found, low)):
        return None
    if not usual.is_known and (night.unmodified or night.failures):
        return None
    if usual.names_nothing_at_times(fresh):
        return None
    said = f"{_found(night)}{usual.on_its_weekday(night, 'found')}"
    return Sign(
        key="names nothing",
        state="layout changed",
        cause="no links",
        evidence=(f"{counted(night.listings - night.unmodified, 'listing')} read; {said}",),
    )


def _is_hardly_any(found: int, low: int) -> bool:
    return low >= _TOO_FEW_TO_SAY and found < _HARDLY_ANY_FOUND * low


def _finds_less(night: PortalNight, usual: Usual) -> Sign | None:
    low = _low_of_so_many(fresh_listings(night), usual)
    if low is None or low < _TOO_FEW_TO_SAY or night.found >= _FEWER_FOUND * low:
        return None
    weekday = usual.on_its_weekday(night, "found")
    at_least = f"so many listings name {low} on the worst of twenty nights"
    return Sign(
        key="found",
        state="degraded",
        cause="found",
        evidence=(f"{_found(night)}{weekday}; {at_least}",),
        at_least=_PART_NIGHTS,
    )


def found_is_comparable(night: PortalNight, usual: Usual) -> bool:
    """Whether there were nights before in which about as many listings were read."""
    fresh = fresh_listings(night)
    return fresh > 0 and _low_of_so_many(fresh, usual) is not None


def _low_of_so_many(fresh: int, usual: Usual) -> int | None:
    low = usual.low_found(fresh, fresh)
    return usual.low_found(fresh, ceil(_AS_MANY * fresh)) if low is None else low


def _listed(failed: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in failed.items())


def _found(night: PortalNight) -> str:
    return f"{counted(night.found, 'article')} found"


def listings_in_vain(night: PortalNight, usual: Usual) -> Sign | None:
    """More listings than usual fail or name nothing, while others are read."""
    many, high = in_vain(night), usual.high_in_vain()
    if high is None or many <= high:
        return None
    starts = max(usual.starts(), many)
    said = (
        f"{many} of {counted(starts, 'listing')} brought nothing, usually at most {high}: "
        f"{night.starts_failed} failed, {night.starts_empty} named no article"
    )
    evidence = [said]
    if failed := portal_failures(night):
        evidence.append(f"Failed: {_listed(failed)}")
    if 2 * night.starts_empty > starts:
        return Sign(key="listings", state="layout changed", cause="no links", evidence=(*evidence,))
    return Sign(
        key="listings",
        state="degraded",
        cause="listings",
        evidence=(*evidence,),
        at_least=_PART_NIGHTS if many == high + 1 and night.starts_failed else 2,
    )


def many_fail(night: PortalNight, usual: Usual) -> Sign | None:
    """A large share of the requests failed."""
    share, failed = failed_share(night), portal_failures(night)
    if night.failures < _SOME_FAIL or not failed or share <= _MANY_FAIL:
        return None
    high = usual.high_failed()
    if share <= 2 * high:
        return None
    usually = f"usually at most {high:.0%}: {_listed(failed)}"
    evidence = f"{share:.0%} of what was asked for failed, {usually}"
    weekday = usual.on_its_weekday(night, "requests")
    asked = f"{counted(night.requests, 'request')}{weekday}"
    return Sign(
        key="failed",
        state="degraded",
        cause=next(iter(failed)),
        evidence=(evidence, asked),
        at_least=_PART_NIGHTS,
    )


def lost(night: PortalNight, usual: Usual) -> Iterator[Sign]:
    """Articles are read worse than usual, or are none any more."""
    for name, (state, cause, said) in _LOST.items():
        share = usual.shares[name]
        if excess := share.excess(_MOST):
            sure = excess.is_certain and (name in _PROVEN_BY_ONE_NIGHT or excess.nights > 1)
            yield _lost(name, state, cause, said, excess, at_least=1 if sure else 2)
        elif part := share.excess(_PART):
            # What is odd is read again in the nights after it.
            yield _lost(name, state, cause, said, part, at_least=_PART_NIGHTS)
    if not usual.nights and _is_all_generic(night):
        yield Sign(
            key="generic",
            state="layout changed",
            cause="generic",
            evidence=(f"{night.generic} of {night.read} articles read by the generic rules",),
        )


def _lost(  # noqa: PLR0913, RUF100
    name: str, state: State, cause: str, said: str, excess: Excess, *, at_least: int
) -> Sign:
    when = "" if excess.nights == 1 else f" in {excess.nights} nights"
    evidence = (
        f"{excess.count} of {counted(excess.among, 'article')} {said}{when}, {excess.usually}"
    )
    return Sign(key=name, state=state, cause=cause, evidence=(evidence,), at_least=at_least)


def _is_all_generic(night: PortalNight) -> bool:
    has_profile = any(night.methods[name] for name in night.methods if name.startswith("profile:"))
    many = night.read >= _WITHOUT_HISTORY
    return has_profile and many and night.generic >= _NEARLY_ALL * night.read


def quiet(night: PortalNight, rhythm: Rhythm) -> Sign | None:
    """Nothing new for longer than its rhythm explains."""
    if rhythm.has_never_spoken:
        said = f"Nothing new in any of the {rhythm.quiet_nights} nights that are known"
        return Sign(key="quiet", state="silent", cause="no news", evidence=(said,), at_least=1)
    if not rhythm.is_known or rhythm.surprise < min(NOTED, rhythm.limit):
        return None
    longest = rhythm.longest
    usual = f"its longest quiet time but one had {longest}" if longest else "it never was so long"
    since = f" since {rhythm.last_news}" if rhythm.last_news else ""
    said = f"Nothing new in {counted(rhythm.quiet_nights, 'night')}{since}; {usual}"
    reads = f"{counted(night.listings, 'listing')} answered, {_found(night)}, all known"
    at_least = 1 if rhythm.surprise >= rhythm.limit else 1000
    return Sign(
        key="quiet", state="silent", cause="no news", evidence=(said, reads), at_least=at_least
    )
