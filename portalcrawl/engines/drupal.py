"""Drupal 7 to 10: ``/node/<n>`` beside its alias."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from portalcrawl.engines.listing import document_of, read_listing
from portalcrawl.engines.sections import is_section
from portalcrawl.engines.start import start_points
from portalcrawl.extraction.profile import Profile
from portalcrawl.urls import canonical_parts, canonical_url, noise, parameter

if TYPE_CHECKING:
    from portalcrawl.engines.base import Ask, Listing, ListingPage
    from portalcrawl.items import Link, Page
    from portalcrawl.portals import Portal

_SCRIPTS = ("/", "/index.php")
"""Where a site without clean URLs takes the path from ``?q=``."""
_NODE = re.compile(r"/node/(?P<id>\d+)")
_PRINT = re.compile(r"/print(?:pdf|mail)?/(?:node/)?(?P<id>\d+)|/node/(?P<of>\d+)/print")
_SLUG = re.compile(r"(?P<words>[^/.]+)(?:\.html)?")
_WORD = re.compile(r"[^-_]+")
_PATHS = """
    admin ajax batch book blog calendar cart comment contact cron.php files filter forum help image
    index.php media modules node poll print printmail printpdf profiles rss search services sites
    sitemap system tag tags taxonomy themes tracker upload user users views
"""
"""The first segments under which core and its usual modules have pages of their own."""
_OTHER_PATHS = frozenset(_PATHS.split())
_NODES_WITH_ALIAS = "//*[@about][@data-history-node-id or starts-with(@id, 'node-')]"
"""Teasers, as node.html.twig and Drupal 7's node.tpl.php with RDF write them."""

PROFILE = Profile(
    name="drupal",
    title=(
        "h1.page-title",
        "h1#page-title",
        "#page-title",
        "h1.title",
        ".block-page-title-block h1",
        ".page-header",
    ),
    body=(
        ".node--view-mode-full .field--name-body",
        ".node-full .field-name-body",
        "article .field--name-body",
        ".node .field-name-body",
        "article.node .field-name-body",
        ".field-name-body",
        ".field--name-body",
    ),
    lead=(".field--name-field-lead", ".field-name-field-lead", ".field-name-field-summary"),
    date=(".node__meta time", ".node .submitted", ".submitted", ".field--name-field-date"),
    drop=("ul.links", ".node__links", "#comments", ".rdf-meta", ".field-name-field-tags"),
    title_suffix=r"\s*[|–-]\s*(?:Cổng|Trang|Sở)\b[^|]*$",
)
"""From the node templates of Drupal core (7: ``node.tpl.php`` and the field module; 10: Olivero's
``node.html.twig``). The body class serves blocks too, so the one in the node goes first."""


