"""Addresses of articles: whatever an id is, its address leads to it and to nothing else."""

from __future__ import annotations

from itertools import product
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from db.archive import Archive
from portalcrawl.web.addresses import OfArticle, of_article
from tests.web.hostile import KEYS
from tests.web.serving import PORTAL, Served, article

#: Pieces that mean something in a URL, beside whatever else a portal makes keys of.
PIECES = st.sampled_from(["..", ".", "/", "//", "%2e", "%2F", "?", "#", ";", "&", "\n", "\\", " "])
IDS = st.lists(PIECES | st.text(st.characters(codec="utf-8"), max_size=5)).map(
    lambda parts: f"{PORTAL}/{''.join(parts)}"
)


@given(IDS)
def test_an_address_names_the_article_also_after_a_client_has_resolved_it(article_id: str) -> None:
    asked = urlsplit(urljoin("http://a.vn/en/", of_article("/en", "article", article_id)))
    [named] = parse_qs(asked.query).get("id", [unquote(asked.path.removeprefix("/en/article/"))])
    assert named == article_id


def test_a_plain_id_stands_in_the_path() -> None:
    assert of_article("", "article", "a.vn/1", revision=2) == "/article/a.vn/1?revision=2"


def test_every_article_has_links_that_work(changing_served: Served, writer: Archive) -> None:
    keys = [key for key in KEYS if "\0" not in key]
    for hours in (0, 24):
        writer.record(
            [article(key, hours=hours, title=f"Bản {hours}", section="Lạ") for key in keys]
        )
    kinds: tuple[OfArticle, ...] = ("article", "difference", "api/article", "api/difference")
    for key, kind in product(keys, kinds):
        answer = changing_served.get(of_article("", kind, f"{PORTAL}/{key}"))
        assert (answer.status_code, "24" in answer.text) == (200, True), (kind, key)


def test_versions_of_an_article_with_dots_for_a_key_are_chosen_by_a_form(
    changing_served: Served, writer: Archive
) -> None:
    writer.record([article("..")])
    writer.record([article("..", hours=24, title="Bản hai")])
    page = changing_served.get(of_article("", "difference", f"{PORTAL}/..")).text
    assert f'<input type="hidden" name="id" value="{PORTAL}/..">' in page
