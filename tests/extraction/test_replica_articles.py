"""Every article of the five replicas comes out exactly as its editor entered it; no trap does."""

from __future__ import annotations

import pytest

from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.extraction import Profile, extract_page
from portalcrawl.items import Extraction
from portalcrawl.replicas import NAMES, Trap, replica
from portalcrawl.replicas.comparison import differences
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.site import Replica

ORIGIN = "http://127.0.0.1:8801"
PROFILES: dict[str, Profile | None] = {
    "quang_ngai": Liferay(site="portal-qni").profile,
    "office": None,
    "nghe_an": NukeViet().profile,
    "lang_son": PublishUpload().profile,
    "dong_nai": Newspaper().profile,
}
ARTICLES = [
    pytest.param(name, article, id=f"{name}-{article.id}")
    for name in NAMES
    for article in replica(name).articles
]
LISTED = [(name, trap) for name in NAMES for trap in replica(name).traps]
TRAPS = [
    pytest.param(name, trap, id=f"{name}-{trap.kind}-{number}")
    for number, (name, trap) in enumerate(LISTED)
]
SECOND_FORMS = [each for each in LISTED if each[1].expect.startswith("merged")]


def read(portal: Replica, path: str, profile: Profile | None) -> Extraction:
    """The page behind a path (with query) of a portal, extracted."""
    answer = portal.get(path, ORIGIN)
    return extract_page(
        answer.body,
        ORIGIN + path,
        profile,
        content_type=dict(answer.headers)["Content-Type"],
        status=answer.status,
    )


@pytest.mark.parametrize(("name", "article"), ARTICLES)
def test_article_is_read_with_the_profile_of_its_engine(name: str, article: ReplicaArticle) -> None:
    portal = replica(name)
    extraction = read(portal, portal.address(article), PROFILES[name])
    assert extraction.kind == "article", extraction.reasons
    assert differences(article, extraction.article) == {}


@pytest.mark.parametrize(("name", "article"), ARTICLES)
def test_article_is_read_without_knowing_the_engine(name: str, article: ReplicaArticle) -> None:
    portal = replica(name)
    extraction = read(portal, portal.address(article), None)
    assert extraction.kind == "article", extraction.reasons
    assert differences(article, extraction.article) == {}


@pytest.mark.parametrize("name", [name for name in NAMES if PROFILES[name]])
def test_an_article_says_which_path_served(name: str) -> None:
    portal, profile = replica(name), PROFILES[name]
    assert profile is not None
    path = portal.address(portal.articles[0])
    assert read(portal, path, profile).article.extraction_method == f"profile:{profile.name}"
    assert read(portal, path, None).article.extraction_method == "generic"


@pytest.mark.parametrize("profiled", [True, False], ids=["profile", "generic"])
@pytest.mark.parametrize(("name", "trap"), TRAPS)
def test_a_trap_is_classed_as_it_is_declared(name: str, trap: Trap, profiled: bool) -> None:
    extraction = read(replica(name), trap.path, PROFILES[name] if profiled else None)
    verdict, _, kind = trap.expect.partition(":")
    if verdict == "refused":
        assert (extraction.kind, bool(extraction.reasons)) == (kind, True)
    elif verdict == "merged":
        assert extraction.kind == "article", extraction.reasons


@pytest.mark.parametrize("profiled", [True, False], ids=["profile", "generic"])
@pytest.mark.parametrize(("name", "trap"), SECOND_FORMS)
def test_the_second_form_of_an_article_holds_the_same_text(
    name: str, trap: Trap, profiled: bool
) -> None:
    portal = replica(name)
    article = next(each for each in portal.articles if each.id == trap.article)
    got = read(portal, trap.path, PROFILES[name] if profiled else None).article
    wrong = differences(article, got)
    assert not wrong.keys() & {"title", "paragraphs", "captions", "author", "source"}, wrong
