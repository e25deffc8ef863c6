"""The source of a spider module: a province's portal, written as a person would declare it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from portalcrawl.engines.profiles import PROFILES
from portalcrawl.errors import Fault
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.portals import Portal
from portalcrawl.provinces import (
    Province,
    UnknownProvinceError,
    members,
    province,
    province_at,
)

_WIDTH, _STEP = 100, 4
_LONGEST_PIECE = 70  # characters of a regular expression on one line
_NAMED = (GENERIC, *PROFILES.values())
_TEMPLATE = '''"""{name}."""

from __future__ import annotations

{imports}


class {class_name}Spider(ProvinceSpider):
    """{name}, {merger}.

{evidence}
    """

    name = "{slug}"
    portals = (
{portal},
    )
'''


def module_text(slug: str, portal: Portal, evidence: str) -> str:
    """The source of a spider module, as ruff formats it.

    ``evidence`` is the docstring's word on the portal. Raises Fault for a slug that is no
    province's.
    """
    unit = unit_of(slug)
    return _TEMPLATE.format(
        name=unit.name_vi,
        merger=merger(slug),
        imports="\n".join(imports_of(portal)),
        class_name="".join(part.title() for part in slug.split("_")),
        slug=slug,
        evidence=_docstring(evidence),
        portal=f"{' ' * 2 * _STEP}{portal_text(portal, 2 * _STEP)}",
    )


def _docstring(text: str) -> str:
    lines = textwrap.fill(
        text.replace("\\", "/").replace('"""', "'"),
        _WIDTH - _STEP,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return textwrap.indent(lines, " " * _STEP)


def unit_of(slug: str) -> Province:
    """The province of that slug. Raises Fault that names the nearest ones."""
    try:
        return province(slug)
    except UnknownProvinceError as error:
        where = "" if error.nearest else "; the slugs are in portalcrawl/provinces.csv"
        raise Fault(f"{error}{where}") from None


def merger(slug: str) -> str:
    """What became of the unit on 1 July 2025."""
    unit, today = province(slug), date.today()  # noqa: DTZ011 - a name changes on a local day
    if not unit.lives_on:
        return f"since 1 July 2025 part of {province_at(slug, today).name_vi}"
    others = [other.name_vi for other in members(slug) if other.slug != slug]
    return (
        f"since 1 July 2025 with the former {' and '.join(others)}"
        if others
        else "unchanged by the merger"
    )


def imports_of(portal: Portal) -> list[str]:
    """What a module with this portal imports, in its order."""
    names: dict[str, set[str]] = {
        "portalcrawl.portals": {"Portal"},
        "spiders.province": {"ProvinceSpider"},
    }
    for each in _parts(portal.engine):
        names.setdefault(_module_of(each), set()).add(_name_of(each))
    return [
        f"from {module} import {', '.join(sorted(names[module], key=_import_order))}"
        for module in sorted(names)
    ]


def portal_text(portal: Portal, indent: int = 0) -> str:
    """The declaration as source; lines after the first are indented so far."""
    options = {
        each.name: value
        for each in fields(portal)
        if each.name not in ("host", "engine")
        and (value := getattr(portal, each.name)) != each.default
    }
    inside = indent + _STEP
    arguments = [
        _written(portal.host, inside),
        _written(portal.engine, inside),
        *(f"{name}={_written(value, inside)}" for name, value in options.items()),
        *(
            ["confidence=" + _written(portal.confidence, inside)]
            if "confidence" not in options
            else []
        ),
    ]
    return _exploded("Portal(", arguments, ")", indent)


def _written(value: Any, indent: int, before: int = 0) -> str:
    """The value as source; ``before`` it on its line stand so many characters."""
    if isinstance(value, Profile) and value in _NAMED:
        return _name_of(value)
    if isinstance(value, str):
        return _string(value, indent, before)
    if isinstance(value, tuple):
        return _tuple(value, indent, before)
    if is_dataclass(value) and not isinstance(value, type):
        given = {
            each.name: own
            for each in fields(value)
            if (own := getattr(value, each.name)) != each.default
        }
        inside = indent + _STEP
        name = f"{_name_of(value)}("
        arguments = [f"{key}={_written(own, inside, len(key) + 1)}" for key, own in given.items()]
        return _exploded(name, arguments, ")", indent) if arguments else f"{name})"
    return repr(value)


def _exploded(opening: str, arguments: Sequence[str], closing: str, indent: int) -> str:
    inside = " " * (indent + _STEP)
    lines = "".join(f"{inside}{each},\n" for each in arguments)
    return f"{opening}\n{lines}{' ' * indent}{closing}"


def _tuple(values: tuple[Any, ...], indent: int, before: int) -> str:
    inner = [_written(each, indent + _STEP) for each in values]
    flat = f"({', '.join(inner)}{',' if len(inner) == 1 else ''})"
    if "\n" not in flat and indent + before + len(flat) + 1 <= _WIDTH:
        return flat
    return _exploded("(", inner, ")", indent)


def _string(text: str, indent: int, before: int) -> str:
    pieces = [_literal(piece) for piece in _pieces(text)]
    if len(pieces) == 1 or indent + before + len(text) + 4 <= _WIDTH:
        return _literal(text)
    inside = " " * (indent + _STEP)
    return "(\n" + "".join(f"{inside}{piece}\n" for piece in pieces) + " " * indent + ")"


def _literal(text: str) -> str:
    if "\\" in text and '"' not in text and not text.endswith("\\"):
        return f'r"{text}"'
    return json.dumps(text, ensure_ascii=False)


def _pieces(text: str) -> Iterator[str]:
    """Parts of a long text, cut before an alternative or a folder where there is one."""
    while len(text) > _LONGEST_PIECE:
        cuts = [text.rfind(mark, 1, _LONGEST_PIECE) for mark in ("|", "/", "(")]
        cut = next((each for each in cuts if each > _LONGEST_PIECE // 3), _LONGEST_PIECE)
        while text[cut - 1] == "\\":
            cut -= 1
        yield text[:cut]
        text = text[cut:]
    yield text


def _parts(value: Any) -> Iterator[Any]:
    """The engine and what it is made of."""
    if isinstance(value, Profile):
        yield value
        return
    if isinstance(value, tuple):
        for each in value:
            yield from _parts(each)
    elif is_dataclass(value) and not isinstance(value, type):
        yield value
        for each in fields(value):
            own = getattr(value, each.name)
            if own != each.default:
                yield from _parts(own)


def _module_of(value: Any) -> str:
    if isinstance(value, Profile) and value in PROFILES.values():
        return f"portalcrawl.engines.{value.name}"
    return type(value).__module__


def _name_of(value: Any) -> str:
    if isinstance(value, Profile) and value in _NAMED:
        return "GENERIC" if value == GENERIC else "PROFILE"
    return type(value).__name__


def _import_order(name: str) -> tuple[bool, str]:
    return not name.isupper(), name
