"""Asking a portal the questions of a probe, with all that guards a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import click
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.utils.sitemap import sitemap_urls_from_robots

from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.registry import settings
from portalcrawl.engines.base import Ask
from portalcrawl.fetch.failures import failure_class, told
from portalcrawl.items import Page
from portalcrawl.probing.concluding import inquire
from portalcrawl.probing.finding import Finding
from portalcrawl.probing.inquiry import BUDGET, Inquiry
from portalcrawl.probing.sight import Answer
from portalcrawl.settings import PAGE_SIZE_LIMIT, REPLICA_OVERRIDES
from spiders.discovery import feed_sightings, read_sitemap, unpacked

_SITEMAP_MARKS = (b"<urlset", b"<sitemapindex")
_FEED_MARKS = (b"<rss", b"<feed", b"<rdf:RDF")
_HEAD = 2000  # bytes in which a file of XML says what it is


def ask_portal(url: str, *, loopback: bool = False) -> Finding:
    """What the portal at an address is. Raises Fault in one line where it does not tell."""
    chosen = settings()
    chosen.setdict(
        {
            "ITEM_PIPELINES": {},
            "ARCHIVE_DIR": "",
            "LOG_ENABLED": False,
            "LOG_INSTALL_ROOT_HANDLER": False,
            "RETRY_TIMES": 1,
            "HTTPERROR_ALLOW_ALL": True,  # an error's page is an answer too
            **(REPLICA_OVERRIDES if loopback else {}),
        },
        priority="cmdline",
    )
    with Advancing() as progress:
        outcome = _Outcome(inquire(url), progress)
        process = CrawlerProcess(chosen)
        process.crawl(_Asking, outcome=outcome)
        process.start()
    if outcome.fault is not None:
        raise outcome.fault
    if outcome.finding is None:
        raise click.Abort
    return outcome.finding


class _Outcome:
    """An inquiry under way, and what came of it."""

    def __init__(self, inquiry: Inquiry, progress: Advancing) -> None:
        self.inquiry, self.progress = inquiry, progress
        self.finding: Finding | None = None
        self.fault: Exception | None = None
        self.waiting: dict[Ask, Answer | None] = {}
        self.asked = 0

    def begin(self) -> tuple[Ask, ...]:
        """The first questions."""
        return self._step(lambda: next(self.inquiry))

    def take(self, answer: Answer) -> tuple[Ask, ...]:
        """The questions that follow; none as long as others of the same turn are open."""
        self.waiting[answer.ask] = answer
        self.asked += 1
        self.progress.show(f"{self.asked} of at most {BUDGET} requests: {answer.ask.url}")
        if not all(self.waiting.values()):
            return ()
        answers = tuple(each for each in self.waiting.values() if each)
        return self._step(lambda: self.inquiry.send(answers))

    def _step(self, going: Any) -> tuple[Ask, ...]:
        try:
            asks: tuple[Ask, ...] = going()
        except StopIteration as ended:
            self.finding = ended.value
            return ()
        except Exception as error:
            self.fault = error
            return ()
        self.waiting = dict.fromkeys(asks)
        return asks


class _Asking(scrapy.Spider):
    name = "probe"

    def __init__(self, outcome: _Outcome, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.outcome = outcome

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for request in self.requests(self.outcome.begin()):
            yield request

    def requests(self, asks: Iterable[Ask]) -> Iterator[scrapy.Request]:
        for ask in asks:
            yield scrapy.Request(
                ask.url,
                method="GET" if ask.body is None else "POST",
                body=ask.body,
                headers={} if ask.body is None else {"Content-Type": ask.content_type},
                callback=self.parse,
                errback=self.failed,
                dont_filter=True,
                cb_kwargs={"ask": ask},
            )

    def parse(self, response: Response, ask: Ask) -> Iterator[scrapy.Request]:
        yield from self.requests(self.outcome.take(answer_of(ask, response)))

    def failed(self, failure: Any) -> Iterator[scrapy.Request]:
        ask = failure.request.cb_kwargs["ask"]
        trouble = told(failure.value).rstrip(".")
        answer = Answer(ask, trouble=trouble, kind=failure_class(failure.value))
        yield from self.requests(self.outcome.take(answer))


def answer_of(ask: Ask, response: Response) -> Answer:
    """The answer, with what a feed, a sitemap or robots.txt lists."""
    header = response.headers.get("Content-Type")
    page = Page(
        url=response.url,
        body=response.body,
        status=response.status,
        content_type=header.decode("latin-1") if header else None,
        fetched_at=datetime.now(UTC),
    )
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return listed(ask, page, headers)


def listed(ask: Ask, page: Page, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """The answer to a question, read where it is a list for machines."""
    if page.status >= 400:
        return Answer(ask, page, headers)
    if urlsplit(page.url).path == "/robots.txt":
        return Answer(ask, page, headers, further=tuple(sitemap_urls_from_robots(page.body)))
    body = unpacked(page.body, PAGE_SIZE_LIMIT)
    head = body[:_HEAD]
    if any(mark in head for mark in _SITEMAP_MARKS):
        sitemap = read_sitemap(body)
        links = tuple(each.link for each in sitemap.sightings)
        if sitemap.is_index:
            return Answer(ask, page, headers, further=tuple(link.url for link in links))
        return Answer(ask, page, headers, listed=links)
    if any(mark in head for mark in _FEED_MARKS):
        entries = feed_sightings(body, page.url, page.content_type)
        links = tuple(each.link for each in entries)
        return Answer(ask, page, headers, listed=links, is_feed=True)
    return Answer(ask, page, headers)
