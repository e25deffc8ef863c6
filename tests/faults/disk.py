"""A small disk that can be filled and made read-only, without harm to the disk of this machine."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = "64m"


class SmallDisk:
    """A file system in memory, mounted at a folder; only root may mount."""

    is_apart = True
    """Whether what happens to it happens to nothing else that the same process writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, _writers: Iterable[int]) -> None:
        """Until not one more byte can be written."""
        with self._ballast.open("wb", buffering=0) as file:
            while True:
                try:
                    file.write(bytes(2**16))
                except OSError:
                    return

    def make_room(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink()

    def make_read_only(self) -> None:
        """For everybody, root too, who may write where permissions say no."""
        _run("mount", "-o", "remount,ro", self.folder)

    def make_writable(self) -> None:
        """Again."""
        _run("mount", "-o", "remount,rw", self.folder)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"


class OrdinaryFolder(SmallDisk):
    """Where mounting is not allowed: the processes that write may not let a file grow any more."""

    is_apart = False

    def fill(self, writers: Iterable[int]) -> None:
        """The same error at the same calls, EFBIG for ENOSPC."""
        for pid in writers:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, 4096))

    def make_room(self) -> None:
        """Processes that start later have no limit."""

    def make_read_only(self) -> None:
        """By permissions, which hold for everybody but root."""
        self.folder.chmod(0o555)

    def make_writable(self) -> None:
        self.folder.chmod(0o755)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """A disk of ``SIZE`` at an empty folder, gone afterwards."""
    if os.geteuid() != 0:
        yield OrdinaryFolder(folder)
        return
    _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder)
    try:
        yield SmallDisk(folder)
    finally:
        # Lazily: a server may still have its files open.
        _run("umount", "--lazy", folder)


def _run(*command: str | Path) -> None:
    subprocess.run(command, check=True, capture_output=True)
