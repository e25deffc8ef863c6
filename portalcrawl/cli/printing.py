"""What becomes of a command when its output cannot be written, or nobody reads on."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from portalcrawl.errors import Fault


@contextmanager
def printing() -> Iterator[None]:
    """End quietly where what reads the output, ``head`` say, has read enough.

    Raises Fault where the output has no room, or is closed.
    """
    if sys.stdout is None:
        raise Fault("the output is closed; print to a terminal, a file or a pipe")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        _write_no_more()
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _write_no_more()
        raise Fault("the output could not be written whole, there is no room for it") from None


def _write_no_more() -> None:
    """Python flushes once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
