"""How many of the found articles each portal, province, year and section has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

from db.search.language import word_for
from db.search.matches import Match
from db.search.places import Place
from db.search.results import FacetName, FacetValue
from db.words import search_words

#: Portals and sections that are named; of years and provinces all are.
MOST = 12
#: Characters of a section that is named: one must fit into a query.
_LONGEST_SECTION = 200

Key = TypeVar("Key")
Values = tuple[FacetValue, ...]


class _Told(NamedTuple):
    """What is said of a value, whatever its count."""

    value: str
    name: str
    word: str


def facets(
    matches: Iterable[Match], known: Mapping[int, Place], times: float = 1.0
) -> dict[FacetName, Values]:
    """The facets of matches; each of these stands for ``times`` articles.

    Counts are of two digits where that is more than one: more would be a pretence. Former units
    are told apart where all that was found lies in one unit of today.
    """
    portals: Counter[int] = Counter()
    years: Counter[int] = Counter()
    sections: Counter[str] = Counter()
    for match in matches:
        portals[match.portal_id] += 1
        years[match.year] += 1
        if match.section and len(match.section) <= _LONGEST_SECTION:
            sections[match.section] += 1
    now = _summed(portals, lambda portal: known[portal].province_now)
    former = _summed(portals, lambda portal: known[portal].province)
    names = {place.province_now: place.province_now_name or "" for place in known.values()}
    former_names = {place.province: place.province_name or "" for place in known.values()}

    def values(counts: Iterable[tuple[Key, int]], tell: Callable[[Key], _Told]) -> Values:
        return tuple(
            FacetValue(
                value=told.value, name=told.name, count=_told_of(count, times), word=told.word
            )
            for key, count in counts
            for told in (tell(key),)
        )

    return {
        "province": values(_most(now), lambda slug: _Told(slug, names[slug], f"province:{slug}")),
        "former": values(
            _most(former) if len(now) == 1 and len(former) > 1 else (),
            lambda slug: _Told(slug, former_names[slug], f"former:{slug}"),
        ),
        "portal": values(
            _most(Counter({known[each].host: count for each, count in portals.items()}))[:MOST],
            lambda host: _Told(host, host, word_for("portal", host)),
        ),
        "year": values(
            sorted(years.items(), reverse=True),
            lambda year: _Told(str(year), str(year) if year else "", _word_of_year(year)),
        ),
        "section": values(
            _most(_as_asked(sections))[:MOST],
            lambda section: _Told(section, section, _word_of_section(section)),
        ),
    }


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first, in the same order on every machine."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _told_of(count: int, times: float) -> int:
    if times == 1:
        return count
    told = round(count * times)
    step: int = 10 ** max(0, len(str(told)) - 2)
    return round(told / step) * step


def _as_asked(sections: Counter[str]) -> Counter[str]:
    """Sections as a query tells them apart, each under its most frequent spelling.

    ``Tin tức - Sự kiện`` and ``TIN TỨC SỰ KIỆN`` are the same words. A query for one without
    diacritics finds those that differ in diacritics alone, as well.
    """
    spellings: dict[tuple[str, str], Counter[str]] = {}
    folded: Counter[str] = Counter()
    for section, count in sections.items():
        exact, plain = (" ".join(words.split()) for words in search_words((section,)))
        words = (exact, plain) if exact else (section, section)
        spellings.setdefault(words, Counter())[section] = count
        folded[words[1]] += count
    return Counter(
        {
            _most(spelled)[0][0]: folded[plain] if exact == plain else spelled.total()
            for (exact, plain), spelled in spellings.items()
        }
    )


def _summed(portals: Counter[int], unit: Callable[[int], str | None]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for portal, count in portals.items():
        if slug := unit(portal):
            counts[slug] += count
    return counts


def _word_of_year(year: int) -> str:
    """Empty for undated articles, which no query can ask for."""
    return f"from:{year} to:{year}" if year else ""


def _word_of_section(section: str) -> str:
    """Empty for a section without a letter."""
    return word_for("section", section, whole=True) if search_words((section,))[0].strip() else ""
