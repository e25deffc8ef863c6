"""The description of the API: what it says is what there is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.routing import Route

from portalcrawl.web.app import routes
from portalcrawl.web.openapi import description
from tests.web.serving import PORTAL, Served

DOCUMENT = description()
OPERATIONS = {path: methods["get"] for path, methods in DOCUMENT["paths"].items()}
VALUES = {
    "article_id": f"{PORTAL}/101",
    "slug": "nghe_an",
    "snapshot": "20261122T053015Z",
    "file": "articles.csv",
}
FOR_PEOPLE = ("/", "/en", "/search", "/article", "/difference", "/province", "/portals", "/help")


def of_machines(path: str) -> bool:
    return path.startswith("/api/") or path in OPERATIONS


def described(path: str) -> str:
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


def test_it_is_served(sqlite_served: Served) -> None:
    answer = sqlite_served.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == DOCUMENT


def test_every_address_for_machines_is_described(sqlite_served: Served) -> None:
    paths = {
        described(route.path) for route in routes(sqlite_served.site) if isinstance(route, Route)
    }
    plain = {path for path in paths if path in ("/robots.txt", "/downloads", "/provinces")}
    pages = {path for path in paths if path.startswith("/en") or _first(path) in FOR_PEOPLE}
    assert paths - plain - pages == set(OPERATIONS)


def _first(path: str) -> str:
    return "/" + path.split("/")[1]


@pytest.mark.parametrize("path", sorted(set(OPERATIONS) - {"/warc/{article_id}"}))
def test_every_answer_is_as_described(sqlite_served: Served, path: str) -> None:
    operation = OPERATIONS[path]
    url = path.format(**VALUES)
    if path in ("/search.csv", "/api/search"):
        url += "?q=hoi"
    answer = sqlite_served.get(url)
    assert answer.status_code == 200
    [media_type] = operation["responses"]["200"]["content"]
    assert media_type in ("*/*", answer.headers["content-type"].partition(";")[0])


@pytest.mark.parametrize("path", sorted(OPERATIONS))
def test_every_place_and_parameter_is_described(path: str) -> None:
    parameters = OPERATIONS[path]["parameters"]
    places = [each["name"] for each in parameters if each["in"] == "path"]
    assert places == re.findall(r"\{(\w+)\}", path)
    assert all(each["description"] for each in parameters)


def test_every_reference_leads_somewhere() -> None:
    components = DOCUMENT["components"]["schemas"]
    for reference in references(DOCUMENT):
        assert reference.removeprefix("#/components/schemas/") in components


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [each for value in node.values() for each in references(value)]
    return [each for value in node for each in references(value)] if isinstance(node, list) else []


def test_the_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", sorted(path for path in OPERATIONS if path.startswith("/api/")))
def test_every_answer_has_a_name(path: str) -> None:
    content = OPERATIONS[path]["responses"]["200"]["content"]
    assert list(content["application/json"]["schema"]) == ["$ref"]
