"""How much the site does for one who asks, and for all of them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field


def _a_few() -> int:
    """One more than there are processors for us: the database also waits for the disk. 3 to 8."""
    return min(8, max(3, len(os.sched_getaffinity(0)) + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    seconds_a_page: float = 5.0
    """For all questions of a page to the database."""
    seconds_a_table: float = 20.0
    """The same for ``/search.csv``."""
    at_once: int = field(default_factory=_a_few)
    """Pages that are made at the same time. More of them than processors take turns, and all are
    late: of 50 readers on two processors the slowest twentieth waited half as long again with 8."""
    waiting: int = 64
    """Requests that wait for their turn; further ones are refused at once."""
    seconds_of_waiting: float = 5.0
    url: int = 8 * 1024
    """Path and query together."""
    connections: int = 1000
    seconds_for_a_request: float = 10.0
    """In which the head of a request has to be there."""
    seconds_of_silence: float = 60.0
    """After which one who takes nothing of an answer is given up."""
    rate: float = 20.0
    """Requests a second from one address; 0 is without a limit."""
    burst: int = 100
    """Requests that an address may make at once after a pause."""
    cached: int = 32 * 2**20
    """Pages that are kept in memory, of either kind."""
    counts_last: float = 60.0
    """How old a page may be that counts the whole archive. A crawl changes it all the time."""
