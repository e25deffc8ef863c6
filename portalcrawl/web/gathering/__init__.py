"""What each page shows, read from the archive: a view for a connection and what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Reading:
    """A state of the archive."""

    connection: Connection
    folder: Path
    """With the WARC files and snapshots."""
