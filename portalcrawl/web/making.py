"""Making the pages: for people in a language, for machines as JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from portalcrawl.web.answers import HTML, JSON, answer
from portalcrawl.web.caching import Key, Made
from portalcrawl.web.faults import misread
from portalcrawl.web.gathering import Reading
from portalcrawl.web.languages import Language
from portalcrawl.web.pages import Page
from portalcrawl.web.parameters import asked, canonical, pairs
from portalcrawl.web.rendering import render
from portalcrawl.web.site import Site
from portalcrawl.web.views import Search

Endpoint = Callable[[Request], Awaitable[Response]]


def for_people(site: Site, page: Page, language: Language) -> Endpoint:
    """The page in a language."""

    def printed(request: Request, wanted: Struct, view: object) -> Made:
        shown = render(
            page.name,
            language,
            view,
            path=request.scope["path"].removeprefix(language.prefix) or "/",
            query=canonical(wanted),
        )
        is_fault = isinstance(view, Search) and view.fault is not None
        return Made(shown.encode(), HTML, 400 if is_fault else 200)

    return _endpoint(site, page, printed, language.code, strictly=False)


def for_machines(site: Site, page: Page) -> Endpoint:
    """The same as JSON."""

    def written(_request: Request, _wanted: Struct, view: object) -> Made:
        if isinstance(view, Search) and view.fault is not None:
            raise misread(view.fault.english)
        return Made(msgspec.json.encode(view), JSON)

    return _endpoint(site, page, written, "json", strictly=True)


def _endpoint(
    site: Site,
    page: Page,
    made_of: Callable[[Request, Struct, object], Made],
    form: str,
    *,
    strictly: bool,
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        wanted = asked(page.asked, pairs(request.scope["query_string"]), strictly=strictly)
        key = (form, request.scope["path"], *map("=".join, canonical(wanted).items()))
        made, etag = await site.ask(partial(_kept, request, wanted, key))
        return answer(request, made, etag)

    def _kept(request: Request, wanted: Struct, key: Key) -> tuple[Made, str]:
        if page.lasts == "never":
            made = _made(request, wanted)
            return made, made.etag
        return site.caches[page.lasts].page(key, partial(_made, request, wanted))

    def _made(request: Request, wanted: Struct) -> Made:
        with site.reading() as connection:
            reading = Reading(connection, site.folder)
            view = page.gather(reading, dict(request.path_params), wanted)
        return made_of(request, wanted, view)

    return endpoint
