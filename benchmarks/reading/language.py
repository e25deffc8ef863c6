"""Invented Vietnamese with the frequencies of the real one, and phrases of known frequency.

Which word follows which is taken from the articles of the gate and of the replicas, so that the
most frequent words stand in nearly every text and a long tail in few. The phrases of ``TOPICS``
stand only where an article is about one of them: how many have them is chosen, not found.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from random import Random

from benchmarks.similar import sentences

#: The share of the articles that are about it, each with the phrase at least once.
TOPICS = {
    "hội nghị": 0.33,
    "chuyển đổi số": 0.205,
    "cải cách hành chính": 0.12,
    "xây dựng nông thôn mới": 0.1,
    "an toàn giao thông": 0.07,
    "dịch vụ công trực tuyến": 0.06,
    "đại hội đảng bộ": 0.05,
    "giải phóng mặt bằng": 0.05,
    "an sinh xã hội": 0.05,
    "bảo hiểm y tế": 0.04,
    "kim ngạch xuất khẩu": 0.03,
    "phòng chống thiên tai": 0.03,
    "du lịch sinh thái": 0.02,
    "hạn mặn": 0.01,
    "lũ quét": 0.008,
    "cồng chiêng Tây Nguyên": 0.004,
    "sâm Ngọc Linh": 0.001,
}
GENERAL, OF_EACH_TOPIC, HEADLINES = 100_000, 500, 30_000
_MOST_WORDS = 40


class Language:
    """A stock of sentences, headlines and names, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._followers: dict[str, list[str]] = defaultdict(list)
        self._first: list[str] = []
        for sentence in sentences():
            if "|" not in sentence:
                words = sentence.split()
                self._first.append(words[0])
                for word, following in pairwise(words):
                    self._followers[word].append(following)

    @cached_property
    def general(self) -> list[str]:
        """Sentences about nothing in particular, without any of the phrases."""
        chance = self._chance("general")
        found: list[str] = []
        while len(found) < GENERAL:
            sentence = self._sentence(chance)
            lowered = sentence.lower()
            if not any(phrase in lowered for phrase in TOPICS):
                found.append(sentence)
        return found

    @cached_property
    def bytes_a_sentence(self) -> float:
        """On average, with the blank behind it."""
        return sum(len(sentence.encode()) + 1 for sentence in self.general) / GENERAL

    @cached_property
    def topical(self) -> dict[str, list[str]]:
        """For each topic sentences with its phrase."""
        chance = self._chance("topical")
        return {
            phrase: [self._with_phrase(chance, phrase) for _ in range(OF_EACH_TOPIC)]
            for phrase in TOPICS
        }

    @cached_property
    def headlines(self) -> list[str]:
        """Beginnings of 5 to 9 words."""
        chance = self._chance("headlines")
        found: list[str] = []
        while len(found) < HEADLINES:
            words = self._sentence(chance).rstrip(".").split()
            if len(words) >= 9 and not any(phrase in " ".join(words).lower() for phrase in TOPICS):
                found.append(" ".join(words[: chance.randint(5, 9)]).rstrip(",;:"))
        return found

    def _chance(self, of: str) -> Random:
        return Random(f"{of} {self._seed}")  # noqa: S311 - the same language in every run

    def _sentence(self, chance: Random) -> str:
        words = [chance.choice(self._first)]
        while len(words) < _MOST_WORDS and (following := self._followers.get(words[-1])):
            words.append(chance.choice(following))
            if words[-1].endswith(".") and len(words) >= 8:
                break
        return " ".join(words).rstrip(".,;:") + "."

    def _with_phrase(self, chance: Random, phrase: str) -> str:
        words = self._sentence(chance).split()
        words.insert(chance.randrange(1, len(words)), phrase)
        return " ".join(words)
