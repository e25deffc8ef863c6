"""The site as an ASGI application."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

from db.errors import ArchiveError
from db.reading_only import TooSlowError
from portalcrawl.web.answers import HTML, JSON, answer, fault_answer
from portalcrawl.web.caching import Made
from portalcrawl.web.described import FILE, HEALTH, OPENAPI, RECORD, TABLE
from portalcrawl.web.downloads import download
from portalcrawl.web.faults import Told, WebFault, busy, not_found
from portalcrawl.web.guard import Guard
from portalcrawl.web.languages import LANGUAGES, Language
from portalcrawl.web.making import Endpoint, for_machines, for_people
from portalcrawl.web.openapi import description
from portalcrawl.web.pages import PAGES
from portalcrawl.web.records import record
from portalcrawl.web.rendering import render
from portalcrawl.web.site import Site
from portalcrawl.web.tables import table

_PACKED = [Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)]
_ROBOTS = (
    "User-agent: *\n"
    + "".join(
        f"Disallow: {prefix}{path}\n"
        for prefix in [language.prefix for language in LANGUAGES]
        for path in ("/search", "/difference/")
    )
    + "Disallow: /api/\nDisallow: /search.csv\nDisallow: /warc/\n"
)


def create_app(site: Site, hosts: Iterable[str] = ()) -> ASGIApp:
    """All addresses of the site, behind its guard; ``hosts`` are names that it answers to."""
    app = Starlette(
        routes=routes(site),
        exception_handlers={
            WebFault: _told,
            ArchiveError: _told,
            HTTPException: _told,
            Exception: _told,
        },
    )
    return Guard(app, site.limits, hosts)


def routes(site: Site) -> list[BaseRoute]:
    """All of them; the first one that fits answers."""
    api = [_packed(page.api_path, for_machines(site, page)) for page in PAGES]
    pages = [
        _packed(language.prefix + page.path, for_people(site, page, language))
        for language in LANGUAGES
        for page in PAGES
    ]
    helps = [_packed(f"{language.prefix}/help", _help(language)) for language in LANGUAGES]
    return [
        *api,
        *pages,
        *helps,
        Route(TABLE.path, table(site)),
        Route(FILE.path, download(site)),
        Route(RECORD.path, record(site)),
        Route(HEALTH.path, _health(site)),
        _packed(OPENAPI.path, _openapi()),
        Route("/robots.txt", _robots),
        Mount("/static", _Static(directory=Path(__file__).with_name("static"))),
    ]


def _packed(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, middleware=_PACKED)


def _help(language: Language) -> Endpoint:
    async def helping(request: Request) -> Response:
        made = Made(render("help", language, None, path="/help").encode(), HTML)
        return answer(request, made, made.etag)

    return helping


def _openapi() -> Endpoint:
    made = Made(msgspec.json.encode(description()), JSON)

    async def described(request: Request) -> Response:
        return answer(request, made, made.etag)

    return described


def _health(site: Site) -> Endpoint:
    def asked() -> None:
        with site.reading() as connection:
            connection.exec_driver_sql("SELECT 1 FROM alembic_version")

    async def healthy(_request: Request) -> Response:
        await site.ask(asked)
        return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})

    return healthy


async def _robots(_request: Request) -> Response:
    return PlainTextResponse(_ROBOTS, headers={"Cache-Control": "max-age=86400"})


class _Static(StaticFiles):
    """Files of the site itself. Their addresses change with them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        found = await super().get_response(path, scope)
        has_version = scope["query_string"].startswith(b"v=")
        found.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if has_version else "no-cache"
        )
        return found


async def _told(request: Request, error: Exception) -> Response:
    """What is wrong, in the form that is expected at the address."""
    return fault_answer(request.scope, _as_fault(error))


def _as_fault(error: Exception) -> WebFault:
    if isinstance(error, WebFault):
        return error
    if isinstance(error, TooSlowError):
        return busy(str(error), 5, "too_slow")
    if isinstance(error, ArchiveError):
        # Which file or server it is on is nobody's business but the operator's.
        return busy("the archive cannot be read at the moment", 30, "away")
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return not_found("there is nothing at this address", "nothing")
        return WebFault(error.status_code, Told(error.detail), error.headers)
    return WebFault(500, Told("something is wrong with this site; its log says what", "broken"))
