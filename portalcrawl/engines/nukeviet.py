"""NukeViet 4 (nukeviet.vn): ``[/<language>/<module>]/<category>/<slug>-<id>.html``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portalcrawl.engines.listing import read_listing
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Page
    from portalcrawl.portals import Portal

_LANGUAGES = frozenset({"vi", "en", "fr", "zh", "ja", "ko", "ru", "lo", "km"})
_ACTIONS = {"savefile": "saved file", "print": "print view"}
_MODULES = """
    about banners contact download faq feeds laws location menu organs page photos rss search seek
    sendmail siteterms statistics tag topic users videoclips videos voting
"""
_OTHER_MODULES = frozenset(_MODULES.split())
_ARTICLE = re.compile(r"(?P<slug>-*[^-/].*|-+)-(?P<id>\d+)(?:\.html)?")
_PAGE_SLUGS = frozenset({"page", "trang"})

PROFILE = Profile(
    name="nukeviet",
    container=("#news_detail", "div.news_column"),
    title=("h1[itemprop=headline]", "h1.title", "#news_detail h1"),
    date=("span.h5", "span.time", "em.time"),
    lead=("div.hometext", "#hometext"),
    # The picture of the article stands beside the lead, above the body.
    body=("#news-bodyhtml, div.bodytext, figure.article",),
    section=("ul.temp-breadcrumbs li:last-child", "ol.breadcrumb li:last-child"),
    attachments=("div.news-download-file a[href]",),
    drop=(
        "ul.text-right",
        "#news_detail div.control",
        "div.other-news",
        "ul.related",
        "#stringrating",
        "div.keywords",
        "div.socialicon",
        "#idcomment",
        "div.comment",
        "div.newsdetailbox",
        "div.news-detail-player",
        ".imghome",
        "p.copyright",
        "div.alert-info",
        "div.news-download-file .badge",
        "div.news-download-file .collapse",
    ),
)
"""Read off the project's public template (themes/default/modules/news/detail.tpl, 3.x to 4.5)."""


@dataclass(frozen=True, slots=True)
class NukeViet:
    """A NukeViet install.

    ``sections`` are category aliases (``tin-tong-hop``), each with its feed. ``language`` and
    ``module`` stand at the head of the URLs of a multilingual install (``/vi/news/``); a portal
    whose URLs begin with the category has ``language=None``. ``extension`` is what articles end in;
    where it is empty some may end in ``.html`` all the same. The languages of NukeViet are separate
    tables, so an id of another language or module is another article.
    """

    sections: tuple[str, ...] = ()
    language: str | None = None
    module: str = "news"
    feeds: bool = True
    sitemap: str | None = "/sitemap.xml"
    extension: str = ".html"

    @property
    def name(self) -> str:
        """The family's name."""
        return "nukeviet"

    @property
    def profile(self) -> Profile:
        """The default theme's article page."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """Each category's feed, the sitemap, the categories."""
        base = f"/{self.language}/{self.module}" if self.language else ""
        return start_points(
            portal,
            feeds=[f"{base}/rss/{alias}/" for alias in self.sections] if self.feeds else (),
            sitemaps=[self.sitemap] if self.sitemap else (),
            sections=[f"{base}/{alias}/" for alias in self.sections] or ["/"],
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a category page; paging is ``/page-2/``."""
        return read_listing(page, self)

    def is_article(self, url: str) -> bool:
        """A category and ``<slug>-<id>.html``: a category ends in a slash, a tag has no id."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The id; with language and module before it where they are not the portal's own."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        language = found.language if found.language != (self.language or "vi") else None
        module = found.module if found.module != self.module else None
        return ":".join(part for part in (language, module, found.id) if part)

    def canonical(self, url: str) -> str:
        """Without ``index.php``, the save and print actions, and any query."""
        found = self._read(url)
        if found is None:
            return canonical_url(url, drop=("download",))
        parts = urlsplit(canonical_url(url))
        head = [part for part in (found.language, found.module) if part]
        return f"{parts.scheme}://{parts.netloc}/" + "/".join((*head, *found.rest))

    def variant(self, url: str) -> str | None:
        """The saved file and print view, the address of the script, and what a query adds."""
        found = self._read(url)
        if found is not None and found.action:
            return _ACTIONS[found.action]
        if parameter(url, "download") is not None:
            return "saved file"
        if found is not None and found.script:
            return "front controller"
        return noise(url)

    def _read(self, url: str) -> _Address | None:
        parts = canonical_parts(url)
        found = _read_path(parts.path, self.module) if parts else None
        return found if found and found.rest[-1].endswith(self.extension) else None


@dataclass(frozen=True, slots=True)
class _Address:
    script: bool
    language: str | None
    module: str | None
    action: str | None
    rest: tuple[str, ...]
    id: str


def _read_path(path: str, own_module: str) -> _Address | None:
    segments = path.removeprefix("/").split("/")
    script = segments[0] == "index.php"
    del segments[: int(script)]
    language = segments.pop(0) if segments and segments[0] in _LANGUAGES else None
    action = next((segment for segment in segments[:-1] if segment in _ACTIONS), None)
    if action:
        segments.remove(action)
    module = None
    if len(segments) > 2 and (language or segments[0] == own_module):
        module = segments.pop(0)
    if len(segments) < 2 or not all(segments) or {module, segments[0]} & _OTHER_MODULES:
        return None
    match = _ARTICLE.fullmatch(segments[-1])
    if match is None or match["slug"] in _PAGE_SLUGS:
        return None
    return _Address(script, language, module, action, tuple(segments), match["id"])
