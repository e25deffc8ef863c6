"""``portalcrawl serve`` as a process of its own, and somebody who asks it over HTTP."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.reading.archive import DATABASE

_PATIENCE = 30.0
_OK = 200


class NotServedError(Exception):
    """An answer that is none."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The origin of the site of an archive.

    Without a limit for one address, because all readers of a benchmark have the same.
    """
    command = [sys.executable, "-m", "portalcrawl", "serve", "--port=0", "--rate=0"]
    process = subprocess.Popen(
        [*command, f"--archive={folder}"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PORTALCRAWL_DB": f"sqlite:///{folder / DATABASE}"},
    )
    try:
        told = process.stdout.readline() if process.stdout else ""
        yield next(word for word in told.split() if word.startswith("http://"))
    finally:
        process.terminate()
        process.wait(_PATIENCE)


class Reader:
    """One connection that is kept open, as browsers do."""

    def __init__(self, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self._connection = HTTPConnection(self._host, timeout=_PATIENCE)

    def get(self, address: str) -> tuple[str, float]:
        """The body and the milliseconds until all of it was there. Raises NotServedError."""
        began = time.perf_counter()
        try:
            self._connection.request("GET", address)
            answer = self._connection.getresponse()
            body = answer.read()
        except OSError as error:
            self._connection.close()
            raise NotServedError(f"{address}: {error!r}") from error
        taken = (time.perf_counter() - began) * 1000
        if answer.status != _OK:
            told = " ".join(re.sub(r"<[^>]*>", " ", body.decode(errors="replace")).split())
            raise NotServedError(f"{address}: {answer.status} {told[-300:]}")
        return body.decode(), taken

    def close(self) -> None:
        self._connection.close()


def warmed(file: Path) -> None:
    """Have the file in the cache of the operating system, as that of a site that is asked is."""
    with file.open("rb") as opened:
        while opened.read(2**24):
            pass
