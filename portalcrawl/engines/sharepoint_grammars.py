"""The templates by which SharePoint portals show an article, and what identifies it in each.

SharePoint does not mind letter case, so keys are in lower case. Ids are those of a list, and a list
belongs to a site: a key names both, where the portal may have more than one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, urlencode

from portalcrawl.engines.paging import page_number
from portalcrawl.urls import canonical_parts, parameters

GrammarName = Literal["tandan", "nid", "lists", "posts", "newsid", "topics", "details", "pages"]
"""By the template that shows the article. ``<site>`` is a path of sub-sites, maybe empty.

``tandan``   ``/portal/Pages/<Y-M-D or Y>/<slug>.aspx``, ``[/<language>]/bai-viet/<slug>``, and
             ``/portal/pages/print.aspx?p=N`` (Thanh Hóa, Điện Biên, Nam Định, Ninh Thuận)
``nid``      ``<site>/Trang/ChiTietTinTuc.aspx?nid=N`` (Quảng Ninh; Hải Dương by analogy)
``lists``    ``<site>/Lists/<List>/View_Detail.aspx?ItemID=N`` (Vĩnh Phúc)
``posts``    ``<site>/Lists/<List>/Post.aspx?ID=N``; Lạc Việt's ``post.aspx?ItemID=N`` (Bạc Liêu,
             where the parameter's name is assumed)
``newsid``   ``<site>/Pages/newsdetail.aspx?NewsId=N&CatId=N``, ``noi-dung-tin-<x>.aspx?NewsID=N``
             (Đồng Nai and its offices)
``topics``   ``<site>/Pages/<Name>.aspx?IDGioiThieu=N&IDTopic=N`` (an office of Đồng Nai)
``details``  ``<site>/Pages/chi-tiet-tin-tuc.aspx?ItemID=N&l=<List>`` (Yên Bái; Tuyên Quang by
             analogy); without an item the same page is a list
``pages``    ``<site>/Pages/<Name>.aspx`` and ``SitePages``, two folders deep or more (Lâm Đồng): a
             page for each article, told from other pages by nothing else
"""

TEMPLATES: tuple[GrammarName, ...] = (
    "tandan",
    "nid",
    "lists",
    "posts",
    "newsid",
    "topics",
    "details",
)
"""All but ``pages``: those whose addresses tell an article from another page."""


class Found(NamedTuple):
    """An article's address, read."""

    address: str
    """The canonical path and query."""
    key: str
    variant: str | None = None
    """Why the URL is a second form, as far as the template says so."""


class _Template(NamedTuple):
    """A page that shows the item whose id its query names.

    ``address`` and ``key`` are written with the groups of ``path``; ``key`` also with ``id``, with
    ``parameter`` (the id's) and with ``list`` (the value of ``by_list``).
    """

    path: re.Pattern[str]
    address: str
    key: str
    ids: tuple[str, ...]
    """The parameters that may carry the id, as vendors spell them; the first that does counts."""
    keep: tuple[str, ...] = ()
    """Those that the page needs beside the id."""
    page: str = ""
    """The page as its vendor spells it; its ids need no name of a page before them."""
    by_list: str = ""
    """The parameter that names the list."""


def _path(folder: str, page: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?P<site>(?:/[^/]+)*)/{folder}/(?P<page>{page})\.aspx", re.IGNORECASE | re.ASCII
    )


_LIST = r"Lists/(?P<folder>[^/]+)"
_BY_ID: dict[GrammarName, tuple[_Template, ...]] = {
    "nid": (
        _Template(
            path=_path("Trang", "ChiTiet(?!BVGioiThieu|VanBan|ThuTuc)[a-z]*"),
            address="{site}/Trang/{page}.aspx",
            key="{site}/{page}/{id}",
            ids=("nid",),
            page="ChiTietTinTuc",
        ),
    ),
    "lists": (
        _Template(
            path=_path(_LIST, "View_Detail"),
            address="{site}/Lists/{folder}/{page}.aspx",
            key="{site}/lists/{folder}/{id}",
            ids=("ItemID",),
            page="View_Detail",
        ),
    ),
    "posts": (
        _Template(
            path=_path(_LIST, "post"),
            address="{site}/lists/{folder}/{page}.aspx",
            key="{site}/lists/{folder}/{id}",
            ids=("ItemID",),
            page="post",
        ),
        _Template(
            path=_path(_LIST, "Post"),
            address="{site}/Lists/{folder}/{page}.aspx",
            key="{site}/lists/{folder}/{id}",
            ids=("ID",),
            page="Post",
        ),
    ),
    "newsid": (
        _Template(
            path=_path("Pages", r"newsdetail|noi-dung-tin[\w-]*"),
            address="{site}/Pages/{page}.aspx",
            key="{site}/{page}/{id}",
            ids=("NewsId", "NewsID"),
            keep=("CatId",),
            page="newsdetail",
        ),
    ),
    "topics": (
        _Template(
            path=_path("Pages", "[^/]+"),
            address="{site}/Pages/{page}.aspx",
            key="{site}/{parameter}/{id}",
            ids=("IDGioiThieu", "IDTinTuc", "IDBaiViet"),
            keep=("IDTopic",),
        ),
    ),
    "details": (
        _Template(
            path=_path("Pages", r"chi-?tiet(?!-?van-?ban|-?thu-?tuc)[\w-]*"),
            address="{site}/Pages/{page}.aspx",
            key="{site}/{page}/{list}/{id}",
            ids=("ItemID",),
            keep=("l", "lv"),
            page="chi-tiet-tin-tuc",
            by_list="l",
        ),
    ),
}

