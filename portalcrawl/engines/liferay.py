"""Liferay 6 and 7: ``/<page>/-/asset_publisher/<instance>/content/<slug>`` and its kin."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_plus, urlsplit

from portalcrawl.engines.base import Ask
from portalcrawl.engines.liferay_rows import first_rows, read_rows
from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter, parameters

if TYPE_CHECKING:
    from portalcrawl.engines.base import Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_LANGUAGE = re.compile(r"^(?:/(?P<language>[a-z]{2}(?:_[A-Z]{2})?)(?=/))+")
_PUBLISHER = re.compile(
    r"(?P<page>(?:/[^/]+)*?)/-/asset_publisher/+(?P<instance>\w+)"
    r"(?P<content>/+content)?/+(?P<slug>(?:id/)?[^/]+)(?P<group>/\d+)?",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"/-/asset_publisher/.*(?=/-/asset_publisher/)", re.IGNORECASE)
_POP_UP = re.compile(r"/pop_up$")
_OTHER_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:/[^/]+)*/-/view_content/(?P<id>\d+)-[^/]+\.html",  # Bkav: Đắk Nông
        r"(?:/[^/]+)*/-/view-article/\d+/\d+/(?P<id>\d+)",  # Quảng Bình: epoch milliseconds
        r"(?:/[^/]+)*/-/details/\d+/(?:[^/]*-)?(?P<id>\d{6,})",  # Bắc Ninh
        r"(?:/[^/]+)*/-/details/\d+/(?P<slug>[^/]+)",
        r"(?:/web/[^/]+)?/w/(?P<slug>[^/]+)",  # 7.4 friendly URLs: Đà Nẵng, Hồ Chí Minh
        r"(?:/web/[^/]+)?/-/(?P<slug>[^/-]*-[^/-]*-[^/]*)",  # Đắk Lắk
    )
)
_DETAIL_PAGE = re.compile(r"(?:/[^/]+)*/chi-tiet(?:-tin)?")
"""Đồng Tháp: ``/tin-tuc/chi-tiet?id=2695008``. Tiền Giang: ``/chi-tiet-tin?%2F<slug>%2F<id>=``."""
_SITE = re.compile(r"/web/(?P<site>[^/]+)(?=/)")
_DEFAULT_SITE = "guest"
_PORTLET_STATE = ("p_p_id", "p_p_lifecycle")
_TITLE = re.compile(r"%2F(?P<title>[^=]+?)(?:%2F(?P<id>\d+))?=?")
_OLD_PAGE = frozenset({"category_id", "id", "page", "portal"})
"""Bắc Ninh's newspaper: ``/?page=news_detail&category_id=12603&id=59912&portal=baobacninh``."""
_SIGN_IN = "58"
"""The portlet that asks for a name and a password, in every Liferay 6."""

PROFILE = Profile(
    name="liferay",
    container=(
        ".portlet-asset-publisher .asset-full-content",
        ".asset-full-content",
        ".portlet-asset-publisher .portlet-body",
        ".portlet-asset-publisher",
    ),
    title=(
        "#contentDetailTitleId",
        ".asset-full-content .header-title",
        ".taglib-header .header-title",
        "h1.header-title",
        "h3.header-title",
        ".title-detail h1",
        "h1.title-detail",
        ".title-news h1",
        "h1.title-art",
        ".asset-full-content .asset-title",
    ),
    date=(".metadata-publish-date", ".cms-publish-date"),
    lead=("#sapoDetailId", ".asset-full-content .sapo"),
    # Sidebars carry web content too, so the one in the asset goes first.
    body=(
        "#contentDetail",
        ".asset-full-content .journal-content-article",
        ".journal-content-article",
        ".asset-content",
    ),
    author=(".metadata-author",),
    drop=(
        ".header-back-to",
        ".asset-actions",
        ".lfr-meta-actions",
        ".metadata-view-count",
        ".cms-view-count",
        ".taglib-ratings",
        ".taglib-discussion",
        ".taglib-social-bookmarks",
        ".taglib-icon-list",
        ".asset-links",
        ".taglib-page-iterator",
        ".lfr-pagination",
        ".date-today",
        ".current-date",
        ".clock",
    ),
    title_suffix=r"\s*[-–|]\s*(?:Xem chi tiết|Chi tiết tin|Chi tiết|Cổng [Tt]hông tin).*$",
)
"""Liferay's own class names (html/portlet/asset_publisher and journal_content), and those that
public crawlers of Bắc Ninh, Đắk Nông and Thái Nguyên name."""


