"""The description of the API (OpenAPI 3.1), from the classes that the API itself is made of."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import msgspec
from msgspec import Struct

from portalcrawl.web.answers import JSON, PROBLEM
from portalcrawl.web.described import DESCRIBED, Described
from portalcrawl.web.pages import PAGES
from portalcrawl.web.parameters import WITHOUT_NUL

Document = dict[str, Any]

_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")
_SCHEMAS = "#/components/schemas/{name}"
_MEANINGS = {
    206: "A part of it.",
    304: "It is as the ETag in If-None-Match says.",
    307: "It is elsewhere.",
    400: "What was asked means nothing.",
    404: "There is no such thing.",
    405: "Anything but GET and HEAD.",
    413: "A request with a body.",
    414: "An address that is too long.",
    416: "The file has no such range.",
    429: "Too many requests from one address; see Retry-After.",
    503: "The question took too long, or too many are asked at once; see Retry-After.",
}
_ALWAYS = (400, 405, 413, 414, 429, 503)
_WITHOUT_PROBLEM = (206, 304, 307, 416)
_ABOUT_PLACES = {
    "article_id": "As everywhere in the archive: portal, slash, key; or the canonical URL.",
    "slug": "Of a unit, as it was before the merger of 2025: ``quang_ngai``.",
    "snapshot": "Name of a snapshot, or ``latest``.",
    "file": "Name of a file, as SHA256SUMS of the snapshot has it.",
}


class Problem(Struct, frozen=True, kw_only=True):
    """What cannot be had, and why (RFC 9457)."""

    title: str
    status: int
    detail: str


def description() -> Document:
    """The whole document."""
    views = [page.view for page in PAGES]
    schemas, components = msgspec.json.schema_components([*views, Problem], ref_template=_SCHEMAS)
    paths: Document = {}
    for page, schema in zip(PAGES, schemas[:-1], strict=True):
        further = (304, 404) if "{" in page.api_path else (304,)
        name = page.name.title()
        if "$ref" not in schema:  # every answer has a name, for those who make classes of it
            components[name], schema = schema, {"$ref": _SCHEMAS.format(name=name)}
        content = {JSON: {"schema": schema}}
        paths[_plain(page.api_path)] = {
            "get": _operation(page.name, page.summary, page.api_path, page.asked, content, further)
        }
    for each in DESCRIBED:
        paths[_plain(each.path)] = {
            "get": _operation(
                each.name, each.summary, each.path, each.asked, _content(each), each.further
            )
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "portalcrawl",
            "version": version("portalcrawl"),
            "summary": "An archive of what Viet Nam's provincial portals publish, to be read.",
        },
        "paths": paths,
        "components": {"schemas": components},
    }


def _operation(
    name: str,
    summary: str,
    path: str,
    asked: type[Struct],
    content: Document,
    further: tuple[int, ...],
) -> Document:
    responses: Document = {"200": {"description": "What was asked for.", "content": content}}
    for status in sorted({*_ALWAYS, *further}):
        responses[str(status)] = _response(status, content)
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [*_places(path), *_parameters(asked)],
        "responses": responses,
    }


def _response(status: int, content: Document) -> Document:
    described: Document = {"description": _MEANINGS[status]}
    if status == 206:
        described["content"] = content
    elif status not in _WITHOUT_PROBLEM:
        described["content"] = {PROBLEM: {"schema": {"$ref": _SCHEMAS.format(name="Problem")}}}
    return described


def _content(each: Described) -> Document:
    return {each.media_type: {} if each.is_binary else {"schema": _schema_of(each)}}


def _schema_of(each: Described) -> Document:
    return {"type": "object"} if each.media_type == JSON else {"type": "string"}


def _places(path: str) -> list[Document]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _ABOUT_PLACES[name],
            "schema": {"type": "string", "minLength": 1, "pattern": WITHOUT_NUL},
        }
        for name in _PLACE.findall(path)
    ]


def _parameters(asked: type[Struct]) -> list[Document]:
    _, components = msgspec.json.schema_components([asked], ref_template=_SCHEMAS)
    described = []
    for name, schema in components[asked.__name__]["properties"].items():
        about = schema.pop("description", "")
        described.append(
            {
                "name": name,
                "in": "query",
                "required": False,
                "description": about,
                "schema": schema,
            }
        )
    return described


def _plain(path: str) -> str:
    """``/article/{article_id:path}`` as OpenAPI writes it."""
    return _PLACE.sub(r"{\1}", path)
