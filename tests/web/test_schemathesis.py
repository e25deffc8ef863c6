"""Every parameter of the API, fuzzed from its own description (schemathesis).

All checks of schemathesis hold for each answer: no server error, and only statuses, media types,
headers and documents that the description names; what it forbids is refused. A larger number than
the one below is tried with ``PORTALCRAWL_FUZZ=1000``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis import engine
from schemathesis.engine.events import FatalError, NonFatalError, ScenarioFinished

from portalcrawl.web.openapi import description
from tests.web.conftest import Place
from tests.web.hostile import FORMULAS, KEYS, SCRIPTS, SNAPSHOT, untouched
from tests.web.serving import PORTAL, Served

EXAMPLES = int(os.environ.get("PORTALCRAWL_FUZZ", "30"))
"""For each address, beside those that schemathesis derives from the bounds of each parameter."""
#: What half of the examples have: without it nearly all would be about what is not there.
WORDS = {
    "path.article_id": [f"{PORTAL}/101", f"{PORTAL}/102", *KEYS],
    "path.slug": ["nghe_an", "hue", "../hue", "HUE"],
    "path.snapshot": ["latest", SNAPSHOT, "..", "../.."],
    "path.file": ["articles.csv", "SHA256SUMS", "../portalcrawl.sqlite", "articles.csv/"],
    "query.q": [
        "hội nghị",
        '"khai mạc hội nghị" -mới',
        "from:2023 to:2024-02 province:nghe_an",
        'section:="Tin tổng hợp" author:x',
        " OR ".join(["section:tin"] * 32),
        "NEAR(a b) * ^ : ( ) \\ ' \" -- ;",
        *SCRIPTS,
        *FORMULAS,
    ],
}
ALWAYS_FINE = [200, 304, 307, 404]


def configured() -> schemathesis.Config:
    """What is derived for a description is the same each time."""
    means_something = {
        "positive_data_acceptance": {"expected-statuses": [*ALWAYS_FINE, 400]},
    }
    return schemathesis.Config.from_dict(
        {
            "generation": {"max-examples": EXAMPLES, "deterministic": True},
            "dictionaries": {name: {"values": values} for name, values in WORDS.items()},
            "parameters": {name: {"dictionary": name, "probability": 0.5} for name in WORDS},
            # No schema says that a query means something, nor that two numbers differ.
            "operations": [
                {"include-path": path, "checks": means_something}
                for path in ("/api/search", "/search.csv", "/api/difference/{article_id}")
            ],
        }
    )


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_answer_is_one_that_the_description_allows(
    request: pytest.FixtureRequest, kind: str
) -> None:
    place: Place = request.getfixturevalue(f"{kind}_place")
    served: Served = request.getfixturevalue(f"{kind}_served")
    schema = schemathesis.openapi.from_url(f"{served.origin}/openapi.json", config=configured())
    with untouched(place.url, place.folder):
        told = list(outcomes(schema))
    assert [(where, wrong) for where, wrong in told if wrong] == []
    # The description itself is what is read, not what is fuzzed.
    assert {where for where, _ in told} >= {
        f"GET {path}" for path in description()["paths"] if path != "/openapi.json"
    }


def outcomes(schema: Any) -> Iterator[tuple[str, str]]:
    """Of each check of each answer, where it was, and what is wrong and how to see it."""
    for event in engine.from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            yield event.label, repr(event.value)
        elif isinstance(event, FatalError):
            yield "engine", repr(event.exception)
        elif isinstance(event, ScenarioFinished):
            for checks in event.recorder.checks.values():
                for check in checks:
                    wrong = check.failure_info
                    yield (
                        event.label or event.phase.value,
                        f"{check.name}: {wrong.failure} {wrong.code_sample}" if wrong else "",
                    )
