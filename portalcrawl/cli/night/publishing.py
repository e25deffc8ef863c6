"""The report's files: ``reports/<night>/`` in the archive, and where ``latest`` leads."""

from __future__ import annotations

import os
from pathlib import Path

from portalcrawl.reports.document import as_json
from portalcrawl.reports.metrics import as_metrics
from portalcrawl.reports.night import NightReport
from portalcrawl.reports.page import as_html
from portalcrawl.reports.text import as_text

FOLDER = "reports"
LATEST = "latest"


def publish(report: NightReport, archive: Path, metrics: str = "") -> Path:
    """Write the report in all its forms and point ``reports/latest`` to it; its folder.

    ``metrics`` is one more place for the metrics (the textfile collector's folder). Each file is
    there as a whole or not at all. Raises OSError where one cannot be written.
    """
    folder = archive / FOLDER / report.night
    folder.mkdir(parents=True, exist_ok=True)
    told = as_metrics(report)
    for name, text in (
        ("report.html", as_html(report)),
        ("report.json", as_json(report)),
        ("report.txt", "\n".join(as_text(report, every_portal=True)) + "\n"),
        ("metrics.prom", told),
    ):
        _write(folder / name, text)
    _point_to(folder)
    if metrics:
        _write(Path(metrics), told)
    return folder


def _write(path: Path, text: str) -> None:
    """Beside it and renamed: nobody reads half a file. No dot-file: collectors read ``*.prom``."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _point_to(folder: Path) -> None:
    aside = folder.with_name(f"{LATEST}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    aside.symlink_to(folder.name, target_is_directory=True)
    aside.replace(folder.with_name(LATEST))
