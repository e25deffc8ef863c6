"""Pages that were made, kept as long as the archive does not change."""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it is sent."""

    body: bytes = field(repr=False)
    media_type: str
    status: int = 200

    @property
    def etag(self) -> str:
        """A weak one: what a proxy packs is no longer the same bytes."""
        return f'W/"{hashlib.blake2b(self.body, digest_size=16).hexdigest()}"'


#: A page, and its ETag.
Fresh = tuple[Made, str]


class Lagging:
    """Tells the state of the archive, though not more often than every so many seconds."""

    def __init__(
        self,
        state: Callable[[], str],
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._state, self._seconds, self._clock = state, seconds, clock
        self._told = ""
        self._until = -math.inf
        self._lock = threading.Lock()

    def __call__(self) -> str:
        """The state, or the one told last where that was a moment ago."""
        with self._lock:
            now = self._clock()
            if now >= self._until:
                self._told, self._until = self._state(), now + self._seconds
            return self._told


class Cache:
    """The pages of one state of the archive, the latest used ones. Any thread may ask it.

    Each page of a state is made by one thread. Where ``gives_former``, the others get that of the
    state before meanwhile, if there was one; else they wait for what becomes of it, also a failure:
    one after the other, they would wait for as many failures.
    """

    def __init__(
        self, most_bytes: int, state: Callable[[], str], *, gives_former: bool = False
    ) -> None:
        self._most, self._now, self._gives_former = most_bytes, state, gives_former
        self._bytes = 0
        self._state = ""
        self._pages: OrderedDict[Key, Fresh] = OrderedDict()
        self._former: Mapping[Key, Fresh] = {}
        self._making: dict[tuple[str, Key], Future[Fresh]] = {}
        self._lock = threading.Lock()

    def page(self, key: Key, make: Callable[[], Made]) -> Fresh:
        """The page and its ETag: as it was made in this state, or made now.

        One that is a fault is not kept.
        """
        # Asked for before anything is read, the state is never newer than the page.
        state = self._now()
        if kept := self._kept(state, key):
            return kept
        own: Future[Fresh] = Future()
        with self._lock:
            making = self._making.setdefault((state, key), own)
            former = self._former.get(key)
        if making is not own:
            return former or making.result()
        try:
            own.set_result(self._kept(state, key) or self._made(state, key, make))
        except BaseException as error:
            own.set_exception(error)
        finally:
            with self._lock:
                del self._making[state, key]
        return own.result()

    def _made(self, state: str, key: Key, make: Callable[[], Made]) -> Fresh:
        made = make()
        fresh = made, made.etag
        if made.status == 200 and len(made.body) <= self._most:
            self._keep(state, key, fresh)
        return fresh

    def _kept(self, state: str, key: Key) -> Fresh | None:
        with self._lock:
            self._turn_to(state)
            if key not in self._pages:
                return None
            self._pages.move_to_end(key)
            return self._pages[key]

    def _keep(self, state: str, key: Key, fresh: Fresh) -> None:
        with self._lock:
            if state != self._state:
                return
            if key not in self._pages:
                self._pages[key] = fresh
                self._bytes += len(fresh[0].body)
            while self._bytes > self._most:
                _, (oldest, _) = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)

    def _turn_to(self, state: str) -> None:
        if state != self._state:
            if self._gives_former:
                self._former = self._pages
            self._pages = OrderedDict()
            self._bytes, self._state = 0, state


def is_known(etag: str, if_none_match: str | None) -> bool:
    """Whether the header names the ETag, weak or not (RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    named = (each.strip().removeprefix("W/") for each in if_none_match.split(","))
    return etag.removeprefix("W/") in named
