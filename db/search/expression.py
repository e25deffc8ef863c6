"""What the search index is asked, in no database's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

IndexColumn = Literal["exact", "folded", "labels"]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Articles whose column has the words one after the other. They are as it holds them."""

    column: IndexColumn
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Articles for which every part holds; there is one at least."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Articles for which one part holds; there is one at least."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Articles for which the one holds and the other does not."""

    these: Expression
    those: Expression


Expression: TypeAlias = Phrase | AllOf | AnyOf | Without
