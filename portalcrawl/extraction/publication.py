"""Choosing the publication date among what the page, the listing, the URL and the lead say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from portalcrawl.extraction.dates import VIETNAM, Moment, plausible
from portalcrawl.items import Evidence

#: From the most to the least trusted.
TRUST: tuple[Evidence, ...] = ("json-ld", "meta", "visible", "listing", "url", "lead")
_FINENESS = {"month": 0, "day": 1, "minute": 2}
_CLOCK_TOLERANCE = timedelta(minutes=3)
#: A URL folder is made when the article is entered, which may be some weeks before it appears.
_FOLDER_TOLERANCE = timedelta(days=62)


@dataclass(slots=True)
class DateEvidence:
    """What is known of an article's date, by where it stands."""

    fetched_at: datetime | None = None
    found: dict[Evidence, Moment] = field(default_factory=dict)

    def add(self, evidence: Evidence, moment: Moment | None) -> None:
        """Note a date; the first of each kind counts, implausible ones and clocks do not."""
        if moment is None or evidence in self.found or not plausible(moment, self.fetched_at):
            return
        if evidence == "visible" and self._is_clock(moment):
            return
        self.found[evidence] = moment

    def refine(self, evidence: Evidence, moment: Moment | None) -> None:
        """Put a finer moment of the same day in the place of what is known."""
        known = self.found.get(evidence)
        if known and moment and moment.same_day(known) and _finer(moment, known):
            self.found[evidence] = moment

    def choose(self) -> tuple[Moment, Evidence] | None:
        """The most trusted date that nothing contradicts, made finer by others that agree."""
        chosen = next(
            (name for name in TRUST if name in self.found and not self._contradicted(name)), None
        )
        if chosen is None:
            return None
        moment, evidence = self.found[chosen], chosen
        for name in TRUST:
            other = self.found.get(name)
            if other and other.same_day(moment) and _finer(other, moment):
                moment, evidence = other, name
        return moment, evidence

    def _is_clock(self, moment: Moment) -> bool:
        """Whether a page shows the very time at which it was fetched."""
        if self.fetched_at is None or moment.precision != "minute":
            return False
        now = self.fetched_at.astimezone(VIETNAM).replace(tzinfo=None)
        return abs(now - moment.at) <= _CLOCK_TOLERANCE

    def _contradicted(self, name: Evidence) -> bool:
        moment = self.found[name]
        visible, folder = self.found.get("visible"), self.found.get("url")
        if folder and name not in ("url", "lead") and _apart(moment, folder):
            return True
        if name in ("json-ld", "meta") and visible and not moment.same_day(visible):
            # Shown to readers beats said to machines, unless the shown one is a later update.
            return _swapped(moment, visible) or moment.at > visible.at
        return False


def _apart(moment: Moment, folder: Moment) -> bool:
    return abs(moment.at - folder.at) > _FOLDER_TOLERANCE


def _swapped(moment: Moment, visible: Moment) -> bool:
    """Whether two dates differ only in day and month being exchanged."""
    return (moment.at.year, moment.at.month, moment.at.day) == (
        visible.at.year,
        visible.at.day,
        visible.at.month,
    )


def _finer(other: Moment, moment: Moment) -> bool:
    return _FINENESS[other.precision] > _FINENESS[moment.precision]
