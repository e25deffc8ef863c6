"""What can be wrong with an archive, each said in one line that an operator can act on."""

from __future__ import annotations


class ArchiveError(Exception):
    """The archive cannot be used as asked. The message is one line."""


class SchemaError(ArchiveError):
    """What is in the database is not the schema that this version works with."""


class SnapshotError(ArchiveError):
    """A snapshot could not be written; the last good one is still in place."""
