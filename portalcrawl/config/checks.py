"""What is wrong with the value of a key, beyond its type; and where its paths lead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from msgspec import ValidationError, convert

from portalcrawl.config.keys import KEYS, SECTIONS, Key
from portalcrawl.provinces import UnknownProvinceError, lookup

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*(?::\d+)?")
#: Settings that have a key.
KEY_OF_SETTING = {
    "ARCHIVE_DIR": "archive.folder",
    "ARCHIVE_DB": "archive.database",
    "CAPTURE_ATTACHMENTS": "archive.attachments",
    "CONTACT": "crawl.contact",
    "DOWNLOAD_DELAY": "crawl.delay",
    "SPIDERS_AT_ONCE": "crawl.spiders_at_once",
    "SPIDERS_MEMORY_MB": "crawl.memory_mb",
    "LOG_LEVEL": "crawl.log_level",
    "HOST_LOCKS": "crawl.locks",
    "CHROMIUM": "crawl.chromium",
}
Complaint = tuple[Any, str]
"""What is wrong (the value or a part of it), and what to write instead."""


def checked(key: Key, value: Any) -> tuple[Any, list[Complaint]]:
    """The value as the key's type has it, and what is wrong with it."""
    try:
        made = convert(value, key.type)
    except ValidationError:
        return value, [(value, f"write {key.write}")]
    complaints = [(text, "leave the NUL character out") for text in _texts(made) if "\0" in text]
    if not complaints and key.dotted in _RULES:
        complaints = list(_RULES[key.dotted](made))
    return made, complaints


def meant_key(section: str, name: str) -> str:
    """Where an unknown key may belong: ``; did you mean night.until?``, or nothing."""
    names = [key.dotted for key in KEYS]
    same = [key.dotted for key in KEYS if key.name == name]
    here = get_close_matches(name, [key.name for key in KEYS if key.section == section], n=1)
    near = [f"{section}.{each}" for each in here] or get_close_matches(
        f"{section}.{name}", names, n=1
    )
    found = same[:1] or near
    return f"; did you mean {found[0]}?" if found else _all_of(section)


def meant_section(name: str) -> str:
    """Which section may be meant: ``; did you mean [night]?``, or all of them."""
    near = get_close_matches(name, SECTIONS, n=1)
    return f"; did you mean [{near[0]}]?" if near else f"; write one of {', '.join(SECTIONS)}"


def meant_variable(name: str, known: Iterable[str]) -> str:
    """Which variable may be meant: ``; did you mean PORTALCRAWL_DB?``, or where they stand."""
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else "; see docs/configuration.md"


def refusal_of_setting(name: str, known: Iterable[str]) -> str:
    """Why there is no such setting in the file, with the one that may be meant."""
    if name in KEY_OF_SETTING:
        return f"{name} has a key of its own; write {KEY_OF_SETTING[name]}"
    near = get_close_matches(name.upper(), known, n=1)
    hint = f"did you mean {near[0]}?" if near else "see portalcrawl/settings.py"
    return f"there is no setting {name!r}; {hint}"


def placed(key: Key, value: Any, folder: Path) -> Any:
    """The value with its relative paths as absolute ones; they are relative to ``folder``.

    Raises RuntimeError where ``~`` is nobody's home.
    """
    if key.dotted == "archive.database":
        return _placed_database(value, folder)
    if key.dotted == "night.hook":
        return (_placed_program(value[0], folder), *value[1:]) if value else value
    if key.dotted == "crawl.chromium":
        return _placed_program(value, folder)
    return _placed(value, folder) if key.is_path and value else value


def _placed(path: str, folder: Path) -> str:
    return str(folder.absolute() / Path(path).expanduser())


def _placed_program(name: str, folder: Path) -> str:
    """A name without a slash is looked up on PATH."""
    return _placed(name, folder) if "/" in name else name


def _placed_database(url: str, folder: Path) -> str:
    scheme, slashes, rest = url.partition(":///")
    is_file = scheme.startswith("sqlite") and rest and not rest.startswith((":", "file:"))
    if not (slashes and is_file):
        return url
    path, mark, query = rest.partition("?")
    return f"{scheme}:///{_placed(path, folder)}{mark}{query}"


def _all_of(section: str) -> str:
    names = ", ".join(key.name for key in KEYS if key.section == section)
    return f"; [{section}] has {names}" if names else ""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(value.items()))
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _unknown_provinces(slugs: Iterable[str]) -> Iterator[Complaint]:
    for slug in slugs:
        try:
            found = lookup(slug)
        except UnknownProvinceError as error:
            near = [f"{lookup(each).slug} ({each})" for each in error.nearest]
            hint = f"did you mean {', '.join(near)}?" if near else "see `portalcrawl provinces`"
            yield slug, f"no province has this slug; {hint}"
            continue
        if found.slug != slug:
            yield slug, f'write the slug "{found.slug}"'


def _no_hosts(hosts: Iterable[str]) -> Iterator[Complaint]:
    for host in hosts:
        if not _HOST.fullmatch(host):
            meant = _host_in(host)
            yield host, f'write the host alone, like "{meant or "www.kontum.gov.vn"}"'


def _host_in(text: str) -> str:
    """The host of what may be a URL, or is written in capitals; empty where it has none."""
    try:
        parts = urlsplit(text.strip() if "//" in text else f"//{text.strip()}")
    except ValueError:
        return ""
    host = parts.netloc.lower()
    return host if _HOST.fullmatch(host) else ""


def _no_command(words: tuple[str, ...]) -> Iterator[Complaint]:
    if words and not words[0].strip():
        yield words, 'write the words of a command like ["/usr/local/bin/tell", "--night"]'


_RULES: dict[str, Callable[[Any], Iterator[Complaint]]] = {
    "portals.provinces": _unknown_provinces,
    "portals.leave_out": _no_hosts,
    "night.hook": _no_command,
}
