"""What a crawl may ask of earlier runs. The archive answers; without one, nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from portalcrawl.items import EarlierCapture, Link

#: How many addresses that gave no article are kept in mind for the next run. Where more failed, the
#: portal was down, and its listings have to lead to them again.
MOST_LEFT_OVER = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A stored article, as far as asking for it again needs."""

    key: str
    url: str
    """Its canonical URL."""
    earlier: EarlierCapture | None = None
    """The capture whose payload a new one may repeat; None where it was not captured."""
    link: Link | None = None
    """What is stored that may have stood on a listing alone: the page, read again without it, would
    seem to have been edited."""


class Memory(Protocol):
    """The database is the frontier's memory: what is stored need not be fetched again."""

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of the article keys that need no fetching: stored, or refused for good."""

    def stored(self, portal: str) -> tuple[Stored, ...]:
        """Every article of the portal that is stored."""

    def due(self, portal: str, limit: int) -> tuple[Stored, ...]:
        """Of these, those that are due to be asked for again, the last found first."""

    def postpone(self, portal: str, keys: Iterable[str]) -> None:
        """They are asked for now, whatever comes of it: the next time is the one after."""

    def outdated(self, portal: str, modified: Mapping[str, date]) -> tuple[Stored, ...]:
        """Of these, those that were changed since they were seen.

        ``modified`` gives the day of the last change by article key, as a sitemap has it. None
        where most have changed: such a sitemap writes the time of asking.
        """

    def swept_at(self, portal: str) -> datetime | None:
        """When the portal's listings were last read to their end; None if they never were."""

    def remember_sweep(self, portal: str) -> None:
        """They were, in this run."""

    def earlier(self, portal: str, urls: Iterable[str]) -> dict[str, EarlierCapture]:
        """By URL, the captures whose payload new ones may repeat; only those that there are."""

    def left_over(self, portal: str) -> tuple[str, ...]:
        """Addresses of articles that earlier runs asked for in vain and that may answer now."""

    def unread_listings(self, portal: str) -> tuple[str, ...]:
        """Listing pages that earlier runs could not read: what stands behind them is not known."""

    def remember_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Keep listing pages that could not be read, before any article is stored."""

    def forget_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Listing pages that were read now, and whose articles are dealt with."""

    def validators(self, url: str) -> dict[str, str]:
        """Headers of a conditional GET (RFC 9110, 13.1) for a feed, or none."""

    def remember_feed(
        self, portal: str, url: str, etag: str | None, last_modified: str | None
    ) -> None:
        """Keep the validators that a feed was answered with."""


class NoMemory:
    """Remembers nothing: every article is new."""

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:  # noqa: ARG002
        """Nothing."""
        return frozenset()

    def stored(self, portal: str) -> tuple[Stored, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def due(self, portal: str, limit: int) -> tuple[Stored, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def postpone(self, portal: str, keys: Iterable[str]) -> None:
        """Nothing is due."""

    def outdated(
        self,
        portal: str,  # noqa: ARG002
        modified: Mapping[str, date],  # noqa: ARG002
    ) -> tuple[Stored, ...]:
        """Nothing."""
        return ()

    def swept_at(self, portal: str) -> datetime | None:  # noqa: ARG002
        """Never."""
        return None

    def remember_sweep(self, portal: str) -> None:
        """Forgets."""

    def earlier(
        self,
        portal: str,  # noqa: ARG002
        urls: Iterable[str],  # noqa: ARG002
    ) -> dict[str, EarlierCapture]:
        """None."""
        return {}

    def left_over(self, portal: str) -> tuple[str, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def unread_listings(self, portal: str) -> tuple[str, ...]:  # noqa: ARG002
        """None."""
        return ()

    def remember_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Forgets."""

    def forget_unread(self, portal: str, urls: Iterable[str]) -> None:
        """Has nothing to forget."""

    def validators(self, url: str) -> dict[str, str]:  # noqa: ARG002
        """None."""
        return {}

    def remember_feed(
        self, portal: str, url: str, etag: str | None, last_modified: str | None
    ) -> None:
        """Forgets."""
