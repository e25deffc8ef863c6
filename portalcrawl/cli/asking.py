"""Asking a portal the questions of a probe, with all that guards a crawl."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import click
import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.utils.sitemap import sitemap_urls_from_robots

from portalcrawl.cli.advancing import Advancing
from portalcrawl.cli.registry import portal_of
from portalcrawl.cli.unarchived import page_of, unarchived
from portalcrawl.engines.base import Ask
from portalcrawl.errors import Fault
from portalcrawl.fetch.failures import failure_class, told
from portalcrawl.fetch.turns import NO_LOCKS
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
    chosen = unarchived(
        RETRY_TIMES=1,
        HTTPERROR_ALLOW_ALL=True,  # an error's page is an answer too
        **(REPLICA_OVERRIDES if loopback else {}),
    )
    declared = portal_of(url)
    host = declared.host if declared else urlsplit(url).netloc.lower()
    with Advancing() as progress:
        outcome = _Outcome(inquire(url), progress)
        process = CrawlerProcess(chosen)
        process.crawl(_Asking, host=host, outcome=outcome)
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
        self.waiting = dict.fromkeys(asks)
        return asks


class _Host(NamedTuple):
    """All that the locks of the hosts want to know of a portal."""

    host: str


class _Asking(scrapy.Spider):
    name = "probe"

    def __init__(self, host: str, outcome: _Outcome, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.crawled = (_Host(host),)
        self.outcome = outcome

    def leave_out(self, host: str) -> None:
        """Another process crawls it."""
        self.outcome.fault = Fault(f"{host} is being crawled by another process; try again later")

    def closed(self, reason: str) -> None:
        if reason == NO_LOCKS:
            self.outcome.fault = Fault(f"{reason}; name another folder by PORTALCRAWL_LOCKS")

    async def start(self) -> AsyncIterator[scrapy.Request]:
        for request in self.going_on(self.outcome.begin):
            yield request

    def going_on(self, step: Callable[[], Iterable[Ask]]) -> list[scrapy.Request]:
        """What is asked next; none where a step fails, which Scrapy would only note in its log."""
        try:
            return list(self.requests(step()))
        except Fault as fault:
            self.outcome.fault = fault
        except Exception as error:
            host, why = self.crawled[0].host, f"{type(error).__name__}: {told(error)}"
            self.outcome.fault = Fault(f"{host} cannot be probed, what it answers is odd: {why}")
            self.outcome.fault.__cause__ = error
        return []

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

    def parse(self, response: Response, ask: Ask) -> list[scrapy.Request]:
        return self.going_on(lambda: self.outcome.take(answer_of(ask, response)))

    def failed(self, failure: Any) -> list[scrapy.Request]:
        ask = failure.request.cb_kwargs["ask"]
        trouble = told(failure.value).rstrip(".")
        answer = Answer(ask, trouble=trouble, kind=failure_class(failure.value))
        return self.going_on(lambda: self.outcome.take(answer))


def answer_of(ask: Ask, response: Response) -> Answer:
    """The answer, with what a feed, a sitemap or robots.txt lists."""
    headers = tuple(
        (name.decode("latin-1").lower(), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    )
    return listed(ask, page_of(response), headers)


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
