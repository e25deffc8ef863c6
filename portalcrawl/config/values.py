"""Values of keys as text: in TOML, in an environment variable, in what people are told."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Mapping
from typing import Any

from msgspec import ValidationError, convert

from portalcrawl.config.keys import Key

_LONGEST = 80
_PASSWORD = re.compile(r"(?P<user>://[^\s:/@]*):[^\s]*@|(?P<name>[?&]password)=[^&\s]*")
_SECRET = re.compile(r"PASS|SECRET|TOKEN|_KEY")
_SWITCHES = {
    **dict.fromkeys(("1", "yes", "true", "on"), True),
    **dict.fromkeys(("0", "no", "false", "off"), False),
}


def as_toml(value: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key_as_toml(name)} = {as_toml(each)}" for name, each in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(as_toml, value))}]"
    return str(value)


def key_as_toml(name: str) -> str:
    """The name of a key, in quotes where it needs them."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else as_toml(name)


def shown(value: Any) -> str:
    """A value for people, in one line: as TOML writes it, without passwords, cut where long."""
    told = as_toml(without_secrets(value))
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."


def without_secrets(value: Any) -> Any:
    """The value with ``***`` for passwords: of URLs, and of settings that are called so."""
    if isinstance(value, str):
        return _PASSWORD.sub(_hidden, value)
    if isinstance(value, Mapping):
        return {
            name: "***" if _SECRET.search(name) and each else without_secrets(each)
            for name, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [without_secrets(each) for each in value]
    return value


def _hidden(found: re.Match[str]) -> str:
    return f"{found['user']}:***@" if found["user"] else f"{found['name']}=***"


def from_variable(key: Key, text: str) -> Any:
    """The value of a key that an environment variable gives; the key's type is not checked.

    Lists are words as a shell splits them, tables words like ``MAX_ARTICLES=100``. Raises
    ValueError for a text that is none of these.
    """
    if isinstance(key.default, bool):
        return _SWITCHES.get(text.strip().lower(), text)
    if isinstance(key.default, tuple):
        return shlex.split(text)
    if isinstance(key.default, dict):
        return dict(_setting(word) for word in shlex.split(text))
    if isinstance(key.default, (int, float)):
        try:
            return convert(text.strip(), type(key.default), strict=False)
        except ValidationError:
            return text
    return text


def _setting(word: str) -> tuple[str, Any]:
    name, equals, text = word.partition("=")
    if not equals:
        raise ValueError(f"{word!r} is not NAME=VALUE")
    try:
        read = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return name, text
    return name, read["value"] if len(read) == 1 else text


def as_variable(key: Key, value: Any) -> str:
    """The text that ``from_variable`` reads as this value."""
    if isinstance(key.default, bool):
        return "yes" if value else "no"
    if isinstance(key.default, tuple):
        return shlex.join(value)
    if isinstance(key.default, dict):
        return shlex.join(f"{name}={as_toml(each)}" for name, each in value.items())
    return str(value)
