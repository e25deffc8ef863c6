"""No request leaves for a private network, and a redirect stays with the spider's portals.

Three places, because a URL can only be judged by what it says and a name only by what it resolves
to: `GuardMiddleware` before anything is sent, `GuardedResolver` when the name has been looked up
(the address it returns is the one that is connected to, so a name that changes its mind in between
gains nothing), `ResolverRefusalMiddleware` to say so instead of retrying.

Every refusal is an `IgnoreRequest` of one line (`RequestRefused`, with its kind) and a stat
``guard/<kind>``; the crawl goes on.

Scrapy's own OffsiteMiddleware is not relied upon for redirects: it compares host names without
their port, admits every subdomain, and lets ``dont_filter`` requests pass, which a request is after
its first retry and a redirect inherits.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from portalcrawl.fetch.address import (
    Reach,
    Refused,
    is_nowhere,
    literal,
    ports_of,
    refusal,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.settings import BaseSettings
    from twisted.internet.base import ReactorBase


def reach_of(settings: BaseSettings) -> Reach:
    """How far the settings ALLOW_LOOPBACK and LOOPBACK_ONLY let a crawl reach."""
    return Reach(
        allow_loopback=settings.getbool("ALLOW_LOOPBACK"),
        loopback_only=settings.getbool("LOOPBACK_ONLY"),
    )


def declared_hosts(spider: Spider | None) -> Collection[str]:
    """The hosts of the spider's portals: ``portals_by_host``, else ``allowed_domains``."""
    return (
        getattr(spider, "portals_by_host", None) or getattr(spider, "allowed_domains", None) or ()
    )


class RequestRefused(IgnoreRequest):
    """A request that is not made, or whose answer is not taken, and would not be another time."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.kind = refused.kind


def ignore(crawler: Crawler, refused: Refused) -> RequestRefused:
    """Count the refusal; the exception to raise."""
    crawler.stats.inc_value(f"guard/{refused.kind}")
    return RequestRefused(refused)


class GuardedResolver(CachingThreadedResolver):
    """Refuses a name that resolves to an address outside the crawl's reach."""

    reach = Reach()

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float) -> None:
        super().__init__(reactor, cache_size, timeout)
        self.refused: dict[str, Refused] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Made by Scrapy with the process in the crawler's place: only the settings can be read."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.reach = reach_of(crawler.settings)
        return resolver

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Sequence[int] = ()
    ) -> defer.Deferred[str]:
        """The IPv4 address of ``name``; DNSLookupError where there is none or it is refused."""
        if literal(name) is None and self.reach.refuses_name(name):
            return defer.fail(self._refuse(name, f"only loopback may be looked up: {name}"))
        if is_nowhere(name):
            return defer.fail(DNSLookupError(f"no such name: {name}"))
        return super().getHostByName(name, timeout).addCallback(self._check, name)

    def _check(self, found: str, name: str) -> str:
        if self.reach.refuses_address(ipaddress.ip_address(found)):
            raise self._refuse(name, f"not an address that may be asked: {name} is {found}")
        return found

    def _refuse(self, name: str, reason: str) -> DNSLookupError:
        self.refused[name] = Refused("address", reason)
        return DNSLookupError(reason)


def guarded_resolver(crawler: Crawler) -> GuardedResolver:
    """The resolver in use, put in place where the crawl was started without CrawlerProcess."""
    from twisted.internet import reactor

    installed: Any = reactor
    if not isinstance(installed.resolver, GuardedResolver):
        GuardedResolver.from_crawler(crawler, installed).install_on_reactor()
    resolver: GuardedResolver = installed.resolver
    return resolver


class GuardMiddleware:
    """First of all downloader middlewares: robots.txt of a refused host is not asked either."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.reach = reach_of(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Reads ALLOW_LOOPBACK and LOOPBACK_ONLY."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Refuse what may not be asked."""
        guarded_resolver(self.crawler)
        declared = declared_hosts(self.crawler.spider)
        refused = (
            refusal(request.url, self.reach, declared)
            or _refused_proxy(request)
            or _refused_redirect(request, declared)
        )
        if refused:
            raise ignore(self.crawler, refused)

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse a redirect to ``file:`` and the like, which Scrapy hands on like a page."""
        location = response.headers.get("Location")
        if location and response.status in (301, 302, 303, 307, 308):
            target = urljoin(request.url, location.decode("latin-1"))
            if urlsplit(target).scheme not in ("http", "https"):
                raise ignore(
                    self.crawler, Refused("scheme", f"redirect to {target} from {request.url}")
                )
        return response


def _refused_proxy(request: Request) -> Refused | None:
    # A proxy looks names up itself, so nothing here could see where it connects to.
    return Refused("proxy", f"no proxy is used: {request.url}") if "proxy" in request.meta else None


def _refused_redirect(request: Request, declared: Collection[str]) -> Refused | None:
    """Only hosts of the portals; with Scrapy's own ``allow_offsite`` in meta, any."""
    if not declared or "redirect_urls" not in request.meta or request.meta.get("allow_offsite"):
        return None
    if ports_of(urlsplit(request.url).hostname or "", declared):
        return None
    came_from = request.meta["redirect_urls"][-1]
    return Refused("offsite", f"redirect to {request.url}, no portal's, from {came_from}")


class ResolverRefusalMiddleware:
    """Downloader side of RetryMiddleware: a refused name is not tried a second time."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Nothing to configure."""
        return cls(crawler)

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Tell a refused name from one that does not exist; Twisted makes one error of both."""
        if isinstance(exception, CannotResolveHostError):
            host = urlsplit(request.url).hostname or ""
            refused = guarded_resolver(self.crawler).refused.get(host)
            if refused:
                raise ignore(self.crawler, refused)
