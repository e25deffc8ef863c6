"""Liferay 6 and 7: ``/<page>/-/asset_publisher/<instance>/content/<slug>`` and its kin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter, parameters

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_LANGUAGE = re.compile(r"^(?:/(?P<language>[a-z]{2}(?:_[A-Z]{2})?)(?=/))+")
_PUBLISHER = re.compile(
    r"(?P<page>(?:/[^/]+)*?)/-/asset_publisher/+(?P<instance>\w+)"
    r"(?P<content>/+content)?/+(?P<slug>(?:id/)?[^/]+)(?P<group>/\d+)?",
    re.IGNORECASE,
)
_DOUBLED = re.compile(r"/-/asset_publisher/+.*(?=/-/asset_publisher/)", re.IGNORECASE)
_POP_UP = re.compile(r"/pop_up$")
_OTHER_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:/[^/]+)*/-/view_content/(?P<id>\d+)-[^/]+\.html",  # Bkav: Đắk Nông
        r"(?:/[^/]+)*/-/view-article/\d+/\d+/(?P<id>\d+)",  # Quảng Bình: epoch milliseconds
        r"(?:/[^/]+)*/-/details/\d+/(?:[^/]*-)?(?P<id>\d{6,})",  # Bắc Ninh
        r"(?:/[^/]+)*/-/details/\d+/(?P<slug>[^/]+)",
        r"(?:/web/[^/]+)?/w/(?P<slug>[^/]+)",  # 7.4 friendly URLs: Đà Nẵng, Hồ Chí Minh
        r"(?:/web/[^/]+)?/-/(?P<slug>[^/]*-[^/]*-[^/]*)",  # Đắk Lắk
    )
)
_DETAIL_PAGE = re.compile(r"(?:/[^/]+)*/chi-tiet(?:-tin)?")
"""Đồng Tháp: ``/tin-tuc/chi-tiet?id=2695008``."""
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

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a page; paging is ``_101_INSTANCE_..._cur=N``."""
        return read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """An asset behind ``/-/``, or a detail page with an id; never the sign-in state of one."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The id in the path or the query, else the canonical URL."""
        found = self._read(url)
        return (found and found.id) or self.canonical(url)

    def canonical(self, url: str) -> str:
        """One path, without language copies, doubling, pop-up and portlet state."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        language = "" if self.language is None else f"/{self.language}"
        query = f"?{found.query}" if found.query else ""
        return f"{parts.scheme}://{parts.netloc}{language}{found.path}{query}"

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
        return noise(url, drop=("p_p_*", "_*"))

    def _read(self, url: str) -> _Address | None:
        parts = canonical_parts(url)
        if parts is None or parameter(url, "p_p_id") == _SIGN_IN:
            return None
        language = _LANGUAGE.match(parts.path)
        bare = parts.path[language.end() :] if language else parts.path
        pop_up = _POP_UP.search(bare) is not None
        single = _DOUBLED.sub("", _POP_UP.sub("", bare))
        found = _match(single, parts.query)
        if found is None:
            return None
        path, query, identity = found
        return _Address(
            path=path,
            query=query,
            id=identity,
            language=language["language"] if language else None,
            pop_up=pop_up,
            doubled=single != _POP_UP.sub("", bare) or "//" in bare,
        )


@dataclass(frozen=True, slots=True)
class _Address:
    path: str
    query: str
    id: str | None
    language: str | None
    pop_up: bool
    doubled: bool


def _match(path: str, query: str) -> tuple[str, str, str | None] | None:
    """Canonical path, canonical query and id of an article, or None where the path is none's."""
    bare_id = _bare_id(query)
    if (match := _PUBLISHER.fullmatch(path)) and match["slug"] != "rss":
        return _publisher_path(match), bare_id or "", bare_id or _content_id(match["slug"])
    for form in _OTHER_FORMS:
        if match := form.fullmatch(path):
            return path, "", match.groupdict().get("id")
    number = dict(parameters(query)).get("id") or ""
    if _DETAIL_PAGE.fullmatch(path) and number.isdigit():
        return path, f"id={number}", number
    return None


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
        (name for name, value in parameters(query) if not value and re.fullmatch(r"\d{4,}", name)),
        None,
    )
