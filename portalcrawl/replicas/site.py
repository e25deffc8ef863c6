"""What the sites share: the request, the answer, the traps, and the rules of HTTP between."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import unquote

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.turning import turned

HTML = "text/html; charset=UTF-8"
LOCAL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_MOBILE = re.compile(r"Mobile|Android|iPhone", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Visit:
    """All that a page may depend on, so that it can be rendered once and remembered."""

    origin: str
    """Scheme and host under which the replica is served."""
    path: str
    """Percent-decoded."""
    query: str = ""
    """As it came, without the question mark."""
    mobile: bool = False
    posted: bytes | None = None
    """What a POST brought; None for a GET."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the server read it."""

    method: str
    origin: str
    path: str
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    number: int
    """How many requests the server had had; counters turn with it."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Page:
    """One page before a visitor is known: text with marks for what turns, or bytes."""

    content: str | bytes
    content_type: str = HTML
    status: int = HTTPStatus.OK
    modified: datetime | None = None
    """Local time; None sends no validators."""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """What goes over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A link that a crawler meets on a listing and must not take for an article of its own.

    ``expect`` says what has to become of it: ``refused:<page kind>`` (fetched, and no article),
    ``merged:<reason>`` (a second form of an article), ``never fetched``.
    """

    path: str
    """Path and query."""
    kind: str
    expect: str
    listed_on: str
    """Path of the section whose first page links it."""
    title: str | None = None
    """The text of the link."""
    article: int | None = None
    """The article of which a merged link is the second form."""
    host: str | None = None
    """Where the link names another host than the portal's own."""

    def url(self, origin: str) -> str:
        """The link as it is written on a portal served at ``origin``."""
        if self.host is None:
            return f"{origin}{self.path}"
        port = origin.rpartition(":")[2]
        return f"http://{self.host}:{port}{self.path}"


@dataclass(frozen=True, slots=True)
class Section:
    """One listing: its name, and the path of its first page."""

    name: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replica:
    """One small portal: what it holds, where a crawler may begin, and how it answers."""

    name: str
    declared_host: str
    """The host that it stands for."""
    articles: tuple[ReplicaArticle, ...]
    sections: tuple[Section, ...]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Roots only: an index names the others."""
    traps: tuple[Trap, ...]
    address: Callable[[ReplicaArticle], str]
    """The path under which an article is to be kept."""
    pages: Callable[[Visit], Page | None]
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every answer, as the software of the family does."""
    takes_posts: bool = False
    """Whether pages are asked for by POST too; elsewhere one is answered with 405."""

    @property
    def methods(self) -> tuple[str, ...]:
        """Those that are answered."""
        return ("GET", "HEAD", "POST") if self.takes_posts else ("GET", "HEAD")

    def respond(self, request: Request) -> Response:
        """The answer to a request. Never raises on what a client sends."""
        if request.method not in self.methods:
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", ", ".join(self.methods)))
        if _leaves_the_root(request.path):
            return _refusal(HTTPStatus.BAD_REQUEST)
        mobile = bool(_MOBILE.search(request.headers.get("user-agent", "")))
        posted = request.body if request.method == "POST" else None
        page = self.pages(Visit(request.origin, request.path, request.query, mobile, posted))
        if page is None:
            return _refusal(HTTPStatus.NOT_FOUND)
        return _answer(page, request, self.headers)

    def get(self, target: str, origin: str = "http://127.0.0.1:8801") -> Response:
        """The answer to a plain GET, without a server: for who reads pages and does not crawl.

        ``target`` is path and query, percent-encoded as in a link.
        """
        path, _, query = target.partition("?")
        return self.respond(Request("GET", origin, unquote(path), query, {}, 1))

    def post(self, target: str, body: bytes, origin: str = "http://127.0.0.1:8801") -> Response:
        """The answer to a POST, as :meth:`get` gives that to a GET."""
        path, _, query = target.partition("?")
        return self.respond(Request("POST", origin, unquote(path), query, {}, 1, body))


def _leaves_the_root(path: str) -> bool:
    return not path.startswith("/") or "\0" in path or ".." in re.split(r"[/\\]", path)


def _refusal(status: HTTPStatus, *headers: tuple[str, str]) -> Response:
    body = f"<!DOCTYPE html><title>{status.value}</title><p>{status.phrase}</p>\n".encode()
    return Response(status, (("Content-Type", HTML), *headers), body)


def _answer(page: Page, request: Request, headers: tuple[tuple[str, str], ...]) -> Response:
    common = (("Content-Type", page.content_type), *headers, *page.headers, *_validators(page))
    if _not_modified(page, request):
        return Response(HTTPStatus.NOT_MODIFIED, common)
    if isinstance(page.content, bytes):
        return Response(page.status, common, page.content)
    now = datetime.now(LOCAL_TIME).replace(tzinfo=None)
    return Response(page.status, common, turned(page.content, request.number, now).encode())


def _validators(page: Page) -> tuple[tuple[str, str], ...]:
    if page.modified is None:
        return ()
    when = page.modified.replace(tzinfo=LOCAL_TIME).astimezone(UTC)
    return (("ETag", _etag(page)), ("Last-Modified", format_datetime(when, usegmt=True)))


def _etag(page: Page) -> str:
    """Weak (RFC 9110, 8.8.1): two answers with other counters are the same page."""
    content = page.content if isinstance(page.content, bytes) else page.content.encode()
    return f'W/"{hashlib.blake2b(content, digest_size=8).hexdigest()}"'


def _not_modified(page: Page, request: Request) -> bool:
    """RFC 9110, 13.2.2: where both conditions are sent, If-None-Match alone decides."""
    headers = request.headers
    if page.modified is None or page.status != HTTPStatus.OK or request.method == "POST":
        return False
    known = headers.get("if-none-match")
    if known is not None:
        tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
        return "*" in tags or _etag(page).removeprefix("W/") in tags
    since = _http_date(headers.get("if-modified-since"))
    return since is not None and page.modified.replace(tzinfo=LOCAL_TIME) <= since


def _http_date(text: str | None) -> datetime | None:
    try:
        when = parsedate_to_datetime(text or "")
    except (ValueError, IndexError, TypeError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)
