"""What people ask an archive, by kind of question, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from benchmarks.reading.language import TOPICS
from benchmarks.reading.vocabulary import Vocabulary
from db.words import folded_words


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, and of which kind it is."""

    kind: str
    text: str


_Make: TypeAlias = Callable[[Random, Vocabulary], str]


def questions(seed: int, known: Vocabulary, of_each: int) -> list[Question]:
    """So many of each kind, in an order without order, none twice."""
    chance = Random(f"questions {seed}")  # noqa: S311 - the same questions in every run
    made = [
        Question(kind, text) for kind in KINDS for text in _distinct(kind, chance, known, of_each)
    ]
    chance.shuffle(made)
    return made


def _distinct(kind: str, chance: Random, known: Vocabulary, count: int) -> Iterator[str]:
    """As many as there are, where there are not so many."""
    found: set[str] = set()
    for _ in range(20 * count):
        text = KINDS[kind](chance, known)
        if text not in found and len(found) < count:
            found.add(text)
            yield text


def _frequent(chance: Random, known: Vocabulary) -> str:
    return chance.choice(known.frequent)


def _topic(chance: Random, _known: Vocabulary) -> str:
    """The frequent ones more often."""
    return chance.choices(list(TOPICS), weights=list(TOPICS.values()))[0]


def _phrase(chance: Random, known: Vocabulary) -> str:
    return f'"{chance.choice([*list(TOPICS)[:8], *known.phrases])}"'


def _several(chance: Random, known: Vocabulary) -> str:
    words = chance.sample(known.middling, chance.randint(1, 3))
    return " ".join([*words, _frequent(chance, known)])


def _negated(chance: Random, known: Vocabulary) -> str:
    wanted = chance.choice((_frequent, _topic, _phrase))(chance, known)
    unwanted = chance.choice((_frequent(chance, known), f'"{_topic(chance, known)}"'))
    return f"{wanted} -{unwanted}" if chance.random() < 0.8 else f"-{unwanted}"


def _word(chance: Random, known: Vocabulary) -> str:
    return chance.choice((_frequent, _topic, _phrase, _several))(chance, known)


def _in_days(chance: Random, known: Vocabulary) -> str:
    year, month = chance.randint(2010, 2026), chance.randint(1, 12)
    days = chance.choice(
        (
            f"from:{year}",
            f"from:{year}-{month:02} to:{year}-{month:02}",
            f"from:{year}-{month:02}-09 to:{year + 1}-{month:02}-21",
            f"to:{year}-{month:02}-15",
        )
    )
    return f"{_word(chance, known)} {days}"


def _section(chance: Random, known: Vocabulary) -> str:
    section = chance.choice(known.sections)
    return f'{_word(chance, known)} section:{chance.choice(("", "="))}"{section}"'


def _author(chance: Random, known: Vocabulary) -> str:
    author = chance.choice(known.authors)
    return f'{chance.choice(("", _word(chance, known)))} author:"{author}"'.strip()


def _together(chance: Random, known: Vocabulary) -> str:
    since = f"from:{chance.randint(2012, 2024)}"
    province = f"province:{chance.choice(known.provinces)}"
    section = f'section:"{chance.choice(known.sections)}"'
    return " ".join([_word(chance, known), *chance.sample((since, province, section), 2)])


def _filters_alone(chance: Random, known: Vocabulary) -> str:
    return chance.choice(
        (
            f"province:{chance.choice(known.provinces)}",
            f"portal:{chance.choice(known.hosts)}",
            f"from:{chance.randint(2010, 2026)}",
            f'section:"{chance.choice(known.sections)}"',
        )
    )


KINDS: dict[str, _Make] = {
    "frequent word": _frequent,
    "frequent word, folded": lambda chance, known: folded_words(_frequent(chance, known)),
    "topic": _topic,
    "topic, folded": lambda chance, known: folded_words(_topic(chance, known)),
    "phrase": _phrase,
    "phrase, folded": lambda chance, known: f'"{folded_words(_phrase(chance, known)).strip()}"',
    "several words": _several,
    "several, folded": lambda chance, known: folded_words(_several(chance, known)),
    "rare word": lambda chance, known: chance.choice(known.rare),
    "negated": _negated,
    "province:": lambda chance, known: (
        f"{_word(chance, known)} province:{chance.choice(known.provinces)}"
    ),
    "portal:": lambda chance, known: f"{_word(chance, known)} portal:{chance.choice(known.hosts)}",
    "from: to:": _in_days,
    "section:": _section,
    "author:": _author,
    "several filters": _together,
    "filters alone": _filters_alone,
}
