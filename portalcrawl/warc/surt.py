"""The key of a URL in an index of captures: ``vn,gov,langson)/tin`` of ``http://langson.gov.vn/Tin``.

It is SURT (Sort-friendly URI Reordering Transform) of the form that the Internet Archive's wayback
gives a URL, as pywb and cdxj-indexer have it: what people look up under one address has one key.
It is not the canonical URL of an article (``portalcrawl.urls``), which is still an address.

The library ``surt`` is AGPL-3, brings three packages along, and asks the network about hosts that
look like IP addresses. A test holds both side by side.
"""

from __future__ import annotations

import re
from contextlib import suppress
from socket import inet_aton, inet_ntoa
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
#: ``http://https://host/`` is ``https://host/``, and any number of slashes is two.
_WEB = re.compile(r"(?:(?:https?://)*(https?)://|(https?):)/*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_WWW = re.compile(r"^www\d*\.")
_IPV4 = re.compile(r"\d+(?:\.\d+){0,3}")
#: Of ASCII, all that can be seen but ``#`` and ``%``.
_NOT_ESCAPED = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ESCAPED_PERCENTS = re.compile(rb"%(?:25)+")
_DEPTH = 10
#: In lower case; ASP.NET's sessions without a cookie.
_PATH_SESSIONS = (
    re.compile(r"(.*/)\((?:[a-z]\([0-9a-z]{24}\))+\)/([^?]+\.aspx.*)"),
    re.compile(r"(.*/)\([0-9a-z]{24}\)/([^?]+\.aspx.*)"),
)
_QUERY_SESSIONS = tuple(
    re.compile(rf"(.*){session}(?:&(.*))?")
    for session in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)


def urlkey(url: str) -> str:
    """The key of a URL: one word, never empty, computed without asking the network.

    Scheme, user, default port, ``www.``, fragment, session ids, empty query and last slash are
    dropped. The rest is in lower case, its parameters sorted, its percent-encoding undone as often
    as it was done and done once. What is no URL with a host is its own key, without spaces, and
    that of nothing is ``-``.
    """
    try:
        return _key(*_split(url.strip()))
    except ValueError:
        return "".join(url.split()).encode(errors="replace").decode() or "-"


def _split(url: str) -> tuple[str, SplitResult]:
    """Scheme and parts. ValueError where there is another scheme than that of the web."""
    web = _WEB.match(url)
    if web:
        return (web[1] or web[2]).lower(), urlsplit(f"//{url[web.end() :]}")
    if _SCHEME.match(url):
        raise ValueError(url)
    return "http", urlsplit(f"//{url.lstrip('/')}")


def _key(scheme: str, parts: SplitResult) -> str:
    host = _host(parts.hostname or "")
    port = parts.port if parts.port != _DEFAULT_PORTS[scheme] else None
    query = _query(parts.query)
    return (
        ",".join(reversed(host.split(".")))
        + (f":{port}" if port else "")
        + f"){_path(parts.path)}"
        + (f"?{query}" if query else "")
    )


def _host(host: str) -> str:
    """ValueError where there is none."""
    raw = _unescaped(host)
    if not raw.isascii():
        # What is no name that DNS could have is escaped, as wayback does it.
        with suppress(UnicodeError):
            raw = raw.decode(errors="ignore").encode("idna")
    name = _escaped(raw.replace(b"..", b".").strip(b".")).lower()
    if not name:
        raise ValueError(host)
    return _WWW.sub("", _ipv4(name) or name)


def _ipv4(host: str) -> str | None:
    """An IPv4 address in four decimal numbers, however it was written; None for a name."""
    if not _IPV4.fullmatch(host):
        return None
    if host.isdigit():
        return inet_ntoa((int(host) & 0xFFFFFFFF).to_bytes(4, "big"))
    try:
        return inet_ntoa(inet_aton(host))
    except OSError:
        return None


def _path(path: str) -> str:
    kept: list[str] = []
    for name in _escaped(_unescaped(path)).lower().split("/")[1:]:
        if name == ".." and kept:
            kept.pop()
        elif name != ".":
            kept.append(name)
    *folders, last = kept or [""]
    path = "/" + "".join(f"{folder}/" for folder in folders if folder) + last
    for session in _PATH_SESSIONS:
        if found := session.fullmatch(path):
            path = found[1] + found[2]
    return path.removesuffix("/") or "/"


def _query(query: str) -> str:
    query = _escaped(_unescaped(query)).lower()
    for session in _QUERY_SESSIONS:
        if found := session.fullmatch(query):
            query = found[1] + (found[2] or "")
    return "&".join(sorted(query.split("&"), key=lambda field: field.split("=", 1)))


def _unescaped(text: str) -> bytes:
    """Percent-encoding undone as often as it was done; ten kinds of nesting are enough for all.

    Escaped percent signs are taken at once, ``%2525...`` is found in archives at any depth.
    """
    raw = text.encode(errors="surrogatepass")
    for _ in range(_DEPTH):
        plain = unquote_to_bytes(_ESCAPED_PERCENTS.sub(b"%", raw))
        if plain == raw:
            break
        raw = plain
    return raw


def _escaped(raw: bytes) -> str:
    return quote_from_bytes(raw, _NOT_ESCAPED)
