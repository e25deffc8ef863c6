"""One night at a time works on an archive.

The lock is one of the operating system (flock(2)) on a file in the archive's folder: it is let go
when the process dies, however it dies, so a stale one heals by itself. The file says who holds it.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from portalcrawl.errors import Fault
from portalcrawl.warc.locking import hold

FILE = "nightly.lock"
_MOMENT = 1.0
"""Seconds."""


@contextmanager
def night_lock(archive: Path, since: datetime) -> Iterator[None]:
    """Hold the archive's lock; ``since`` (aware) is told to whoever comes second.

    Raises Fault, and has touched nothing, where another process holds it; and where the file cannot
    be written.
    """
    path = archive / FILE
    try:
        archive.mkdir(parents=True, exist_ok=True)
        file = FileIO(path, "a+")
    except OSError as error:
        raise Fault(
            f"cannot write the lock {path}: {error.strerror}; name another archive"
        ) from None
    with file:
        if not _held_soon(file, path):
            raise Fault(
                f"a night is running already: {_holder(file)} holds {path};"
                " wait for its end, or see `portalcrawl status`"
            )
        who = f"process {os.getpid()} on {socket.gethostname()}"
        with suppress(OSError):  # on a full disk nobody is named
            file.truncate(0)
            file.write(f"{who}, since {since:%Y-%m-%dT%H:%M:%SZ}\n".encode())
        try:
            yield
        finally:
            path.unlink(missing_ok=True)  # whoever has it open by now is told that it is held


def _held_soon(file: FileIO, path: Path) -> bool:
    """Whether the lock could be taken: whoever only looks at it holds it for a moment."""
    deadline = time.monotonic() + _MOMENT
    try:
        while not (held := hold(file)) and time.monotonic() < deadline:
            time.sleep(0.05)
    except OSError as error:
        raise Fault(
            f"cannot lock {path}: {error.strerror}; put the archive on a file system with locks"
        ) from None
    return held


def _holder(file: FileIO) -> str:
    file.seek(0)
    return file.read().decode(errors="replace").strip() or "another process"
