"""The records of a WARC file of anybody, each response with the request that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portalcrawl.warc.copying import Extent
from portalcrawl.warc.faults import DamagedRecord, TornRecord
from portalcrawl.warc.reader import Record, all_records

RESPONSES = frozenset({"response", "revisit", "resource"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One record, or a response with its request; or the place where there is none."""

    record: Record | None
    """None for what cannot be read."""
    end: int
    """Bytes from the start of the file: all before is dealt with when this is."""
    request: Extent | None = None
    fault: TornRecord | DamagedRecord | None = None

    @property
    def is_last(self) -> bool:
        """Whether the file cannot be read on from here."""
        return self.fault is not None and _next_offset(self.fault) is None


def visits(path: Path, from_offset: int, limit: int) -> Iterator[Visit]:
    """The records of a file in their order, from an offset on, to its end or its last fault.

    ``limit`` is the largest record in bytes that is kept whole in memory. A request stands right
    before its response (Common Crawl, wget) or right behind it (Browsertrix, warcio).
    """
    held: Record | None = None
    for found in _found(path, from_offset, limit):
        if held is not None:
            pair = _pair(held, found)
            if pair is not None:
                held = None
                yield pair
                continue
            yield _alone(held)
            held = None
        if isinstance(found, Record) and (found.type == "request" or found.type in RESPONSES):
            held = found
        else:
            yield _alone(found)
    if held is not None:
        yield _alone(held)


def _found(
    path: Path, from_offset: int, limit: int
) -> Iterator[Record | TornRecord | DamagedRecord]:
    """The records, and what is wrong in its place; on behind a fault where that is known."""
    offset: int | None = from_offset
    while offset is not None:
        try:
            yield from all_records(path, offset, limit)
        except (TornRecord, DamagedRecord) as fault:
            yield fault
            offset = _next_offset(fault)
        else:
            return


def _pair(one: Record, other: Record | TornRecord | DamagedRecord) -> Visit | None:
    if not isinstance(other, Record) or one.url != other.url:
        return None
    request, response = (one, other) if one.type == "request" else (other, one)
    if request.type != "request" or response.type not in RESPONSES:
        return None
    named = request.concurrent_to == response.record_id, response.concurrent_to == request.record_id
    if (request.concurrent_to or response.concurrent_to) and not any(named):
        return None
    return Visit(response, _end(other), Extent(request.offset, request.length))


def _alone(found: Record | TornRecord | DamagedRecord) -> Visit:
    if isinstance(found, Record):
        return Visit(found, _end(found))
    return Visit(None, _next_offset(found) or found.offset, fault=found)


def _end(record: Record) -> int:
    return record.offset + record.length


def _next_offset(fault: TornRecord | DamagedRecord) -> int | None:
    return fault.next_offset if isinstance(fault, DamagedRecord) else None