_DATED = re.compile(
    r"(?P<site>(?:/[^/]+)*)/Pages/(?P<day>\d{4}(?:-\d{1,2}-\d{1,2})?)/(?P<slug>[^/]+)\.aspx",
    re.IGNORECASE | re.ASCII,
)
_PRINTED = re.compile(r"(?P<site>(?:/[^/]+)*)/Pages/print\.aspx", re.IGNORECASE)
_BAI_VIET = re.compile(r"(?P<language>/[a-z]{2})?/bai-viet/(?P<slug>[^/]+)/?", re.IGNORECASE)
_OWN_PAGE = re.compile(
    r"(?P<folder>(?:/[^/]+){2,}/(?:Site)?Pages)/(?P<page>[^/]+)\.aspx", re.IGNORECASE
)
_OTHER_PAGE = re.compile(
    r"default|home|index|chi-?tiet.*|trang-?chu|tin-?tuc|news|tim-?kiem\w*|search\w*|lien-?he|so-?do\w*|login",
    re.IGNORECASE,
)
"""What a site has besides its articles, where each of them is a page of its own."""
_ID = re.compile(r"[0-9]{1,18}")


def found_by(grammars: Iterable[GrammarName], url: str) -> Found | None:
    """The article's address, as the first of the grammars that knows it reads it."""
    parts = canonical_parts(url)
    if parts is None:
        return None
    return next((found for name in grammars if (found := _READERS[name](parts))), None)


def _by_id(grammar: GrammarName, parts: SplitResult) -> Found | None:
    query = {
        name.lower(): (name, value.strip()) for name, value in parameters(parts.query) if value
    }
    for template in _BY_ID[grammar]:
        match = template.path.fullmatch(parts.path)
        wanted = next((name for name in template.ids if _is_id(query, name)), None)
        if match and wanted:
            return _read(template, match, query, wanted)
    return None


def _is_id(query: dict[str, tuple[str, str]], name: str) -> bool:
    return bool(_ID.fullmatch(query.get(name.lower(), ("", ""))[1]))


def _read(
    template: _Template, match: re.Match[str], query: dict[str, tuple[str, str]], wanted: str
) -> Found:
    name, number = query[wanted.lower()]
    is_vendors = match["page"].lower() == template.page.lower()
    page = template.page if is_vendors else match["page"]
    parameter = name if name in template.ids else wanted
    said = {parameter: number} | {
        each: query[each.lower()][1] for each in template.keep if each.lower() in query
    }
    groups = match.groupdict() | {"site": _lower(match["site"]), "page": page}
    address = f"{template.address.format(**groups)}?{urlencode(sorted(said.items()))}"
    scope = groups | {"page": "" if is_vendors else page, "list": said.get(template.by_list, "")}
    key = template.key.format(**scope, id=number, parameter=parameter)
    is_spelt = page == match["page"] and parameter == name
    return Found(address, _joined(key), None if is_spelt else "letter case")


def _tandan(parts: SplitResult) -> Found | None:
    if match := _DATED.fullmatch(parts.path):
        site, day, slug = _lower(match["site"]), match["day"], match["slug"]
        if _OTHER_PAGE.fullmatch(slug):
            return None
        home = "" if site == "/portal" else site
        return Found(f"{site}/Pages/{day}/{slug}.aspx", _joined(f"{home}/{day}/{slug}"))
    if match := _BAI_VIET.fullmatch(parts.path):
        language, slug = (match["language"] or "").lower(), match["slug"]
        return Found(f"{language}/bai-viet/{slug}", slug.lower())
    return _printed(parts)


def _printed(parts: SplitResult) -> Found | None:
    match = _PRINTED.fullmatch(parts.path)
    number = next((value for name, value in parameters(parts.query) if name.lower() == "p"), None)
    if match is None or number is None or not _ID.fullmatch(number):
        return None
    site = _lower(match["site"])
    home = "" if site == "/portal" else site
    return Found(
        f"{site}/Pages/print.aspx?p={number}", _joined(f"{home}/print/{number}"), "print view"
    )


def _own_page(parts: SplitResult) -> Found | None:
    match = _OWN_PAGE.fullmatch(parts.path)
    if match is None or _OTHER_PAGE.fullmatch(match["page"]) or page_number(parts.geturl()):
        return None
    return Found(parts.path, _joined(f"{match['folder']}/{match['page']}"))


def _lower(path: str) -> str:
    return re.sub("%[0-9a-f]{2}", lambda escape: escape[0].upper(), path.lower())


def _joined(key: str) -> str:
    return "/".join(part for part in key.lower().split("/") if part)


_READERS: dict[GrammarName, Callable[[SplitResult], Found | None]] = {
    **{name: partial(_by_id, name) for name in _BY_ID},
    "tandan": _tandan,
    "pages": _own_page,
}
