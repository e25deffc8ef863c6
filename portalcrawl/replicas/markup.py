"""From an article to markup: the templates, and the pieces that their macros write."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from portalcrawl.replicas.content import Block, ReplicaArticle
from portalcrawl.replicas.dates import weekday
from portalcrawl.replicas.turning import turning

_ENVIRONMENT = Environment(
    loader=PackageLoader("portalcrawl.replicas"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals["turning"] = turning


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a body as the macros write it."""

    kind: str
    """``lead``, ``p``, ``h``, ``list``, ``caption``, ``table``."""
    text: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    image: str = ""
    lazy: bool = False


def render(template: str, **context: Any) -> str:
    """A template of this package, filled in. Everything but markup is escaped."""
    return _ENVIRONMENT.get_template(template).render(**context)


def pieces(
    article: ReplicaArticle, image: Callable[[int], str], *, lazy: bool = False
) -> tuple[Piece, ...]:
    """The blocks of an article, with list items gathered and a picture over every caption.

    ``image`` gives the URL of the n-th picture, from 1; with ``lazy`` every second one stands in
    ``data-src``.
    """
    return tuple(_pieces(article.blocks, image, lazy))


def _pieces(blocks: Iterable[Block], image: Callable[[int], str], lazy: bool) -> Iterator[Piece]:
    number = 0
    for is_list, group in groupby(blocks, key=lambda block: block.kind == "li"):
        if is_list:
            yield Piece("list", lines=tuple(block.text for block in group))
            continue
        for block in group:
            if block.kind == "caption":
                number += 1
                yield Piece(
                    "caption", block.text, image=image(number), lazy=lazy and number % 2 == 0
                )
            else:
                yield Piece(block.kind, block.text, rows=block.rows)


def slug(title: str | None, *, drop_d: bool = False, limit: int | None = None) -> str:
    """The title as a path segment: folded to ASCII, lower case, joined by hyphens.

    ``drop_d`` loses đ and Đ, as Liferay does; ``limit`` cuts at so many characters, in mid-word
    where it falls so. What leaves nothing to fold is ``bai-viet``.
    """
    text = re.sub("[đĐ]", "" if drop_d else "d", title or "")
    folded = unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"[^a-z0-9]+", "-", folded)
    return (joined if drop_d else joined.strip("-"))[:limit] or "bai-viet"


def cut(title: str | None, length: int) -> str:
    """A title as breadcrumbs cut it: after so many characters, in mid-word."""
    text = title or ""
    return text if len(text) <= length else f"{text[:length]}..."


def _wrapped(text: str) -> str:
    """Text as Word pastes it: with hard line ends inside of paragraphs."""
    lines = textwrap.wrap(
        text, 90, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
    )
    return "\n".join(lines)


def _runs(text: str) -> tuple[str, ...]:
    """A paragraph as Word splits it into runs: cut once, at a space near its middle."""
    place = text.find(" ", len(text) // 2) + 1
    return (text[:place], text[place:]) if place else (text,)


def _when(time: datetime | None, form: str = "%d/%m/%Y %H:%M") -> str:
    """A time in ``strftime`` form, with ``%N`` for the weekday's name; nothing for None."""
    return time.strftime(form.replace("%N", weekday(time))) if time else ""


_ENVIRONMENT.filters.update(wrapped=_wrapped, runs=_runs, when=_when, cut=cut)
