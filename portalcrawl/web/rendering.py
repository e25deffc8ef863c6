"""The pages as HTML: a view goes in, a document comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

from db.search.language import narrowed, operators, without
from db.search.results import COUNTED, PAGE
from portalcrawl.differences import Row
from portalcrawl.provinces import MERGER, UnknownProvinceError, lookup, province_at
from portalcrawl.web import charts
from portalcrawl.web.addresses import address, of_article, outside, stands_in_a_path
from portalcrawl.web.faults import Told
from portalcrawl.web.formats import Formats
from portalcrawl.web.languages import LANGUAGES, Language, texts
from portalcrawl.web.views import Search

Page = Literal[
    "home",
    "search",
    "article",
    "difference",
    "provinces",
    "province",
    "portals",
    "downloads",
    "help",
    "fault",
]
_FOLDED_FROM = 3
"""So many paragraphs that are the same are folded away."""


@dataclass(frozen=True, slots=True)
class FaultView:
    """What the page ``fault`` shows."""

    status: int
    """HTTP status."""
    fault: Told | None = None
    """What is wrong, in one line."""


def render(
    page: Page,
    language: Language,
    view: object,
    *,
    path: str = "/",
    query: Mapping[str, str] | None = None,
) -> str:
    """The page in a language, for one of the views (for ``help`` None, for ``fault`` FaultView).

    ``path`` is that of this page without the prefix of a language, ``query`` its parameters as they
    came.
    """
    given: dict[str, Any] = {"path": path, "query": dict(query or {})}
    if isinstance(view, Search):
        given["chips"] = chips(view.text)
    return _environment(language).get_template(f"{page}.html").render(page=page, view=view, **given)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter of a query, to be taken away."""

    kind: str
    """Its operator."""
    shown: str
    """Its value, of a province the name."""
    without: str
    """The query that is left."""


def chips(text: str) -> list[Chip]:
    """The filters that are set in a query."""
    return [
        Chip(operator, _for_people(operator, value), without(text, written))
        for operator, value, written in operators(text)
    ]


def _for_people(operator: str, value: str) -> str:
    if operator not in ("province", "former"):
        return value
    try:
        unit = lookup(value)
    except UnknownProvinceError:
        return value
    if operator == "former" or not unit.lives_on:
        return unit.name_vi
    return province_at(unit.slug, MERGER).name_vi


@dataclass(frozen=True, slots=True)
class Fold:
    """Rows of a difference that belong together: shown, or folded away."""

    rows: tuple[Row, ...]
    is_folded: bool


def folds(rows: Sequence[Row]) -> list[Fold]:
    """The rows in runs: what is the same is folded but for the paragraph next to a change."""
    runs = [(same, list(run)) for same, run in groupby(rows, lambda row: row.change == "same")]
    result: list[Fold] = []
    for at, (same, run) in enumerate(runs):
        start = 1 if at > 0 else 0
        end = len(run) - (1 if at < len(runs) - 1 else 0)
        if not same or end - start < _FOLDED_FROM:
            result.append(Fold(tuple(run), is_folded=False))
            continue
        parts = ((run[:start], False), (run[start:end], True), (run[end:], False))
        result += [Fold(tuple(part), is_folded=folded) for part, folded in parts if part]
    return result


@cache
def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=PackageLoader("portalcrawl.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    formats = Formats(language.code)
    named = ("number", "size", "percent", "published", "day", "moment")
    environment.filters.update({name: getattr(formats, name) for name in named})
    environment.globals.update(
        t=texts(language),
        language=language,
        languages=LANGUAGES,
        charts=charts,
        folds=folds,
        url=partial(address, language.prefix),
        machine=partial(address, ""),
        url_of=partial(of_article, language.prefix),
        machine_of=partial(of_article, ""),
        stands_in_a_path=stands_in_a_path,
        address=address,
        static=_static,
        narrowed=narrowed,
        joined=_joined,
        COUNTED=COUNTED,
        PAGE=PAGE,
        outside=outside,
    )
    return environment


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))


@cache
def _static(name: str) -> str:
    """The address of a file of the site's own, which changes with it."""
    content = (files("portalcrawl.web") / "static" / name).read_bytes()
    return f"/static/{name}?v={sha256(content).hexdigest()[:10]}"
