"""The state of a portal in a night, from what its runs counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from portalcrawl.health import signs
from portalcrawl.health.lasting import Absence
from portalcrawl.health.observed import PortalNight
from portalcrawl.health.rhythm import Rhythm
from portalcrawl.health.sign import Sign
from portalcrawl.health.state import Health, State
from portalcrawl.health.streak import Streak
from portalcrawl.health.usual import Usual

_UNSURE = 3
"""Nights after which one that looked as usual is believed to have been."""
_NEW_NORMAL = 60
"""Nights after which a portal that is degraded is judged by what it is now."""
_LEARNED = frozenset({"quiet", "listings"})
"""What may be usual: a night with no other sign is learned, unless a person was asked."""
_WORST_FIRST: tuple[State, ...] = (
    "gone",
    "unreachable",
    "blocked",
    "layout changed",
    "degraded",
    "silent",
)

_ANSWERED: tuple[State, ...] = ("layout changed", "blocked")
"""As which a portal is classed of which no listing was read, though its server answers."""


def classed(history: Sequence[PortalNight], tonight: PortalNight) -> Health:
    """The state of the portal tonight; ``history`` are its nights before, the oldest first.

    It is judged by the whole history that is given: half a year is enough, and a portal that has
    none is judged by tonight alone. Nights may be missing, and there may be several runs in a day.
    """
    course = Course(tonight.host)
    for night in history:
        course.night(night)
    return course.night(tonight)


@dataclass(slots=True)
class Course:
    """The nights of one portal, one after the other."""

    host: str
    last: Health | None = None
    usual: Usual = field(default_factory=Usual)
    rhythm: Rhythm = field(default_factory=Rhythm)
    absence: Absence = field(default_factory=Absence)
    _streaks: dict[str, Streak] = field(default_factory=lambda: defaultdict(Streak))
    _seen: dict[str, Sign] = field(default_factory=dict)
    _unsure: list[PortalNight] = field(default_factory=list)
    _lasted: int = 0

    def night(self, night: PortalNight) -> Health:
        """The next night, and the state that it shows."""
        if not _tells(night):
            self.last = self._carried(night)
            return self.last
        self._note(night, {sign.key: sign for sign in self._signs(night)})
        self._learn(night)
        self.last = self._judged(night)
        return self.last

    def _signs(self, night: PortalNight) -> list[Sign]:
        sign = signs.unanswered(night)
        self.absence.night(night, sign)
        if sign is not None:
            sign = self.absence.judged(sign, night.day)
            # A portal may often be away for a night, and yet never answer 404.
            return [sign, replace(sign, key=sign.state)] if sign.state in _ANSWERED else [sign]
        self.usual.see(night)
        found = [signs.kept_out(night), *signs.lost(night, self.usual)]
        if night.outcome == "finished":
            found += [
                signs.names_less(night, self.usual),
                signs.listings_in_vain(night, self.usual),
                signs.many_fail(night, self.usual),
            ]
            self.rhythm.night(night.day, night.stored)
        found.append(signs.quiet(night, self.rhythm))
        return [each for each in found if each is not None]

    def _note(self, night: PortalNight, found: dict[str, Sign]) -> None:
        if "unanswered" in found:
            for state in _ANSWERED:
                self._seen.pop(state, None)
        for key, sign in found.items():
            self._streaks[key].seen(night.day)
            self._seen[key] = sign
        for key, streak in self._streaks.items():
            if key in found:
                continue
            if self._is_told(key, night):
                streak.not_seen()
                self._seen.pop(key, None)

    def _is_told(self, key: str, night: PortalNight) -> bool:
        """Whether the night was one in which such a sign could be seen."""
        if key == "unanswered":
            return True
        if not night.listings:
            return False
        if key == "found":
            return night.outcome == "finished" and signs.found_is_comparable(night, self.usual)
        if key in self.usual.shares:
            return self.usual.shares[key].tells
        return key == "quiet" or night.outcome == "finished"

    def _learn(self, night: PortalNight) -> None:
        if self._seen.keys() - _LEARNED:
            return
        if night.listings and night.outcome == "finished":
            self._unsure.append(night)
            if len(self._unsure) > _UNSURE:
                self.usual.learn(self._unsure.pop(0))

    def _judged(self, night: PortalNight) -> Health:
        sure = {key for key, sign in self._seen.items() if self._is_sure(sign)}
        if sure - {"quiet"}:
            self._unsure.clear()
        shown = sorted(
            self._seen.values(),
            key=lambda sign: (sign.key not in sure, _WORST_FIRST.index(sign.state)),
        )
        if not shown:
            self._lasted = 0
            return Health(host=self.host, day=night.day, state="ok")
        first = shown[0]
        stays = self.last is not None and self.last.state == first.state
        self._lasted = self._lasted + 1 if stays else 1
        if first.state == "degraded" and self._lasted > _NEW_NORMAL:
            return self._begun_anew(night)
        shown.sort(key=lambda sign: sign.state != first.state)
        evidence = dict.fromkeys(each for sign in shown for each in sign.evidence)
        return Health(
            host=self.host,
            day=night.day,
            state=first.state,
            cause=first.cause,
            evidence=tuple(evidence),
            since=self._since(first, night.day, stays=stays),
            needs_person=first.key in sure or (stays and self._is_needed()),
        )

    def _is_sure(self, sign: Sign) -> bool:
        return self._streaks[sign.key].is_enough(sign.at_least)

    def _is_needed(self) -> bool:
        return self.last is not None and self.last.needs_person

    def _since(self, sign: Sign, day: date, *, stays: bool) -> date:
        if stays and self.last is not None and self.last.since is not None:
            return self.last.since
        if sign.state == "gone" and self.absence.since is not None:
            return self.absence.since
        return day

    def _begun_anew(self, night: PortalNight) -> Health:
        """What has lasted for so long is how the portal is now."""
        self.usual = Usual()
        self._streaks.clear()
        self._seen.clear()
        self._lasted = 0
        return Health(host=self.host, day=night.day, state="ok")

    def _carried(self, night: PortalNight) -> Health:
        """The state of the night before, where tonight says nothing."""
        if self.last is None:
            return Health(host=self.host, day=night.day, state="ok")
        return replace(self.last, day=night.day)


def _tells(night: PortalNight) -> bool:
    """Whether the night says anything of the portal: what broke in us does not."""
    if night.busy:
        return False
    if not night.listings:
        return bool(signs.portal_failures(night) or night.refused.get("robots"))
    return night.outcome == "finished" or bool(night.found)
