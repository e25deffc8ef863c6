"""Pages as a Chromium draws them, by scrapy-playwright, within the same guards as all others.

The browser asks for what a page makes it ask for: scripts, data, frames, redirects, and addresses
that a script makes up. So it may reach nobody but the hosts of the portals that it is for:

- Chromium resolves no name by itself. Each of their hosts has the address that GuardedResolver gave
  for it, at its declared ports; everything else is told that it does not exist, by name or by
  address, redirects and WebSockets included (``--host-resolver-rules``).
- Each request of a page is judged as one of Scrapy's own (`address.refusal`); pictures, films and
  fonts are not asked for. Playwright does not show redirects to who judges, so the chain is judged
  again when the page is there.
- No proxy, no WebRTC beside it, no service workers, no downloads; the sandbox, but for root.

DOWNLOAD_TIMEOUT holds for a page until it is loaded, BROWSER_SETTLE_TIME for what it loads
afterwards, DOWNLOAD_MAXSIZE for the document. What is no HTML is left to the other handler.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from playwright.async_api import Error as BrowserError
from playwright.async_api import Page
from playwright.async_api import TimeoutError as BrowserTimeoutError
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
from scrapy.http import HtmlResponse, Response
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy_playwright.handler import (  # type: ignore[import-untyped]
    Config,
    ScrapyPlaywrightDownloadHandler,
)
from scrapy_playwright.page import PageMethod  # type: ignore[import-untyped]
from scrapy_playwright.provider import (  # type: ignore[import-untyped]
    PlaywrightBrowserProvider,
)
from twisted.internet.error import DNSLookupError

from portalcrawl.fetch.address import Refused, ports_of, refusal
from portalcrawl.fetch.browser import DRAWN, chromium, needs_no_sandbox, rendered_hosts
from portalcrawl.fetch.guard import guarded_resolver, ignore, reach_of
from portalcrawl.fetch.tls import PortalTls, TlsError

if TYPE_CHECKING:
    from playwright.async_api import Browser
    from playwright.async_api import Request as BrowserRequest

_UNSEEN = frozenset({"image", "media", "font"})
_HTML = frozenset({"text/html", "application/xhtml+xml"})
#: Of the answer that began the page: they say nothing of the document that was drawn.
_NOT_OF_THE_DOCUMENT = (
    *("content-encoding", "content-length", "content-type", "transfer-encoding"),
    *("etag", "last-modified", "set-cookie"),
)
#: Seconds to wait for a page that hangs to close, before the browser is closed.
_PATIENCE = 5.0
_FLAGS = (
    "--no-proxy-server",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--js-flags=--max-old-space-size=512",
    "--disable-gpu",
)

# It logs a traceback for each page that fails; whoever asked for the page says it in one line.
logging.getLogger("scrapy-playwright").setLevel(logging.ERROR)


class GuardedProvider(PlaywrightBrowserProvider):  # type: ignore[misc] # untyped
    """Launches a Chromium that knows the portals' addresses and no others."""

    def __init__(self, config: Config, crawler: Crawler) -> None:
        super().__init__(config)
        self.crawler = crawler
        self.addresses: dict[str, str] = {}

    async def launch_browser(self) -> Browser:
        """With the addresses as they are now."""
        hosts = rendered_hosts(self.crawler.spider)
        self.addresses = await addresses(self.crawler, hosts)
        rules = resolver_rules(self.addresses, hosts)
        arguments = [*_FLAGS, f"--host-resolver-rules={rules}"]
        self.config.launch_options = {**self.config.launch_options, "args": arguments}
        browser: Browser = await super().launch_browser()
        return browser


async def addresses(crawler: Crawler, hosts: Collection[str]) -> dict[str, str]:
    """The address of each host; those that are refused or have none are left out."""
    found = {}
    for name in sorted({urlsplit(f"//{host}").hostname or "" for host in hosts}):
        resolved = guarded_resolver(crawler).getHostByName(name)
        with suppress(DNSLookupError):
            found[name] = await maybe_deferred_to_future(resolved)
    return found


def resolver_rules(addresses: Mapping[str, str], hosts: Collection[str]) -> str:
    """For Chromium: each host has its address at its declared ports, and no other host exists."""
    rules = [
        f"MAP {name}:{port} {address}:{port}"
        for name, address in addresses.items()
        for port in sorted(ports_of(name, hosts))
    ]
    return ", ".join([*rules, "MAP * ~NOTFOUND"])


