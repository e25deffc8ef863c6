"""The rows that Bắc Ninh's portlet loads by script: JSON behind ``p_p_resource_id=loadPage``.

Address, parameters and names are those of a public crawler of bacninh.gov.vn.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from portalcrawl.engines.api import JsonListing, read_api
from portalcrawl.engines.base import Ask, ListingPage
from portalcrawl.engines.listing import Grammar
from portalcrawl.items import Page

_RESOURCE = "p_p_resource_id=loadPage"
_IN_QUOTES = re.compile(r"""["'](?P<text>[^"'\s]+)(?=["'])""")
"""The quote behind it stays, since it may be the one before the next."""
_ROWS = 50


def first_rows(page: Page) -> Ask | None:
    """The first page of rows, where the script of a section page names their address."""
    if _RESOURCE.encode() not in page.body:
        return None
    for match in _IN_QUOTES.finditer(page.body.decode("latin-1")):
        if _RESOURCE not in match["text"]:
            continue
        address = match["text"].replace("\\/", "/").replace("&amp;", "&")
        try:
            url = urljoin(page.url, address)
            if urlsplit(url).netloc == urlsplit(page.url).netloc:
                return Ask(f"{url}&keyword=&pageNum=1&recordPerPage={_ROWS}")
        except ValueError:
            continue
    return None


def read_rows(page: Page, asked: Ask, grammar: Grammar) -> ListingPage | None:
    """The articles of a page of rows; None where the page was not asked for as one."""
    if _RESOURCE not in asked.url:
        return None
    path = asked.url.partition("://")[2].partition("/")[2]
    rows = JsonListing(
        "/" + re.sub(r"(?<=[?&]pageNum=)\d+", "{page}", path),
        size=_ROWS,
        items="items",
        link="{urlDetail}",
        published="createdDate",
    )
    return read_api(page, asked, (rows,), grammar)
