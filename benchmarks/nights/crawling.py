"""What the spider counts of a portal, as ``spiders/province.py`` does."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import ceil
from random import Random

from benchmarks.nights.chance import some
from benchmarks.nights.failures import Failure
from benchmarks.nights.portal import Traits
from portalcrawl.health.observed import PortalNight
from portalcrawl.rechecks import DAYS

_MOST_RECHECKS = 500
_SLOW = 0.35
_ODD = 0.02
"""Days on which some articles are of another make, as ten pictures of one event are."""
_TOGETHER = 50
"""Articles at the most that are asked for again together."""
_ODD_IN = ("generic", "lead", "author", "published_at", "section")
_NOBODY_THERE = {
    "timeout": ("timeout", "connection"),
    "5xx": ("5xx", "ignored"),
    "tls": ("tls",),
    "connection": ("connection",),
    "dns": ("dns",),
    "redirect": ("refused", "redirect", "ignored"),
    "host gone": ("dns", "refused"),
    "blocked": ("blocked",),
    "403": ("403",),
}


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that were stored together and are asked for again together."""

    articles: int
    first: date
    """On which they were found."""
    odd: int = 0
    odd_in: str = ""


@dataclass(slots=True)
class Crawled:
    """One portal with what is stored of it."""

    traits: Traits
    random: Random
    news: list[int] = field(init=False)
    """By listing: articles that are not stored yet."""
    stored: int = 0
    _due: dict[date, list[Batch]] = field(default_factory=lambda: defaultdict(list))
    _is_new: bool = False
    """Whether all listings were made anew, so that none answers 304."""
    _last_sweep: date | None = None
    page: int = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.traits.page
        backlog = self.page * self.traits.depth
        self.news = [max(1, backlog // (1 + at)) for at in range(self.traits.listings)]

    def publish(self, articles: int, failure: Failure | None) -> None:
        """Put new articles on the listings; a listing that is frozen takes none."""
        if failure and failure.kind.name == "frozen":
            return
        weights = [1 / (1 + at) for at in range(self.traits.listings)]
        if self.traits.in_vain:
            weights[-1] = 0
        for at in self.random.choices(range(self.traits.listings), weights, k=articles):
            self.news[at] += 1

    def by_hand(self) -> None:
        """Somebody crawls in the afternoon, which no night knows of."""
        for at, articles in enumerate(self.news):
            self.news[at] -= some(self.random, articles, 0.9)

    def night(self, day: date, failure: Failure | None, *, trouble: str = "") -> PortalNight:
        """One night. ``trouble`` passes by itself: ``away``, ``slow`` or nothing."""
        kind = failure.kind.name if failure else ""
        if trouble == "away":
            return self._nobody_there(day, self.random.choice(("timeout", "connection", "5xx")))
        if kind in _NOBODY_THERE:
            classes = _NOBODY_THERE[kind]
            return self._nobody_there(
                day, classes[(failure.first.day if failure else 0) % len(classes)]
            )
        if kind == "listings 404":
            return self._listings_moved(day, failure)
        self._is_new, made_anew = kind in ("no links", "one section"), self._is_new
        if made_anew and not self._is_new:
            return self._answered(day, kind, self.traits.failing, made_anew=True)
        return self._answered(day, kind, _SLOW if trouble == "slow" else self.traits.failing)

    def _nobody_there(self, day: date, kind: str) -> PortalNight:
        due = sum(each.articles for each in self._take_due(day))
        failed = {kind: self.traits.listings + due + self.random.randint(0, 3)}
        if kind == "timeout" and self.random.random() < 0.3:
            failed["connection"] = 1
        return PortalNight(
            host=self.traits.host,
            day=day,
            failed=failed,
            starts_failed=self.traits.listings,
            requests=3 * sum(failed.values()),
        )

    def _listings_moved(self, day: date, failure: Failure | None) -> PortalNight:
        """The addresses of the listings are no more; those of the articles may be."""
        due = self._take_due(day)
        counts = _Counts(self.traits, self.random)
        missing = 0
        if failure and failure.first.day % 2:
            counts.read(due)
        else:
            missing = sum(each.articles for each in due)
        return PortalNight(
            host=self.traits.host,
            day=day,
            failed={"404": self.traits.listings},
            starts_failed=self.traits.listings,
            rechecked=sum(each.articles for each in due),
            missing=missing,
            methods=counts.methods,
            without=counts.without,
            requests=self.traits.listings + sum(each.articles for each in due),
        )

    def _answered(
        self, day: date, kind: str, failing: float, *, made_anew: bool = False
    ) -> PortalNight:
        random, traits = self.random, self.traits
        swept = self._last_sweep is None or (day - self._last_sweep).days >= 7
        counts, failed = _Listed(), Counter[str]()
        lasting = self._lasting(kind)
        flaky = random.randrange(traits.listings) if random.random() < traits.flaky else None
        blank = random.randrange(traits.listings) if random.random() < traits.blank else None
        for at in range(traits.listings):
            if lasting.get(at) == "failed":
                counts.failed += 1
                failed["404" if traits.listings % 2 else "5xx"] += 1
            elif random.random() < failing or at == flaky:
                counts.failed += 1
                failed[random.choice(("timeout", "5xx"))] += 1
            elif lasting.get(at) == "empty" or at == blank:
                # The validators of a page that names nothing are not kept: it never answers 304.
                counts.pages += 1
                counts.empty += 1
            else:
                pages, is_304 = self._pages(at, swept=swept)
                is_304 = is_304 and not made_anew
                counts.pages += pages
                counts.unmodified += is_304
                counts.named += 0 if is_304 else self.page * pages
                counts.reached.append(at)
        if swept and counts.pages:
            self._last_sweep = day
        return self._with_articles(day, kind, failing, failed, counts)

    def _lasting(self, kind: str) -> dict[int, str]:
        """By listing: how it is night after night, ``empty`` or ``failed``."""
        many = self.traits.listings
        lasting = {many - 1: self.traits.in_vain} if self.traits.in_vain else {}
        if kind == "no links":
            lasting |= dict.fromkeys(range(many), "empty")
        if kind == "one section":
            lasting[0] = "empty"
        if kind == "half the sections":
            lasting |= dict.fromkeys(range(ceil(self.traits.living / 2)), "failed")
        return lasting

    def _pages(self, at: int, *, swept: bool) -> tuple[int, bool]:
        new = self.news[at]
        if swept:
            return max(self.traits.depth, ceil(new / self.page)), False
        if not new:
            return 1, at < self.traits.validated
        return 1 + ceil(new / self.page), False

    def _with_articles(
        self,
        day: date,
        kind: str,
        failing: float,
        failed: Counter[str],
        listed: _Listed,
    ) -> PortalNight:
        random, traits = self.random, self.traits
        counts, due = _Counts(traits, random, kind), self._take_due(day)
        new = lost = 0
        for at in listed.reached:
            answered = self.news[at] - some(random, self.news[at], failing)
            lost += self.news[at] - answered
            new, self.news[at] = new + answered, self.news[at] - answered
        again = sum(each.articles for each in due)
        silent = some(random, again, failing)
        if lost + silent:
            failed[random.choice(("timeout", "connection", "5xx"))] += lost + silent
        missing = some(random, again - silent, traits.denied)
        stored = counts.take(new)
        batch = self._batch(stored, day)
        rereads = [each for each in due if random.random() >= failing]
        counts.read([batch, *rereads])
        self._store(batch)
        found = round(listed.named * (1 - traits.overlap) * random.uniform(0.97, 1.03))
        return PortalNight(
            host=traits.host,
            day=day,
            listings=listed.pages,
            unmodified=listed.unmodified,
            starts_failed=listed.failed,
            starts_empty=listed.empty,
            found=found,
            known=max(0, found - new - lost),
            requested=new + lost,
            requests=listed.pages + new + again + 3 * sum(failed.values()),
            stored=stored,
            rechecked=again,
            missing=missing,
            failed=dict(failed),
            refused=dict(counts.refused),
            methods=dict(counts.methods),
            without=dict(counts.without),
        )

    def _batch(self, articles: int, day: date) -> Batch:
        if articles > 1 and self.stored and self.random.random() < _ODD:
            odd_in = self.random.choice(_ODD_IN)
            return Batch(articles, day, min(articles, self.random.randint(2, 10)), odd_in)
        return Batch(articles, day)

    def _store(self, batch: Batch) -> None:
        self.stored += batch.articles
        for taken in range(0, batch.articles, _TOGETHER):
            many = min(_TOGETHER, batch.articles - taken)
            self._ask_later(replace(batch, articles=many, odd=0 if taken else batch.odd))

    def _ask_later(self, batch: Batch, seen: date | None = None) -> None:
        """Put it where it is due for the next time, as ``portalcrawl.rechecks`` has it."""
        dues = (batch.first + timedelta(days=days) for days in DAYS)
        due = next((due for due in dues if due > (seen or batch.first)), None)
        if due:
            self._due[due].append(batch)

    def _take_due(self, day: date) -> list[Batch]:
        """What is due, the latest first, as many as one run asks for; they are postponed."""
        due = [batch for at in sorted(self._due) if at <= day for batch in self._due.pop(at)]
        due.sort(key=lambda batch: batch.first, reverse=True)
        taken: list[Batch] = []
        left = _MOST_RECHECKS
        for batch in due:
            if batch.articles > left:
                self._due[day].append(batch)
                continue
            taken.append(batch)
            left -= batch.articles
            self._ask_later(batch, day)
        return taken


@dataclass(slots=True)
class _Listed:
    """How listings are read."""

    pages: int = 0
    unmodified: int = 0
    failed: int = 0
    """First pages."""
    empty: int = 0
    """First pages."""
    named: int = 0
    """Articles, those on several listings so many times."""
    reached: list[int] = field(default_factory=list)
    """The listings that name articles."""


@dataclass(slots=True)
class _Counts:
    """How articles are read."""

    traits: Traits
    random: Random
    kind: str = ""
    methods: Counter[str] = field(default_factory=Counter)
    without: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def take(self, pages: int) -> int:
        """New pages; gives those that are articles."""
        refused = (
            pages if self.kind == "refused pages" else some(self.random, pages, self.traits.refused)
        )
        if refused:
            self.refused[
                self.random.choice(("static", "listing", "empty", "document"))
                if self.kind != "refused pages"
                else "empty"
            ] += refused
        return pages - refused

    def read(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            if batch.articles:
                self._read(batch)

    def _read(self, batch: Batch) -> None:
        if self.kind == "refused pages":
            self.refused["empty"] += batch.articles
            return
        usual = batch.articles - batch.odd
        generic = batch.articles
        if self.kind not in ("article layout", "no links"):
            generic = some(self.random, usual, self.traits.generic)
            generic += batch.odd if batch.odd_in == "generic" or not self.traits.has_profile else 0
        self.methods["generic"] += generic
        if generic < batch.articles:
            self.methods["profile:liferay"] += batch.articles - generic
        for name, share in self.traits.without.items():
            if (self.kind, name) in (("date lost", "published_at"), ("lead lost", "lead")):
                share = 1.0
            odd = batch.odd if batch.odd_in == name else some(self.random, batch.odd, share)
            self.without[name] += odd + some(self.random, usual, share)
