"""Which links of a portal lead to its lists of news."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from portalcrawl.engines.paging import page_number
from portalcrawl.extraction.text import fold
from portalcrawl.probing.groups import folders, is_second_form
from portalcrawl.probing.shapes import shape_of
from portalcrawl.probing.sight import Seen, Sight
from portalcrawl.urls import noise

_NEWS = re.compile(
    r"\b(?:tin|thoi su|su kien|hoat dong|chinh tri|kinh te|xa hoi|van hoa|giao duc|y te|the thao"
    r"|an ninh|quoc phong|du lich|cai cach|chuyen doi so|nong nghiep|nong thon|khoa hoc|moi truong"
    r"|dau tu|doanh nghiep|phap luat|doi ngoai|xay dung dang|doan the|chi dao|dieu hanh|thong bao"
    r"|dan toc|ton giao|cong nghe|dia phuong|trong tinh|trong nuoc|news|diem bao|bai viet|goc)\b"
)
_NOT_NEWS = re.compile(
    r"\b(?:trang chu|lien he|dang nhap|dang ky|english|tieng anh|so do|gioi thieu|tim kiem|rss"
    r"|gop y|hoi dap|thu vien|video|hinh anh|anh|lich|ban do|danh ba|thu tuc|dich vu cong|van ban"
    r"|tuyen dung|co cau|bo may|home|contact|login|search|sitemap|facebook|zalo|youtube|thoi tiet"
    r"|podcast|multimedia|quang cao|cong bao|dau thau|xem them|chi tiet|tat ca)\b"
)
_LONGEST_NAME, _SHORT_NAME = 8, 5  # words


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link that may lead to a list of news."""

    url: str
    name: str
    score: float

    @property
    def is_titled(self) -> bool:
        """Whether its name is as long as a title."""
        return len(self.name.split()) > _SHORT_NAME


def candidates(
    sights: Sequence[Sight], articles: Collection[str], asked: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """The links that are named like sections, the likeliest first, but those asked for already.

    What articles stand below goes before all others.
    """
    above = {folder for url in articles for folder in folders(url)}
    on: Counter[str] = Counter()
    seen: dict[str, Seen] = {}
    for sight in sights:
        for url, link in sight.links.items():
            if url not in articles and _may_be(link):
                on[url] += 1
                seen.setdefault(url, link)
    read = {sight.page.url for sight in sights} | set(asked)
    found = [
        Candidate(url, link.text, _score(link, on[url]) + 4 * (url.rstrip("/") in above))
        for url, link in seen.items()
        if url not in read
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def is_news(name: str) -> bool:
    """Whether a section's name speaks of news."""
    folded = fold(name)
    return bool(_NEWS.search(folded)) and not _NOT_NEWS.search(folded)


def is_other(name: str) -> bool:
    """Whether a link's name speaks of something else: the home page, another language."""
    return bool(_NOT_NEWS.search(fold(name)))


def same_shape(url: str, others: Iterable[str]) -> bool:
    """Whether the address is written like any of the others, names aside."""
    return any(_plain_shape(url) == _plain_shape(other) for other in others)


def _may_be(link: Seen) -> bool:
    parts = urlsplit(link.url)
    is_home = parts.path in ("", "/") and not parts.query
    named = 0 < link.words <= _LONGEST_NAME and not link.published
    is_later = (page_number(link.url) or 1) > 1
    is_second = is_second_form(link.url) or noise(link.url) or is_later
    return named and not is_home and not is_second


def _score(link: Seen, pages: int) -> float:
    name = fold(link.text)
    news = 3.0 if _NEWS.search(name) else 0.0
    other = -5.0 if _NOT_NEWS.search(name) else 0.0
    depth = urlsplit(link.url).path.strip("/").count("/")
    letters = 0.0 if re.search(r"[a-z]{2}", name) else -5.0
    return news + other + letters + min(pages, 2) - 0.2 * depth


def _plain_shape(url: str) -> str:
    return re.sub(r"\{(?:slug|word)\}", "*", shape_of(url))
