"""An address that a regular expression takes: written from the parsed pattern, for one article.

Small, for the patterns of declarations: no conditionals, and what only looks ahead or behind is
left to the check at the end.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_LETTERS = string.ascii_lowercase
_SLUG = frozenset(_LETTERS + string.digits + "-")
_CHARACTERS = _LETTERS + string.digits + "-" + string.ascii_uppercase + "_./=&%!"
_MOST = 400
_CHOICES = 3
"""So many alternatives are tried, in all places at once."""


@lru_cache(50_000)
def address_of(pattern: str, number: int, slug: str) -> str | None:
    """A path and query that the pattern matches whole, with the id or the slug in it.

    The id fills a group ``key`` of figures, hexadecimal ones too, and else the last figures of the
    pattern; the slug fills the last place that takes it. None where no address comes out.
    """
    parsed = parser.parse(pattern)
    groups = {index: name for name, index in parsed.state.groupdict.items()}
    for choice in range(_CHOICES):
        writer = _Writer(number, slug, groups, choice)
        places = sum(1 for each in _repeats(parsed) if _takes_slug(each[2]))
        writer.slugs = 0 if _by_words(parsed) else places
        text = "".join(writer.write(parsed))
        match = re.match(pattern, text)
        if match and match.end() == len(text) < _MOST and not text.endswith("&"):
            return text
    return None


@dataclass(slots=True)
class _Writer:
    number: int
    slug: str
    names: dict[int, str]
    choice: int
    """Which of several alternatives is written."""
    slugs: int = 0
    """How many places that take a slug are still to come."""
    written: dict[int, str] = field(default_factory=dict)
    _word: int = 0

    def write(self, items: Any, group: str = "") -> Iterator[str]:
        for operation, value in items:
            yield self._one(operation, value, group)

    def _one(self, operation: Any, value: Any, group: str) -> str:
        if operation is code.LITERAL:
            return chr(value)
        if operation is code.SUBPATTERN:
            index, _add, _remove, inner = value
            text = "".join(self.write(inner, self.names.get(index, group)))
            self.written[index] = text
            return text
        if operation is code.GROUPREF:
            return self.written[value]
        if operation is code.BRANCH:
            return "".join(self.write(value[1][min(self.choice, len(value[1]) - 1)], group))
        if operation in (code.MAX_REPEAT, code.MIN_REPEAT):
            low, high, inner = value
            return self._repeat(low, high, inner, group)
        if operation in (code.AT, code.ASSERT, code.ASSERT_NOT):
            return ""
        return next(iter(_allowed(operation, value)), "")

    def _repeat(self, low: int, high: int, inner: Any, group: str) -> str:
        if len(inner) == 1 and (allowed := _class(inner)):
            return self._filled(low, high, frozenset(allowed), group)
        names_a_group = any(
            operation is code.SUBPATTERN and value[0] in self.names for operation, value in inner
        )
        times = max(low, 1) if names_a_group else low
        if low and _is_word(inner):
            times = max(low, len(self.slug.split("-")) - self._word)
        return "".join("".join(self.write(inner, group)) for _ in range(min(times, high)))

    def _filled(self, low: int, high: int, allowed: frozenset[str], group: str) -> str:
        """As many characters as a place takes: figures, hexadecimal ones, the slug, or a word."""
        if low == 0 and group != "key":
            self.slugs -= allowed >= _SLUG
            return ""
        most = min(int(high), _MOST)
        if not allowed & set(_LETTERS[6:]):
            return self._figures(low, most, allowed, group)
        if allowed >= _SLUG:
            self.slugs -= 1
            text = self.slug if self.slugs == 0 or group == "key" else "tin-tuc"
        elif "_" in allowed and "." not in allowed and group in ("", "key"):
            text = self.slug.replace("-", "_")
        else:
            text = self._next_word()
        text = "".join(each if each in allowed else "x" for each in text)
        return text[:most].strip("-").ljust(low, "x")

    def _figures(self, low: int, most: int, allowed: frozenset[str], group: str) -> str:
        is_hexadecimal = "a" in allowed or "A" in allowed
        if is_hexadecimal:
            return f"{self.number:0{low}x}"
        return str(self.number).rjust(low, "9") if group == "key" or most > 4 else "2026"[:most]

    def _next_word(self) -> str:
        words = self.slug.split("-")
        self._word += 1
        return words[(self._word - 1) % len(words)]


def _repeats(items: Any) -> Iterator[Any]:
    """The repetitions of single characters that are written at least once, in order."""
    for operation, value in items:
        if operation is code.SUBPATTERN:
            yield from _repeats(value[3])
        elif operation is code.BRANCH:
            yield from _repeats(value[1][0])
        elif operation in (code.MAX_REPEAT, code.MIN_REPEAT):
            if len(value[2]) == 1 and _class(value[2]):
                yield value
            elif value[0]:
                yield from _repeats(value[2])


def _by_words(items: Any) -> bool:
    """Whether the words of a slug are repeated one by one: ``(?:[^/?-]+-){6,}``."""
    for operation, value in items:
        if operation in (code.MAX_REPEAT, code.MIN_REPEAT) and value[0] and _is_word(value[2]):
            return True
        if operation is code.SUBPATTERN and _by_words(value[3]):
            return True
    return False


def _is_word(inner: Any) -> bool:
    items = inner[0][1][3] if len(inner) == 1 and inner[0][0] is code.SUBPATTERN else inner
    return len(items) == 2 and (code.LITERAL, ord("-")) in list(items)


def _takes_slug(inner: Any) -> bool:
    return frozenset(_class(inner)) >= _SLUG


def _class(inner: Any) -> str:
    operation, value = inner[0]
    is_class = operation in (code.IN, code.NOT_LITERAL, code.ANY)
    return _allowed(operation, value) if is_class else ""


def _allowed(operation: Any, value: Any) -> str:
    """The characters of a class, of those that addresses are made of."""
    if operation is code.ANY:
        return _CHARACTERS
    if operation is code.NOT_LITERAL:
        return _CHARACTERS.replace(chr(value), "")
    if operation is not code.IN:
        return ""
    is_negated = value[0][0] is code.NEGATE
    held = {each for part in value for each in _held(*part)}
    return "".join(each for each in _CHARACTERS if (each in held) != is_negated)


def _held(operation: Any, value: Any) -> str:
    if operation is code.LITERAL:
        return chr(value)
    if operation is code.RANGE:
        return "".join(map(chr, range(value[0], value[1] + 1)))
    if operation is code.CATEGORY:
        words = {
            code.CATEGORY_DIGIT: string.digits,
            code.CATEGORY_WORD: _LETTERS + string.digits + "_",
        }
        return words.get(value, "")
    return ""
