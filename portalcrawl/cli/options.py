"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from portalcrawl import settings


class Day(click.ParamType[date]):
    """A day as ``2024-01-31``."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day that the text names; a usage error in one line where it names none."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            self.fail(f"{value!r} is no day; write it like 2024-01-31", param, ctx)


archive_option = click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(settings.ARCHIVE_DIR),
    show_default=True,
    help="Folder of the archive (environment: PORTALCRAWL_ARCHIVE).",
)