class Renderer:
    """Renders the pages of a crawl. Made before the engine starts, which starts Playwright."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.crawler = crawler
        self.is_closed = False
        self.one_at_a_time = asyncio.Lock()
        self.hosts = rendered_hosts(crawler.spider)
        self.reach = reach_of(settings)
        self.tls = PortalTls(crawler)
        self.seconds = settings.getfloat("DOWNLOAD_TIMEOUT")
        self.settle_ms = settings.getfloat("BROWSER_SETTLE_TIME") * 1000
        self.largest = settings.getint("DOWNLOAD_MAXSIZE")
        self.handler = ScrapyPlaywrightDownloadHandler(crawler)
        self.handler.config = self._config()
        self.provider = GuardedProvider(self.handler.config, crawler)
        self.handler.browser_provider_cls = lambda _config: self.provider
        self.handler.abort_request = self.aborts
        self.handler.process_request_headers = None  # the browser's own, with our user agent

    def _config(self) -> Config:
        config = Config.from_settings(self.crawler.settings)
        config.launch_options = {
            "executable_path": chromium(next(iter(self.hosts)), self.crawler.settings),
            "chromium_sandbox": not needs_no_sandbox(),
            "timeout": self.seconds * 1000,
        }
        config.max_pages_per_context = 1
        config.navigation_timeout_ms = self.seconds * 1000
        config.download_timeout_secs = 0
        config.target_closed_max_retries = 1
        return config

    async def render(self, request: Request) -> Response | None:
        """The page as it was drawn; None for what is no HTML.

        Scrapy's download exceptions as from its own handlers, RequestRefused where a redirect or a
        script led away from the portals.
        """
        async with self.one_at_a_time:
            inner = self._inner(request)
            try:
                return await self._rendered(request, inner)
            finally:
                await self._close_page(inner)

    async def _rendered(self, request: Request, inner: Request) -> Response | None:
        longest = self.seconds + self.settle_ms / 1000 + _PATIENCE
        try:
            response = await asyncio.wait_for(self._drawn(inner), longest)
        except (BrowserTimeoutError, TimeoutError) as error:
            raise DownloadTimeoutError(f"not drawn in {self.seconds:g} s: {request.url}") from error
        except BrowserError as error:
            if _is_download(error):
                return None
            raise self._failure(request, error) from error
        except RuntimeError as error:
            if _is_download(error):
                return None
            raise
        self._refuse_what_led_away(inner, response)
        if not _is_html(response):
            return None
        for name in ("download_latency", "redirect_times", "redirect_urls", "redirect_reasons"):
            if name in inner.meta:
                request.meta[name] = inner.meta[name]
        request.meta["drawn_by"] = f"Chromium/{self.handler.browser.version}"
        return self._document(response)

    async def _drawn(self, inner: Request) -> Response:
        response: Response = await self.handler.download_request(inner)
        return response

    def _inner(self, request: Request) -> Request:
        unverified = not self.tls.is_verified(request.url)
        return Request(
            request.url,
            meta={
                "playwright": True,
                "playwright_include_page": True,  # to be closed here, however it ends
                "playwright_context": "unverified" if unverified else "verified",
                "playwright_context_kwargs": {
                    "user_agent": self.crawler.settings["USER_AGENT"],
                    "locale": "vi-VN",
                    "service_workers": "block",
                    "accept_downloads": False,
                    "ignore_https_errors": unverified,
                },
                "playwright_page_event_handlers": {"popup": _close},
                "playwright_page_methods": [PageMethod(self._settle)],
            },
        )

    async def _settle(self, page: Page) -> None:
        """Wait until it asks for nothing more; one that never rests is taken as it is."""
        try:
            await page.wait_for_load_state("networkidle", timeout=self.settle_ms)
        except BrowserTimeoutError:
            self.crawler.stats.inc_value("browser/restless")

    async def _close_page(self, inner: Request) -> None:
        page = inner.meta.get("playwright_page")
        if not isinstance(page, Page) or page.is_closed():
            return
        try:
            await asyncio.wait_for(page.close(), _PATIENCE)
        except (TimeoutError, BrowserError):
            self.crawler.stats.inc_value("browser/closed")
            await self._close_browser()

    async def _close_browser(self) -> None:
        """Another one is started when one is needed; one that does not even close is left behind.

        Playwright kills it half a minute later, of which the handler, which then would close the
        browser that it has, must not hear.
        """
        browser: Browser | None = getattr(self.handler, "browser", None)
        if browser is None:  # it has ended by itself
            return
        heard = self.handler._browser_disconnected_callback  # noqa: SLF001 -- no other way
        try:
            await asyncio.wait_for(browser.close(), _PATIENCE)
        except (TimeoutError, BrowserError):
            self.crawler.stats.inc_value("browser/left_behind")
            if hasattr(self.handler, "browser"):  # and it has not ended just now
                browser.remove_listener("disconnected", heard)
                self.handler.context_wrappers.clear()
                del self.handler.browser

    def aborts(self, asked: BrowserRequest) -> bool:
        """Whether a request of a page is not made."""
        if asked.resource_type in _UNSEEN:
            return True
        if urlsplit(asked.url).scheme in ("data", "blob", "about"):
            return False
        refused = self._refused(asked.url)
        if refused:
            self.crawler.stats.inc_value(f"guard/browser/{refused.kind}")
        return refused is not None

    def _refused(self, url: str) -> Refused | None:
        if not ports_of(urlsplit(url).hostname or "", self.hosts):
            return Refused("offsite", f"{url} is no portal's that a browser is for")
        return refusal(url, self.reach, self.hosts)

    def _refuse_what_led_away(self, inner: Request, response: Response) -> None:
        for url in (*inner.meta.get("redirect_urls", ()), response.url):
            refused = self._refused(url)
            if refused:
                raise ignore(self.crawler, refused)

    def _failure(self, request: Request, error: BrowserError) -> Exception:
        """What Chromium's ``net::ERR_...`` is among Scrapy's exceptions."""
        said = _told(error)
        host = urlsplit(request.url).netloc
        if "ERR_NAME_NOT_RESOLVED" in said:
            if urlsplit(request.url).hostname not in self.provider.addresses:
                return CannotResolveHostError(host)
            return ignore(self.crawler, Refused("offsite", f"led away from {request.url}"))
        if "ERR_TOO_MANY_REDIRECTS" in said:
            return ignore(self.crawler, Refused("redirects", f"endless: {request.url}"))
        if "ERR_CERT_" in said:
            return TlsError(
                f"{host}: the certificate is not to be trusted ({said}); tell the portal, or"
                ' declare tls="unverified" on its Portal'
            )
        if "ERR_SSL_" in said:
            return TlsError(f"{host}: no TLS connection ({said})")
        if "ERR_CONNECTION_REFUSED" in said:
            return DownloadConnectionRefusedError(said)
        return DownloadFailedError(said)

    def _document(self, response: Response) -> Response:
        if len(response.body) > self.largest:
            raise DownloadCancelledError(f"larger than DOWNLOAD_MAXSIZE: {response.url}")
        headers = response.headers.copy()
        for name in _NOT_OF_THE_DOCUMENT:
            headers.pop(name, None)
        headers["Content-Type"] = "text/html; charset=utf-8"
        return HtmlResponse(
            response.url,
            status=response.status,
            headers=headers,
            body=response.text if isinstance(response, HtmlResponse) else response.body,
            encoding="utf-8",
            flags=[DRAWN],
            ip_address=response.ip_address,
        )

    async def close(self) -> None:
        """Close the browser, once; the crawl ends all the same where it does not close."""
        if not self.is_closed:
            self.is_closed = True
            with suppress(TimeoutError):
                await asyncio.wait_for(self.handler.close(), _PATIENCE)


_RENDERERS: WeakKeyDictionary[Crawler, Renderer] = WeakKeyDictionary()


def renderer_of(crawler: Crawler) -> Renderer:
    """The one of a crawl: Scrapy makes a download handler for each scheme."""
    if crawler not in _RENDERERS:
        _RENDERERS[crawler] = Renderer(crawler)
    return _RENDERERS[crawler]


async def _close(page: Page) -> None:
    await page.close()


def _is_html(response: Response) -> bool:
    header = response.headers.get("Content-Type") or b"text/html"
    return header.decode("latin-1").partition(";")[0].strip().lower() in _HTML


def _is_download(error: Exception) -> bool:
    said = str(error)
    return "Download is starting" in said or "Failed to download" in said


def _told(error: BrowserError) -> str:
    """The first line, without the name of the call."""
    return str(error).split("\n", 1)[0].removeprefix("Page.goto: ")
