"""Answers of every kind: pages, documents, and what cannot be had."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from portalcrawl.web.caching import Made, is_known
from portalcrawl.web.faults import WebFault
from portalcrawl.web.languages import ENGLISH, VIETNAMESE, Language
from portalcrawl.web.rendering import FaultView, render

HTML = "text/html; charset=utf-8"
JSON = "application/json"
PROBLEM = "application/problem+json"
#: May be kept, and has to be asked for again each time: it answers 304 where nothing changed.
REVALIDATED = "no-cache"
NOT_KEPT = "no-store"
_FOR_MACHINES = ("/api/", "/search.csv", "/openapi.json", "/warc/", "/downloads/", "/healthz")


def answer(request: Request, made: Made, etag: str) -> Response:
    """A page, or the word that whoever asks has it already."""
    if made.status != 200:
        return Response(
            made.body, made.status, {"Cache-Control": NOT_KEPT}, media_type=made.media_type
        )
    headers = {"ETag": etag, "Cache-Control": REVALIDATED}
    if is_known(etag, request.headers.get("if-none-match")):
        # As the whole answer has it, which is packed for those who can unpack it.
        return Response(status_code=304, headers=headers | {"Vary": "Accept-Encoding"})
    return Response(made.body, headers=headers, media_type=made.media_type)


def redirected(url: str) -> Response:
    """To another address of the site, for now."""
    return RedirectResponse(url, 307, {"Cache-Control": REVALIDATED})


def fault_answer(scope: Scope, fault: WebFault) -> Response:
    """What is wrong: a page for people, for machines a problem document (RFC 9457)."""
    headers = fault.headers | {"Cache-Control": NOT_KEPT}
    path = scope.get("path", "/")
    if path.startswith(_FOR_MACHINES):
        problem = {"title": fault.title, "status": fault.status, "detail": str(fault)}
        body = msgspec.json.encode(problem)
        return Response(body, fault.status, headers, media_type=PROBLEM)
    language, plain = language_of(path)
    page = render("fault", language, FaultView(fault.status, fault.told), path=plain)
    return Response(page, fault.status, headers, media_type=HTML)


def language_of(path: str) -> tuple[Language, str]:
    """The language of a path, and the path without its prefix."""
    if path == ENGLISH.prefix or path.startswith(ENGLISH.prefix + "/"):
        return ENGLISH, path.removeprefix(ENGLISH.prefix) or "/"
    return VIETNAMESE, path
