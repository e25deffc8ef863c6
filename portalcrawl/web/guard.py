"""What stands before the site: who may ask, how often, how much; and what goes with each answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portalcrawl.web.answers import fault_answer
from portalcrawl.web.faults import Told, WebFault, misread
from portalcrawl.web.limits import Limits
from portalcrawl.web.parameters import require_text
from portalcrawl.web.rates import Buckets, household

METHODS = ("GET", "HEAD")

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Guard:
    """Lets through what the site answers. Goes around everything, so that nothing lacks a header.

    Names under which the site may be asked are ``hosts`` and those of this machine; an address is
    always one. So no page of somebody else can read it by a name of its own that leads here (DNS
    rebinding).
    """

    def __init__(
        self,
        app: ASGIApp,
        limits: Limits,
        hosts: Iterable[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._limits = limits
        self._hosts = frozenset(name.lower().rstrip(".") for name in hosts)
        self._clock = clock
        self._buckets = Buckets(limits.rate, limits.burst) if limits.rate > 0 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope = _in_origin_form(scope)
        guarded = _with_headers(send)
        try:
            self._check(scope)
        except WebFault as fault:
            await fault_answer(scope, fault)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        self._check_rate(scope)
        if scope["method"] not in METHODS:
            allowed = {"Allow": ", ".join(METHODS)}
            raise WebFault(405, Told("this site is only read: GET and HEAD", "only_read"), allowed)
        if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
            raise WebFault(413, Told("this site takes no body"), {"Connection": "close"})
        size = len(scope.get("raw_path") or b"") + len(scope["query_string"])
        if size > self._limits.url:
            raise WebFault(
                414, Told(f"the address is longer than {self._limits.url} bytes", "address")
            )
        self._check_host(headers.getlist("host"))
        require_text(scope.get("raw_path") or b"")

    def _check_rate(self, scope: Scope) -> None:
        if self._buckets is None:
            return
        client = scope.get("client")
        wait = self._buckets.take(household(client[0] if client else ""), self._clock())
        if wait > 0:
            again = {"Retry-After": str(int(wait) + 1)}
            told = Told("too many requests from your address; wait a little", "too_often")
            raise WebFault(429, told, again)

    def _check_host(self, given: list[str]) -> None:
        if len(given) == 1 and (_is_local(given[0]) or _name(given[0]) in self._hosts):
            return
        raise misread(
            "the site does not answer to this name; see --allowed-host of portalcrawl serve",
            "host",
        )


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sent


def _in_origin_form(scope: Scope) -> Scope:
    """A request for ``http://host/path`` as one for ``/path`` of that host (RFC 9112, 3.2.2)."""
    target = scope.get("raw_path") or b""
    scheme, separator, rest = target.partition(b"://")
    if not separator or scheme.lower() not in (b"http", b"https"):
        return scope
    host, slash, path = rest.partition(b"/")
    raw_path = (slash or b"/") + path
    headers = [(name, host if name == b"host" else value) for name, value in scope["headers"]]
    path_asked = unquote(raw_path.decode("ascii"))
    return {**scope, "raw_path": raw_path, "path": path_asked, "headers": headers}


def _name(host: str) -> str:
    return (
        host.lower().rpartition(":")[0].rstrip(".") if _has_port(host) else host.lower().rstrip(".")
    )


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")


def _is_local(host: str) -> bool:
    """``localhost``, or an address rather than a name."""
    name = _name(host)
    if name == "localhost":
        return True
    try:
        ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
