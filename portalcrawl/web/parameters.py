"""What may be asked of each address: the parameters of the query, checked.

The classes are what OpenAPI describes, so that the description and the check are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from db.search.language import MOST_CHARACTERS
from db.search.query import Order
from db.search.results import PAGES
from portalcrawl.web.faults import misread

#: Parameters of one address.
_MOST_PARAMETERS = 20
#: An SQL integer has 64 bits, a number of a revision is far below.
_MOST_REVISIONS = 1_000_000

#: What no database keeps in a text.
WITHOUT_NUL = r"^[^\u0000]*$"

Number = Annotated[int, Meta(ge=1, le=_MOST_REVISIONS)]
_QueryText = Annotated[
    str,
    Meta(
        max_length=MOST_CHARACTERS,
        pattern=WITHOUT_NUL,
        description='The query, as typed: words, "phrases", -word, province:, portal:, from:,'
        " to:, section:, author:. See /help.",
    ),
]


class Nothing(Struct, frozen=True, kw_only=True):
    """No parameters."""


class SearchAsked(Struct, frozen=True, kw_only=True):
    """A page of a search."""

    q: _QueryText = ""
    order: Annotated[Order, Meta(description="Newest, or best first.")] = "newest"
    page: Annotated[int, Meta(ge=1, le=PAGES, description="From 1.")] = 1


class TableAsked(Struct, frozen=True, kw_only=True):
    """A search as a table."""

    q: _QueryText = ""
    order: Annotated[Order, Meta(description="Newest, or best first.")] = "newest"
    excel: Annotated[
        Literal["yes", "no"],
        Meta(
            description="For spreadsheets: begins with a byte order mark, and no cell is a formula."
        ),
    ] = "no"


class OfArticle(Struct, frozen=True, kw_only=True):
    """Something of an article."""

    id: Annotated[
        str,
        Meta(
            pattern=WITHOUT_NUL,
            description="The id instead of the one in the path, for an id that cannot stand there:"
            " with a segment ``.`` or ``..``, or a line break. The path then ends with a slash.",
        ),
    ] = ""

    def named(self, in_path: str) -> str:
        """The id that is meant."""
        return self.id or in_path


class ArticleAsked(OfArticle, frozen=True, kw_only=True):
    """An article in one of its versions."""

    revision: (
        Annotated[
            Number, Meta(description="Number of the revision; the current one where left out.")
        ]
        | UnsetType
    ) = UNSET


class DifferenceAsked(OfArticle, frozen=True, kw_only=True):
    """Two versions of an article."""

    before: (
        Annotated[
            Number,
            Meta(description="Number of the older revision; the one before ``after`` if left out."),
        ]
        | UnsetType
    ) = UNSET
    after: (
        Annotated[Number, Meta(description="Number of the newer one; the current one if left out.")]
        | UnsetType
    ) = UNSET


AskedT = TypeVar("AskedT", bound=Struct)

_NOT_UTF8 = "the address is not UTF-8 where it is percent-encoded"
_NUL = "the address has a NUL byte"


def require_text(raw_path: bytes) -> None:
    """Raise WebFault unless a path, as it was sent, is text."""
    try:
        text = unquote_to_bytes(raw_path).decode("utf-8")
    except UnicodeDecodeError:
        raise misread(_NOT_UTF8, "no_text") from None
    if "\0" in text:
        raise misread(_NUL, "no_text")


def pairs(query: bytes) -> list[tuple[str, str]]:
    """The parameters of a query string, in their order. Raises WebFault where it is no text."""
    try:
        found = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_PARAMETERS,
        )
    except UnicodeDecodeError:
        raise misread(_NOT_UTF8, "no_text") from None
    except ValueError:
        raise misread(f"the address has more than {_MOST_PARAMETERS} parameters") from None
    if any("\0" in part for pair in found for part in pair):
        raise misread(_NUL, "no_text")
    return found


def asked(kind: type[AskedT], given: list[tuple[str, str]], *, strictly: bool) -> AskedT:
    """The parameters as a class; one without a value counts as left out.

    ``strictly``, for machines, refuses what the class does not have and what is given twice. For
    people the first one counts and others are passed over: addresses are passed on by services
    that add their own. Raises WebFault with the name of the parameter and what may stand there.
    """
    known = {field.name: field for field in msgspec.structs.fields(kind)}
    taken: dict[str, str] = {}
    for name, value in given:
        if strictly and name not in known:
            may_be = ", ".join(known) or "none"
            raise misread(f"there is no parameter {_quoted(name)} here; there are: {may_be}")
        if strictly and name in taken:
            raise misread(f"the parameter {name} is given twice")
        if name in known and (strictly or value != ""):
            taken.setdefault(name, value)
    try:
        return msgspec.convert(taken, kind, strict=False)
    except msgspec.ValidationError as error:
        message, name = _told(str(error), taken)
        raise misread(message, "no_value_of", name=name, value=taken.get(name, "")) from None


def canonical(values: Struct) -> dict[str, str]:
    """The parameters that are not as they are when left out, in the order of their class."""
    found: dict[str, str] = {}
    for field in msgspec.structs.fields(values):
        value = getattr(values, field.name)
        if value != field.default:
            found[field.name] = str(value)
    return found


def _told(message: str, taken: Mapping[str, str]) -> tuple[str, str]:
    """The line of msgspec, ``Expected `int` <= 50 - at `$.page```, the other way round.

    And the name of the parameter.
    """
    what, _, where = message.partition(" - at `$.")
    name = where.rstrip("`")
    value = f" {_quoted(taken[name])}" if name in taken else ""
    return f"the parameter {name} cannot be{value}: {what[:1].lower()}{what[1:]}", name


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
