"""vnPortal's paging by POST: the page of a category is asked from ``LoadArticle``. No I/O.

The section page loads further pages from ``/DesktopModule/UIArticleInMenu/
ArticleInMenuPagination.aspx/LoadArticle``; what it posts stands in its script
(``article_category_id: 54442, site_id: 4, page_size: 15 ... maxPage = parseInt(14)``). Public
crawlers of Ninh Bình, Hải Phòng and of an association on vnPortal post the same names as a form and
get a piece of HTML. ASP.NET's other way, JSON both ways with the HTML under ``d``, is spoken where
the script shows it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from parsel import Selector
from w3lib.encoding import html_to_unicode

from portalcrawl.engines.base import FORM, Ask
from portalcrawl.engines.listing import document_of
from portalcrawl.items import Page

_ENDPOINT = "/DesktopModule/UIArticleInMenu/ArticleInMenuPagination.aspx/LoadArticle"
_ADDRESS = re.compile(r"""["']([^"'\s]*ArticleInMenuPagination\.aspx/LoadArticle)["']""")
_JSON = "application/json; charset=utf-8"
_SPEAKS_JSON = re.compile(r"JSON\.stringify|application/json", re.IGNORECASE)
_NEEDED = ("article_category_id", "site_id")
_DEFAULTS = {
    "page_size": "15",
    "keyword": "",
    "date_begin": "",
    "date_end": "",
    "show_no": "False",
    "show_post_date": "True",
    "num_of_text": "0",
    "show_view_count": "False",
    "filter_order_in_list": "False",
    "is_default": "False",
    "new": "False",
    "number_of_day": "3",
    "no": "0",
    "articlelang": "vi-VN",
}
"""What the crawlers post beside the ids, where the page's script does not say otherwise."""
_SAID = re.compile(
    r"""(?<![\w.])["']?(?P<name>article_category_id|categoryIds|site_id|is_authenticated"""
    rf"""|{"|".join(_DEFAULTS)})["']?\s*[:=]\s*"""
    r"""(?:parseInt\()?(?:(?P<quote>["'])(?P<text>[^"'<>{}]*)(?P=quote)|(?P<number>-?\d{1,12})\b)"""
)
_WHOLE_NUMBERS = frozenset(
    {"article_category_id", "site_id", "page", "page_size", "num_of_text", "number_of_day", "no"}
)
"""What is no string in JSON."""
_LAST = re.compile(r"\bmaxPage\s*=\s*(?:parseInt\(\s*)?[\"']?(\d{1,6})")
_PAGE = re.compile("[0-9]{1,6}")
_INTEGER = re.compile("-?[0-9]{1,12}")
_FRAGMENT = "trang-cuoi-"


def first_post(page: Page) -> Ask | None:
    """How the second page of a section is asked for, or None where its page does not say.

    The number of the last page, where it is told, goes along as the fragment of the URL, which no
    server sees.
    """
    document = document_of(page)
    if document is None:
        return None
    scripts = document.xpath("//script/text()").getall()
    script = next((each for each in scripts if _NEEDED[0] in each), "")
    said = _attributes(document) | _literals(script)
    last = _LAST.search(script)
    if not all(said.get(name, "").isdecimal() for name in _NEEDED) or (last and int(last[1]) < 2):
        return None
    told = _ADDRESS.search(script)
    try:
        url = urljoin(page.url, told[1] if told else _ENDPOINT)
        if urlsplit(url).netloc != urlsplit(page.url).netloc:
            return None
    except ValueError:
        return None
    fields = {**_DEFAULTS, "no": f"-{said.get('page_size', '15')}", **said, "page": "2"}
    content_type = _JSON if told and _SPEAKS_JSON.search(script) else FORM
    fragment = f"#{_FRAGMENT}{last[1]}" if last else ""
    return Ask(url + fragment, _written(fields, content_type), content_type)


def following_post(asked: Ask) -> Ask | None:
    """The same POST for the page after, or None where that was the last."""
    fields = _fields(asked)
    page = fields.get("page", "")
    if not _PAGE.fullmatch(page) or int(page) >= _last(asked):
        return None
    fields["page"] = str(int(page) + 1)
    return Ask(asked.url, _written(fields, asked.content_type), asked.content_type)


def answer(page: Page) -> Page:
    """The piece of HTML in the answer to a POST, as a page of the portal."""
    text = _text(page)
    if text.lstrip()[:1] in ("{", "["):
        try:
            text = "\n".join(_strings(json.loads(text), levels=4))
        except (ValueError, RecursionError):
            text = ""
    body = text.encode("utf-8", "replace")
    return replace(
        page, url=urljoin(page.url, "/"), body=body, content_type="text/html; charset=utf-8"
    )


def _attributes(document: Selector) -> dict[str, str]:
    """The ids in hidden fields or in ``data-`` attributes; ASP.NET puts a path before names."""
    found: dict[str, str] = {}
    for name in (*_NEEDED, "page_size"):
        dashed = name.replace("_", "-")
        values = document.xpath(f"//*/@data-{dashed}").getall() + [
            field.attrib.get("value", "")
            for field in document.xpath("//input[@type='hidden']")
            if any(field.attrib.get(each, "").endswith(name) for each in ("id", "name"))
        ]
        found.update((name, value) for value in values[:1] if value.isdecimal())
    return found


def _literals(script: str) -> dict[str, str]:
    return {
        match["name"]: match["text"] or match["number"] or "" for match in _SAID.finditer(script)
    }


def _last(asked: Ask) -> int:
    fragment = urldefrag(asked.url).fragment
    number = fragment.removeprefix(_FRAGMENT)
    return (
        int(number) if fragment.startswith(_FRAGMENT) and _PAGE.fullmatch(number) else sys.maxsize
    )


def _fields(asked: Ask) -> dict[str, str]:
    text = (asked.body or b"").decode("utf-8", "replace")
    if asked.content_type == FORM:
        return dict(parse_qsl(text, keep_blank_values=True))
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {name: str(value) for name, value in said.items()} if isinstance(said, dict) else {}


def _written(fields: dict[str, str], content_type: str) -> bytes:
    if content_type == FORM:
        return urlencode(fields).encode()
    typed = {
        name: int(value) if name in _WHOLE_NUMBERS and _INTEGER.fullmatch(value) else value
        for name, value in fields.items()
    }
    return json.dumps(typed).encode()


def _strings(value: object, levels: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif levels and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each, levels - 1)


def _text(page: Page) -> str:
    _encoding, text = html_to_unicode(page.content_type, page.body, default_encoding="utf-8")
    return text
