"""The words of the site: whole in both languages, and used."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from db.search.language import parse
from db.search.query import QueryError
from portalcrawl.health.state import State
from portalcrawl.web.faults import Told
from portalcrawl.web.languages import ENGLISH, LANGUAGES, VIETNAMESE, faults, texts, words

TEMPLATES = Path("portalcrawl/web/templates")
#: Looked up by a value that comes from the archive.
FAMILIES = {
    "evidence",
    "facet",
    "fault",
    "field",
    "file",
    "operator",
    "origin",
    "precision",
    "role",
    "state",
}


def used() -> set[str]:
    """The keys that templates name."""
    sources = "".join(path.read_text("utf-8") for path in TEMPLATES.glob("*.html"))
    return set(re.findall(r"""\bt\(\s*["']([^"']+)["']""", sources))


def test_every_language_has_the_same_keys() -> None:
    assert words(VIETNAMESE).keys() == words(ENGLISH).keys()


@pytest.mark.parametrize("key", sorted(words(VIETNAMESE)))
def test_a_text_has_the_same_places_in_every_language(key: str) -> None:
    def places(text: str) -> set[str | None]:
        return {name for part in text.split("|") for _, name, _, _ in Formatter().parse(part)}

    shown = [places(words(language)[key]) - {None, "n"} for language in LANGUAGES]
    assert shown[0] == shown[1]


def test_templates_use_keys_that_are_there() -> None:
    assert used() <= words(VIETNAMESE).keys()


def test_every_key_is_used() -> None:
    literal = {key for key in words(VIETNAMESE) if key.split(".")[0] not in FAMILIES}
    assert literal - used() == set()


def test_a_state_of_portals_has_a_name_in_every_language() -> None:
    for state in get_args(State):
        for language in LANGUAGES:
            assert f"state.{state.replace(' ', '_')}" in words(language)


def test_templates_have_no_words_of_their_own() -> None:
    """Outside of tags and expressions there is nothing but names that are the same everywhere."""
    for path in TEMPLATES.glob("*.html"):
        source = re.sub(r"<(code|pre)\b.*?</\1>", "", path.read_text("utf-8"), flags=re.DOTALL)
        bare = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", source, flags=re.DOTALL)
        said = set(re.findall(r"[^\W\d_]{2,}", bare))
        assert said <= {"HTTP", "WARC", "SHA", "SQL", "JSON", "OpenAPI", "portalcrawl"}, path.name


def test_one_is_told_apart_from_many() -> None:
    assert texts(ENGLISH)("hit.versions", n=1) == "one version"
    assert texts(ENGLISH)("hit.versions", n=2) == "2 versions"


def test_what_is_filled_in_is_escaped() -> None:
    shown = texts(VIETNAMESE)("search.results_for", text="<b>")
    assert "&lt;b&gt;" in shown


def test_an_unknown_member_of_a_family_is_called_what_it_is() -> None:
    assert texts(VIETNAMESE).of("role", "magazine") == "magazine"


def named() -> set[str]:
    """The words that the sources have as strings, codes of what is wrong among them."""
    sources = (
        path.read_text("utf-8")
        for folder in ("db/search", "portalcrawl/web")
        for path in Path(folder).rglob("*.py")
    )
    return {word for source in sources for word in re.findall(r'"([a-z_]+)"', source)}


def test_every_sentence_about_what_is_wrong_is_one_that_can_be_told() -> None:
    for language in LANGUAGES:
        assert faults(language).keys() <= named()


@pytest.mark.parametrize(
    "query",
    [
        "a" * 3000,
        " ".join(f"a{at}" for at in range(100)),
        "from:2024 to:2023",
        "-from:2024",
        "province:",
        "from:2023 from:2024",
        "from:hom-qua",
        "province:nowhere",
        "portal:https://",
        "section:...",
    ],
)
def test_a_query_that_means_nothing_is_told_in_vietnamese(query: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    error = raised.value
    told = texts(VIETNAMESE).told(Told(str(error), error.code, error.values))
    assert told is not None
    assert texts(ENGLISH).told(Told(str(error), error.code, error.values)) is None


def test_what_is_wrong_is_escaped() -> None:
    told = texts(VIETNAMESE).told(Told("no article", "no_article", {"article": "<b>{x}"}))
    assert "&lt;b&gt;{x}" in str(told)
