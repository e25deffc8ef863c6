"""The canonical URL: one spelling per page, without what only says how somebody came to it.

The grammar of a CMS family (print views, doubled paths, language copies) is the engines' business;
here stands what holds for every portal. Neither courlan nor w3lib does it alone: courlan's strict
mode drops parameters that identify articles, w3lib keeps tracking ones and turns Liferay's bare
``?12150284`` into ``?12150284=``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import (
    SplitResult,
    quote,
    quote_plus,
    unquote_plus,
    unquote_to_bytes,
    urlsplit,
    urlunsplit,
)

from w3lib.url import canonicalize_url

#: Query parameters that never identify a page, by the reason why; lower case, ``*`` is a wildcard.
NOISE: dict[str, tuple[str, ...]] = {
    "session id": ("jsessionid", "phpsessid", "aspsessionid*", "asp.net_sessionid", "sessionid"),
    "tracking parameters": (
        "utm_*",
        "fbclid",
        "gclid",
        "gclsrc",
        "gbraid",
        "wbraid",
        "dclid",
        "msclkid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "zarsrc",
        "_ga",
        "_gl",
    ),
    "redirect parameter": ("redirect", "inheritredirect", "_*_redirect", "returnurl"),
    "print view": ("print", "printable"),
    "saved file": ("savefile",),
    "view state": ("pageindex",),
}

_DEFAULT_PORTS = {"http": 80, "https": 443}
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_COOKIELESS_SESSION = re.compile(r"/\((?:[A-Za-z]\([0-9a-z]+\))+\)(?=/)")
"""``/(S(lit3py55t21z5v55vlm25s55))/``: ASP.NET's session without a cookie."""
_HOST = re.compile(r"(?:[^@/\\\s]*@)?(?:[a-z0-9._~-]+|\[[0-9a-f:.]+\])(?::\d+)?")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_ESCAPES = re.compile(rf"({_ESCAPE.pattern})")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = re.compile(rb"[A-Za-z0-9\-._~\x80-\xff]")
_PATH_SAFE = "/%:@!$&'()*+,;="


def canonical_url(url: str, keep: Iterable[str] = (), drop: Iterable[str] = ()) -> str:
    """The spelling under which a page is kept.

    Scheme and host in lower case; default port, fragment, session ids, tracking and view state
    dropped; the rest of the query kept and sorted; percent-encoding normalised (RFC 3986, 6.2.2);
    path in NFC. ``keep`` and ``drop`` name query parameters that a portal needs in spite of
    ``NOISE``, or never needs; letter case is ignored and ``*`` is a wildcard. A listing's paging
    needs ``keep=("pageindex",)``.

    Raises ValueError for everything that is not an http or https URL with a host.
    """
    try:
        parts = urlsplit(url.strip())
        scheme, host = parts.scheme.lower(), _host(parts.scheme.lower(), parts.netloc, parts.port)
        if scheme not in _DEFAULT_PORTS or not parts.hostname or not _HOST.fullmatch(host):
            raise ValueError(url)
        query = _query(parts.query, _lowered(keep), _lowered(drop))
        return urlunsplit((scheme, host, _path(parts.path), query, ""))
    except ValueError:
        raise ValueError(f"not an http(s) URL: {url!r}") from None


def canonical_parts(
    url: str, keep: Iterable[str] = (), drop: Iterable[str] = ()
) -> SplitResult | None:
    """The canonical URL taken apart, or None where ``canonical_url`` would raise."""
    try:
        return urlsplit(canonical_url(url, keep, drop))
    except ValueError:
        return None


def noise(url: str, keep: Iterable[str] = (), drop: Iterable[str] = ()) -> str | None:
    """Why the URL says more than the page it names: a key of ``NOISE``, or None where it does not.

    A parameter of ``drop`` that no key of ``NOISE`` covers counts as ``view state``. Never raises.
    """
    path, query = _split(url)
    if _PATH_SESSION.search(path) or _COOKIELESS_SESSION.search(path):
        return "session id"
    kept, dropped = _lowered(keep), _lowered(drop)
    for name, _value in parameters(query):
        lowered = name.lower()
        if _matches(lowered, kept):
            continue
        for reason, patterns in NOISE.items():
            if _matches(lowered, patterns):
                return reason
        if _matches(lowered, dropped):
            return "view state"
    return None


def parameters(query: str) -> tuple[tuple[str, str | None], ...]:
    """Name and value of each parameter of a query, decoded, in order; a bare name has None."""
    return tuple(
        (unquote_plus(name), unquote_plus(value) if equals else None)
        for name, equals, value in (part.partition("=") for part in _query_parts(query))
    )


def parameter(url: str, name: str) -> str | None:
    """The first value of the parameter, its name in any letter case; None where it has none."""
    _path_part, query = _split(url)
    wanted = name.lower()
    return next((value for key, value in parameters(query) if key.lower() == wanted), None)


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return "", ""
    return parts.path, parts.query


# A crawl asks for the same few hosts, and for each address several times.
@lru_cache(256)
def _host(scheme: str, netloc: str, port: int | None) -> str:
    userinfo, at, host = netloc.rpartition("@")
    host = host.lower().removesuffix(":")
    if port is not None:
        host = (
            host.removesuffix(f":{port}") if host.endswith(f":{port}") else host.rsplit(":", 1)[0]
        )
        host = host if port == _DEFAULT_PORTS.get(scheme) else f"{host}:{port}"
    # w3lib writes international host names in Punycode and IPv6 addresses in their short form.
    return userinfo + at + urlsplit(canonicalize_url(f"{scheme}://{host}/")).netloc


@lru_cache(2048)
def _path(path: str) -> str:
    escaped = _STRAY_PERCENT.sub("%25", path)
    decoded = _ESCAPE.sub(_decoded, quote(escaped, safe=_PATH_SAFE))
    composed = quote(_composed(decoded), safe=_PATH_SAFE)
    plain = _COOKIELESS_SESSION.sub("", _PATH_SESSION.sub("", composed))
    return urlsplit(canonicalize_url(f"http://host{plain or '/'}")).path


def _decoded(escape: re.Match[str]) -> str:
    byte = unquote_to_bytes(escape[0])
    return byte.decode("latin-1") if _UNRESERVED.fullmatch(byte) else escape[0].upper()


def _composed(path: str) -> bytes:
    raw = path.encode("latin-1")
    try:
        # A mark behind an escape (``%5D``) belongs to no letter of that escape.
        parts = _ESCAPES.split(raw.decode())
        return "".join(normalize("NFC", part) for part in parts).encode()
    except UnicodeDecodeError:
        return raw  # an old code page: the bytes are all that is known of it


def _query(query: str, keep: tuple[str, ...], drop: tuple[str, ...]) -> str:
    kept = {
        _requoted(part)
        for part in _query_parts(query)
        if not _is_noise(unquote_plus(part.partition("=")[0]).lower(), keep, drop)
    }
    return "&".join(sorted(kept))


def _query_parts(query: str) -> list[str]:
    """The parts between the ampersands; ``&amp;`` is one that was escaped once too often."""
    return [part for part in re.sub(r"&(?:amp;)+", "&", query).split("&") if part]


def _requoted(part: str) -> str:
    name, equals, value = part.partition("=")
    return _requote(name) + equals + _requote(value)


def _requote(text: str) -> str:
    return quote_plus(unquote_to_bytes(text.replace("+", " ")))


def _is_noise(name: str, keep: tuple[str, ...], drop: tuple[str, ...]) -> bool:
    if _matches(name, keep):
        return False
    return _matches(name, drop) or any(_matches(name, patterns) for patterns in NOISE.values())


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _lowered(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)
