"""What a crawl may ask of earlier runs. The archive answers; without one, nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Memory(Protocol):
    """The database is the frontier's memory: what is stored need not be fetched again."""

    def known(self, portal: str, keys: Iterable[str]) -> frozenset[str]:
        """Those of the article keys that need no fetching: stored, or refused for good."""

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
