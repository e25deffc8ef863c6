"""What may stand in ``portalcrawl.toml``: the sections, their keys, defaults and meanings.

Everything that is said of a key elsewhere (the file that ``portalcrawl config init`` writes, the
table in docs/configuration.md, what is wrong with a value) is made from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

_LETTERS = "A-Za-z0-9"
_MAIL = rf"(?:mailto:)?[{_LETTERS}.!#$%&'*+/=?^_`{{|}}~-]+@[{_LETTERS}-]+(?:\.[{_LETTERS}-]+)+"
#: Printable ASCII without parentheses: it stands in those of the user agent.
_PAGE = r"https?://[!-'*-~]+"
_MANY = 100_000


def _key(description: str, write: str, *, path: bool = False, **constraints: Any) -> Meta:
    """``description``: sentences. ``write``: what to write instead of a value that is wrong."""
    return Meta(description=description, extra={"write": write, "path": path}, **constraints)


class Archive(Struct, frozen=True, forbid_unknown_fields=True):
    """Where everything is kept."""

    folder: Annotated[
        str,
        _key(
            "Folder of the database, WARC files, snapshots, reports and logs. Where it is not set:"
            " archive in the working folder.",
            'the path of a folder like "/srv/archive"',
            path=True,
        ),
    ] = "archive"
    database: Annotated[
        str,
        _key(
            "SQLAlchemy URL of the database, for a server like"
            " postgresql+psycopg://archivist@db.example.org/portalcrawl."
            " Empty: the SQLite file in the folder.",
            'an SQLAlchemy URL like "postgresql+psycopg://archivist@db.example.org/portalcrawl"',
            pattern=r"\A(?:(?:sqlite|postgresql)(?:\+[a-z0-9_]+)?:/.*)?\Z",
        ),
    ] = ""
    attachments: Annotated[
        bool,
        _key(
            "Whether the files that articles offer (PDF, DOC, XLS) are fetched and kept too.",
            "true or false",
        ),
    ] = False


class Crawl(Struct, frozen=True, forbid_unknown_fields=True):
    """How portals are asked."""

    contact: Annotated[
        str,
        _key(
            "A mail address or a page where a portal's administrator reaches you. It stands in the"
            " user agent of every request.",
            'a mail address or a URL like "archive@example.org"',
            pattern=rf"\A(?:{_MAIL}|{_PAGE})?\Z",
        ),
    ] = ""
    delay: Annotated[
        float,
        _key(
            "Seconds between two requests to one host, varied by half. More where the host is slow"
            " or its robots.txt says so.",
            "a number of seconds from 1 to 600",
            ge=1,
            le=600,
        ),
    ] = 2.0
    spiders_at_once: Annotated[
        int,
        _key(
            "Spiders that run side by side, if there is memory for them.",
            "a number from 1 to 1000",
            ge=1,
            le=1000,
        ),
    ] = 64
    memory_mb: Annotated[
        int,
        _key(
            "Megabytes that all processes of a run may take together, browsers not counted."
            " 0: what the machine has free.",
            "a number of megabytes, 0 or more",
            ge=0,
            le=2**31,
        ),
    ] = 1500
    log_level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"],
        _key(
            "The least that stands in the logs of spiders.",
            "one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
        ),
    ] = "INFO"
    locks: Annotated[
        str,
        _key(
            "Folder of the locks by which one process at a time crawls a host. One for all crawls"
            " of this user, whatever their archive. Empty: no locks.",
            'the path of a folder like "/run/lock/portalcrawl"',
            path=True,
        ),
    ] = "~/.local/state/portalcrawl/hosts"
    chromium: Annotated[
        str,
        _key(
            "The browser for portals that show nothing without JavaScript: its path, or its name"
            " on PATH. Empty: the Chromium or Chrome that is found there.",
            'the path of a program like "/usr/bin/chromium"',
            path=True,
        ),
    ] = ""
    settings: Annotated[
        dict[str, bool | int | float | str | list[Any] | dict[str, Any]],
        _key(
            "Settings of portalcrawl and Scrapy that have no key of their own, by their names in"
            " portalcrawl/settings.py: { MAX_ARTICLES = 100 }.",
            "a table of settings like { MAX_ARTICLES = 100 }",
        ),
    ] = field(default_factory=dict)


class Portals(Struct, frozen=True, forbid_unknown_fields=True):
    """Which portals a night crawls."""

    provinces: Annotated[
        tuple[str, ...],
        _key(
            "Slugs of the provinces that are crawled, as `portalcrawl provinces` shows them."
            " Empty: all of them.",
            'a list of slugs like ["kon_tum", "quang_ngai"]',
        ),
    ] = ()
    leave_out: Annotated[
        tuple[str, ...],
        _key(
            "Hosts that are not crawled.",
            'a list of hosts like ["www.kontum.gov.vn"]',
        ),
    ] = ()


class Night(Struct, frozen=True, forbid_unknown_fields=True):
    """What `portalcrawl nightly` keeps to."""

    until: Annotated[
        str,
        _key(
            "Local time of day, like 06:00, at which a night asks for nothing more; the next one"
            " goes on. Empty: no end but that of the work.",
            'a time of day like "06:00"',
            pattern=r"\A(?:(?:[01]\d|2[0-3]):[0-5]\d)?\Z",
        ),
    ] = ""
    free_space_mb: Annotated[
        int,
        _key(
            "Megabytes that have to be free where the archive is; below, no night begins.",
            "a number of megabytes, 0 or more",
            ge=0,
            le=2**40,
        ),
    ] = 2000
    hook: Annotated[
        tuple[str, ...],
        _key(
            "A command, word by word, that gets the night's report.json on standard input, to send"
            ' a mail or call a webhook: ["/usr/local/bin/tell", "--night"]; secrets belong into it,'
            " not here. Empty: none.",
            'the words of a command like ["/usr/local/bin/tell", "--night"]',
        ),
    ] = ()
    hook_when: Annotated[
        Literal["always", "alarm"],
        _key(
            "When the hook is run: always, or only after a night in which something needs a"
            " person (alarm).",
            "always or alarm",
        ),
    ] = "alarm"


class Snapshots(Struct, frozen=True, forbid_unknown_fields=True):
    """Which snapshots are written and kept. One is deleted only if none of the four wants it."""

    nightly: Annotated[
        bool, _key("Whether a usable night ends with a snapshot.", "true or false")
    ] = True
    keep_daily: Annotated[
        int,
        _key("Days of which the last snapshot is kept.", "a number, 0 or more", ge=0, le=_MANY),
    ] = 14
    keep_weekly: Annotated[
        int,
        _key("Weeks of which the last snapshot is kept.", "a number, 0 or more", ge=0, le=_MANY),
    ] = 8
    keep_monthly: Annotated[
        int,
        _key("Months of which the last snapshot is kept.", "a number, 0 or more", ge=0, le=_MANY),
    ] = 120
    keep_yearly: Annotated[
        int,
        _key("Years of which the last snapshot is kept.", "a number, 0 or more", ge=0, le=_MANY),
    ] = 100
    forms: Annotated[
        tuple[Literal["excel", "parquet", "sqlite"], ...],
        _key(
            "Further forms of each snapshot, beside CSV: excel for spreadsheets, parquet, sqlite."
            " Each takes about as much room as the CSV.",
            'a list of excel, parquet, sqlite like ["excel"]',
        ),
    ] = ()
    most_shrunk: Annotated[
        float,
        _key(
            "Percent of the latest snapshot's articles that a new one may lack. Articles are never"
            " deleted: beyond, it is held back and the latest one stays.",
            "a number of percent from 0 to 100",
            ge=0,
            le=100,
        ),
    ] = 2.0


class Reports(Struct, frozen=True, forbid_unknown_fields=True):
    """What is told of each night."""

    keep_days: Annotated[
        int,
        _key(
            "Days, the last that have one, of which reports are kept.",
            "a number of days, 1 or more",
            ge=1,
            le=_MANY,
        ),
    ] = 730
    metrics: Annotated[
        str,
        _key(
            "A .prom file for the textfile collector of Prometheus' node exporter, beside the"
            " report's own. Empty: none.",
            'the path of a file that ends in .prom, like "/var/lib/node_exporter/portalcrawl.prom"',
            path=True,
            pattern=r"\A(?:.*\.prom)?\Z",
        ),
    ] = ""


class Logs(Struct, frozen=True, forbid_unknown_fields=True):
    """What spiders wrote while they ran."""

    keep_days: Annotated[
        int,
        _key(
            "Days, the last that have one, of which logs are kept.",
            "a number of days, 1 or more",
            ge=1,
            le=_MANY,
        ),
    ] = 30


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. ``Config()`` are the defaults."""

    archive: Archive = Archive()
    crawl: Crawl = Crawl()
    portals: Portals = Portals()
    night: Night = Night()
    snapshots: Snapshots = Snapshots()
    reports: Reports = Reports()
    logs: Logs = Logs()
