"""The languages of the site, and every word of it in each of them.

Vietnamese stands at ``/``, English at ``/en``. The words are in ``texts/``, a file for each
language with the same keys in all, and one with what is wrong for those besides English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup, escape

from portalcrawl.web.faults import Told
from portalcrawl.web.formats import Formats


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the site speaks."""

    code: str
    """As in ``lang``: ``vi``."""
    name: str
    """As it calls itself."""
    prefix: str
    """Before each path of its pages."""


VIETNAMESE = Language("vi", "Tiếng Việt", "")
ENGLISH = Language("en", "English", "/en")
LANGUAGES = (VIETNAMESE, ENGLISH)


class Texts:
    """The words of a language, by key: ``texts("search.title")``."""

    def __init__(
        self, words: Mapping[str, str], faults: Mapping[str, str], formats: Formats
    ) -> None:
        self.words = words
        self._faults = faults
        self._formats = formats

    def __call__(self, key: str, /, **values: object) -> Markup:
        """The words of a key as HTML, its ``{places}`` filled in.

        Whole numbers are written as the language does; ``one|many`` is told apart by ``n``.
        KeyError where there is no such key.
        """
        words = self.words[key]
        if "|" in words:
            one, many = words.split("|", 1)
            words = one if values.get("n") == 1 else many
        return Markup(escape(words)).format(  # noqa: S704
            **{name: self._shown(value) for name, value in values.items()}
        )

    def of(self, table: str, name: str) -> Markup:
        """What one of a family (a state, a field) is called; its own name where it is unknown."""
        return escape(self.words.get(f"{table}.{name.replace(' ', '_')}", name))

    def told(self, fault: Told) -> Markup | None:
        """What is wrong, as this language says it; None where it has no sentence for it."""
        words = self._faults.get(fault.code)
        return None if words is None else Markup(escape(words)).format(**fault.values)  # noqa: S704

    def _shown(self, value: object) -> object:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return self._formats.number(value) if whole else value  # type: ignore[arg-type]


@cache
def texts(language: Language) -> Texts:
    """All that the site says in a language."""
    return Texts(words(language), faults(language), Formats(language.code))


@cache
def words(language: Language) -> dict[str, str]:
    """The file of a language: ``{"search.title": "Tìm kiếm"}``."""
    tables = _file(language.code)
    return {
        f"{table}.{key}": text for table, entries in tables.items() for key, text in entries.items()
    }


@cache
def faults(language: Language) -> dict[str, str]:
    """What is wrong, by code. The archive itself says it in English."""
    return {} if language == ENGLISH else _file(f"{language.code}.faults")


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((files("portalcrawl.web") / "texts" / f"{name}.toml").read_text("utf-8"))
