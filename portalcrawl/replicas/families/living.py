"""A site that changes while it is served: new articles, edits, deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families.writing import articles, edited
from portalcrawl.replicas.site import Page, Replica, Visit

Build = Callable[[tuple[ReplicaArticle, ...]], Replica]


@dataclass(slots=True)
class Living:
    """A replica whose articles change; each change is in force with the next request.

    ``build`` makes the site from articles, newest first (``family("drupal").replica``), which are
    best those of ``articles``: what is published continues them, with the same ``seed``.
    """

    build: Build
    held: tuple[ReplicaArticle, ...]
    """What it has now, newest first, as the editors entered it."""
    seed: int = 0
    _now: Replica = field(init=False)
    _written: int = field(init=False)
    _edits: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Build the site as it is at first."""
        self._written = len(self.held)
        self._now = self.build(self.held)

    @property
    def now(self) -> Replica:
        """The site as it is: its articles, sections and traps. Does not change with the next."""
        return self._now

    @property
    def replica(self) -> Replica:
        """What is served: it always shows the site as it is now."""
        return replace(self._now, pages=self._pages)

    def publish(self, count: int, newest: datetime | None = None) -> tuple[ReplicaArticle, ...]:
        """Put new articles on top, the newest first; they are newer than all that there was.

        ``newest`` is when the last of them appears, six hours each after the newest held otherwise.
        """
        last = datetime.fromisoformat(self.held[0].published or "2026-01-01T08:00")
        until = newest or last + timedelta(hours=6 * count)
        step = (until - last) / count
        fresh = [
            replace(each, published=f"{until - place * step:%Y-%m-%dT%H:%M}")
            for place, each in enumerate(articles(count, until, self.seed, after=self._written))
        ]
        self._written += count
        self._change((*fresh, *self.held))
        return self._of({each.id for each in fresh})

    def edit(self, numbers: Iterable[int]) -> tuple[ReplicaArticle, ...]:
        """Have the articles of these ids corrected: their text has one paragraph more."""
        chosen = set(numbers)
        for number in chosen:
            self._edits[number] = self._edits.get(number, 0) + 1
        self._change(
            tuple(
                edited(each, self._edits[each.id]) if each.id in chosen else each
                for each in self.held
            )
        )
        return self._of(chosen)

    def delete(self, numbers: Iterable[int]) -> None:
        """Take the articles of these ids away: their pages are 404, no listing names them."""
        gone = set(numbers)
        self._change(tuple(each for each in self.held if each.id not in gone))

    def _change(self, held: tuple[ReplicaArticle, ...]) -> None:
        self.held = held
        self._now = self.build(held)

    def _pages(self, visit: Visit) -> Page | None:
        return self._now.pages(visit)

    def _of(self, numbers: set[int]) -> tuple[ReplicaArticle, ...]:
        return tuple(each for each in self._now.articles if each.id in numbers)
