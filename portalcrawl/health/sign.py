"""What speaks for a state in one night."""

from __future__ import annotations

from dataclasses import dataclass

from portalcrawl.health.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One thing that is not as usual."""

    key: str
    """What it is seen in: a sign with the same key in the night before is the same one."""
    state: State
    cause: str
    evidence: tuple[str, ...]
    at_least: int = 2
    """Nights in a row before a person is asked; 1 where one night is certain enough."""


def counted(count: int, noun: str) -> str:
    """``1 listing``, ``3 listings``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
