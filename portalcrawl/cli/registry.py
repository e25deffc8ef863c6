"""The spiders by name, and the portal behind a URL."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings, Settings
from scrapy.spiderloader import SpiderLoader

from portalcrawl.errors import Fault
from portalcrawl.portals import Portal, portal_serving
from portalcrawl.provinces import UnknownProvinceError, lookup, provinces
from spiders.place import NothingToCrawlError
from spiders.province import ProvinceSpider


def settings() -> Settings:
    """The settings of a crawl, as Scrapy would load them in this project."""
    loaded = Settings()
    loaded.setmodule("portalcrawl.settings", priority="project")
    return loaded


def spider_names() -> list[str]:
    """Every spider of the registry, sorted."""
    return sorted(_loader().list())


def spider_class(name: str) -> type[ProvinceSpider]:
    """The spider of that name. Raises Fault that names the nearest known ones."""
    names = spider_names()
    if name not in names:
        raise Fault(f"no spider named {name!r}; {_nearest(name, names)}")
    found = _loader().load(name)
    if not issubclass(found, ProvinceSpider):
        raise Fault(f"{name!r} is a spider of another kind; portalcrawl runs province spiders")
    return found


def refuse_bad_arguments(name: str, arguments: Mapping[str, str], chosen: BaseSettings) -> None:
    """Raise Fault unless the spider exists and takes the arguments; nothing is started."""
    _made(name, arguments, chosen)


@dataclass(frozen=True, slots=True)
class Night:
    """What a night's run crawls."""

    portals: dict[str, tuple[Portal, ...]]
    """By spider, those that it can crawl, at the addresses where it asks them."""
    left_out: list[str]
    """One line for each spider that has a portal in force and cannot crawl it here."""


def spiders_of_the_night(chosen: BaseSettings | None = None) -> Night:
    """The provinces' spiders that have a portal in force today, or a replica of one.

    Raises Fault where none of these can crawl, for the reason that the first has.
    """
    slugs = {unit.slug for unit in provinces()}
    night = Night(portals={}, left_out=[])
    for name in spider_names():
        if name not in slugs:
            continue
        try:
            night.portals[name] = _made(name, {}, chosen or settings()).crawled
        except Fault as fault:
            if not isinstance(fault.__cause__, NothingToCrawlError):
                night.left_out.append(str(fault))
    if night.left_out and not night.portals:
        raise Fault(night.left_out[0])
    return night


def _made(name: str, arguments: Mapping[str, str], chosen: BaseSettings) -> ProvinceSpider:
    found = spider_class(name)
    try:
        return found.from_crawler(Crawler(found, Settings(chosen)), **arguments)
    except ValueError as error:
        raise Fault(f"{name}: {error}") from error


def portal_of(url: str) -> Portal | None:
    """The portal of the registry that serves a URL's host; None if unknown."""
    portals = (portal for name in spider_names() for portal in spider_class(name).portals)
    return portal_serving(portals, urlsplit(url).netloc.lower(), url)


def _nearest(name: str, names: list[str]) -> str:
    """The spider that may have been meant: by its name, or by that of its province."""
    if "." in name:
        return f"write https://{name.rstrip('/')}/ to crawl a host"
    try:
        return f"did you mean {lookup(name).slug}?"
    except UnknownProvinceError as error:
        near = [lookup(each).slug for each in error.nearest] or difflib.get_close_matches(
            name, names, n=3
        )
        return f"did you mean {' or '.join(near)}?" if near else "`scrapy list` shows them all"


@cache
def _loader() -> SpiderLoader:
    return SpiderLoader.from_settings(settings())
