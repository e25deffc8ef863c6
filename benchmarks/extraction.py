"""Reading beside other extractors: CPU of a page as ratios, and what each gets right.

Pages of about 100 KB from the replicas, all readers in one process, page after page in turn,
medians of CPU time. Where the real pages of ``../shared/pages`` are present, their scores follow.
"""

from __future__ import annotations

import gzip
import json
import logging
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
import newspaper
import trafilatura
from readability import Document

from benchmarks.large_pages import LargePage, large_pages
from portalcrawl.extraction import extract
from portalcrawl.items import Article

PER_SITE = 12
ROUNDS = 3
SHARED_PAGES = Path(__file__).resolve().parent.parent.parent / "shared" / "pages"
_WORD = re.compile(r"\w+")


class Reading(NamedTuple):
    """What a reader gives of a page."""

    text: str | None
    title: str | None = None
    published: str | None = None
    author: str | None = None


Reader = Callable[[LargePage], Reading]


def with_profile(page: LargePage) -> Reading:
    return _of(extract(page.html, page.url, page.profile))


def generic(page: LargePage) -> Reading:
    return _of(extract(page.html, page.url))


def _of(article: Article) -> Reading:
    return Reading(article.text, article.title, article.published_at, article.author)


def trafilatura_with_metadata(page: LargePage) -> Reading:
    found = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True)
    values = _values(found)
    return Reading(
        values.get("text"), values.get("title"), values.get("date"), values.get("author")
    )


def trafilatura_fast(page: LargePage) -> Reading:
    return Reading(_values(trafilatura.bare_extraction(page.html, fast=True)).get("text"))


def _values(found: Any) -> dict[str, Any]:
    return {} if found is None else found if isinstance(found, dict) else dict(found.as_dict())


def newspaper4k(page: LargePage) -> Reading:
    article = newspaper.Article(page.url, language="vi")
    article.download(input_html=page.html.decode())
    article.parse()
    date = article.publish_date
    return Reading(
        article.text,
        article.title,
        date.isoformat() if hasattr(date, "isoformat") else None,
        ", ".join(article.authors) or None,
    )


def readability_lxml(page: LargePage) -> Reading:
    document = Document(page.html.decode())
    summary = lxml.html.fromstring(document.summary())
    return Reading(" ".join(map(str, summary.itertext())), document.short_title())


def bare_lxml(page: LargePage) -> Reading:
    lxml.html.fromstring(page.html)
    return Reading(None)


READERS: dict[str, Reader] = {
    "portalcrawl, profile of the engine": with_profile,
    "portalcrawl, generic": generic,
    "trafilatura, with metadata": trafilatura_with_metadata,
    "trafilatura, fast": trafilatura_fast,
    "newspaper4k": newspaper4k,
    "readability-lxml": readability_lxml,
    "lxml, parsing alone": bare_lxml,
}


def main() -> None:
    logging.disable(logging.CRITICAL)
    # A page without a profile is read generically whatever the path.
    pages = [page for page in large_pages(PER_SITE) if page.profile.body]
    size = statistics.mean(len(page.html) for page in pages)
    print(f"{len(pages)} pages of {size / 1000:.0f} KB, {ROUNDS} rounds, medians of CPU time\n")
    seconds: dict[str, list[float]] = defaultdict(list)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(ROUNDS):
        for page in pages:
            for name, read in READERS.items():
                started = time.process_time()
                got = read(page)
                seconds[name].append(time.process_time() - started)
                right[name].update(_right(page, got))
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    _print_table(medians, right, count=ROUNDS * len(pages))
    for folder in ("vnexpress", "aeb", "wcxb"):
        if (SHARED_PAGES / folder).is_dir():
            print(f"\n{folder}:", *(f"{name} {value}" for name, value in _shared(folder)), sep="  ")


def _print_table(medians: dict[str, float], right: dict[str, Counter[str]], *, count: int) -> None:
    base, parsing = medians["trafilatura, with metadata"], medians["lxml, parsing alone"]
    print(f"{'':36}{'x trafil.':>10}{'x lxml':>8}{'F1':>8}{'title':>8}{'date':>8}{'author':>8}")
    for name, median in medians.items():
        shares = "".join(
            f"{right[name][measure] / count:8.3f}" if right[name]["F1"] else f"{'-':>8}"
            for measure in ("F1", "title", "date", "author")
        )
        print(f"{name:36}{median / base:10.2f}{median / parsing:8.1f}{shares}")


def _right(page: LargePage, got: Reading) -> dict[str, float]:
    """What is right of one page, each from 0 to 1; the date to the minute where it is shown."""
    article = page.article
    expected = (article.published_at or "")[: len("2024-07-01T09:30")]
    return {
        "F1": token_f1(" ".join(article.paragraphs), got.text or ""),
        "title": float(_squeezed(got.title) == _squeezed(article.title)),
        "date": float((got.published or "")[: len(expected)] == expected),
        "author": float(_squeezed(got.author) == _squeezed(article.author)),
    }


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def token_f1(expected: str, got: str) -> float:
    """F1 of the words of two texts."""
    one, other = Counter(_WORD.findall(expected.lower())), Counter(_WORD.findall(got.lower()))
    common = (one & other).total()
    return 2 * common / (one.total() + other.total()) if common else 0.0


def _shared(folder: str) -> Iterator[tuple[str, str]]:
    """Body F1 and exact titles on real pages, as ``../shared/tools/score.py`` counts them."""
    gold = SHARED_PAGES / folder / "gold.jsonl"
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    for name, read in (("portalcrawl", _portalcrawl), ("trafilatura", _trafilatura)):
        scores, titles = [], []
        for row in rows:
            got = read(_page(SHARED_PAGES / folder / row["file"]), row["url"])
            scores.append(_neutral_f1(row, got.text or ""))
            if row.get("title"):
                titles.append(_folded(got.title) == _folded(row["title"]))
        yield f"{name} F1", f"{statistics.mean(scores):.4f}"
        if titles:
            yield f"{name} titles", f"{statistics.mean(titles):.3f}"


def _page(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def _portalcrawl(html: bytes, url: str) -> Reading:
    return _of(extract(html, url))


def _trafilatura(html: bytes, url: str) -> Reading:
    values = _values(trafilatura.bare_extraction(html, url=url, with_metadata=True))
    return Reading(values.get("text"), values.get("title"))


def _neutral_f1(row: dict[str, Any], text: str) -> float:
    """Captions, signature and title count neither way."""
    body = Counter(_words("\n".join([row.get("lead") or "", *row["body_paragraphs"]])))
    apart = [*(row.get("captions") or []), row.get("signature") or "", row.get("title") or ""]
    got, allowed = Counter(_words(text)), body + Counter(_words("\n".join(apart)))
    if not got or not body:
        return 0.0
    recall, precision = (got & body).total() / body.total(), (got & allowed).total() / got.total()
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _folded(text: str | None) -> str:
    return " ".join(_plain(text or "").lower().split())


def _words(text: str) -> list[str]:
    return _WORD.findall(_plain(text).lower())


def _plain(text: str) -> str:
    """Typographic quotes and dashes as plain ones."""
    return text.translate(str.maketrans("“”‘’–—′″", "\"\"''--'\"")).replace("…", "...")


if __name__ == "__main__":
    main()
