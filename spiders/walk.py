"""The state of one portal's crawl: what was found, what is asked, what has been counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.items import Link
from portalcrawl.memory import Memory, Stored
from spiders.steps import Step, pages_before

if TYPE_CHECKING:
    from scrapy.http import Headers

    from portalcrawl.engines.base import Listing
    from portalcrawl.portals import Portal
    from spiders.discovery import Sighting
    from spiders.place import Site


_NUMBERING = re.compile(r"[\W\d_]*")
"""What a box of the most read puts before a title; more than that belongs to it."""


@dataclass(frozen=True, slots=True)
class Find:
    """An article on a listing page."""

    key: str
    day: date | None
    """As the listing has it."""
    is_new: bool
    """Whether earlier runs did not deal with it."""


@dataclass(slots=True)
class Walk:
    """One portal in one run. Each article is asked for once; its second forms are counted."""

    site: Site
    memory: Memory
    counted: Callable[[str, int], None]
    """Called with the name of a stat and what to add to it."""
    links: dict[str, Link] = field(default_factory=dict)
    """By article key: all that the listings said of the article."""
    addresses: dict[str, str] = field(default_factory=dict)
    """By article key: its canonical URL."""
    listings: set[tuple[str, int | None]] = field(default_factory=set)
    """The listing pages asked for: Step.identity."""
    resumed: set[str] = field(default_factory=set)
    """The places of those that earlier runs could not read."""
    unread: set[str] = field(default_factory=set)
    """The places of those that this run could not read."""
    waiting: dict[str, int] = field(default_factory=dict)
    """The keys to ask for when all listings are read, with the depth of their listing page."""
    asked: set[str] = field(default_factory=set)
    """The keys asked for."""
    stored: dict[str, Stored] = field(default_factory=dict)
    """By article key: what is stored already and asked for again."""
    outdated: list[Stored] = field(default_factory=list)
    """What is stored and was changed since, as the sitemaps have it."""
    is_deep: bool = False
    """Whether every listing is read to its end, known articles or not."""
    validators: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """ETag and Last-Modified of the listings that were read in full."""
    is_incomplete: bool = False
    """Whether listings have to be read again: one failed that may be read next time, or a limit."""
    is_read: bool = False
    """Whether any listing could be read."""
    _seen: set[str] = field(default_factory=set)
    _known: dict[str, bool] = field(default_factory=dict)
    _passed: dict[str, set[str]] = field(default_factory=dict)
    _limits: set[str] = field(default_factory=set)

    @property
    def portal(self) -> Portal:
        """The portal, at the address where it is asked."""
        return self.site.portal

    @property
    def listed(self) -> tuple[Listing, ...]:
        """The start points that the engine knows."""
        return self.portal.engine.listings(self.portal)

    def count(self, what: str, by: int = 1) -> None:
        """Add to ``portal/<host>/<what>``."""
        self.counted(f"portal/{self.portal.host}/{what}", by)

    def take(self, sightings: Iterable[Sighting]) -> list[Find]:
        """The articles behind the links of a listing, each once, in its order."""
        days: dict[str, date | None] = {}
        for sighting in sightings:
            key = self._add(sighting.link)
            if key is not None:
                days[key] = days.get(key) or sighting.day
        self._recall(days)
        return [Find(key, day, is_new=not self._known[key]) for key, day in days.items()]

    def passes(self, start: str, finds: Iterable[Find]) -> bool:
        """Note the articles of one listing; whether it had not shown all of them before.

        Behind its end a portal shows the last page again, or the first, without end.
        """
        passed = self._passed.setdefault(start, set())
        before = len(passed)
        passed.update(find.key for find in finds)
        return len(passed) > before

    def is_news(self, limit: str) -> bool:
        """Note that the walk has come to a limit; whether it is for the first time."""
        before = len(self._limits)
        self._limits.add(limit)
        return len(self._limits) > before

    def note_unread(self, step: Step) -> None:
        """Keep the place of a page that nothing but the page before it leads to."""
        if step.is_resumed and (step.depth == 1 or step.ask.body is not None):
            # The place was not reached: it is still where to go on.
            self.unread |= {place for place in self.resumed if pages_before(place)[0] == step.start}
        elif not step.is_first:
            self.unread.add(step.place)

    def put_off(self, finds: Iterable[Find], depth: int) -> None:
        """Have the articles asked for when all listings are read."""
        for find in finds:
            self.waiting[find.key] = max(depth, self.waiting.get(find.key, 0))

    def next_in_turn(self, limit: int) -> list[tuple[str, int]]:
        """The keys to ask for now, with their depths: the deepest, at most ``limit`` in a run."""
        deepest = sorted(self.waiting.items(), key=lambda waiting: -waiting[1])
        self.waiting = {}
        chosen = deepest[: max(0, limit - len(self.asked))]
        self.is_incomplete |= len(chosen) < len(deepest)
        self.asked.update(key for key, _depth in chosen)
        return chosen

    def next_stored(self, stored: Iterable[Stored], limit: int) -> list[str]:
        """The keys of stored articles to ask for again, at most ``limit`` with those asked for.

        An address that the portal lists by now is taken instead of the stored one. Of several eras
        of one host each asks for its own articles.
        """
        own = [
            each
            for each in {each.key: each for each in stored}.values()
            if self._is_own(each) and each.key not in self.asked
        ]
        chosen = own[: max(0, limit - len(self.asked))]
        for each in chosen:
            self.stored[each.key] = each
            self.addresses.setdefault(each.key, each.url)
            listed, kept = self.links.get(each.key), each.link or Link(url=each.url)
            self.links[each.key] = merged(listed, kept)
            self.asked.add(each.key)
        return [each.key for each in chosen]

    def _is_own(self, stored: Stored) -> bool:
        is_article = self.portal.engine.is_article(stored.url)
        return is_article and self.portal.article_key(stored.url) == stored.key

    def is_dealt_with(self, key: str) -> bool:
        """Whether the article is asked for in this run, or was dealt with in an earlier one."""
        return key in self.asked or key in self.memory.known(self.portal.host, [key])

    def note_validators(self, url: str, headers: Headers) -> None:
        """Keep what a later run needs to ask for this listing only if it has changed."""
        etag, modified = headers.get("ETag"), headers.get("Last-Modified")
        if etag or modified:
            self.validators[url] = (_text(etag), _text(modified))

    def _add(self, link: Link) -> str | None:
        """The key of the article behind the link; None where it is none, or cannot be asked for."""
        placed = self.site.at_home(link.url)
        engine = self.portal.engine
        if placed is None or not engine.is_article(placed[0]):
            return None
        url, moved = placed
        key, canonical = self.portal.article_key(url), engine.canonical(url)
        if link.url not in self._seen:
            self._seen.add(link.url)
            own_form = engine.variant(url) or ("other host" if moved else None)
            if reason := own_form or self._other_address(key, canonical):
                self.count(f"merged/{reason}")
        if engine.variant(canonical):
            return None  # a print view that tells no other address
        self.addresses.setdefault(key, canonical)
        self.links[key] = merged(self.links.get(key), link)
        return key

    def _other_address(self, key: str, canonical: str) -> str | None:
        first = self.addresses.get(key, canonical)
        if first == canonical:
            return None
        return "other category" if _slug(first) == _slug(canonical) else "other address"

    def _recall(self, keys: Iterable[str]) -> None:
        """Ask the memory, in one go, for the keys that were not on any listing before."""
        fresh = [key for key in keys if key not in self._known]
        if not fresh:
            return
        known = self.memory.known(self.portal.host, fresh)
        self._known.update((key, key in known) for key in fresh)
        self.count("found", len(fresh))
        if known:
            self.count("known", len(known))


def merged(one: Link | None, other: Link) -> Link:
    """All that two listings say of one article; where both speak, the first is believed.

    But not its numbering: which of two listings answers first is chance.
    """
    if one is None:
        return other
    return replace(
        one,
        title=_unnumbered(one.title, other.title) or other.title,
        published=one.published or other.published,
        section=one.section or other.section,
    )


def _unnumbered(title: str | None, other: str | None) -> str | None:
    """The title; the other one where all that it lacks is a number in front."""
    if title and other and title.endswith(other):
        return other if _NUMBERING.fullmatch(title.removesuffix(other)) else title
    return title


def _slug(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]


def _text(header: bytes | None) -> str | None:
    return header.decode("latin-1") if header else None
