"""A crawl that stores while others read: ``python -m benchmarks.reading.writing FOLDER SECONDS``.

A process of its own, as a crawl is. Five pages a second come in, four of them new articles and one
a new version, and are stored together each second. It prints how many were stored, and the slowest
transaction in milliseconds.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.reading.archive import ARTICLES, DATABASE, SEED
from benchmarks.reading.articles import Articles
from benchmarks.reading.plan import LAST, Planned
from benchmarks.reading.portals import desks
from db.archive import open_archive

NEW, REVISED, PAUSE = 4, 1, 1.0


def write(folder: Path, seconds: float) -> None:
    """For so long, beginning at once."""
    of, writer = desks(SEED), Articles(SEED)
    archive = open_archive(f"sqlite:///{folder / DATABASE}", create=False)
    run = archive.start_run("reading")
    number, slowest = ARTICLES, 0.0
    end = time.monotonic() + seconds
    while (now := time.monotonic()) < end:
        planned = [
            Planned(each, of[each % len(of)], LAST, LAST, None)
            for each in range(number, number + NEW)
        ]
        number += NEW
        batch = [writer.article(each) for each in planned]
        batch += [writer.revised(planned[0], batch[0], 2)]
        began = time.perf_counter()
        archive.record(batch, run)
        slowest = max(slowest, time.perf_counter() - began)
        time.sleep(max(0.0, PAUSE - (time.monotonic() - now)))
    archive.finish_run(run, "finished", {})
    archive.close()
    print(number - ARTICLES, round(slowest * 1000))


if __name__ == "__main__":
    write(Path(sys.argv[1]), float(sys.argv[2]))
