"""Every trap is linked where a crawler meets it, and answers as it is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from parsel import Selector
from protego import Protego

from portalcrawl.replicas import NAMES, RunningReplica, Trap, replica

Fetch = Callable[..., Any]


def expecting(running: RunningReplica, expect: str) -> list[Trap]:
    return [trap for trap in running.replica.traps if trap.expect.startswith(expect)]


def test_every_trap_is_linked_from_its_section(served: RunningReplica, fetch: Fetch) -> None:
    for trap in served.replica.traps:
        page = Selector(fetch(served.origin + trap.listed_on).text)
        linked = trap.url(served.origin) if trap.host else trap.path
        assert linked in page.xpath("//a/@href").getall(), trap


def test_every_trap_answers_with_status_200(served: RunningReplica, fetch: Fetch) -> None:
    for trap in served.replica.traps:
        assert fetch(trap.url(served.origin)).status == 200, trap


def test_a_merged_link_shows_the_article_of_which_it_is_a_form(
    served: RunningReplica, fetch: Fetch
) -> None:
    articles = {article.id: article for article in served.replica.articles}
    for trap in expecting(served, "merged:"):
        assert trap.article is not None
        article = articles[trap.article]
        page = Selector(fetch(trap.url(served.origin)).text)
        assert (article.title or "") in page.xpath("string(//body)").get("")
        assert trap.host or trap.path != served.replica.address(article)
        assert trap.expect == f"merged:{trap.kind}"


def test_a_login_trap_asks_for_a_password(served: RunningReplica, fetch: Fetch) -> None:
    for trap in expecting(served, "refused:login"):
        page = Selector(fetch(served.origin + trap.path).text)
        assert page.xpath("//input[@type='password']")


def test_an_error_trap_says_what_went_wrong(served: RunningReplica, fetch: Fetch) -> None:
    for trap in expecting(served, "refused:error"):
        text = fetch(served.origin + trap.path).text
        assert any(word in text for word in ("Không tìm thấy", "Có lỗi xảy ra"))


def test_a_static_trap_is_an_introduction_without_a_date_line(
    served: RunningReplica, fetch: Fetch
) -> None:
    for trap in expecting(served, "refused:static"):
        text = fetch(served.origin + trap.path).text
        assert "Chức năng, nhiệm vụ" in text
        assert 'class="post-date"' not in text
        assert 'class="NgayDang"' not in text


def test_a_document_trap_shows_number_and_day_of_issue(
    served: RunningReplica, fetch: Fetch
) -> None:
    for trap in expecting(served, "refused:document"):
        text = fetch(served.origin + trap.path).text
        assert "Số ký hiệu" in text
        assert "Ngày ban hành" in text


def test_robots_txt_forbids_the_trap_and_allows_every_article(
    served: RunningReplica, fetch: Fetch
) -> None:
    rules = Protego.parse(fetch(f"{served.origin}/robots.txt").text)
    forbidden = [trap for trap in served.replica.traps if trap.kind == "robots"]
    assert forbidden
    for trap in forbidden:
        assert trap.expect == "never fetched"
        assert not rules.can_fetch(trap.url(served.origin), "portalcrawl")
    for article in served.replica.articles:
        assert rules.can_fetch(served.origin + served.replica.address(article), "portalcrawl")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("quang_ngai", {"refused:static", "refused:login", "refused:error", "never fetched"}),
        ("quang_ngai", {"merged:doubled path", "merged:redirect parameter", "merged:print view"}),
        ("quang_ngai", {"merged:language copy", "merged:session id"}),
        ("office", {"refused:static", "refused:login", "refused:error", "never fetched"}),
        ("office", {"merged:view state", "merged:print view", "merged:letter case"}),
        ("nghe_an", {"refused:error", "never fetched", "merged:saved file", "merged:print view"}),
        ("nghe_an", {"merged:front controller", "merged:other category"}),
        ("lang_son", {"refused:static", "refused:document", "refused:error", "refused:login"}),
        ("lang_son", {"merged:tracking parameters", "merged:language copy", "merged:other host"}),
        ("dong_nai", {"refused:listing", "refused:error", "never fetched", "merged:print view"}),
        ("dong_nai", {"merged:other host", "merged:missing slash", "merged:tracking parameters"}),
    ],
)
def test_the_traps_of_a_portal_by_name(name: str, expected: set[str]) -> None:
    assert expected <= {trap.expect for trap in replica(name).traps}


def test_no_two_traps_share_an_address() -> None:
    for name in NAMES:
        addresses = [(trap.host, trap.path) for trap in replica(name).traps]
        assert len(set(addresses)) == len(addresses)
