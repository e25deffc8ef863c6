"""What may be wrong with a WARC file, each in one line: what, where, and what to do."""

from __future__ import annotations

from pathlib import Path

from portalcrawl.errors import Fault


class WarcFault(Fault):
    """A WARC file or one of its records cannot be read."""


class TornRecord(WarcFault):
    """The file ends in the middle of a record; what stands before ``offset`` is whole."""

    def __init__(self, path: Path, offset: int) -> None:
        super().__init__(
            f"{path} is torn: its last record, at byte {offset}, is not whole; "
            f"the records before it are"
        )
        self.path = path
        self.offset = offset

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.offset)


class DamagedRecord(WarcFault):
    """What stands at ``offset`` is no WARC record."""

    def __init__(
        self, path: Path, offset: int, reason: str, next_offset: int | None = None
    ) -> None:
        super().__init__(f"{path} has no readable record at byte {offset}: {reason}")
        self.path = path
        self.offset = offset
        self.reason = reason
        self.next_offset = next_offset
        """Where reading can go on; None where that is not known."""

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.offset, self.reason, self.next_offset)


class NoSuchRecord(WarcFault):
    """The archive has no such WARC file, or none that it would open."""


class BrokenPayload(WarcFault):
    """The body of a record cannot be turned into what the server meant to send."""
