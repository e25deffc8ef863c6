"""A portal as JSON and back: what the probe found, kept where it is not written as a spider yet."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import portalcrawl.engines
from portalcrawl.engines.base import Engine
from portalcrawl.engines.profiles import PROFILES
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.portals import Portal

FORMAT = 1
"""Of a finding's JSON; another number was written by another version."""


def read_finding(text: str) -> tuple[Portal, datetime]:
    """The portal that the JSON of a probe describes, and when it was probed (aware).

    Raises ValueError with one line where it is none, or of another version.
    """
    data: Any = json.loads(text)
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("not a finding of this version of portalcrawl")
    try:
        moment = datetime.fromisoformat(data["probed_at"])
        return portal_of_data(data["portal"]), moment
    except (KeyError, TypeError) as error:
        raise ValueError(f"a finding without {error}") from None


@cache
def engine_classes() -> dict[str, type[Any]]:
    """Every engine by the name of its class: ``Liferay``."""
    found: dict[str, type[Any]] = {}
    for module in pkgutil.iter_modules(portalcrawl.engines.__path__):
        loaded = importlib.import_module(f"portalcrawl.engines.{module.name}")
        for name, each in inspect.getmembers(loaded, inspect.isclass):
            own = each.__module__ == loaded.__name__ and is_dataclass(each)
            if own and hasattr(each, "parse_listing"):
                found[name] = each
    return found


def portal_as_data(portal: Portal) -> dict[str, Any]:
    """The options that are not the default ones, as JSON has them."""
    return {
        **_options(portal, ("engine",)),
        "engine": {"class": type(portal.engine).__name__, **_options(portal.engine)},
    }


def portal_of_data(data: Any) -> Portal:
    """The portal that ``portal_as_data`` wrote. Raises ValueError with one line for anything else.

    Options that this version does not know are such a fault: another version wrote them.
    """
    try:
        given = dict(data)
        options = dict(given.pop("engine"))
        engine: Engine = _built(engine_classes()[options.pop("class")], options)
        return Portal(engine=engine, **given)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"no portal is written there: {error}") from None


def _options(declared: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        each.name: _plain(value)
        for each in fields(declared)
        if each.name not in without and (value := getattr(declared, each.name)) != each.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Profile) and value in (GENERIC, *PROFILES.values()):
        return {"profile": value.name}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return _options(value)
    return value


def _built(kind: type[Any], options: dict[str, Any]) -> Any:
    hints = get_type_hints(kind)
    return kind(**{name: _typed(value, hints[name]) for name, value in options.items()})


def _typed(value: Any, hint: Any) -> Any:
    """The value as its field is annotated: JSON knows neither tuples nor dataclasses."""
    if isinstance(value, list):
        inner = (get_args(hint) or (Any,))[0]
        return tuple(_typed(each, inner) for each in value)
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    made = next((kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)), None)
    if made is None or not isinstance(value, dict):
        return value
    if made is Profile and set(value) == {"profile"}:
        return {GENERIC.name: GENERIC, **PROFILES}[value["profile"]]
    return _built(made, value)
