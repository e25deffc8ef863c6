"""What a spider's process does: the work of ``scrapy crawl NAME -s ... -a ...``, when forked."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import DummySpiderLoader

SECONDS_TO_STOP = 20.0
"""After which a spider that was told to stop is killed: the whole run ends within 30."""
ASKED_WRONGLY = 2
FAILED = 1
#: What would be the same sixty times over: all spiders loaded, the versions of all libraries told.
_ONE_SPIDER = {"SPIDER_LOADER_CLASS": DummySpiderLoader, "LOG_VERSIONS": []}


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl, and how."""

    spider: type[Spider]
    settings: Mapping[str, Any]
    """With the priority of the command line."""
    arguments: Mapping[str, str]
    environment: Mapping[str, str]
    """All of it: that of the server which the process is forked from may be old."""
    errors: Path
    """The file that standard error goes to."""


def crawl(order: Order, pages: socket.socket) -> None:
    """Crawl, and end this process with the exit status of ``scrapy crawl``.

    ``pages`` is connected to the service that reads pages (the setting EXTRACT_SERVICE).

    2 where the order is wrong, said in one line; 1 where the run failed; 0 where it did not.
    """
    _step_out_of_the_server(order)
    with suppress(OSError):  # what `ps` and `top` call it, where there is such a file (Linux)
        Path("/proc/self/comm").write_text(order.spider.name)
    _end_with(multiprocessing.parent_process())
    sys.exit(_crawled(order, {**order.settings, "EXTRACT_SERVICE": pages.detach()}))


def _crawled(order: Order, given: Mapping[str, Any]) -> int:
    settings = Settings()
    settings.setmodule("portalcrawl.settings", priority="project")
    settings.setdict({**given, **_ONE_SPIDER}, priority="cmdline")
    process = AsyncCrawlerProcess(settings)
    try:
        order.spider.from_crawler(Crawler(order.spider, Settings(settings)), **order.arguments)
    except ValueError as error:
        sys.stderr.write(f"portalcrawl: {order.spider.name}: {error}\n")
        return ASKED_WRONGLY
    process.crawl(order.spider, **order.arguments)
    process.start()
    return FAILED if process.bootstrap_failed else 0


def _step_out_of_the_server(order: Order) -> None:
    """A session of its own, so that Ctrl-C reaches it through its parent, once; its environment."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    with order.errors.open("ab", buffering=0) as errors, Path(os.devnull).open("r+b") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
        os.dup2(errors.fileno(), 2)
    os.environ.clear()
    os.environ.update(order.environment)
    # The one module that reads the environment when it is imported.
    importlib.reload(importlib.import_module("portalcrawl.settings"))


def _end_with(parent: Any) -> None:
    """Stop as if told to when the parent dies, however it does: nobody else would ever say so."""

    def wait_and_stop() -> None:
        parent.join()
        signal.alarm(int(SECONDS_TO_STOP))  # of which a process dies that does not end by itself
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_and_stop, name="end with the parent", daemon=True).start()
