"""The lock that says: a living process is writing this WARC file.

An advisory lock of the operating system (flock(2)), held as long as the file is open. The system
lets go of it when the process dies, however it dies, and over NFS it holds for all hosts; a process
id in a name can do neither.
"""

from __future__ import annotations

import errno
import fcntl
import os
from io import FileIO
from pathlib import Path

_HELD = (errno.EWOULDBLOCK, errno.EACCES)


def hold(file: FileIO) -> bool:
    """Take the lock of an open file without waiting; whether this process has it now.

    A file that has been removed meanwhile is nobody's: False. OSError where the file system knows
    no locks.
    """
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise
    return os.fstat(file.fileno()).st_nlink > 0


def is_in_use(path: Path) -> bool:
    """Whether a living process is writing the file, so that its end may be torn for a moment."""
    with FileIO(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _HELD:
                return True
            raise
    return False
