"""Runs odd spiders from a process of its own: ``python -m tests.cli.run_odd FOLDER HOSTS NAME...``.

Prints how they ended, or that it was interrupted.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from portalcrawl.cli.running import SpiderRun, run_spiders


def run(
    folder: Path,
    names: Sequence[str],
    *,
    hosts: str = "",
    ends_at: datetime | None = None,
    ended: Callable[[SpiderRun], None] = lambda _run: None,
    **settings: Any,
) -> list[SpiderRun]:
    """Run them; what they leave is in ``folder``."""
    given = {
        "SPIDER_MODULES": ["tests.cli.odd_spiders"],
        "ITEM_PIPELINES": {},
        "HOST_LOCKS": str(folder.parent / "locks"),
    }
    return run_spiders(
        list(names),
        folder / "archive",
        settings={**given, **settings},
        arguments={"folder": str(folder), **({"hosts": hosts} if hosts else {})},
        ends_at=ends_at,
        ended=ended,
    )


def main(folder: Path, hosts: str, names: Sequence[str]) -> None:
    try:
        for ended in run(folder, names, hosts=hosts):
            print(f"{ended.spider}: {ended.outcome}", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
