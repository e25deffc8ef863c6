"""Provincial newspapers on the ePi CMS: ``/<category>/<YYYYMM>/<slug>-<id>/``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_FOLDER = re.compile(r"(?:/[^/]+)+/\d{6}/-*[^/-][^/]*-(?P<id>[0-9a-fA-F]{7}|\d{5,9})/?")
_PRINT = re.compile(r"/print/(?P<id>[0-9a-fA-F]{7}|\d{5,9})/?")
_FLAT = re.compile(r"/[^/]+-(?:post|a)?(?P<id>\d{5,10})\.html")
"""Seven figures (Quảng Ninh, Hưng Yên, Quảng Nam), ``-post256740`` and later eight figures (Nghệ
An), ``-a191044`` (Long An)."""

PROFILE = Profile(
    name="newspaper",
    title=("h1.head_title", "h1.article__title", "h1.article__header"),
    date=(".article__meta time",),
    lead=(".article__sapo",),
    author=(".article__meta .cms-author", ".article__body p.author"),
    source=(".article__source",),
    body=(".td-post-content", ".article__body"),
    drop=(
        ".header_tool",
        ".box_tag",
        ".related",
        ".social",
        ".poll_box",
        ".article-poll",
        ".mostread_box",
        ".feedback_comment1",
        ".article__tag",
        ".ads_middle",
        ".sda_middle",
        ".rennab",
        "a.cms-relate",
        ".notebox",
    ),
)
"""Names in the public script that Báo Đồng Nai and Báo Thái Nguyên load, and in a public crawler of
the former. Captions stand in ``td.desc`` of ``table.image``; the lead opens the body. Whether title
and date line stand in ``#content`` is not known, so no container is named: it is what holds both
title and body."""


@dataclass(frozen=True, slots=True)
class Newspaper:
    """A newspaper of the family.

    ``sections`` are category aliases. ``feed`` is the path of a category's feed with ``{section}``
    in it. ``flat`` accepts the later grammar ``/<slug>-<id>.html`` as well. ``skip`` are the first
    path segments under which pages of article form are videos, podcasts and galleries.
    """

    sections: tuple[str, ...] = ()
    feed: str | None = "/rss/{section}.rss"
    sitemap: str | None = "/sitemap.xml"
    flat: bool = False
    skip: tuple[str, ...] = ("media", "video-clip", "podcast", "anh-dep", "tim-kiem")

    @property
    def name(self) -> str:
        """The family's name."""
        return "newspaper"

    @property
    def profile(self) -> Profile:
        """The article page, as far as public scripts name its classes."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """Each category's feed, the sitemap, the categories."""
        feed = self.feed
        return start_points(
            portal,
            feeds=[feed.format(section=section) for section in self.sections] if feed else (),
            sitemaps=[self.sitemap] if self.sitemap else (),
            sections=[f"/{section}/" for section in self.sections] or ["/"],
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a category page; paging is ``?page=2``."""
        return read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """A month folder and a slug that ends in the id; or the print view of one."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The id: seven hexadecimal figures since about 2023, decimal before."""
        match = self._read(url)
        return canonical_url(url) if match is None else match["id"].lower()

    def canonical(self, url: str) -> str:
        """Without ``www.`` and query, with the slash at the end.

        A print view names no slug, so it stays what it is: ``variant`` of it is not None.
        """
        match = self._read(url)
        if match is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        path = match[0] if match.re is _FLAT else match[0].rstrip("/") + "/"
        return f"{parts.scheme}://{parts.netloc.removeprefix('www.')}{path}"

    def variant(self, url: str) -> str | None:
        """Print views, the ``www.`` host, a missing slash, and what a query adds."""
        match = self._read(url)
        if match is not None and match.re is _PRINT:
            return "print view"
        if match is not None and urlsplit(url).netloc.lower().startswith("www."):
            return "other host"
        if match is not None and match.re is _FOLDER and not match[0].endswith("/"):
            return "missing slash"
        return noise(url)

    def _read(self, url: str) -> re.Match[str] | None:
        parts = canonical_parts(url)
        if parts is None or parts.path.split("/")[1] in self.skip:
            return None
        path = parts.path
        forms = (_PRINT, _FOLDER, _FLAT) if self.flat else (_PRINT, _FOLDER)
        return next((match for form in forms if (match := form.fullmatch(path))), None)
