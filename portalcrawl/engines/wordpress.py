"""WordPress, as departments use it: classic themes, Flatsome, tagDiv, block themes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.api import JsonListing, api_listings, read_api
from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

PROFILE = Profile(
    name="wordpress",
    title=(
        "h1.entry-title",
        "h1.tdb-title-text",
        "h1.wp-block-post-title",
        "h1.post-title",
        "h1.single-title",
    ),
    date=(
        ".entry-meta time.entry-date",
        "time.entry-date",
        ".td-post-date time",
        ".tdb-block-inner time",
        ".wp-block-post-date time",
        ".post-meta time",
        "time.published",
    ),
    lead=(".td-post-sub-title", ".entry-summary", ".wp-block-post-excerpt"),
    section=(".entry-category a", ".cat-links a", ".td-post-category"),
    body=(
        ".single .entry-content",
        "article .entry-content",
        ".td-post-content",
        ".tdb_single_content .tdb-block-inner",
        ".wp-block-post-content",
        ".entry-content",
        ".post-content",
        ".single-content",
    ),
    drop=(
        ".sharedaddy",
        "#jp-relatedposts",
        ".jp-relatedposts",
        ".blog-share",
        ".author-box",
        ".entry-author",
        ".yarpp",
        ".yarpp-related",
        ".td-post-next-prev",
        ".td-a-rec",
        ".post-views",
        ".kk-star-ratings",
        ".navigation-post",
        "#respond",
        "footer.entry-meta",
        "#ez-toc-container",
        ".ez-toc-container",
        "#toc_container",
    ),
)
"""From WordPress core's blocks and the public templates of Flatsome and tagDiv's Newspaper."""

PERMALINKS = (
    "/%year%/%monthnum%/%day%/%postname%/",
    "/%year%/%monthnum%/%postname%/",
    "/%year%/%monthnum%/%postname%.html",
    "/%postname%/",
)
"""The structures that WordPress offers at a click, and the one seen in Sơn La."""

_PAGE_SIZE = 100
_REST = JsonListing(
    f"/wp-json/wp/v2/posts?per_page={_PAGE_SIZE}&page={{page}}&_fields=link,title,date",
    size=_PAGE_SIZE,
    title="title.rendered",
    published="date",
)
"""Posts alone, newest first; 100 is the most that a page may have (WordPress' REST API handbook).
Behind the last page the answer is an error, so a page that is not full is taken for the last."""

_TAGS = {
    "%year%": r"\d{4}",
    "%monthnum%": r"\d{2}",
    "%day%": r"\d{2}",
    "%hour%": r"\d{2}",
    "%minute%": r"\d{2}",
    "%second%": r"\d{2}",
    "%post_id%": r"(?P<id>\d+)",
    "%postname%": r"(?P<slug>(?!\d+(?:[/.]|$)|(?:page|feed|amp|embed|trackback)(?:[/.]|$))[^/.]+)",
    "%category%": r"[^/]+(?:/[^/]+)*?",
    "%author%": r"[^/]+",
}
"""The tags of a permalink structure (WordPress' documentation, "Customize permalinks")."""
_TAG = re.compile(r"(%\w+%)")
_BESIDE = re.compile(
    r"/(?:(?P<amp>amp)|(?P<comments>comment-page-\d+)|(?P<embed>embed)|(?P<ping>trackback))/?$"
)
_SECOND_FORMS = {
    "amp": "AMP view",
    "comments": "page of comments",
    "embed": "embedded view",
    "ping": "trackback address",
}
_PARAMETERS = {"replytocom": "page of comments", "amp": "AMP view", "noamp": "AMP view"}
_ARCHIVES = """
    author category comments chuyen-muc danh-muc date embed feed index.php page search tag the
    tu-khoa type wp-admin wp-content wp-includes wp-json
"""
"""The first segments under which lists and the system's own files stand, with the Vietnamese names
that are usual for categories and tags."""
_NO_POSTS = frozenset(_ARCHIVES.split())
_WORD = re.compile(r"[^-_]+")


@dataclass(frozen=True, slots=True)
class WordPress:
    """A WordPress site.

    ``sections``, ``feeds`` and ``sitemap`` are paths (``/tin-tuc/trong-tinh/``, ``/feed/``,
    ``/tin-tuc/feed/``, ``/wp-sitemap-posts-post-1.xml``; ``/wp-sitemap.xml`` has the static pages
    too). ``rest`` asks the REST API for the posts, newest first. ``permalinks`` are the site's
    structures as WordPress writes them (``/%year%/%monthnum%/%postname%.html``); one without year
    and id takes only slugs of ``words`` words and more, since pages and categories look the same.
    """

    sections: tuple[str, ...] = ()
    permalinks: tuple[str, ...] = PERMALINKS
    words: int = 4
    rest: bool = True
    feeds: tuple[str, ...] = ("/feed/",)
    sitemap: str | None = None

    @property
    def name(self) -> str:
        """The family's name."""
        return "wordpress"

    @property
    def profile(self) -> Profile:
        """The single post of the usual themes."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The feeds, the sitemap, the REST API, the sections."""
        return start_points(
            portal,
            self.feeds,
            [self.sitemap] if self.sitemap else (),
            self.sections,
            api_listings(portal, self._api),
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:
        """The posts of the REST API's answer, or of a section; paging there is ``/page/2/``."""
        return read_api(page, asked, self._api, self) or read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """A permalink of the site, or ``/?p=<n>``; never an archive, a feed, a section."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The number of the post where the URL has it, else the canonical URL."""
        found = self._read(url)
        return (found and found.id) or self.canonical(url)

    def canonical(self, url: str) -> str:
        """The permalink, without AMP and comments, with the slash at the end that it is due."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        return canonical_url(f"{parts.scheme}://{parts.netloc}{found.address}")

    def variant(self, url: str) -> str | None:
        """AMP and embedded views, pages of comments, a missing slash, and what a query adds."""
        found = self._read(url)
        if found is None:
            return noise(url)
        asked = (why for name, why in _PARAMETERS.items() if parameter(url, name) is not None)
        return found.variant or next(asked, None) or noise(url, keep=("p",), drop=("*",))

    @property
    def _api(self) -> tuple[JsonListing, ...]:
        return (_REST,) if self.rest else ()

    def _read(self, url: str) -> _Address | None:
        parts = canonical_parts(url)
        if parts is None:
            return None
        number = parameter(url, "p") or ""
        if parts.path in ("/", "/index.php") and re.fullmatch("[0-9]+", number):
            return _Address(f"/?p={number}", number, None)
        if is_section(parts._replace(query="").geturl(), self.sections):
            return None
        beside = _BESIDE.search(parts.path)
        path = parts.path[: beside.start()] if beside else parts.path.rstrip("/")
        first = path.removeprefix("/").partition("/")[0].lower()
        if not first or first in _NO_POSTS:
            return None
        return self._read_path(path, parts.path, beside)

    def _read_path(self, path: str, shown: str, beside: re.Match[str] | None) -> _Address | None:
        for structure in self.permalinks:
            match = _pattern(structure.rstrip("/")).fullmatch(path)
            if match is None or not self._is_post(structure, match):
                continue
            address = path + "/" * structure.endswith("/")
            form = _SECOND_FORMS[beside.lastgroup or ""] if beside else None
            slash = "missing slash" if structure.endswith("/") else "trailing slash"
            return _Address(
                address,
                match.groupdict().get("id"),
                form or (slash if shown != address else None),
            )
        return None

    def _is_post(self, structure: str, match: re.Match[str]) -> bool:
        if "%year%" in structure or "%post_id%" in structure:
            return True
        return len(_WORD.findall(match.groupdict().get("slug", ""))) >= self.words


@dataclass(frozen=True, slots=True)
class _Address:
    address: str
    id: str | None
    variant: str | None


@lru_cache(64)
def _pattern(structure: str) -> re.Pattern[str]:
    return re.compile("".join(_TAGS.get(part, re.escape(part)) for part in _TAG.split(structure)))
