"""The pages of the site: where each stands, what may be asked of it, and what makes its view.

Each is a page for people in every language, and a document of JSON for machines.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from msgspec import Struct

from portalcrawl.web import views
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.articles import article, difference
from portalcrawl.web.gathering.downloads import downloads
from portalcrawl.web.gathering.hits import search
from portalcrawl.web.gathering.home import home
from portalcrawl.web.gathering.portals import health
from portalcrawl.web.gathering.provinces import UnitWithMembers, all_provinces, one_province
from portalcrawl.web.parameters import ArticleAsked, DifferenceAsked, Nothing, SearchAsked

Name = Literal[
    "home",
    "search",
    "article",
    "difference",
    "provinces",
    "province",
    "portals",
    "downloads",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One of them."""

    name: Name
    """Of its template, and of the operation in OpenAPI."""
    path: str
    """As starlette's routes have it, without the prefix of a language."""
    api_path: str
    asked: type[Struct]
    view: Any
    """The type of what ``gather`` gives."""
    gather: Callable[[Reading, dict[str, str], Any], object]
    summary: str
    lasts: Literal["until_changed", "a_moment", "never"] = "until_changed"
    """How long it can be kept: until the database changes; not longer than Limits.counts_last; not
    at all, because it changes with something else."""


PAGES: tuple[Page, ...] = (
    Page(
        name="home",
        path="/",
        api_path="/api/home",
        asked=Nothing,
        view=views.Home,
        gather=home,
        summary="What is in the archive.",
        lasts="a_moment",
    ),
    Page(
        name="search",
        path="/search",
        api_path="/api/search",
        asked=SearchAsked,
        view=views.Search,
        gather=search,
        summary="A page of what a search finds, with facets.",
    ),
    Page(
        name="article",
        path="/article/{article_id:path}",
        api_path="/api/article/{article_id:path}",
        asked=ArticleAsked,
        view=views.Article,
        gather=article,
        summary="An article in one of its versions, with what proves them.",
    ),
    Page(
        name="difference",
        path="/difference/{article_id:path}",
        api_path="/api/difference/{article_id:path}",
        asked=DifferenceAsked,
        view=views.Difference,
        gather=difference,
        summary="Two versions of an article side by side.",
    ),
    Page(
        name="provinces",
        path="/provinces",
        api_path="/api/provinces",
        asked=Nothing,
        view=tuple[UnitWithMembers, ...],
        gather=all_provinces,
        summary="The 34 units of today, each with the former units that it was made of.",
        lasts="a_moment",
    ),
    Page(
        name="province",
        path="/province/{slug}",
        api_path="/api/province/{slug}",
        asked=Nothing,
        view=views.Province,
        gather=one_province,
        summary="A unit of today or a former one, with its portals.",
        lasts="a_moment",
    ),
    Page(
        name="portals",
        path="/portals",
        api_path="/api/portals",
        asked=Nothing,
        view=views.Health,
        gather=health,
        summary="The portals, and how they are by the last night.",
        lasts="a_moment",
    ),
    Page(
        name="downloads",
        path="/downloads",
        api_path="/api/downloads",
        asked=Nothing,
        view=views.Downloads,
        gather=downloads,
        summary="The snapshots that can be downloaded.",
        lasts="never",
    ),
)
