"""Which of the links of a portal are articles: groups of one shape, weighed by how they stand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalcrawl.probing.shapes import SECOND_FORMS, is_listing_page, shape_of
from portalcrawl.probing.sight import Seen, Sight
from portalcrawl.urls import canonical_url, noise

_TITLE_WORDS = 5
_FEW = 2
_IN_A_LIST = 3
OFTEN = 0.6
"""Of the pages: what more of them link belongs to no list of its own."""
_HEX_TAIL = re.compile(r"-([0-9a-f]{7})(?=/?$|\.)", re.IGNORECASE)
_NUMBER_AT_END = re.compile(r"\d+(?=(?:\.[a-z]+)?/?$)")
_MUCH_SHORTER, _FEW_ODD = 2, 0.2
_OTHER_FORMS = re.compile(
    rf"/(?:{SECOND_FORMS}|download|feed|tim-kiem|login|dang-nhap|comment-page-\d+|amp)(?:/|\.|$)",
    re.IGNORECASE,
)
_LANGUAGE = re.compile(r"/[a-z]{2}(?:[_-][a-z]{2})?/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """The links of one shape."""

    shape: str
    seen: tuple[Seen, ...]
    """Each address once, with its longest text."""
    pages: int
    """On how many of the pages read any of them stands."""
    everywhere: float
    """The share that stands on most pages: menus."""

    @property
    def urls(self) -> tuple[str, ...]:
        """The addresses."""
        return tuple(each.url for each in self.seen)

    @property
    def titled(self) -> float:
        """The share whose text is as long as a title."""
        return sum(each.words >= _TITLE_WORDS for each in self.seen) / len(self.seen)

    @property
    def dated(self) -> float:
        """The share that a date stands beside."""
        return sum(each.published is not None for each in self.seen) / len(self.seen)

    @property
    def weight(self) -> float:
        """How much speaks for articles: many, long titles, dates beside them, in no menu."""
        number: float = min(len(self.seen), 40) ** 0.5
        ids = 1.3 if re.search(r"\{(?:n|h|hex|day|month)\}", self.shape) else 1.0
        slug = 1.2 if "{slug}" in self.shape else 1.0
        plain = 0.2 if "{word}" in self.shape else 1.0
        fixed = 1.0 - 0.9 * self.everywhere
        return number * (0.1 + self.titled) * (0.5 + self.dated) * ids * slug * plain * fixed


def plain_address(url: str) -> str:
    """The address without what only says how somebody came to it."""
    return canonical_url(url)


def is_second_form(url: str) -> bool:
    """Whether the address is by its words no page of an article: a tag, a print view, a list."""
    return bool(_OTHER_FORMS.search(urlsplit(url).path)) or is_listing_page(url)


def groups_of(sights: Sequence[Sight], skip: Iterable[str] = ()) -> tuple[Group, ...]:
    """The links of all pages by their shape, what is most like articles first.

    A page with others below it is a list, and so is what every page links by a short name.
    ``skip`` are addresses that are no articles: the pages that were read as lists.
    """
    left_out = set(skip)
    seen: dict[str, Seen] = {}
    on: dict[str, set[str]] = defaultdict(set)
    for sight in sights:
        for link in sight.links.values():
            url = plain_address(link.url)
            if url in left_out or is_second_form(url) or noise(link.url):
                continue
            on[url].add(sight.page.url)
            seen[url] = _better(seen.get(url), link, url)
    shapes = settled({url: shape_of(url) for url in seen})
    often = max(_FEW, OFTEN * len(sights))
    above = {folder for url in seen for folder in folders(url)}
    menu = {url for url in seen if len(on[url]) > often and seen[url].words < _TITLE_WORDS}
    by_shape: dict[str, list[str]] = defaultdict(list)
    for url, shape in shapes.items():
        if url not in menu and url.rstrip("/") not in above:
            by_shape[shape].append(url)
    by_shape = {shape: without_odd_ids(without_copies(urls)) for shape, urls in by_shape.items()}
    found = [
        Group(
            shape,
            tuple(seen[url] for url in urls),
            pages=len(set().union(*(on[url] for url in urls))),
            everywhere=sum(len(on[url]) > often for url in urls) / len(urls),
        )
        for shape, urls in by_shape.items()
    ]
    return tuple(sorted(found, key=lambda group: -group.weight))


def settled(shapes: dict[str, str]) -> dict[str, str]:
    """Seven figures behind a slug are hexadecimal only where any of them has a letter.

    One letter that all of them begin with is a mark before the id: ``-c284386``.
    """
    tails: dict[str, set[str]] = defaultdict(set)
    for url, shape in shapes.items():
        if "{h}" in shape and (match := _HEX_TAIL.search(urlsplit(url).path)):
            tails[shape].add(match[1].lower())
    renamed = {}
    for shape, found in tails.items():
        if all(tail.isdigit() for tail in found):
            renamed[shape] = shape.replace("{h}", "{n}")
        elif len({tail[0] for tail in found}) == 1 and all(tail[1:].isdigit() for tail in found):
            renamed[shape] = shape.replace("{h}", f"{next(iter(found))[0]}{{n}}")
    return {url: renamed.get(shape, shape) for url, shape in shapes.items()}


def without_copies(urls: Sequence[str]) -> list[str]:
    """The addresses without those under a language, where most are under none."""
    copies = [url for url in urls if _LANGUAGE.match(urlsplit(url).path)]
    return [url for url in urls if url not in copies] if len(copies) * 2 < len(urls) else list(urls)


def without_odd_ids(urls: Sequence[str]) -> list[str]:
    """The addresses without the few whose number is far shorter than the others': menus count."""
    lengths = {url: len(match[0]) for url in urls if (match := _NUMBER_AT_END.search(url))}
    if len(lengths) < len(urls) or not urls:
        return list(urls)
    usual = sorted(lengths.values())[len(lengths) // 2] - _MUCH_SHORTER
    odd = [url for url in urls if lengths[url] < usual]
    return [url for url in urls if url not in odd] if len(odd) <= _FEW_ODD * len(urls) else [*urls]


def folders(url: str) -> list[str]:
    """The addresses above it, but the root."""
    parts = urlsplit(url)
    names = parts.path.strip("/").split("/")[:-1]
    origin = f"{parts.scheme}://{parts.netloc}"
    return [f"{origin}/{'/'.join(names[:end])}" for end in range(1, len(names) + 1)]


def _better(before: Seen | None, link: Seen, url: str) -> Seen:
    text = link.text if before is None or len(link.text) > len(before.text) else before.text
    published = (before.published if before else None) or link.published
    return Seen(url, text, link.block, published)
