"""The states that a portal can be in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

State = Literal["ok", "silent", "degraded", "layout changed", "blocked", "unreachable", "gone"]
#: In which nothing, or nothing right, comes from a portal: the run exits with 1.
FAILED: frozenset[State] = frozenset({"layout changed", "blocked", "unreachable", "gone"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The state of a portal in one night, and what it is told by."""

    host: str
    """Of the portal."""
    day: date
    """The night's, by its evening."""
    state: State
    """One of seven; docs/health.md says what each rests on."""
    cause: str | None = None
    """The main reason in one word: a failure class (``dns``, ``tls``, ``timeout``, ``5xx``,
    ``redirect``, ``403`` ...), a field, ``generic``, ``no links``, ``no news`` ..."""
    evidence: tuple[str, ...] = ()
    """Sentences with figures, the strongest first: what was counted, and what its own history has.
    Empty only for ``ok``."""
    since: date | None = None
    """The first night of this state without another between; for ``ok`` None."""
    needs_person: bool = False
    """Whether it is certain enough, and has lasted long enough, that a person should look."""
