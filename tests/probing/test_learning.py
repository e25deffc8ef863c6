"""From the addresses of some articles to the pattern of all of them."""

from __future__ import annotations

import pytest

from portalcrawl.probing.learning import Pattern, joined, learn, without_parameters
from portalcrawl.probing.shapes import shape_of

HOST = "https://example.gov.vn"
SLUGS = ("khai-mac-le-hoi-hoa-lu", "trao-giai-cuoc-thi-viet", "hop-bao-quy-ba-nam-nay", "ai-hoc")


def learnt(paths: list[str], lists: tuple[str, ...] = (), pages: int = 3) -> Pattern:
    urls = [HOST + path for path in paths]
    pattern = learn(
        urls, shape_of(urls[0]), pages=pages, lists=tuple(HOST + path for path in lists)
    )
    assert pattern is not None
    return pattern


@pytest.mark.parametrize(
    ("paths", "others", "none"),
    [
        pytest.param(
            [f"/{cat}/{slug}-{1200 + at}.html" for at, slug in enumerate(SLUGS) for cat in "ab"],
            [("/xa-hoi/tin-khac-98765.html", "98765")],
            ["/a/", "/en/a/x-y-z-1200.html", "/print/a/khai-mac-1200.html", "/a/x-1200.html.bak"],
            id="an id behind the slug",
        ),
        pytest.param(
            [f"/{'ab'[at % 2]}/2024{at:02}/tin-{SLUGS[0]}-c7907f{at:x}/" for at in range(1, 9)],
            [("/xa-hoi/202503/nguoi-tre-ea65435/", "ea65435")],
            ["/kinh-te/", "/kinh-te/202401/", "/kinh-te/tin-moi-c7907f1/"],
            id="a month folder and a hexadecimal id",
        ),
        pytest.param(
            [f"/Trang/ChiTietTinTuc.aspx?nid={113139 + at}" for at in range(6)],
            [("/trang/chitiettintuc.aspx?NID=5", "5")],
            ["/Trang/TinTuc.aspx?cid=1", "/Trang/ChiTietTinTuc.aspx"],
            id="a script and an id, in any letter case",
        ),
        pytest.param(
            [f"/11/{162990 + at}/{slug}.htm" for at, slug in enumerate(SLUGS)],
            [("/21/207636/Diem_su_kien.htm", "207636")],
            ["/11/", "/11/tin.htm"],
            id="an id before the slug",
        ),
    ],
)
def test_other_articles_fit_and_lists_do_not(
    paths: list[str], others: list[tuple[str, str]], none: list[str]
) -> None:
    engine = learnt(paths).engine
    for path, key in others:
        assert engine.is_article(HOST + path), path
        assert engine.article_key(HOST + path) == key
    assert [path for path in none if engine.is_article(HOST + path)] == []


def test_what_all_share_stays_where_it_is_no_section() -> None:
    paths = [f"/vi/bai-viet/{slug}" for slug in SLUGS[:3]]
    assert learnt(paths).article.endswith("/vi/bai-viet/[^/_-]+(?:[_-]+[^/_-]+){3,}[_-]*$")
    assert not learnt(paths).fits(f"{HOST}/vi/van-ban/quyet-dinh-so-muoi-hai")


def test_a_folder_that_the_menu_leads_to_is_a_section_and_may_be_another() -> None:
    paths = [f"/tin-tuc/{slug}.html" for slug in SLUGS]
    assert learnt(paths, lists=("/tin-tuc",)).fits(f"{HOST}/du-khach/bao-vat-quoc-gia.html")


def test_links_of_one_page_may_share_its_section() -> None:
    paths = [f"/tin-tuc/{slug}.html" for slug in SLUGS]
    assert learnt(paths, pages=1).fits(f"{HOST}/du-khach/bao-vat-quoc-gia.html")


def test_a_list_that_is_written_like_an_article_is_left_out_by_name() -> None:
    paths = [f"/vi/{slug}" for slug in SLUGS[:3]]
    pattern = learnt(paths, lists=("/vi/tin-hoat-dong-cua-tinh", "/vi/dau-tu-cong"))
    assert pattern.fits(f"{HOST}/vi/nu-nong-dan-xuat-sac")
    assert not pattern.fits(f"{HOST}/vi/tin-hoat-dong-cua-tinh")
    assert not pattern.fits(f"{HOST}/vi/lien-he")


def test_the_spelling_that_most_links_have_is_the_form() -> None:
    paths = [f"/Trang/ChiTiet.aspx?nid={number}" for number in (7, 8, 9)]
    engine = learnt([*paths, "/trang/chitiet.aspx?NID=12"]).engine
    assert (
        engine.canonical(f"{HOST}/TRANG/chitiet.aspx?nid=12") == f"{HOST}/Trang/ChiTiet.aspx?nid=12"
    )


def test_an_id_is_the_key_though_other_parameters_stand_beside_it() -> None:
    paths = [f"/Pages/newsdetail.aspx?CatId={at % 2}&NewsId={1550 + at}" for at in range(4)]
    pattern = learnt(paths)
    assert (pattern.identifying, pattern.others) == ("newsid", ("catid",))
    assert pattern.engine.article_key(f"{HOST}/Pages/newsdetail.aspx?NewsId=7&CatId=9") == "7"


def test_parameters_that_say_nothing_are_dropped() -> None:
    paths = [f"/Pages/newsdetail.aspx?CatId={at % 2}&NewsId={1550 + at}" for at in range(4)]
    pattern = learnt(paths)
    bare = [without_parameters(HOST + path, pattern.others) for path in paths]
    engine = pattern.dropping(bare).engine
    assert engine.canonical(HOST + paths[1]) == f"{HOST}/Pages/newsdetail.aspx?NewsId=1551"
    assert engine.is_article(HOST + paths[1])


def test_numbers_that_are_the_same_on_many_pages_are_no_ids() -> None:
    paths = [f"/{slug}-c217.html" for slug in SLUGS]
    assert "(?P<key>" not in learnt(paths).article


def test_two_forms_of_address_are_one_pattern_with_one_key() -> None:
    with_id = learnt([f"/tin/{slug}-c{20800 + at}.html" for at, slug in enumerate(SLUGS)])
    plain = learnt([f"/tin/{slug}.html" for slug in SLUGS])
    engine = joined([plain, with_id]).engine
    assert engine.article_key(f"{HOST}/tin/mot-tin-moi-c20999.html") == "20999"
    assert engine.article_key(f"{HOST}/tin/mot-tin-moi.html") == f"{HOST}/tin/mot-tin-moi.html"
