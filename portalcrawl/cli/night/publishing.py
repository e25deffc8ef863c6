"""The report's files: ``reports/<night>/`` in the archive, and where ``latest`` leads."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from portalcrawl.reports.document import as_json
from portalcrawl.reports.metrics import as_metrics
from portalcrawl.reports.night import NightReport
from portalcrawl.reports.page import as_html
from portalcrawl.reports.text import as_text

logger = logging.getLogger(__name__)

FOLDER = "reports"
LATEST = "latest"
_FORMS: dict[str, Callable[[NightReport], str]] = {
    "report.json": as_json,
    "metrics.prom": as_metrics,
    "report.txt": lambda report: "\n".join(as_text(report, every_portal=True)) + "\n",
    "report.html": as_html,
}


def publish(report: NightReport, archive: Path) -> list[str]:
    """Write the report in all its forms and point ``reports/latest`` to it.

    Each file is there as a whole or not at all; what is for machines is written first. Gives a
    sentence for each that could not be made or written.
    """
    folder = archive / FOLDER / report.night
    failed = [
        *_trying(folder, lambda: folder.mkdir(parents=True, exist_ok=True)),
        *(
            fault
            for name, form in _FORMS.items()
            for fault in _trying(folder / name, partial(_write_form, folder / name, form, report))
        ),
    ]
    return failed or _trying(folder.with_name(LATEST), lambda: _point_to(folder))


def _write_form(path: Path, form: Callable[[NightReport], str], report: NightReport) -> None:
    _write(path, form(report))


def _trying(path: Path, do: Callable[[], None]) -> list[str]:
    try:
        do()
    except OSError as error:
        return [f"{error.filename or path} cannot be written: {error.strerror}"]
    except Exception as error:
        logger.exception("%s cannot be made", path)
        return [f"{path} cannot be made: {error!r}"]
    return []


def hand_over(report: NightReport, metrics: Path) -> None:
    """Write the metrics once more, where another user's collector reads them. Raises OSError."""
    _write(metrics, as_metrics(report), mode=0o644)


def _write(path: Path, text: str, mode: int | None = None) -> None:
    """Beside it and renamed: nobody reads half a file. No dot-file: collectors read ``*.prom``."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with aside.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
            if mode is not None:
                os.fchmod(file.fileno(), mode)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _point_to(folder: Path) -> None:
    aside = folder.with_name(f"{LATEST}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    aside.symlink_to(folder.name, target_is_directory=True)
    aside.replace(folder.with_name(LATEST))
