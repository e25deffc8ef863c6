"""How exactly the replicas' articles are read, beside trafilatura alone on the same pages.

Prints, for each reader: fields exactly right, body paragraphs exactly right, and the median CPU of
a page as a ratio to ``trafilatura.bare_extraction(with_metadata=True)``, interleaved in one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import trafilatura

from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.extraction import Profile, extract
from portalcrawl.items import Article
from portalcrawl.replicas import Replica, ReplicaArticle, replicas
from portalcrawl.replicas.comparison import differences

ORIGIN = "http://127.0.0.1:8801"
FIELDS = 11
"""That ``differences`` compares, the place of the date included."""
Reader = Callable[[str, str, Profile | None], Article]


@dataclass
class Score:
    """What one reader got right, and what it took."""

    fields: int = 0
    fields_right: int = 0
    paragraphs: int = 0
    paragraphs_right: int = 0
    seconds: list[float] = field(default_factory=list)

    def add(self, expected: ReplicaArticle, got: Article, seconds: float) -> None:
        self.fields += FIELDS
        self.fields_right += FIELDS - len(differences(expected, got))
        held = {" ".join(each.split()) for each in got.text.split("\n")} | {
            " ".join(each.split()) for each in got.paragraphs
        }
        self.paragraphs += len(expected.paragraphs)
        self.paragraphs_right += sum(" ".join(each.split()) in held for each in expected.paragraphs)
        self.seconds.append(seconds)


def with_profile(html: str, url: str, profile: Profile | None) -> Article:
    return extract(html, url, profile)


def generic(html: str, url: str, profile: Profile | None) -> Article:  # noqa: ARG001
    return extract(html, url)


def trafilatura_alone(html: str, url: str, profile: Profile | None) -> Article:  # noqa: ARG001
    found = trafilatura.bare_extraction(html, url=url, with_metadata=True)
    values = {} if found is None else found if isinstance(found, dict) else found.as_dict()
    return Article(
        title=values.get("title"),
        text=values.get("text") or "",
        published_at=values.get("date"),
        published_precision="day" if values.get("date") else None,
        author=values.get("author"),
    )


READERS: dict[str, Reader] = {
    "portalcrawl, profile of the engine": with_profile,
    "portalcrawl, generic": generic,
    "trafilatura alone": trafilatura_alone,
}


def main() -> None:
    profiles = {
        portal.host: portal.engine.profile
        for name in spider_names()
        for portal in spider_class(name).portals
    }
    scores = {name: Score() for name in READERS}
    for site in replicas():
        for article in site.articles:
            html, url = page_of(site, article)
            for name, read in READERS.items():
                started = time.process_time()
                got = read(html, url, profiles[site.declared_host])
                scores[name].add(article, got, time.process_time() - started)
    base = statistics.median(scores["trafilatura alone"].seconds)
    print(f"{'':36}{'fields':>8}{'paragraphs':>12}{'CPU':>8}")
    for name, score in scores.items():
        print(
            f"{name:36}{score.fields_right / score.fields:8.1%}"
            f"{score.paragraphs_right / score.paragraphs:12.1%}"
            f"{statistics.median(score.seconds) / base:8.2f}"
        )


def page_of(site: Replica, article: ReplicaArticle) -> tuple[str, str]:
    address = site.address(article)
    return site.get(address, ORIGIN).body.decode(), ORIGIN + address


if __name__ == "__main__":
    main()
