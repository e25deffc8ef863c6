"""What is wrong with a backup, said in one line."""

from __future__ import annotations

from db.errors import ArchiveError


class BackupError(ArchiveError):
    """A backup cannot be written or restored as asked; what was there before is untouched."""
