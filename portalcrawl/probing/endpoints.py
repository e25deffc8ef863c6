"""The endpoints behind a page that JavaScript draws, as its scripts name them, and what they give.

Nothing is run: a script is read for the addresses that it puts together and for the links that it
makes of an item's fields.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from portalcrawl.engines.api import JsonListing
from portalcrawl.extraction.dates import parse_moment
from portalcrawl.probing.sight import Sight, is_file, own_address

_PATH = re.compile(
    r"""(["'`])(?P<path>/(?!/)[\w{}$.~%/?=&+:,;@-]*)\1(?P<rest>(?:\s*\+[^;,)\n]*)?)"""
)
_PIECE = re.compile(r"""(["'`])(?P<text>[^"'`]*)\1|(?P<name>[A-Za-z_$][\w$.]*)""")
_TEMPLATE = re.compile(r"\$\{([^}]*)\}")
_ENDPOINT = re.compile(
    r"/(?:api|rest|ajax|services?|handlers?|wp-json|_api|graphql|data)/|\.(?:ashx|asmx|svc|json)\b",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:page|trang|pageindex|pagenumber|pageno|p)=$", re.IGNORECASE)
_LISTS = re.compile(r"news|tin|article|post|bai|list", re.IGNORECASE)
_LIBRARIES = re.compile(
    r"jquery|bootstrap|polyfill|analytics|gtag|fontawesome|swiper|owl|vendor", re.IGNORECASE
)
_FEWEST_ITEMS, _DEEPEST = 3, 4
_TITLE_WORDS, _LONGEST_TITLE = 4, 300
_TITLE_NAMES = re.compile(r"title|tieu_?de|name|headline", re.IGNORECASE)
_DATE_NAMES = ("publish", "date", "ngay", "created", "time", "day")
_LINK_NAMES = ("link", "url", "href", "path", "permalink", "slug")
_PICTURES = re.compile(
    r"(?i:image|img|thumb|avatar|picture|photo|hinh_?anh|anh_?dai_?dien)"
    r"|(?<![A-Za-z])anh(?![a-z])|Anh(?![a-z])"
)
"""In names of fields; ``anh`` alone, since ``danhMuc`` is a category."""


def scripts(sight: Sight) -> tuple[str, ...]:
    """The addresses of the portal's own scripts, libraries left aside."""
    sources = sight.document.xpath("//script/@src").getall()
    own = (own_address(sight.base, src, sight.host, files=True) for src in sources)
    return tuple(dict.fromkeys(url for url in own if url and not _LIBRARIES.search(url)))


def endpoints(text: str) -> tuple[str, ...]:
    """The paths of endpoints that a script names, ``{page}`` where a page's number goes.

    Those that are named like lists of news come first.
    """
    found = dict.fromkeys(path for path in _expressions(text) if _ENDPOINT.search(path))
    paths = [_filled(path) for path in found if not re.search(r"/\{[^}]*\}(?:$|\?)", path)]
    return tuple(
        sorted(
            dict.fromkeys(paths), key=lambda each: ("{page}" not in each, not _LISTS.search(each))
        )
    )


def served(path: str, body: bytes, text: str) -> JsonListing | None:
    """How the endpoint lists articles; None where its answer is no list of them.

    ``text`` is the script, which says how an item's link is made.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    for place, items in _lists(answer):
        title = _title_of(items)
        link = _link_of(items, text)
        if title and link:
            return JsonListing(
                path=path, items=place, link=link, title=title, published=_date_of(items)
            )
    return None


def _expressions(text: str) -> Iterator[str]:
    """The addresses that begin with a path in quotes, a name in braces where a variable stands."""
    for match in _PATH.finditer(text):
        path = _TEMPLATE.sub(lambda each: "{" + each[1].strip() + "}", match["path"])
        for piece in _PIECE.finditer(match["rest"]):
            path += piece["text"] if piece["text"] is not None else "{" + piece["name"] + "}"
        yield path


def _filled(path: str) -> str:
    """``{page}`` behind ``page=``; any other variable is left empty."""
    made = ""
    for piece in re.split(r"(\{[^}]*\})", path):
        if piece.startswith("{"):
            made += "{page}" if _PAGE.search(made) and "{page}" not in made else ""
        else:
            made += piece
    return made


def _lists(
    value: Any, place: str = "", depth: int = 0
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if isinstance(value, list):
        items = [each for each in value if isinstance(each, dict)]
        if len(items) >= _FEWEST_ITEMS:
            yield place, items
    elif isinstance(value, dict) and depth < _DEEPEST:
        for name, held in value.items():
            yield from _lists(held, f"{place}.{name}" if place else name, depth + 1)


def _texts(items: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By their path: the texts that most items have."""
    found: dict[str, list[str]] = {}
    for item in items:
        for name, value in item.items():
            inner = value.items() if isinstance(value, dict) else ()
            for path, held in ((name, value), *((f"{name}.{key}", each) for key, each in inner)):
                if isinstance(held, str | int) and not isinstance(held, bool):
                    found.setdefault(path, []).append(str(held))
    return {path: texts for path, texts in found.items() if len(texts) * 2 > len(items)}


def _title_of(items: Sequence[Mapping[str, Any]]) -> str | None:
    """The field that is a title: some words each, other ones in each item."""
    texts = {
        path: values
        for path, values in _texts(items).items()
        if sum(len(each.split()) >= _TITLE_WORDS for each in values) * 2 > len(values)
        and max(map(len, values)) <= _LONGEST_TITLE
        and len(set(values)) * 2 > len(values)
    }
    named = [path for path in texts if _TITLE_NAMES.search(path)]
    return next(iter((*named, *texts)), None)


def _date_of(items: Sequence[Mapping[str, Any]]) -> str | None:
    fitting = [
        path
        for path, values in _texts(items).items()
        if any(name in path.lower() for name in _DATE_NAMES) and all(map(_is_date, values))
    ]
    rank = {
        path: next(at for at, name in enumerate(_DATE_NAMES) if name in path.lower())
        for path in fitting
    }
    return min(fitting, key=lambda path: rank[path], default=None)


def _is_date(text: str) -> bool:
    return (text.isdigit() and len(text) in (10, 13)) or parse_moment(text) is not None


def _link_of(items: Sequence[Mapping[str, Any]], text: str) -> str | None:
    """A field that is an address; else what the script puts together from fields."""
    fields = _texts(items)
    for path, values in fields.items():
        is_named = any(name in path.lower() for name in _LINK_NAMES)
        if not is_named or _PICTURES.search(path) or all(map(is_file, values)):
            continue
        if all(each.startswith(("/", "http")) for each in values):
            return f"{{{path}}}"
    made = Counter(
        template
        for expression in _expressions(text)
        if not _ENDPOINT.search(expression) and (template := _of_fields(expression, fields))
    )
    return max(made, key=lambda each: (each.count("{"), made[each]), default=None)


def _of_fields(expression: str, fields: Iterable[str]) -> str | None:
    """``/vi/post/{item.slug}`` as ``/vi/post/{slug}``; None where a variable is no field."""
    known = set(fields)
    names = re.findall(r"\{([^}]*)\}", expression)
    paths = [name.partition(".")[2] for name in names]
    if not names or not all(path in known for path in paths):
        return None
    return re.sub(r"\{[^}.]*\.([^}]*)\}", r"{\1}", expression)
