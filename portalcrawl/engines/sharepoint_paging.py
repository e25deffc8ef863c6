"""SharePoint's own paging of a list: ``?Paged=TRUE&p_ID=30&PageFirstRow=31``."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from portalcrawl.engines.base import Ask
from portalcrawl.urls import parameter

_BETWEEN = re.compile(r"""[\s"'()]+""")
"""What stands between the addresses of a script."""
_PAGED = "paged=true"
_FIRST_ROW = "PageFirstRow"


def next_rows(document: Selector, url: str) -> Ask | None:
    r"""The page of the following rows of the same list, where a link or its script names it.

    Older versions write the address into a script (``RefreshPageTo(event, "/Lists/...")``), with
    ``\u0026`` for the ampersand. Only higher rows than the page's own are ever taken.
    """
    here = urlsplit(url)
    row = _first_row(url) or 1
    following: dict[int, str] = {}
    for text in document.xpath("//a/@href | //a/@onclick | //input/@onclick").getall():
        for address in _BETWEEN.split(text.replace(r"\u0026", "&")):
            if _PAGED not in address.partition("?")[2].lower():
                continue
            try:
                there = urljoin(url, address)
                is_same = urlsplit(there).netloc == here.netloc
            except ValueError:
                continue
            number = _first_row(there)
            if is_same and number is not None and number > row:
                following.setdefault(number, there)
    return Ask(following[min(following)]) if following else None


def _first_row(url: str) -> int | None:
    value = parameter(url, _FIRST_ROW)
    return int(value) if value and re.fullmatch("[0-9]{1,9}", value) else None
