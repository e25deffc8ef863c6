"""Spiders that crawl nothing and end in every way that a spider can end."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider

from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.portals import Portal


class Odd(Spider):
    """Takes a ``folder`` to leave files in, and the ``hosts`` that it pretends to crawl."""

    requests: tuple[Request, ...] = ()

    def __init__(self, folder: str, hosts: str = "") -> None:
        super().__init__()
        self.folder = Path(folder)
        self.crawled = tuple(Portal(host, NukeViet(sections=("tin",))) for host in hosts.split())

    def leave_out(self, host: str) -> None:
        self.crawled = tuple(portal for portal in self.crawled if portal.host != host)

    def leave(self, **told: Any) -> None:
        """Write a file, which is there as a whole or not at all."""
        aside = self.folder / f"{self.name}.part"
        aside.write_text(json.dumps(told))
        aside.rename(self.folder / self.name)

    async def begin(self) -> None:
        """What it does instead of asking for something."""

    async def start(self) -> AsyncIterator[Any]:
        await self.begin()
        for request in self.requests:
            yield request


class Teller(Odd):
    """Tells where it is."""

    name = "teller"

    async def begin(self) -> None:
        self.leave(
            contact=self.settings["CONTACT"],
            environment=dict(os.environ),
            delay=self.settings.getfloat("DOWNLOAD_DELAY"),
            run_time_limit=self.settings.getfloat("RUN_TIME_LIMIT"),
            replicas=dict(self.settings["REPLICAS"]),
            session=os.getsid(0),
            process=os.getpid(),
            hosts=[portal.host for portal in self.crawled],
        )


class Aborter(Odd):
    """Dies as one does whose C library is broken."""

    name = "aborter"

    async def begin(self) -> None:
        os.abort()


class Importer(Odd):
    """Cannot be made."""

    name = "importer"

    def __init__(self, folder: str) -> None:
        raise RuntimeError("this spider has a bug")


class Hanger(Odd):
    """Hangs in code that never returns, so that it does not hear an order to stop."""

    name = "hanger"

    async def begin(self) -> None:
        while True:
            time.sleep(1)


class Waiter(Odd):
    """Never ends by itself; says when it waits, and how it was told to stop."""

    name = "waiter"

    async def begin(self) -> None:
        self.leave(process=os.getpid())
        await asyncio.Event().wait()

    def closed(self, reason: str) -> None:
        (self.folder / "closed").write_text(reason)
