"""The one spider behind all provinces: it drives the engines of its portals.

All listings are read before the first article is asked for, and articles of deeper pages come
first: of a run that is killed or limited the newest are missing, so that the next run sees
something new on the first page and walks on to where this one was.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import DontCloseSpider

from portalcrawl.engines.base import Ask
from portalcrawl.fetch.browser import NoBrowserError, require_browser
from portalcrawl.fetch.deadline import OutOfTimeError
from portalcrawl.fetch.failures import absent_status, failure_class, is_passing, told
from portalcrawl.items import VIETNAM, Absence, Link, Page, Refusal
from portalcrawl.memory import Memory, NoMemory, Stored
from spiders.discovery import (
    Sighting,
    SitemapPage,
    feed_sightings,
    listing_day,
    read_sitemap,
    unpacked,
    window,
)
from spiders.place import replica_origins, sites
from spiders.steps import Step, first_step, pages_before, start_of
from spiders.walk import Find, Walk

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from portalcrawl.items import Capture
    from portalcrawl.portals import Portal

_ARGUMENTS = "portal, since, until, eras, recheck, sweep or attachments"
_PRIORITY = {"feed": 3, "sitemap": 2, "section": 1}
_SITEMAP_LEVELS = 3
_PATIENCE = 20
"""Pages without anything new behind a page that was unread: by so many it may have moved on."""
_BEHIND_THE_END = ("400", "404", "410")
"""How a listing answers that has no such page: WordPress with 400, others as for any page."""
_SWEEP_EVERY = timedelta(days=7)
_SLACK = timedelta(hours=12)
"""A weekly run may begin earlier than the week before."""


class ProvinceSpider(Spider):
    """Crawls the portals that a subclass declares.

    Arguments (``-a``): ``portal=HOST`` crawls that portal alone, whatever its era; ``eras=all``
    crawls those of the past too; ``since=YYYY-MM-DD`` and ``until=YYYY-MM-DD`` fetch only what a
    listing dates into these days, or does not date, and walk on over what is already stored;
    ``recheck=all`` asks again for every stored article, for edits and deletions, ``recheck=no`` for
    none; else for those that are due and those that a sitemap says were changed, behind all that is
    new. ``sweep=yes`` reads every listing to its end, ``sweep=no`` stops at the first page without
    anything new; else the former once a week. ``attachments=yes`` (or ``no``) overrules
    CAPTURE_ATTACHMENTS. A bad value raises ValueError with one line.

    Settings: REPLICAS, LEFT_OUT, MAX_LISTING_PAGES, MAX_LISTING_DEPTH, MAX_ARTICLES, MAX_RECHECKS.
    """

    #: Each failure is told in one line by the spider; Scrapy's would be a second.
    custom_settings = {"RETRY_GIVE_UP_LOG_LEVEL": "DEBUG"}  # noqa: RUF012 - Scrapy's own form
    portals: tuple[Portal, ...] = ()
    walks: tuple[Walk, ...] = ()
    """One for each portal that this run crawls."""
    undrawn: tuple[str, ...] = ()
    """The hosts that are left out because there is no browser to draw their pages."""
    max_pages: int
    max_depth: int
    max_articles: int
    max_rechecks: int
    attachments: bool | None
    """Whether the files that articles offer are captured; None leaves it to CAPTURE_ATTACHMENTS."""

    def __init__(
        self,
        name: str | None = None,
        *,
        portal: str | None = None,
        since: str | None = None,
        until: str | None = None,
        eras: str | None = None,
        recheck: str | None = None,
        sweep: str | None = None,
        attachments: str | None = None,
        **unknown: Any,
    ) -> None:
        if unknown:
            raise ValueError(f"unknown argument {', '.join(sorted(unknown))}: write {_ARGUMENTS}")
        _refuse_other("eras", eras, "all")
        _refuse_other("recheck", recheck, "all", "no")
        _refuse_other("sweep", sweep, "yes", "no")
        _refuse_other("attachments", attachments, "yes", "no")
        super().__init__(name)
        self.only_portal = portal
        self.all_eras = eras is not None
        self.window = window(since, until)
        if recheck == "all" and not self.window.is_open:
            raise ValueError("recheck=all asks for all that is stored: leave since and until out")
        self.rechecks = recheck != "no" and self.window.is_open
        self.rechecks_all = recheck == "all"
        if sweep == "yes" and not self.window.is_open:
            raise ValueError("sweep=yes reads all listings: leave since and until out")
        self.sweep = None if sweep is None else sweep == "yes"
        self.attachments = None if attachments is None else attachments == "yes"
        self._memory: Memory = NoMemory()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Two requests at once for each host: with fewer, one's delay would hold up the others."""
        super().update_settings(settings)
        wanted = 2 * len({portal.host for portal in cls.portals})
        at_once = max(settings.getint("CONCURRENT_REQUESTS"), wanted)
        settings.set("CONCURRENT_REQUESTS", at_once, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Choose the portals, as settings and arguments say."""
        if faults := crawler.settings.get("CONFIG_FAULTS"):
            raise ValueError(faults[0])
        spider = super().from_crawler(crawler, *args, **kwargs)
        chosen = sites(
            spider.portals,
            replica_origins(crawler.settings.get("REPLICAS")),
            datetime.now(VIETNAM).date(),
            host=spider.only_portal,
            all_eras=spider.all_eras,
        )
        spider.walks = tuple(Walk(site, spider.memory, spider.count) for site in chosen)
        for host in crawler.settings.getlist("LEFT_OUT"):
            spider.leave_out(host)
        spider.leave_out_what_needs_a_browser(crawler.settings)
        spider.max_pages = crawler.settings.getint("MAX_LISTING_PAGES")
        spider.max_depth = crawler.settings.getint("MAX_LISTING_DEPTH")
        spider.max_articles = crawler.settings.getint("MAX_ARTICLES")
        spider.max_rechecks = crawler.settings.getint("MAX_RECHECKS")
        crawler.signals.connect(spider.listings_read, signal=signals.spider_idle)
        # As RETRY_GIVE_UP_LOG_LEVEL, for two that have no setting; the second logs tracebacks.
        logging.getLogger("scrapy.spidermiddlewares.httperror").setLevel(logging.WARNING)
        logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
        return spider

    @property
    def memory(self) -> Memory:
        """What earlier runs left; set when the archive is open, before anything is asked."""
        return self._memory

    @memory.setter
    def memory(self, memory: Memory) -> None:
        self._memory = memory
        for walk in self.walks:
            walk.memory = memory

    def count(self, name: str, by: int = 1) -> None:
        """Add to a stat; Scrapy has none before the crawl starts."""
        self.crawler.stats.inc_value(name, by)

    @property
    def crawled(self) -> tuple[Portal, ...]:
        """The portals of this run, at the addresses where it asks them."""
        return tuple(walk.portal for walk in self.walks)

    @property
    def portals_by_host(self) -> dict[str, Portal]:
        """The same by every host under which they are known: where redirects may lead."""
        return {host: walk.portal for walk in self.walks for host in walk.site.hosts}

    def leave_out(self, host: str) -> None:
        """Do not crawl this portal in this run; before it starts."""
        self.walks = tuple(walk for walk in self.walks if walk.portal.host != host)

    def leave_out_what_needs_a_browser(self, settings: BaseSettings) -> None:
        """Where there is none; raises NoBrowserError, a ValueError, where nothing else is left."""
        errors: dict[str, NoBrowserError] = {}
        for walk in self.walks:
            try:
                require_browser([walk.portal], settings)
            except NoBrowserError as error:
                errors[walk.portal.host] = error
        if errors and {walk.portal.host for walk in self.walks} <= errors.keys():
            raise next(iter(errors.values()))
        for host, reason in errors.items():
            self.logger.warning("left out: %s", reason)
            self.leave_out(host)
        self.undrawn = tuple(errors)

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the start points of every portal."""
        for host in self.undrawn:
            self.count(f"portal/{host}/failed/browser")
        for number, walk in enumerate(self.walks):
            walk.is_deep = self._is_swept(walk)
            self._take_left_over(walk)
            for step in (*self._resumed(walk), *map(first_step, walk.listed)):
                for request in self._ask_listing(number, step):
                    yield request

    def _is_swept(self, walk: Walk) -> bool:
        """Whether the listings are read to their end: what was missed once is found then."""
        if self.sweep is not None or not self.window.is_open:
            return bool(self.sweep)
        last = self.memory.swept_at(walk.portal.host)
        return last is None or datetime.now(UTC) - last >= _SWEEP_EVERY - _SLACK

    def _take_left_over(self, walk: Walk) -> None:
        """What earlier runs asked for in vain may stand on no listing page that is still read."""
        if self.window.is_open:
            addresses = self.memory.left_over(walk.portal.host)
            self._put_off(walk, walk.take(Sighting(Link(url=url)) for url in addresses))

    def _resumed(self, walk: Walk) -> Iterator[Step]:
        """Go on where listing pages could not be read; the pages above them show nothing new."""
        if not self.window.is_open:
            return
        walk.resumed.update(self.memory.unread_listings(walk.portal.host))
        places = sorted(map(pages_before, walk.resumed))
        for start, before in dict(places).items():  # of each listing the place that lies deepest
            ask = next((each.ask for each in walk.listed if start_of(each) == start), Ask(start))
            # Deeper than all others: their articles are asked for first.
            depth = self.max_articles if before == 0 else 1
            yield Step("section", ask, start, depth, before + _PATIENCE, is_resumed=True)

    def parse_listing(self, response: Response, walk: int, step: Step) -> Iterator[Request]:
        """A listing of any kind; one that has not changed (304) has nothing new."""
        here = self.walks[walk]
        here.count("listings")
        here.is_read = True
        if response.status == 304:
            here.count("unmodified")
            return
        if step.kind == "feed":
            found = feed_sightings(response.body, response.url, _content_type(response))
            finds = here.take(found)
            self._put_off(here, finds)
            if not finds:
                here.count("starts_empty")
                return
        elif step.kind == "sitemap":
            limit = self.settings.getint("DOWNLOAD_MAXSIZE")
            sitemap = read_sitemap(unpacked(response.body, limit))
            yield from self._parse_sitemap(sitemap, walk, step)
            if not sitemap.changes_with_its_parts:
                return
        else:
            if (yield from self._parse_section(response, walk, step)):
                return
        if step.ask.body is None and (step.kind != "section" or step.depth == 1):
            here.note_validators(step.ask.url, response.headers)

    def _parse_sitemap(self, sitemap: SitemapPage, walk: int, step: Step) -> Iterator[Request]:
        here = self.walks[walk]
        if not sitemap.is_index:
            finds = here.take(sitemap.sightings)
            self._put_off(here, finds)
            self._note_outdated(here, finds)
            return
        for sighting in sitemap.sightings:
            placed = here.site.at_home(sighting.link.url)
            stale = sighting.day is not None and self.window.is_before(sighting.day)
            if placed and not stale and step.depth < _SITEMAP_LEVELS:
                yield from self._ask_listing(walk, step.to(Ask(placed[0])))

    def _note_outdated(self, walk: Walk, finds: list[Find]) -> None:
        """The stored articles that the sitemap says were changed since."""
        modified = {find.key: find.day for find in finds if find.day and not find.is_new}
        if modified and self.rechecks:
            walk.outdated += self.memory.outdated(walk.portal.host, modified)

    def _parse_section(
        self, response: Response, walk: int, step: Step
    ) -> Generator[Request, None, bool]:
        """Gives whether it is a first page that names nothing.

        Its validators are not kept: with 304 it would look tomorrow as if nothing were new.
        """
        here = self.walks[walk]
        page = Page(url=response.url, body=response.body, content_type=_content_type(response))
        listing = here.portal.engine.parse_listing(page, step.ask)
        seen = [Sighting(link, listing_day(link.published)) for link in listing.links]
        finds = here.take(seen)
        self._put_off(here, finds, step.depth)
        # Some begin with a frame, into which a script loads what they list.
        is_frame = step.is_first and not finds
        is_empty = is_frame and not listing.next_page
        if is_empty:
            here.count("starts_empty")
        has_more = here.passes(step.start, finds) and self._goes_on(here, step, finds)
        if listing.next_page and (is_frame or has_more):
            left = step.patience if any(find.is_new for find in finds) else step.patience - 1
            yield from self._ask_listing(walk, step.to(listing.next_page, max(0, left)))
        return is_empty

    def _goes_on(self, walk: Walk, step: Step, finds: list[Find]) -> bool:
        """Whether the next page can hold something that is wanted: listings are newest first."""
        if self.window.is_open:
            return walk.is_deep or step.patience > 0 or any(find.is_new for find in finds)
        days = [find.day for find in finds if find.day is not None]
        # Not all: a list of the latest news may stand beside the old ones on every page.
        too_old = sum(map(self.window.is_before, days))
        return not days or too_old <= len(days) / 2

    def _ask_listing(self, number: int, step: Step) -> Iterator[Request]:
        walk, ask = self.walks[number], step.ask
        if step.identity in walk.listings:
            return
        if limit := self._limit_of_listings(walk, step):
            self._limited(walk, *limit)
            self._note_unread(walk, step)
            return
        walk.listings.add(step.identity)
        yield Request(
            ask.url,
            callback=self.parse_listing,
            errback=self.listing_failed,
            method="GET" if ask.body is None else "POST",
            headers=self._listing_headers(walk, step),
            body=ask.body,
            meta={"handle_httpstatus_list": [304], "no_page": step.kind != "section"},
            priority=_PRIORITY[step.kind],
            dont_filter=True,
            cb_kwargs={"walk": number, "step": step},
        )

    def _limit_of_listings(self, walk: Walk, step: Step) -> tuple[str, int] | None:
        if len(walk.listings) >= self.max_pages:
            return "MAX_LISTING_PAGES", self.max_pages
        if not step.is_resumed and step.depth > self.max_depth:
            return "MAX_LISTING_DEPTH", self.max_depth
        return None

    def _listing_headers(self, walk: Walk, step: Step) -> dict[str, str]:
        """Those of a conditional GET, where an unchanged page has nothing to say."""
        if step.ask.body is not None:
            return {"Content-Type": step.ask.content_type}
        leads_on = step.kind == "section" and (walk.is_deep or step.is_resumed)
        if leads_on or not self.window.is_open:
            return {}
        return self.memory.validators(step.ask.url)

    def _note_unread(self, walk: Walk, step: Step) -> None:
        if self.window.is_open and step.kind == "section":
            walk.note_unread(step)

    def _put_off(self, walk: Walk, finds: list[Find], depth: int = 0) -> None:
        walk.put_off(
            (find for find in finds if find.is_new and self.window.covers(find.day)), depth
        )

    def listings_read(self) -> None:
        """Scrapy is idle: ask for the articles, and when they are done too, remember the listings.

        What is stored is asked for again when all that is new has been.

        Raises DontCloseSpider as long as there is something to ask for.
        """
        for walk in self.walks:
            if walk.unread:
                self.memory.remember_unread(walk.portal.host, walk.unread)
        requests = [request for number in range(len(self.walks)) for request in self._ask(number)]
        if not requests and self.rechecks:
            self.rechecks = False
            requests = [
                request for number in range(len(self.walks)) for request in self._ask_again(number)
            ]
        if not requests:
            self._remember_listings()
            return
        for request in requests:
            self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def _ask(self, number: int) -> Iterator[Request]:
        walk = self.walks[number]
        waiting = len(walk.waiting)
        chosen = walk.next_in_turn(self.max_articles)
        if len(chosen) < waiting:
            self._limited(walk, "MAX_ARTICLES", self.max_articles)
            walk.resumed.clear()  # what stood behind them is not all asked for
        for key, depth in chosen:
            walk.count("requested")
            yield self._article_request(number, key, depth)

    def _ask_again(self, number: int) -> Iterator[Request]:
        walk = self.walks[number]
        chosen = walk.next_stored(self._to_ask_again(walk), self.max_articles)
        if self.rechecks_all and len(walk.asked) >= self.max_articles:
            message = "%s: stopped at MAX_ARTICLES=%d: not all that is stored is asked for again"
            self.logger.warning(message, walk.portal.host, self.max_articles)
        for key in chosen:
            walk.count("rechecked")
            earlier = walk.stored[key].earlier
            yield self._article_request(number, key, 0, stored=True, earlier=earlier)

    def _to_ask_again(self, walk: Walk) -> Iterable[Stored]:
        """What is stored and due, at most MAX_RECHECKS; or all of it."""
        if self.rechecks_all:
            return self.memory.stored(walk.portal.host)
        due = self.memory.due(walk.portal.host, self.max_rechecks)
        # All of them: one that gives no answer must not be due every night, in the way of others.
        self.memory.postpone(walk.portal.host, [each.key for each in due])
        return islice((*walk.outdated, *due), self.max_rechecks)

    def _article_request(self, number: int, key: str, priority: int, **meta: Any) -> Request:
        walk = self.walks[number]
        return Request(
            walk.addresses[key],
            callback=self.parse_article,
            errback=self.article_failed,
            meta={"capture": True, **meta},
            priority=priority,
            # By key each is asked for once; the filter would swallow a redirect to another.
            dont_filter=True,
            cb_kwargs={"walk": number, "key": key, "link": walk.links[key]},
        )

    def parse_article(
        self, response: Response, walk: int, key: str, link: Link
    ) -> Iterator[Page | Refusal]:
        """The page as it came; a Refusal where a redirect led away from the article."""
        here, engine = self.walks[walk], self.walks[walk].portal.engine
        placed = here.site.at_home(response.url)
        if placed is None or not engine.is_article(placed[0]):
            yield Refusal(
                url=here.addresses.get(key, link.url),
                portal=here.portal.host,
                article_key=key,
                kind="listing" if placed else "error",
                reason=f"redirected to {response.url}",
                denies=placed is not None,
                # No capture: it would be of another address than the one to ask again.
            )
            return
        final_key = here.portal.article_key(placed[0])
        if final_key != key and here.is_dealt_with(final_key):
            here.count("merged/other address")
            return
        here.asked.add(final_key)
        yield Page(
            url=response.url,
            body=response.body,
            status=response.status,
            content_type=_content_type(response),
            fetched_at=datetime.now(UTC),
            portal=here.portal.host,
            article_key=final_key,
            canonical_url=engine.canonical(placed[0]),
            link=link,
            capture=response.meta.get("captured"),
        )

    def article_failed(self, failure: Failure) -> Iterator[Refusal | Absence]:
        """Count it and tell it in one line; what may be answered next time is left over for then.

        A redirect that a guard stopped is a Refusal too. A stored article that the portal does not
        have any more is an Absence.
        """
        request: Request = failure.request  # type: ignore[attr-defined]
        walk, key = self.walks[request.cb_kwargs["walk"]], request.cb_kwargs["key"]
        if isinstance(failure.value, OutOfTimeError):
            self._limited(walk, "RUN_TIME_LIMIT", failure.value.seconds)
            walk.resumed.clear()  # what stood behind them is not all asked for
            return
        kind, reason = failure_class(failure.value), told(failure.value)
        refused = partial(Refusal, portal=walk.portal.host, article_key=key)
        if kind == "refused" and "redirect_urls" in request.meta:
            where = f"redirected to {request.url}: {reason}"
            yield refused(url=request.meta["redirect_urls"][0], kind="error", reason=where)
            return
        if key not in walk.stored:
            self._tell_failure(failure)
            if kind == "capture":  # that is no word of the portal's
                walk.is_incomplete = True
            elif is_passing(kind):
                unanswered = f"{kind}: {reason}"
                yield refused(url=walk.addresses[key], kind="unanswered", reason=unanswered)
        elif status := absent_status(failure.value):
            yield self._absence(failure, status)
        else:
            self._tell_failure(failure)  # the listings have nothing to do with it

    def _absence(self, failure: Failure, status: int) -> Absence:
        request: Request = failure.request  # type: ignore[attr-defined]
        walk, key = self.walks[request.cb_kwargs["walk"]], request.cb_kwargs["key"]
        self.logger.info("%s is stored and now answers %d", walk.addresses[key], status)
        evidence: Capture | None = failure.value.response.meta.get("captured")  # type: ignore[union-attr]
        return Absence(
            portal=walk.portal.host,
            article_key=key,
            url=walk.addresses[key],
            status=status,
            noticed_at=evidence.captured_at if evidence else datetime.now(UTC),
            capture=evidence,
        )

    def listing_failed(self, failure: Failure) -> None:
        """Count it and tell it in one line; a page that may be read next time is noted for then."""
        asked = failure.request.cb_kwargs  # type: ignore[attr-defined]
        if isinstance(failure.value, OutOfTimeError):
            walk = self.walks[asked["walk"]]
            self._limited(walk, "RUN_TIME_LIMIT", failure.value.seconds)
            self._note_unread(walk, asked["step"])
            return
        if asked["step"].depth > 1 and failure_class(failure.value) in _BEHIND_THE_END:
            return
        self._tell_failure(failure)
        if asked["step"].is_first:
            self.walks[asked["walk"]].count("starts_failed")
        if is_passing(failure_class(failure.value)):
            self.walks[asked["walk"]].is_incomplete = True
            self._note_unread(self.walks[asked["walk"]], asked["step"])

    def _tell_failure(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        walk = self.walks[request.cb_kwargs["walk"]]
        kind = failure_class(failure.value)
        if kind == "robots":
            walk.count("refused/robots")
            self.logger.info("robots.txt of %s forbids %s", walk.portal.host, request.url)
            return
        walk.count(f"failed/{kind}")
        self.logger.warning("%s failed (%s): %s", request.url, kind, told(failure.value))

    def _remember_listings(self) -> None:
        """The validators of the listings whose every article was dealt with.

        Never before, so that what a broken run did not store is listed again. A portal of which a
        listing failed that may be read next time is left out, and so is a run that was limited.
        """
        for walk in self.walks:
            if read := walk.resumed - walk.unread:
                self.memory.forget_unread(walk.portal.host, read)
            # What a sweep could not read is kept as unread, what it could not fetch as left over.
            if self.window.is_open and walk.is_deep and walk.is_read:
                self.memory.remember_sweep(walk.portal.host)
            if self.window.is_open and not walk.is_incomplete:
                for url, (etag, last_modified) in walk.validators.items():
                    self.memory.remember_feed(walk.portal.host, url, etag, last_modified)
                walk.validators.clear()

    def _limited(self, walk: Walk, setting: str, limit: float) -> None:
        walk.is_incomplete = True
        if walk.is_news(setting):
            walk.count(f"limited/{setting}")
            self.logger.warning("%s: stopped at %s=%g", walk.portal.host, setting, limit)


def _refuse_other(name: str, value: str | None, *allowed: str) -> None:
    if value is not None and value not in allowed:
        wanted = " or ".join(f"{name}={each}" for each in allowed)
        raise ValueError(f"{name}={value}: write {wanted}, or leave it out")


def _content_type(response: Response) -> str | None:
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None
