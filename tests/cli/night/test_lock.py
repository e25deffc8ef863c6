"""One night at a time, proved with a second process."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portalcrawl.cli.night.lock import FILE, night_lock
from portalcrawl.errors import Fault

SINCE = datetime(2026, 11, 22, 18, 15, tzinfo=UTC)
#: Takes the lock, says so, and waits to be killed.
HOLDER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from portalcrawl.cli.night.lock import night_lock
with night_lock(Path(sys.argv[1]), datetime(2026, 11, 22, 18, 15, tzinfo=UTC)):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(archive: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(archive)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_comes_second_is_told_who_holds_it_and_changes_nothing(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        before = (tmp_path / FILE).read_bytes()
        with pytest.raises(Fault) as caught, night_lock(tmp_path, datetime.now(UTC)):
            pass
        assert f"process {first.pid} on " in str(caught.value)
        assert "since 2026-11-22T18:15:00Z" in str(caught.value)
        assert (tmp_path / FILE).read_bytes() == before
        first.kill()


def test_the_lock_of_a_killed_night_is_free(tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        first.kill()
    with night_lock(tmp_path, SINCE):
        assert f"process {os.getpid()} on " in (tmp_path / FILE).read_text()


def test_one_night_after_the_other_may_hold_it(tmp_path: Path) -> None:
    for _ in range(2):
        with night_lock(tmp_path / "new", SINCE):
            assert (tmp_path / "new" / FILE).exists()
        assert not (tmp_path / "new" / FILE).exists()


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Fault, match="cannot write the lock"), night_lock(tmp_path / "file", SINCE):
        pass


def test_who_only_looks_at_the_lock_ends_no_night(tmp_path: Path) -> None:
    (tmp_path / FILE).touch()
    with (tmp_path / FILE).open() as looked_at:
        fcntl.flock(looked_at, fcntl.LOCK_SH)
        threading.Timer(0.3, lambda: fcntl.flock(looked_at, fcntl.LOCK_UN)).start()
        with night_lock(tmp_path, SINCE):
            assert (tmp_path / FILE).exists()
