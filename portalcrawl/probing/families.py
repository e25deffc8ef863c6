"""The engine that takes the articles found, leaves the lists alone and can be told the sections."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalcrawl.engines.base import Engine
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.portals import Portal

_TAKEN, _WRONG = 0.97, 0.05
_ENOUGH = 2
_GRAMMAR_ALONE = {"Liferay": 3, "DotNetNuke": 3, "SharePoint": 2, "Newspaper": 2, "VnPortal": 2,
                  "NukeViet": 1, "WordPress": 1}  # fmt: skip
"""What an address grammar says by itself: ``/-/asset_publisher/`` is Liferay's, while
``/<section>/<slug>.html`` is anybody's."""


@dataclass(frozen=True, slots=True)
class Known:
    """What has been found of a portal, before an engine is chosen."""

    origin: str
    articles: tuple[str, ...]
    others: tuple[str, ...]
    """Addresses that are no articles: sections, menus."""
    sections: tuple[str, ...] = ()
    """Paths, as are the feeds and sitemaps."""
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    has_rest: bool = True
    """Whether WordPress' REST API answers, as far as it was asked."""
    counted: str | None = None
    """The parameter that pages lists which link no next page."""

    @property
    def sitemap(self) -> str | None:
        """The first one."""
        return next(iter(self.sitemaps), None)

    @property
    def bare(self) -> tuple[str, ...]:
        """The sections without slashes at their ends."""
        return tuple(path.strip("/") for path in self.sections if path.strip("/"))

    def portal(self, engine: Engine) -> Portal:
        """The portal with that engine."""
        parts = urlsplit(self.origin)
        scheme = "https" if parts.scheme == "https" else "http"
        return Portal(parts.netloc, engine, scheme=scheme)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Vote:
    """How well a family's grammar fits."""

    family: str
    engine: Engine
    taken: int
    """Of the articles."""
    wrong: int
    """Of the other addresses, second forms of articles left aside."""
    moved: int
    """Of the articles: those for which it has another address than the portal links."""
    misses: int
    """The sections that it cannot be told."""

    def fits(self, known: Known) -> bool:
        """Whether nearly all articles are taken and nothing else is."""
        few = self.wrong <= _WRONG * len(known.others)
        right = self.taken >= _TAKEN * len(known.articles) and self.moved * 2 <= self.taken
        return right and few and not self.misses


def votes(known: Known) -> tuple[Vote, ...]:
    """The best that each family can do."""
    found = []
    for family, trials in _TRIALS.items():
        tried = [_vote(family, engine, known) for engine in trials(known)]
        found.append(max(tried, key=_rank))
    return tuple(found)


def _rank(vote: Vote) -> tuple[int, int, int, int]:
    return -vote.misses, vote.taken, -vote.wrong, -vote.moved


def chosen(known: Known, weights: dict[str, int]) -> Vote | None:
    """The family that fits and that most speaks for; None where too little does."""
    fitting = [vote for vote in votes(known) if vote.fits(known)] if known.articles else []

    def weight(vote: Vote) -> int:
        return weights.get(vote.family, 0) + _GRAMMAR_ALONE.get(vote.family, 0)

    best = max(fitting, key=weight, default=None)
    return best if best is not None and weight(best) >= _ENOUGH else None


def _vote(family: str, engine: Engine, known: Known) -> Vote:
    told = {_place(listing.url) for listing in engine.listings(known.portal(engine))}
    taken = {engine.article_key(url) for url in known.articles if engine.is_article(url)}
    others = filter(engine.is_article, known.others)
    return Vote(
        family,
        engine,
        taken=sum(map(engine.is_article, known.articles)),
        # A print view of an article is no fault of the grammar.
        wrong=sum(
            engine.variant(url) is None and engine.article_key(url) not in taken for url in others
        ),
        moved=sum(
            urlsplit(engine.canonical(url)).path != urlsplit(url).path
            for url in known.articles
            if engine.is_article(url)
        ),
        misses=sum(_place(known.origin + path) not in told for path in known.sections),
    )


def _place(url: str) -> str:
    return url.rstrip("/").lower()