@dataclass(frozen=True, slots=True)
class Liferay:
    """A Liferay site.

    ``site`` is its friendly name (``portal-qni`` in ``/web/portal-qni/``), None where pages stand
    at the root. ``sections`` are page names; ``feed_instance`` is the Asset Publisher whose feed
    those pages carry. ``language`` is the prefix that canonical URLs have; every other prefix is a
    copy made by the language portlet.

    The title in the URL names an article once in a site (Liferay's ``urlTitle``), on whatever page
    and by whatever publisher it is shown: ``/w/<title>`` and ``/web/hcm/w/<title>`` are one article
    where ``site`` is ``hcm``.
    """

    site: str | None = None
    sections: tuple[str, ...] = ()
    feed_instance: str | None = None
    language: str | None = None

    @property
    def name(self) -> str:
        """The family's name."""
        return "liferay"

    @property
    def profile(self) -> Profile:
        """The Asset Publisher's full content view."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """Each page's feed where there is one, then the pages."""
        base = ("" if self.language is None else f"/{self.language}") + (
            "" if self.site is None else f"/web/{self.site}"
        )
        pages = [f"{base}/{page}" for page in self.sections] or [base or "/"]
        instance = self.feed_instance
        return start_points(
            portal,
            feeds=[f"{page}/-/asset_publisher/{instance}/rss" for page in pages]
            if instance
            else (),
            sections=pages,
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The articles of a page; paging is ``_101_INSTANCE_..._cur=N``, or rows in JSON."""
        if rows := read_rows(page, asked or Ask(page.url), self):
            return rows
        listing = read_listing(page, self)
        return listing if listing.next_page else replace(listing, next_page=first_rows(page))

    def is_article(self, url: str) -> bool:
        """An asset behind ``/-/``, or a detail page with an id; never the sign-in state of one."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The id in the path or the query, else the title in it, with its site if another's."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        site = _SITE.match(found.asset.path) if found.asset.is_title else None
        if site is not None and site["site"] != (self.site or _DEFAULT_SITE):
            return f"{site['site']}:{found.asset.id}"
        return found.asset.id

    def canonical(self, url: str) -> str:
        """One path, without language copies, doubling, pop-up and portlet state."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        language = "" if self.language is None else f"/{self.language}"
        query = f"?{found.asset.query}" if found.asset.query else ""
        return f"{parts.scheme}://{parts.netloc}{language}{found.asset.path}{query}"

    def variant(self, url: str) -> str | None:
        """Pop-ups, language copies, doubled paths, portlet state."""
        found = self._read(url)
        if found is None:
            return noise(url)
        if found.pop_up or parameter(url, "p_p_state") == "pop_up":
            return "print view"
        if found.language is not None and found.language != self.language:
            return "language copy"
        if found.doubled:
            return "doubled path"
        # The portlet's own parameters are all that some addresses have.
        is_canonical = canonical_url(url) == self.canonical(url)
        return noise(url) if is_canonical else noise(url, drop=("p_p_*", "_*"))

    def _read(self, url: str) -> _Address | None:
        parts = canonical_parts(url)
        if parts is None or parameter(url, "p_p_id") == _SIGN_IN:
            return None
        language = _LANGUAGE.match(parts.path)
        bare = parts.path[language.end() :] if language else parts.path
        pop_up = _POP_UP.search(bare) is not None
        single = _DOUBLED.sub("", _POP_UP.sub("", bare))
        asset = _asset(single, parts.query)
        if asset is None:
            return None
        return _Address(
            asset=asset,
            language=language["language"] if language else None,
            pop_up=pop_up,
            doubled=single != _POP_UP.sub("", bare) or "//" in bare,
        )


class _Asset(NamedTuple):
    """The canonical path and query of an article, and what names it there."""

    path: str
    query: str
    id: str
    is_title: bool = False
    """Whether the id is the title in the URL, which is unique in its site alone."""


@dataclass(frozen=True, slots=True)
class _Address:
    asset: _Asset
    language: str | None
    pop_up: bool
    doubled: bool


def _asset(path: str, query: str) -> _Asset | None:
    if (match := _PUBLISHER.fullmatch(path)) and match["slug"] != "rss":
        bare_id = _bare_id(query)
        number = bare_id or _content_id(match["slug"])
        address = _publisher_path(match)
        return _Asset(address, bare_id or "", number or match["slug"], is_title=not number)
    for form in _OTHER_FORMS:
        if match := form.fullmatch(path):
            number = match.groupdict().get("id")
            return _Asset(path, "", number or match["slug"], is_title=not number)
    given = {unquote_plus(part.partition("=")[0]): part for part in query.split("&")}
    if _DETAIL_PAGE.fullmatch(path):
        return _of_detail_page(path, given)
    return _of_portlet(path, given)


def _of_detail_page(path: str, given: dict[str, str]) -> _Asset | None:
    if number := _number(given.get("id")):
        return _Asset(path, given["id"], number)
    match = next(filter(None, map(_TITLE.fullmatch, given.values())), None)
    if match is None:
        return None
    return _Asset(path, match[0], match["id"] or match["title"], is_title=not match["id"])


def _of_portlet(path: str, given: dict[str, str]) -> _Asset | None:
    """Bắc Ninh, before slugs: the newspaper's page, and ``..._articleId=<n>`` of its portlet."""
    if path == "/" and given.get("page") == "page=news_detail":
        number, names = _number(given.get("id")), _OLD_PAGE
    elif "p_p_id" in given and "p_p_resource_id" not in given:
        name = next((each for each in given if each.endswith("articleId")), "")
        number, names = _number(given.get(name)), frozenset({*_PORTLET_STATE, name})
    else:
        return None
    kept = "&".join(part for name, part in given.items() if name in names)
    return _Asset(path, kept, number) if number else None


def _number(part: str | None) -> str | None:
    """``59912`` of ``id=59912``."""
    value = (part or "").partition("=")[2]
    return value if re.fullmatch("[0-9]+", value) else None


def _publisher_path(match: re.Match[str]) -> str:
    content = "/content" if match["content"] else ""
    return (
        f"{match['page']}/-/asset_publisher/{match['instance']}{content}"
        f"/{match['slug']}{match['group'] or ''}"
    )


def _content_id(slug: str) -> str | None:
    return slug.removeprefix("id/") if slug.startswith("id/") else None


def _bare_id(query: str) -> str | None:
    """``12150284`` in ``?12150284&redirect=...``."""
    return next(
        (
            name
            for name, value in parameters(query)
            if not value and re.fullmatch("[0-9]{4,}", name)
        ),
        None,
    )
