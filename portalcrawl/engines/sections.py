"""Whether an address is one of the sections that a portal declares."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlencode

from portalcrawl.engines.paging import page_number
from portalcrawl.urls import canonical_parts, parameters


def is_section(url: str, sections: Iterable[str]) -> bool:
    """Whether the URL is a declared section or a further page of it.

    ``sections`` are paths with a leading slash and maybe a query. Letter case, a slash at the end
    and the number of the page are left aside; any other parameter makes another address of it.
    """
    there = _place(url)
    return there is not None and any(there == _place(f"http://host{each}") for each in sections)


@lru_cache(4096)
def _place(url: str) -> tuple[str, frozenset[tuple[str, str | None]]] | None:
    parts = canonical_parts(url.lower())
    if parts is None:
        return None
    said = parameters(parts.query)
    return parts.path.rstrip("/"), frozenset(each for each in said if not _is_page(*each))


def _is_page(name: str, value: str | None) -> bool:
    return page_number(f"?{urlencode({name: value or ''})}") is not None
