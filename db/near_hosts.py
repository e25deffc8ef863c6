"""Hosts that somebody may have meant by one that the archive does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

_MOST_NAMED = 3
#: How much alike two names, or two whole hosts, must be (difflib's ratio). Whole ones more: almost
#: all of them end alike.
_ALIKE, _WHOLLY_ALIKE = 0.83, 0.95
_NO_NAME = re.compile(r"^www\.|(?:\.(?:gov|com|org|net|edu))?\.vn$")


def near_hosts(host: str, known: Iterable[str]) -> list[str]:
    """At most three of the known ones, the most alike first; none where all are something else.

    ``nghean`` and ``www.nghean.vn`` mean ``nghean.gov.vn``, and ``hanoi.gov.vn`` does not.
    """
    hosts = sorted(known)
    wanted = _name(host)
    named: dict[str, list[str]] = {}
    for each in hosts:
        named.setdefault(_name(each), []).append(each)
    alike = [wanted] if wanted in named else get_close_matches(wanted, named, cutoff=_ALIKE)
    near = [
        *(each for name in alike for each in named[name]),
        *get_close_matches(host, hosts, cutoff=_WHOLLY_ALIKE),
    ]
    near = near or [each for each in hosts if wanted and wanted in _name(each)]
    return list(dict.fromkeys(near))[:_MOST_NAMED]


def _name(host: str) -> str:
    return _NO_NAME.sub("", host.lower())
