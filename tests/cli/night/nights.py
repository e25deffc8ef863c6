"""Nights over replicas, spent by the real command in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from portalcrawl.reports.document import from_json
from portalcrawl.reports.night import NightReport, PortalReport

PATIENCE = 120
"""Seconds after which a test gives up waiting."""


@dataclass(frozen=True)
class Ended:
    """A night that is over."""

    archive: Path
    status: int
    out: str
    errors: str

    @property
    def report(self) -> NightReport:
        text = (self.archive / "reports" / "latest" / "report.json").read_text(encoding="utf-8")
        return from_json(text)

    def portal(self, host: str) -> PortalReport:
        return next(each for each in self.report.portals if each.host == host)


def night(
    archive: Path,
    origins: Mapping[str, str],
    *arguments: str,
    day: str | None = None,
    config: Path | None = None,
) -> Ended:
    """Spend a night; ``day`` is the one that it belongs to."""
    command = [sys.executable, "-m", "portalcrawl", "nightly", "--archive", str(archive)]
    run = subprocess.run(
        [*command, *(["--day", day] if day else []), *arguments],
        env=environment(origins, config),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ended(archive, run.returncode, run.stdout, run.stderr)


def environment(origins: Mapping[str, str], config: Path | None = None) -> dict[str, str]:
    """That of an operator's machine whose portals are replicas."""
    kept = {name: value for name, value in os.environ.items() if name != "PORTALCRAWL_DB"}
    extra = {"PORTALCRAWL_CONFIG": str(config)} if config else {}
    return kept | {"PORTALCRAWL_REPLICAS": json.dumps(dict(origins))} | extra


def host_of(origin: str) -> str:
    """Under which the archive knows a replica."""
    return origin.partition("//")[2]
