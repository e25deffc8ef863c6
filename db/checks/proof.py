"""What a proof comes to: how much was looked at, what was found wrong, what else is to be told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

#: Findings of one kind that are told one by one; the others are counted. A lost folder of WARC
#: files would else be told line by line.
MOST_TOLD = 50


@dataclass(slots=True)
class Proof:
    """One kind of proof, while it is made and afterwards."""

    subject: str
    """What is proved, and what the number counts: ``content digests``."""
    looked_at: int = 0
    findings: list[str] = field(default_factory=list)
    """What is wrong, where, and what to do; the first ``MOST_TOLD`` of ``found``."""
    found: int = 0
    notes: list[str] = field(default_factory=list)
    """What is no damage and good to know."""
    is_behind: bool = False
    """Whether ``db.derived`` can set a finding right."""
    torn: list[Path] = field(default_factory=list)
    """WARC files whose end can be cut off without losing a capture."""
    unindexed: list[Path] = field(default_factory=list)
    """WARC files that are whole, and that have no index which says so."""

    @property
    def is_repairable(self) -> bool:
        """Whether something can be made anew."""
        return bool(self.is_behind or self.torn or self.unindexed)

    def find(self, what: str) -> None:
        """Count a finding."""
        self.found += 1
        if len(self.findings) < MOST_TOLD:
            self.findings.append(what)
