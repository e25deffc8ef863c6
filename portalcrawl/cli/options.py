"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from difflib import get_close_matches
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


class Setting(click.ParamType[tuple[str, str]]):
    """A setting of portalcrawl or Scrapy as ``NAME=VALUE``."""

    name = "setting"

    def convert(
        self,
        value: str | tuple[str, str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> tuple[str, str]:
        """Name and value; a usage error in one line where there is no such setting."""
        if isinstance(value, tuple):
            return value
        name, equals, given = value.partition("=")
        known = settings.setting_names()
        if not equals:
            self.fail(f"{value!r} is no setting; write it like MAX_ARTICLES=100", param, ctx)
        if name not in known:
            near = get_close_matches(name.upper(), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; see portalcrawl/settings.py"
            self.fail(f"there is no setting {name!r}{hint}", param, ctx)
        return name, given


settings_option = click.option(
    "-s",
    "--setting",
    "given_settings",
    type=Setting(),
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting of portalcrawl/settings.py for this run; may be repeated.",
)
archive_option = click.option(
    "--archive",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(settings.ARCHIVE_DIR),
    show_default=True,
    help="Folder of the archive (environment: PORTALCRAWL_ARCHIVE).",
)
