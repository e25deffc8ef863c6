"""What an operator must be able to rely on, read from a crawler as it is started."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import scrapy
from scrapy.crawler import Crawler
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from portalcrawl.settings import REPLICA_OVERRIDES, archive_db


@pytest.fixture
def settings() -> Settings:
    made = Settings()
    made.setmodule("portalcrawl.settings")
    return Crawler(scrapy.Spider, made).settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REMOTE_CONTROL_ENABLED", False),
        ("TELNETCONSOLE_ENABLED", False),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("ROBOTSTXT_OBEY", True),
        ("HTTPPROXY_ENABLED", False),
        ("ALLOW_LOOPBACK", False),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("AUTOTHROTTLE_ENABLED", True),
    ],
)
def test_the_safe_and_polite_choice_is_made(settings: Settings, name: str, value: object) -> None:
    assert settings[name] == value


def test_scrapy_commands_find_the_settings() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "scrapy", "settings", "--get", "REMOTE_CONTROL_ENABLED"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert shown.stdout.strip() == "False"


def test_a_running_crawl_listens_nowhere(
    serve: Callable[..., Any], answer: Callable[..., Any], crawl: Callable[..., Any]
) -> None:
    portal = serve({"/": answer(b"here")})
    crawled = crawl([portal.url("/")], settings={"LOG_LEVEL": "INFO"})
    assert "Enabled extensions" in crawled.log
    assert "RemoteControl" not in crawled.log
    assert "TelnetConsole" not in crawled.log


def test_the_agent_says_who_asks_and_is_no_browser(settings: Settings) -> None:
    assert settings["USER_AGENT"].startswith("portalcrawl/")
    assert "Mozilla" not in settings["USER_AGENT"]


def test_the_contact_stands_in_the_agent() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", "from portalcrawl.settings import USER_AGENT; print(USER_AGENT)"],
        capture_output=True,
        text=True,
        check=True,
        env={"PORTALCRAWL_CONTACT": "mailto:archive@example.org"},
        cwd=Path(__file__).parents[2],
    )
    assert shown.stdout.strip().endswith("(+mailto:archive@example.org)")


def test_every_middleware_handler_and_resolver_exists(settings: Settings) -> None:
    handlers = settings.getdict("DOWNLOAD_HANDLERS").values()
    for path in [
        *settings.getdict("DOWNLOADER_MIDDLEWARES"),
        *(path for path in handlers if path),
        settings["TWISTED_DNS_RESOLVER"],
    ]:
        load_object(path)


def test_no_scheme_but_the_web_has_a_handler(settings: Settings) -> None:
    handlers = settings.getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, path in handlers.items() if path} == {"http", "https"}


def test_every_override_for_replicas_is_a_setting(settings: Settings) -> None:
    assert all(name in settings for name in REPLICA_OVERRIDES)


def test_the_database_stands_in_the_archive_folder_wherever_that_is(settings: Settings) -> None:
    assert archive_db(settings) == "sqlite:///archive/portalcrawl.sqlite"
    settings.set("ARCHIVE_DIR", "elsewhere", priority="cmdline")
    assert archive_db(settings) == "sqlite:///elsewhere/portalcrawl.sqlite"
    settings.set("ARCHIVE_DB", "postgresql+psycopg://archive", priority="cmdline")
    assert archive_db(settings) == "postgresql+psycopg://archive"