def _liferay(known: Known) -> Iterator[Engine]:
    instance = _captured(known.feeds, r"/-/asset_publisher/(\w+)/rss")
    languages = Counter(
        match[1] if (match := _LANGUAGE.match(urlsplit(url).path)) else None
        for url in known.articles
    )
    for language in (next(iter(languages.most_common(1)), (None, 0))[0], None):
        base = f"/{language}" if language else ""
        sites = Counter(
            match[1] for path in known.sections if (match := _SITE.match(path.removeprefix(base)))
        )
        for site in (*(name for name, _count in sites.most_common(1)), None):
            root = f"{base}/web/{site}/" if site else f"{base}/"
            pages = tuple(path.removeprefix(root).strip("/") for path in known.sections)
            yield Liferay(site=site, sections=pages, feed_instance=instance, language=language)


_LANGUAGE = re.compile(r"/([a-z]{2})(?=/)")
_SITE = re.compile(r"/web/([^/]+)/.")


def _nukeviet(known: Known) -> Iterator[Engine]:
    for language, module in dict.fromkeys((*_modules(known.articles), (None, "news"))):
        base = f"{language}/{module}/" if language else ""
        sections = tuple(path.removeprefix(base) for path in known.bare)
        feeds = {path.strip("/") for path in known.feeds}
        has_feeds = bool(sections) and {f"{base}rss/{each}" for each in sections} <= feeds
        yield NukeViet(
            sections=sections,
            language=language,
            module=module,
            feeds=has_feeds,
            sitemap=known.sitemap,
        )


def _modules(urls: Iterable[str]) -> Iterator[tuple[str | None, str]]:
    for url in urls:
        if match := re.match(r"/([a-z]{2})/([a-z-]+)/[^/]+/", urlsplit(url).path):
            yield match[1], match[2]
            return


def _vnportal(known: Known) -> Iterator[Engine]:
    sections = tuple(path.lstrip("/") for path in known.sections)
    yield VnPortal(sections=sections)
    yield VnPortal(sections=sections, flat=True)


def _publish_upload(known: Known) -> Iterator[Engine]:
    copies = tuple(
        sorted(
            {
                match[1]
                for url in known.others
                if (match := re.match(r"/([a-z]{2})(/.+)", urlsplit(url).path))
                and known.origin + match[2] in known.articles
            }
        )
    )
    for bare in (False, True):
        yield PublishUpload(
            sections=known.sections, sitemap=known.sitemap, copies=copies, bare_slugs=bare
        )


def _newspaper(known: Known) -> Iterator[Engine]:
    feeds = {f"/rss/{each}.rss" for each in known.bare}
    feed = "/rss/{section}.rss" if feeds and feeds <= set(known.feeds) else None
    for flat in (False, True):
        yield Newspaper(sections=known.bare, feed=feed, sitemap=known.sitemap, flat=flat)


def _sharepoint(known: Known) -> Iterator[Engine]:
    yield SharePoint(sections=known.sections, feeds=known.feeds, counted=known.counted)


def _wordpress(known: Known) -> Iterator[Engine]:
    yield WordPress(
        sections=known.sections,
        feeds=known.feeds,
        sitemap=known.sitemap,
        rest=known.has_rest,
    )


def _drupal(known: Known) -> Iterator[Engine]:
    for aliases, nodes in ((True, True), (True, False), (False, True)):
        yield Drupal(
            sections=known.sections,
            feeds=known.feeds,
            sitemap=known.sitemap,
            aliases=aliases,
            nodes=nodes,
        )


def _dotnetnuke(known: Known) -> Iterator[Engine]:
    yield DotNetNuke(sections=known.sections, feeds=known.feeds, sitemap=known.sitemap)


_TRIALS: dict[str, Callable[[Known], Iterator[Engine]]] = {
    "Liferay": _liferay,
    "DotNetNuke": _dotnetnuke,
    "SharePoint": _sharepoint,
    "Newspaper": _newspaper,
    "VnPortal": _vnportal,
    "NukeViet": _nukeviet,
    "WordPress": _wordpress,
    "Drupal": _drupal,
    "PublishUpload": _publish_upload,
}


def _captured(texts: Iterable[str], pattern: str) -> str | None:
    return next((match[1] for text in texts if (match := re.search(pattern, text))), None)
