"""Making anew what can be derived. Revisions and captures are never touched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from db import dialects
from db.checks.proof import Proof
from db.derived import derive_anew
from db.engine import said_in_one_line
from portalcrawl.warc.cdxj import sidecar, write_index
from portalcrawl.warc.mending import mend_file


def repair(engine: Engine, proofs: Iterable[Proof]) -> Iterator[str]:
    """Set right what the proofs found and can be; says what was done, a line each.

    ArchiveError where the database cannot be written, OSError where the folder cannot.
    """
    proofs = list(proofs)
    for path in (path for proof in proofs for path in proof.torn):
        yield _cut(path)
    for path in (path for proof in proofs for path in proof.unindexed):
        yield f"{write_index(path)} written"
    if any(proof.is_behind for proof in proofs):
        with said_in_one_line(engine), dialects.writing(engine) as connection:
            count = derive_anew(connection)
        yield f"search index, fingerprints and clusters made anew for {count:,} articles"


def _cut(path: Path) -> str:
    # With an index as old as the file itself, it would pass for one that is whole.
    sidecar(path).unlink(missing_ok=True)
    mending = mend_file(path)
    if mending is None:
        return f"{path} left alone: another process works on it"
    if mending.action == "removed":
        return f"{path} removed: no record in it was whole"
    return f"{path} cut back by {mending.cut_bytes:,} bytes, to its last whole record"
