"""Endpoints behind listings that a script draws: JSON, or HTML in pieces. No I/O."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from w3lib.html import remove_tags, replace_entities

from portalcrawl.engines.base import Ask, Listing, ListingPage
from portalcrawl.engines.listing import Grammar, read_listing
from portalcrawl.extraction.dates import VIETNAM
from portalcrawl.items import Link, Page

if TYPE_CHECKING:
    from portalcrawl.portals import Portal

_PAGE = "{page}"
_FIELD = re.compile(r"\{([^{}]+)\}")
_NET_DATE = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_NUMBER = re.compile("[0-9]{9,13}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _END = datetime(1997, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Before the first no portal published: Viet Nam joined the Internet in 1997."""
_LONGEST_TITLE = 4_000
"""In characters of HTML. Python reads no number of more than 4,300 digits, be it in an entity."""


@dataclass(frozen=True, slots=True)
class JsonListing:
    """An endpoint that answers with a page of articles.

    ``path`` is its path and query on the portal's host, with ``{page}`` where the page's number
    stands (``/api/news?page={page}&size=20``). ``body`` is what is posted, with ``{page}`` in it
    (``{"page": {page}}``, ``start={page}&length=50``), ``content_type`` says what that is; None
    asks by GET. ``first`` is the first page's number, ``step`` what the next adds to it: 20 where
    the number is an offset. ``size`` is how many articles a full page has, where that is known: a
    page with fewer is the last; else the last is one without any.

    ``items`` is the path to the list of articles in the answer, its names joined by dots
    (``data.items``); empty where the answer is the list. The rest is looked up in each item, by
    such paths too: ``link`` is the article's address, absolute or on the host, with paths in braces
    (``/vi/post/{slug}?type=NEWS&id={id}``), ``title``, ``published`` and ``section`` are paths.

    JSON inside a text of the answer is read as well (ASP.NET's ``{"d": "[...]"}``), and an answer
    or a list in HTML is read as a section page is.
    """

    path: str
    body: str | None = None
    content_type: str = "application/json"
    first: int = 1
    step: int = 1
    size: int | None = None
    items: str = ""
    link: str = "{link}"
    title: str = "title"
    published: str | None = None
    section: str | None = None

    def ask(self, origin: str, number: int) -> Ask:
        """How the page of that number is asked for, of the portal at ``origin``."""
        url = origin + self.path.replace(_PAGE, str(number))
        if self.body is None:
            return Ask(url)
        return Ask(url, self.body.replace(_PAGE, str(number)).encode(), self.content_type)

    def number(self, asked: Ask) -> int | None:
        """The number of the page that was asked for; None where it was not asked of this one."""
        there = _filled(self.path).fullmatch(asked.url.removeprefix(_origin(asked.url)))
        if there is None or (self.body is None) != (asked.body is None):
            return None
        posted = _filled(self.body or "").fullmatch((asked.body or b"").decode(errors="replace"))
        if posted is None:
            return None
        return int(next(iter((*there.groups(), *posted.groups())), self.first))

    @property
    def has_pages(self) -> bool:
        """Whether there is a place for the number of a page."""
        return _PAGE in self.path or _PAGE in (self.body or "")


def api_listings(portal: Portal, api: Iterable[JsonListing]) -> tuple[Listing, ...]:
    """The first page of each endpoint, as start points."""
    asks = [each.ask(portal.origin, each.first) for each in api]
    return tuple(Listing(ask.url, "section", ask.body, ask.content_type) for ask in asks)


def read_api(
    page: Page, asked: Ask | None, api: Iterable[JsonListing], grammar: Grammar
) -> ListingPage | None:
    """The articles of an endpoint's answer, and its next page as long as articles come.

    None where the page was not asked of any of the endpoints.
    """
    ask = asked or Ask(page.url)
    for endpoint in api:
        number = endpoint.number(ask)
        if number is not None:
            found, count = _read(page, endpoint, grammar)
            is_full = count > 0 and (endpoint.size is None or count >= endpoint.size)
            following = endpoint.ask(_origin(ask.url), number + endpoint.step)
            return ListingPage(found, following if is_full and endpoint.has_pages else None)
    return None


def _read(page: Page, endpoint: JsonListing, grammar: Grammar) -> tuple[tuple[Link, ...], int]:
    """The links to articles, and how many items there are, articles or not."""
    answer = _json(page.body)
    found = _opened(_at(answer, endpoint.items))
    if isinstance(found, list):
        links = {link.url: link for link in _links(page.url, found, endpoint, grammar)}
        return tuple(links.values()), len(found)
    if isinstance(found, str):
        html = replace(page, body=found.encode(), content_type="text/html; charset=utf-8")
        in_piece = read_listing(html, grammar).links
        return in_piece, len(in_piece)
    on_page = read_listing(page, grammar).links if answer is None else ()
    return on_page, len(on_page)


def _links(
    base: str, items: list[object], endpoint: JsonListing, grammar: Grammar
) -> Iterator[Link]:
    for item in items:
        url = _address(base, endpoint.link, item)
        if url is not None and grammar.is_article(url):
            yield Link(
                url=url,
                title=_title(_value(item, endpoint.title)),
                published=_published(_value(item, endpoint.published)),
                section=_title(_value(item, endpoint.section)),
            )


def _address(base: str, template: str, item: object) -> str | None:
    values = {path: _text(_value(item, path)) for path in _FIELD.findall(template)}
    if not all(values.values()):
        return None
    try:
        url = urljoin(base, _FIELD.sub(lambda match: values[match[1]] or "", template).strip())
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def _value(item: object, path: str | None) -> object:
    return None if path is None else _at(item, path)


def _at(value: object, path: str) -> object:
    for name in path.split(".") if path else ():
        held = _opened(value)
        if isinstance(held, dict):
            value = held.get(name)
        elif isinstance(held, list) and name.isascii() and name.isdigit():
            value = held[int(name)] if int(name) < len(held) else None
        else:
            return None
    return value


def _opened(value: object) -> object:
    """The value; what JSON it holds where it is a text that holds a list or an object."""
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{"):
        held = _json(value)
        return held if isinstance(held, list | dict) else value
    return value


def _json(text: str | bytes) -> object:
    """What the text says, None where it is no JSON; a JSON ``null`` says nothing either."""
    try:
        held: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held


def _text(value: object) -> str | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _title(value: object) -> str | None:
    text = (_text(value) or "")[:_LONGEST_TITLE]
    return " ".join(replace_entities(remove_tags(text)).split()) or None


def _published(value: object) -> str | None:
    """ISO 8601 in Viet Nam's time for what counts from 1970; any other text as it stands.

    A bare number counts where seconds or milliseconds lead to a moment between 1997 and 2100;
    ``20240131153000`` does not. ``/Date(...)/`` beyond them says that there is no date: .NET
    writes the year 1.
    """
    text = _text(value)
    if text is None:
        return None
    if match := _NET_DATE.fullmatch(text):
        return _moment(int(match[1]) / 1000)
    if _NUMBER.fullmatch(text):
        return _moment(int(text)) or _moment(int(text) / 1000) or text
    return text


def _moment(seconds: float) -> str | None:
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    if not _FIRST <= moment < _END:
        return None
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def _filled(template: str) -> re.Pattern[str]:
    return re.compile(r"([0-9]{1,9})".join(map(re.escape, template.split(_PAGE))))


def _origin(url: str) -> str:
    scheme, separator, rest = url.partition("://")
    return scheme + separator + rest.partition("/")[0]
