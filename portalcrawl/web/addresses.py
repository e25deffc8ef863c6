"""Addresses: of the site's own pages, and of the web that it links to."""

from __future__ import annotations

from typing import Literal
from urllib.parse import quote, urlencode, urlsplit

#: What there is of an article.
OfArticle = Literal["article", "difference", "warc", "api/article", "api/difference"]


def address(prefix: str, path: str, /, **parameters: object) -> str:
    """A path of this site with its parameters; those that are None are left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return prefix + quote(path, safe="/:") + (f"?{urlencode(given)}" if given else "")


def of_article(prefix: str, what: OfArticle, article_id: str, /, **parameters: object) -> str:
    """The address of something of an article: its id is the end of the path where it can be."""
    if stands_in_a_path(article_id):
        return address(prefix, f"/{what}/{article_id}", **parameters)
    return address(prefix, f"/{what}/", id=article_id, **parameters)


def stands_in_a_path(article_id: str) -> bool:
    """Whether whoever asks for a path with this id at its end asks for just that.

    Browsers and proxies take ``..`` away together with what is before it (RFC 3986, 5.2.4), and
    routes are matched line by line.
    """
    return not any(segment in (".", "..") for segment in article_id.split("/")) and not any(
        character < " " for character in article_id
    )


def outside(url: str | None) -> str | None:
    """The URL where a link may lead to it: http or https, with a host. None for all others.

    What stands in the archive was written by others; ``javascript:`` must not become a link.
    """
    if not url or any(character <= " " for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
