"""The shape of an address: what its links have in common that a CMS writes alike."""

from __future__ import annotations

import re
from itertools import groupby
from urllib.parse import unquote, urlsplit

from portalcrawl.urls import parameters

_GUID = r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"
_HEX = re.compile(rf"(?:{_GUID}|(?=[a-f]*\d)[0-9a-f]{{20,40}})", re.IGNORECASE)
_DAY = re.compile(r"(?:19|20)\d\d-\d{1,2}-\d{1,2}")
_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_ENDING = re.compile(r"(?P<stem>.+)\.(?P<ending>[a-z]{2,5}\d?)", re.IGNORECASE)
_SHORT_HEX = re.compile(r"(?P<slug>.*[^-].*)-(?=[a-f]*\d)[0-9a-f]{7}", re.IGNORECASE)
_WITH_ID = re.compile(
    r"(?P<slug>.*[^\W\d_].*)(?P<mark>[-_.](?:post|art|news|id|[a-z])?)\d+", re.IGNORECASE
)
_MARKED_ID = re.compile(r"(?P<mark>[a-z]{1,12}[-_])\d+", re.IGNORECASE)
_SEPARATOR = re.compile(r"[-_+ ]+")
_SLUG_WORDS, _LONG_SLUG = 4, 6
_SCRIPT = re.compile(r"\.(?:aspx?|php|cpx|jsp|do|cgi)$", re.IGNORECASE)
SECOND_FORMS = "print|in-bai|savefile|pop_up|tags?|rss|search|author|sendmail"
"""Segments of second forms of articles, and of what is never one, that many CMS use."""
#: Of a slug that only has an id: a page of a list, whatever comes before.
PAGES = re.compile(r"(?:trang|page|p)[-_]?\d+", re.IGNORECASE)


def shape_of(url: str) -> str:
    """The shape of path and query: ``/*/{slug}-{n}.html``, ``/trang/chitiet.aspx?nid={n}``.

    ``*`` is one or more folders, ``{word}`` a last part of few words, ``{slug}`` one of four or
    more, ``{n}`` a number, ``{h}`` seven hexadecimal figures behind a slug, ``{hex}`` a long id.
    Where a query says which page it is, the last part stands as it is written, in lower case.
    """
    parts = urlsplit(url)
    *folders, last = segments(parts.path)
    query = "&".join(sorted(_parameter(*given) for given in parameters(parts.query)))
    collapsed = [
        kind
        for kind, run in groupby(map(folder_shape, folders))
        for _each in (range(1) if kind == "*" else run)
    ]
    is_script = any(mark in query for mark in ("{n}", "{hex}")) and not _is_long_slug(last)
    tail = last.lower() if is_script else _last(unquote(last))
    slash = "/" if parts.path.endswith("/") and last else ""
    return "/" + "/".join([*collapsed, tail]) + slash + (f"?{query}" if query else "")


def path_and_query(url: str) -> str:
    """What stands behind the host: ``/tin-tuc?page=2``, at least a slash."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def slug_words(url: str) -> int:
    """The words of the last part of the path."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    match = _ENDING.fullmatch(last)
    return len(_SEPARATOR.split((match["stem"] if match else last).strip("-_")))


def is_listing_page(url: str) -> bool:
    """Whether the last part is the number of a page: ``/page-2/``, ``/trang-302.html``."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return PAGES.fullmatch(last) is not None


def segments(path: str) -> list[str]:
    """The parts of a path; the last one is not empty but for the root."""
    return path.strip("/").split("/")


def folder_shape(text: str) -> str:
    """``{day}``, ``{month}``, ``{n}``, ``{hex}``, ``-``, or ``*`` for any other folder."""
    if _DAY.fullmatch(text):
        return "{day}"
    if _MONTH.fullmatch(text):
        return "{month}"
    return _number(text) or ("-" if text == "-" else "*")


def _number(text: str) -> str | None:
    if text.isascii() and text.isdigit():
        return "{n}"
    return "{hex}" if _HEX.fullmatch(text) else None


def _parameter(name: str, value: str | None) -> str:
    shown = "{n}" if name.isdigit() else name.lower()
    return f"{shown}={'' if value is None else _number(value) or '*'}"


def _is_long_slug(last: str) -> bool:
    return not _SCRIPT.search(last) and len(_SEPARATOR.split(last.strip("-_"))) >= _LONG_SLUG


def _last(text: str) -> str:
    match = _ENDING.fullmatch(text)
    stem, ending = (match["stem"], f".{match['ending'].lower()}") if match else (text, "")
    return _stem(stem) + ending


def _stem(stem: str) -> str:
    if not stem:
        return ""
    if number := _number(stem):
        return number
    if PAGES.fullmatch(stem):
        return "{page}"
    if match := _MARKED_ID.fullmatch(stem):
        return f"{match['mark'].lower()}{{n}}"
    if _SHORT_HEX.fullmatch(stem):
        return "{slug}-{h}"
    if match := _WITH_ID.fullmatch(stem):
        return f"{{slug}}{match['mark'].lower()}{{n}}"
    return "{slug}" if len(_SEPARATOR.split(stem.strip("-_"))) >= _SLUG_WORDS else "{word}"