@dataclass(frozen=True, slots=True)
class Drupal:
    """A Drupal site.

    ``sections``, ``feeds`` and ``sitemap`` are paths (``/vi/dau-tu-cong``, ``/vi/rss.xml``,
    ``/sitemap.xml``). ``folder`` is where the install stands, if not at the root (``/ubnd``).
    ``languages`` are the prefixes behind it; ``""`` says that aliases stand without one too. What
    stands under another prefix than the first is another text, so it is an article of its own.
    ``aliases`` accepts aliases (``/vi/<slug>``, ``/vi/<path>/<slug>``), ``nodes`` accepts
    ``/node/<n>``: off where every article has an alias, since an address does not say which alias
    a node has. Articles and sections share one flat grammar: an alias whose last segment has fewer
    than ``words`` words is a section, and a declared section is never an article.
    """

    sections: tuple[str, ...] = ()
    folder: str = ""
    languages: tuple[str, ...] = ("vi", "en")
    aliases: bool = True
    nodes: bool = True
    words: int = 4
    feeds: tuple[str, ...] = ()
    sitemap: str | None = None

    @property
    def name(self) -> str:
        """The family's name."""
        return "drupal"

    @property
    def profile(self) -> Profile:
        """The node page."""
        return PROFILE

    def listings(self, portal: Portal) -> tuple[Listing, ...]:
        """The feeds, the sitemap, the sections."""
        return start_points(
            portal, self.feeds, [self.sitemap] if self.sitemap else (), self.sections
        )

    def parse_listing(self, page: Page, asked: Ask | None = None) -> ListingPage:  # noqa: ARG002
        """The articles of a page; paging is ``?page=1``, which is the second.

        A node that stands on the page with its alias is the article behind that alias.
        """
        listing = read_listing(page, self)
        aliases = self._aliases_shown(page) if self.aliases else {}
        links: dict[str, Link] = {}
        for link in listing.links:
            url = aliases.get(self.article_key(link.url), link.url)
            if url not in links or links[url].title is None:
                links[url] = replace(link, url=url)
        return replace(listing, links=tuple(links.values()))

    def is_article(self, url: str) -> bool:
        """A node, or an alias of enough words; never a comment, a term, a user or a section."""
        return self._read(url) is not None

    def article_key(self, url: str) -> str:
        """The node's number, with its language before it where that is not the first.

        Of an alias it is the canonical URL.
        """
        found = self._read(url)
        if found is None or found.node is None:
            return self.canonical(url)
        return self._node_key(found.language, found.node)

    def canonical(self, url: str) -> str:
        """Without query, and the node instead of its print view."""
        found = self._read(url)
        if found is None:
            return canonical_url(url)
        parts = urlsplit(canonical_url(url))
        return canonical_url(f"{parts.scheme}://{parts.netloc}{found.path}")

    def variant(self, url: str) -> str | None:
        """Print views, the address of the script, a slash at the end, and what a query adds."""
        found = self._read(url)
        if found is None:
            return noise(url)
        return found.variant or noise(url, drop=("*",))

    def _read(self, url: str) -> _Address | None:
        parts = canonical_parts(url)
        if parts is None:
            return None
        asked = parameter(url, "q") if parts.path.removeprefix(self.folder) in _SCRIPTS else None
        if asked is not None:
            parts = canonical_parts(f"http://host{self.folder}/{asked.strip('/')}")
        if parts is None or is_section(parts._replace(query="").geturl(), self.sections):
            return None
        path = parts.path.rstrip("/")
        found = self._read_path(path)
        if found is None or found.variant is not None:
            return found
        if asked is not None:
            return replace(found, variant="front controller")
        return found if path == parts.path else replace(found, variant="trailing slash")

    def _read_path(self, path: str) -> _Address | None:
        if not path.startswith(f"{self.folder}/"):
            return None
        bare = path.removeprefix(self.folder)
        language = next((each for each in self.languages if each and _under(bare, each)), "")
        head = f"/{language}" if language else ""
        bare = bare.removeprefix(head)
        if match := _NODE.fullmatch(bare) or _PRINT.fullmatch(bare):
            node = next(filter(None, match.groups()))
            form = "print view" if match.re is _PRINT else None
            address = _Address(f"{self.folder}{head}/node/{node}", language, node, form)
            return address if self.nodes else None
        is_alias = self.aliases and language in self.languages and self._is_article_alias(bare)
        return _Address(path, language, None, None) if is_alias else None

    def _is_article_alias(self, path: str) -> bool:
        first, slug = path.split("/")[1].lower(), _SLUG.fullmatch(path.rpartition("/")[2])
        return (
            slug is not None
            and first not in _OTHER_PATHS
            and len(_WORD.findall(slug["words"])) >= self.words
        )

    def _node_key(self, language: str, node: str) -> str:
        return node if language in ("", *self.languages[:1]) else f"{language}:{node}"

    def _aliases_shown(self, page: Page) -> dict[str, str]:
        """The aliases of the nodes that stand on the page with both, by the node's key."""
        document = document_of(page)
        shown: dict[str, str] = {}
        for element in document.xpath(_NODES_WITH_ALIAS) if document else ():
            try:
                alias = urljoin(page.url, element.attrib["about"])
            except ValueError:
                continue
            node = element.attrib.get("data-history-node-id") or element.attrib.get("id", "")
            found = self._read(alias)
            if found is not None and found.node is None:
                shown[self._node_key(found.language, node.removeprefix("node-"))] = alias
        return shown


@dataclass(frozen=True, slots=True)
class _Address:
    path: str
    language: str
    node: str | None
    variant: str | None


def _under(path: str, language: str) -> bool:
    return path.startswith(f"/{language}/")
