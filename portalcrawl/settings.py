"""Settings of every crawl (Scrapy 2.19), each with its reason.

An operator changes them in portalcrawl.toml (docs/configuration.md), by environment variables,
which override it, or by ``-s NAME=value``. Only here is os.environ read, and that file.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portalcrawl.config import (
    Config,
    Loaded,
    as_environment,
    load,
    misspelt_variables,
)

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

BOT_NAME = "portalcrawl"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
#: ``scrapy crawl`` says what was asked wrongly in one line, as every other command.
COMMANDS_MODULE = "portalcrawl.cli.scrapy_commands"

# --- The configuration -----------------------------------------------------------------------

_LOADED = load(os.environ, Path())
#: The file portalcrawl.toml under the environment; the default of each key that is faulty.
CONFIG: Config = _LOADED.config

# What an earlier import took from another configuration (importlib.reload keeps the names).
for _name in globals().get("_OF_SCRAPY", ()):
    globals().pop(_name, None)


def configuration() -> Loaded:
    """The configuration as file and environment are now, with all its faults."""
    return load(os.environ, Path(), setting_names())


def unknown_variables() -> tuple[str, ...]:
    """A sentence for each variable that seems to be meant for a key and is for none."""
    return misspelt_variables(os.environ)


def environment_of_children() -> dict[str, str]:
    """The environment for other processes of this run.

    They are configured as this one is, whatever is written into the file meanwhile. The archive is
    left out, since a command may be given another: they get ARCHIVE_DIR and ARCHIVE_DB.
    """
    return as_environment(_LOADED, os.environ, ("archive.folder", "archive.database"))


# --- The archive -----------------------------------------------------------------------------


def database_url(folder: str | Path) -> str:
    """The SQLAlchemy URL of the archive in a folder.

    That of PORTALCRAWL_DB; else that of the configuration, if the folder is the one there; else the
    SQLite file in the folder.
    """
    configured = CONFIG.archive.database if _is_configured(Path(folder)) else ""
    return (
        os.environ.get("PORTALCRAWL_DB")
        or configured
        or f"sqlite:///{Path(folder, 'portalcrawl.sqlite')}"
    )


def _is_configured(folder: Path) -> bool:
    """Whether it is the folder that belongs to the database in the file."""
    has_file = bool(_LOADED.origins["archive.database"].file)
    return has_file and folder.resolve() == Path(CONFIG.archive.folder).resolve()


#: Folder of database, WARC files and snapshots. Empty: nothing is captured.
ARCHIVE_DIR = CONFIG.archive.folder
#: SQLAlchemy URL. Read it through archive_db(), which follows an ARCHIVE_DIR given by -s.
ARCHIVE_DB = database_url(ARCHIVE_DIR)
#: Bytes at which a WARC file is full: the 1 GB that ISO 28500 (annex on file size) recommends.
WARC_MAX_BYTES = 2**30
#: Whether the files that articles offer (PDF, DOC, XLS ...) are fetched and captured too. They are
#: most of what a portal holds in bytes; ``-a attachments=yes`` asks for them in one run.
CAPTURE_ATTACHMENTS = CONFIG.archive.attachments

# --- Who we are ------------------------------------------------------------------------------

#: A mail address or a page where a portal's administrator reaches the operator.
CONTACT = CONFIG.crawl.contact
#: Never a browser's: a portal must be able to see who asks, and to say no.
USER_AGENT = f"portalcrawl/{version('portalcrawl')} (+{CONTACT or 'no contact given'})"
#: The portals are read in Vietnamese; Scrapy asks for English, and some portals would comply.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.3",
}

# --- Politeness ------------------------------------------------------------------------------

ROBOTSTXT_OBEY = True  # Scrapy's default is not to
ROBOTSTXT_USER_AGENT = "portalcrawl"  # the product token alone (RFC 9309, 2.2.1)
#: The portals' servers are small. Scrapy keeps this only together with a DOWNLOAD_DELAY: without
#: one, whatever is queued in the same turn of the event loop is sent at once.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
#: Folder of the locks by which a host is crawled by one process at a time. It has to be the same
#: for all crawls of this user, whatever environment they have, so it follows neither TMPDIR nor
#: XDG_RUNTIME_DIR. Empty: no locks.
HOST_LOCKS = CONFIG.crawl.locks
#: Most runs have one or two hosts; a spider of more takes two for each. More would wait in the
#: queue of a host, and Scrapy empties that queue, delay by delay, before it stops on SIGTERM.
CONCURRENT_REQUESTS = 4
#: Seconds, varied by half (DOWNLOAD_DELAY_JITTER); AutoThrottle's lower bound.
DOWNLOAD_DELAY = CONFIG.crawl.delay
AUTOTHROTTLE_ENABLED = True  # a server that answers slowly is asked more slowly
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
RETRY_TIMES = 2
RETRY_HTTP_CODES = [429, 500, 502, 503, 504, 522, 524, 408]
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"  # the spider counts the failure; an ERROR is for our own faults
#: Seconds. What a Retry-After may ask for; a host that wants more is left alone for this run.
RETRY_AFTER_MAX = 300.0
#: Seconds. What a Crawl-delay in robots.txt may ask for; of more, so much is kept.
CRAWL_DELAY_MAX = 30.0
#: Block and challenge pages in a row after which a host is left alone for this run.
BLOCKED_MAX = 10
#: Seconds to wait after a 429 without Retry-After.
RETRY_AFTER_DEFAULT = 30.0
#: Liferay and ASP.NET write the session into every link for a client without cookies.
COOKIES_ENABLED = True

#: Faster than asyncio's own loop: try `python -m benchmarks.crawl --only portalcrawl` with both.
ASYNCIO_EVENT_LOOP = "uvloop.Loop"

# --- Limits ----------------------------------------------------------------------------------

#: Bytes of one response, packed and unpacked. Pages have 0.1 MB; a sitemap of 50,000 URLs has 8.
PAGE_SIZE_LIMIT = 16 * 2**20
DOWNLOAD_MAXSIZE = PAGE_SIZE_LIMIT
DOWNLOAD_WARNSIZE = PAGE_SIZE_LIMIT // 4
#: Seconds from the first packet to the last byte: a total, so that a drip does not hold the slot.
DOWNLOAD_TIMEOUT = 60
#: Listing pages and articles of one portal in one run: endless URL spaces have to end.
MAX_LISTING_PAGES = 1000
MAX_ARTICLES = 10_000
#: Pages of one listing; the next run goes on behind them.
MAX_LISTING_DEPTH = 500
#: Stored articles of one portal that are asked for again in one run; the others have their turn in
#: the next ones, the last found first.
MAX_RECHECKS = 500
#: Seconds after which a run asks for nothing more; the next one goes on.
RUN_TIME_LIMIT = 4 * 3600.0
#: Seconds after which a spider that still runs is stopped, by force if need be: one that hangs
#: would hold the others' run for ever. An hour more than RUN_TIME_LIMIT, for what is under way
#: then: what waits in the queues, a browser, a database that is locked. 0: no limit.
SPIDER_TIME_LIMIT = RUN_TIME_LIMIT + 3600.0
#: Tasks that Scrapy makes for every response, whatever it yields; an article page yields one item.
CONCURRENT_ITEMS = 4
REDIRECT_MAX_TIMES = 6  # http, www, language, session, slug: no portal needs more
#: Front pages refresh themselves every few minutes; following that would fetch them for ever.
METAREFRESH_ENABLED = False
#: Seconds of one page in extraction.
PAGE_TIME_LIMIT = 30.0
#: Processes that extract, for all spiders of a run together.
EXTRACT_WORKERS = min(4, os.cpu_count() or 1)
#: The number of an open socket to the service that they are behind; 0: the spider has its own.
EXTRACT_SERVICE = 0
#: Spiders that run side by side, if there is memory for them: they wait most of the time.
SPIDERS_AT_ONCE = CONFIG.crawl.spiders_at_once
#: Megabytes that all processes of a run may take together; a spider takes 44. 0: what there is.
SPIDERS_MEMORY_MB = CONFIG.crawl.memory_mb
#: The run closes itself ("memusage_exceeded") before it takes the machine down.
MEMUSAGE_LIMIT_MB = 2048
MEMUSAGE_CHECK_INTERVAL_SECONDS = 10.0

# --- Safety ----------------------------------------------------------------------------------

#: Runs Python that is sent to it on localhost; on by default.
REMOTE_CONTROL_ENABLED = False
#: The same by telnet; on by default.
TELNETCONSOLE_ENABLED = False
#: Off by default. Exceptions are declared on the Portal, never here.
DOWNLOAD_VERIFY_CERTIFICATES = True
#: Refuses names that resolve into a private network (DNS_RESOLVER is the deprecated name).
TWISTED_DNS_RESOLVER = "portalcrawl.fetch.guard.GuardedResolver"
#: Whether servers on this machine may be asked as well (replicas).
ALLOW_LOOPBACK = False
#: Whether nothing but servers on this machine may be asked, or even looked up (tests, demo).
LOOPBACK_ONLY = os.environ.get("PORTALCRAWL_LOOPBACK_ONLY", "no").lower() in ("1", "yes", "true")
#: A proxy resolves names where the guard cannot see it; on by default, from the environment.
HTTPPROXY_ENABLED = False
#: Only the web: a link to file:, ftp:, data: or s3: finds nobody who would open it.
DOWNLOAD_HANDLERS = {
    "http": "portalcrawl.fetch.patience.PatientDownloadHandler",
    "https": "portalcrawl.fetch.patience.PatientDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

# --- A browser ---------------------------------------------------------------------------------

#: The Chromium for portals that need JavaScript (Portal.browser); empty: the first one on PATH.
CHROMIUM = CONFIG.crawl.chromium
#: Seconds in which a page, when it is loaded, may go on asking for what it shows.
BROWSER_SETTLE_TIME = 10.0

# --- The way of a page -----------------------------------------------------------------------

#: Requests pass from low to high, responses and errors from high to low.
DOWNLOADER_MIDDLEWARES = {
    "portalcrawl.fetch.deadline.DeadlineMiddleware": 5,
    "portalcrawl.fetch.guard.GuardMiddleware": 10,  # before robots.txt (100) is asked
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "portalcrawl.fetch.robots.RobotsMiddleware": 100,
    "portalcrawl.fetch.robots.UnreachableRobotsMiddleware": 110,
    "portalcrawl.fetch.robots.CrawlDelayMiddleware": 120,
    # RetryMiddleware (550) must not see what is refused for good.
    "portalcrawl.fetch.guard.ResolverRefusalMiddleware": 560,
    "portalcrawl.fetch.limits.LimitMiddleware": 570,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "portalcrawl.fetch.limits.LimitedCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "portalcrawl.fetch.limits.LimitedRedirectMiddleware": 600,
    # Behind compression, so that bodies are kept as they came; behind cookies, so that the
    # request record has them.
    "portalcrawl.fetch.capture.CaptureMiddleware": 800,
    # Before that, so that a block page is not kept.
    "portalcrawl.fetch.blocked.BlockedMiddleware": 810,
    "portalcrawl.fetch.browser.BrowserMiddleware": 820,
}
ITEM_PIPELINES = {
    "pipelines.extract.ExtractPipeline": 100,
    "pipelines.check.CheckPipeline": 200,
    "pipelines.attachments.AttachmentsPipeline": 250,
    "pipelines.store.StorePipeline": 300,
}
#: Counts in a file (PROGRESS_FILE), for whoever runs spiders in processes of their own.
EXTENSIONS = {
    "portalcrawl.progress.ProgressFile": 500,
    "portalcrawl.fetch.turns.HostTurns": 510,
    "portalcrawl.fetch.counting.RequestCounter": 520,
}
PROGRESS_FILE = ""
#: The nightly run that a crawl is part of, and the ISO date of its evening; empty for any other.
NIGHT = ""
NIGHT_DAY = ""
#: Hosts that are not crawled in this run: a night's back-off, what the configuration leaves out.
LEFT_OUT: list[str] = []
#: Error answers go to the spider's errback as HttpError: it knows what a 404 of an article means.
HTTPERROR_ALLOW_ALL = False

# --- Words -----------------------------------------------------------------------------------

LOG_LEVEL = CONFIG.crawl.log_level
#: A refused page is counted and stored; as a warning Scrapy would log the whole item.
DEFAULT_DROPITEM_LOG_LEVEL = "DEBUG"
#: Vietnamese as it is, not as \\u escapes.
FEED_EXPORT_ENCODING = "utf-8"

# --- Replicas --------------------------------------------------------------------------------

#: {declared host: origin}, also as JSON text. Only portals named here are then crawled.
REPLICAS: dict[str, str] = json.loads(os.environ.get("PORTALCRAWL_REPLICAS") or "{}")
#: For whoever sets REPLICAS: a replica is our own server on loopback and needs no patience, and a
#: crawl of replicas asks nobody else.
REPLICA_OVERRIDES: dict[str, Any] = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "CONCURRENT_REQUESTS": 8,
    "ALLOW_LOOPBACK": True,
    "LOOPBACK_ONLY": True,
}

# --- Settings in the configuration -------------------------------------------------------------


def setting_names() -> set[str]:
    """Every setting of portalcrawl and Scrapy."""
    from scrapy.settings import default_settings  # few ask, and a night has many processes

    names = {*vars(default_settings), *globals()} - {"CONFIG", "CONFIG_FAULTS", "TYPE_CHECKING"}
    return {name for name in names if name.isupper()}


#: What is wrong with the configuration, a line each. Whoever runs something refuses to.
CONFIG_FAULTS = (configuration() if CONFIG.crawl.settings else _LOADED).faults
if not CONFIG_FAULTS:
    _OF_SCRAPY = tuple(set(CONFIG.crawl.settings) - set(globals()))
    globals().update(CONFIG.crawl.settings)
if REPLICAS:
    globals().update(REPLICA_OVERRIDES)


def archive_db(settings: BaseSettings) -> str:
    """The database's SQLAlchemy URL: ARCHIVE_DB, or the file in an ARCHIVE_DIR given by -s."""
    later = (settings.getpriority("ARCHIVE_DIR") or 0) > (settings.getpriority("ARCHIVE_DB") or 0)
    return database_url(settings["ARCHIVE_DIR"]) if later else str(settings["ARCHIVE_DB"])
