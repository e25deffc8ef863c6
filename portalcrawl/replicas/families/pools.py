"""What invented news is put together from: names, things, headlines and sentences.

They are kept as TOML beside this file; every text in them is invented. Slots stand in braces:
``{noi}`` is the commune that an article is about, ``{nguoi}`` a person, ``{n2}`` a number of two
figures, ``{pt}`` a percentage, ``{ty}`` billions.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from itertools import product
from typing import Any

SECTIONS = ("Chính trị", "Kinh tế", "Văn hóa - Xã hội")
POLITICS, ECONOMY, SOCIETY = SECTIONS


@dataclass(frozen=True, slots=True)
class Topic:
    """What a newsroom writes about."""

    section: str
    headlines: tuple[str, ...]
    """Each names the place ``{noi}``, early, so that no two of one template are alike."""
    sentences: tuple[str, ...]


def _loaded() -> dict[str, Any]:
    source = resources.files("portalcrawl.replicas.families") / "pools.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _joined(*names: str) -> tuple[str, ...]:
    parts = [_POOLS["names"][name].split() for name in names]
    return tuple(" ".join(each) for each in product(*parts))


_POOLS = _loaded()
PLACES = _joined("commune_first", "commune_second")
"""Communes, no two alike when folded to ASCII."""
PERSONS = _joined("family", "middle", "given")
WORDS: dict[str, tuple[str, ...]] = {
    **{name: tuple(words) for name, words in _POOLS["words"].items()},
    "noi_khac": PLACES,
    "nguoi": PERSONS,
    "thang": tuple(str(month) for month in range(1, 13)),
}
"""By slot: what may stand in it. Numbers are made where they are needed."""
TOPICS = tuple(
    Topic(each["section"], tuple(each["headlines"]), tuple(each["sentences"]))
    for each in _POOLS["topic"]
)
COMMON: tuple[str, ...] = tuple(_POOLS["common"])
"""Sentences that may stand in an article of any topic."""
CAPTIONS: tuple[str, ...] = tuple(_POOLS["captions"])
LISTS: tuple[str, ...] = tuple(_POOLS["lists"])
HEADINGS: tuple[str, ...] = tuple(_POOLS["headings"])
NEWSPAPERS: tuple[str, ...] = tuple(_POOLS["newspapers"])
