"""The registry of portals, address by address: whose it is, and whether it is an article.

The registry lies beside the checkout: a row per host and era, with real addresses.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.portals import Portal
from portalcrawl.provinces import provinces

REGISTRY = Path(__file__).parents[3] / "shared" / "registry" / "portals.csv"
NO_NEWS = re.compile(r"\bgazette, not news\b|\bmust not become an article\b")
HOW_SOMEBODY_CAME = ("savefile", "pageindex=", "redirect=", "mdefault.aspx", "p_p_")

pytestmark = pytest.mark.skipif(
    not REGISTRY.exists(), reason="the registry of portals is not beside this checkout"
)


@dataclass(frozen=True)
class Row:
    """What the registry says of one host in one era."""

    province: str
    host: str
    engine: str
    confidence: str
    articles: tuple[str, ...]
    statics: tuple[str, ...]
    listings: tuple[str, ...]
    pattern: str
    is_news: bool

    @property
    def portals(self) -> tuple[Portal, ...]:
        """What the spider of the province declares for the host, in all eras."""
        declared = spider_class(self.province).portals
        return tuple(portal for portal in declared if portal.host == self.host)

    def takers(self, url: str) -> list[Portal]:
        """The eras to which the address is an article."""
        return [portal for portal in self.portals if portal.engine.is_article(url)]


def _rows() -> list[Row]:
    if not REGISTRY.exists():
        return []
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return [_row(line) for line in csv.DictReader(file)]


def _row(line: dict[str, str]) -> Row:
    statics = re.findall(r"static page: ([^\s)]+)", line["article_urls"])
    addresses = _addresses(line["article_urls"])
    return Row(
        province=line["province"],
        host=line["host"],
        engine=line["engine"],
        confidence=line["confidence"],
        articles=tuple(url for url in addresses if url not in statics),
        statics=tuple(statics),
        listings=_addresses(line["listing_urls"]),
        pattern=line["article_url_regex"],
        is_news=NO_NEWS.search(line["note"]) is None,
    )


def _addresses(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"https?://[^\s)]+", cell))


ROWS = _rows()
ARTICLES = [(row, url) for row in ROWS if row.is_news for url in row.articles]
LISTINGS = [(row, url) for row in ROWS for url in row.listings]
NO_ARTICLES = [
    (row, url) for row in ROWS for url in row.statics + (() if row.is_news else row.articles)
]

#: Addresses in the grammar of the registry, for each row that has a pattern and no example of it.
BY_PATTERN = {
    ("bacgiang.gov.vn", "liferay"): (
        "https://bacgiang.gov.vn/web/guest/-/le-hoi-tay-yen-tu-nam-2025",
        "https://bacgiang.gov.vn/chinh-tri/-/asset_publisher/Enp27vgshTez/content/ky-hop-thu-20",
    ),
    ("baclieu.gov.vn", "sharepoint"): ("https://baclieu.gov.vn/lists/posts/post.aspx?ItemID=4711",),
    ("binhdinh.gov.vn", "publish-upload"): (
        "https://binhdinh.gov.vn/tin-tuc/thoi-su/khai-mac-lien-hoan-vo-co-truyen.html",
    ),
    ("binhthuan.gov.vn", "vnpt"): (
        "https://binhthuan.gov.vn/4/469/61708/630360/tin-tuc/le-hoi-nghinh-ong",
        "https://binhthuan.gov.vn/tin-tuc/le-hoi-nghinh-ong-630360",
    ),
    ("camau.gov.vn", "vnpt"): ("https://camau.gov.vn/tin-hoat-dong/ngay-hoi-cua-ca-mau-263014",),
    ("caobang.gov.vn", "vnpt"): (
        "https://caobang.gov.vn/chinh-tri/hop-bao-thuong-ky-quy-mot-1012345",
        "https://caobang.gov.vn/hop-bao-thuong-ky-quy-mot-1012345",
    ),
    ("gialai.gov.vn", "publish-upload"): (
        "https://gialai.gov.vn/tin-tuc/tin-tuc-chinh-tri/be-mac-ky-hop-thu-nam.html",
    ),
    ("haiduong.gov.vn", "sharepoint"): (
        "https://haiduong.gov.vn/Trang/ChiTietTinTuc.aspx?nid=13066",
        "https://haiduong.gov.vn/Trang/ChiTietTinTuc.aspx?nid=13066&title=con-son-kiep-bac.html",
    ),
    ("hoilhpn.yenbai.gov.vn", "sharepoint"): (
        "https://hoilhpn.yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=1061",
    ),
    ("khanhhoa.gov.vn", "aspnet-custom"): (
        "https://khanhhoa.gov.vn/vi/tin-hoat-dong-cua-lanh-dao-tinh/hop-ban-ve-dau-tu-cong",
    ),
    ("lamdong.gov.vn", "sharepoint"): (
        "https://lamdong.gov.vn/HOME/news/hotnews/SitePages/Khai-mac-le-hoi-hoa-Da-Lat.aspx",
    ),
    ("namdinh.gov.vn", "vnpt"): (
        "https://namdinh.gov.vn/Default.aspx?sname=ubndnamdinh&sid=4&pageid=468&id=279304",
        "https://namdinh.gov.vn/tin-noi-bat/khai-an-den-tran-nam-2024-279304",
        "https://namdinh.gov.vn/khai-an-den-tran-nam-2024-279304",
    ),
    ("phutho.gov.vn", "drupal"): (
        "https://phutho.gov.vn/vi/gio-to-hung-vuong-le-hoi-den-hung-nam-2024",
        "https://phutho.gov.vn/vi/kinh-te/xuat-khau-quy-mot-tang-cao-so-cung-ky",
    ),
    ("skhcn.dongnai.gov.vn", "nukeviet"): (
        "https://skhcn.dongnai.gov.vn/vi/news/tin-tuc/hoi-thao-chuyen-doi-so-1234.html",
    ),
    ("soctrang.gov.vn", "vnpt"): (
        "https://soctrang.gov.vn/mDefault.aspx?sid=1&pageid=2&catid=57715&id=371205",
    ),
    ("thuanchau.sonla.gov.vn", "vnpt"): (
        "https://thuanchau.sonla.gov.vn/tin-cai-cach-hanh-chinh/hop-danh-gia-chi-so-par-884512",
        "https://thuanchau.sonla.gov.vn/hop-danh-gia-chi-so-par-884512",
    ),
    ("tiengiang.gov.vn", "liferay"): (
        "https://tiengiang.gov.vn/chi-tiet-tin?%2Fgia-mit-thai-tang-manh-giup-nong-dan-on-inh",
    ),
    ("tinhdoan.caobang.gov.vn", "nukeviet"): (
        "https://tinhdoan.caobang.gov.vn/index.php/tin-tuc/cao-bang-co-02-nhom-tac-gia-3189.html",
    ),
    ("tuyenquang.gov.vn", "sharepoint"): (
        "https://tuyenquang.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?l=Vukien&ItemID=73",
    ),
    ("www.cantho.gov.vn", "vnpt"): (
        "https://www.cantho.gov.vn/tin-tuc-va-su-kien/khai-mac-ngay-hoi-du-lich-260714",
    ),
    ("www.dongnai.gov.vn", "sharepoint"): (
        "https://www.dongnai.gov.vn/Pages/newsdetail.aspx?NewsId=1553&CatId=51",
    ),
    ("www.laocai.gov.vn", "vnpt"): (
        "https://www.laocai.gov.vn/Default.aspx?sid=1365&pageid=95227&catid=1&id=1306172",
        "https://www.laocai.gov.vn/tin-trong-tinh/le-hoi-den-thuong-nam-2024-1306172",
    ),
    ("www.quangtri.gov.vn", "unknown"): (
        "https://www.quangtri.gov.vn/tin-tuc/hop-ban-giai-phap-giai-ngan-von-dau-tu-cong",
    ),
    ("yenbai.gov.vn", "sharepoint"): (
        "https://yenbai.gov.vn/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=1061&l=Tinhoatdong",
    ),
}

#: What families near by would call an article, on hosts of which the registry has no address.
LIKELY = [
    ("backan.gov.vn", "https://backan.gov.vn/Trang/ChiTietTinTuc.aspx?nid=4711"),
    ("backan.gov.vn", "https://backan.gov.vn/Pages/chi-tiet-tin-tuc.aspx?ItemID=4711&l=TinTuc"),
    (
        "socongthuong.thaibinh.gov.vn",
        "https://socongthuong.thaibinh.gov.vn/tin/hoi-cho-hang-viet-nam-2025.html",
    ),
    (
        "www.hagiang.gov.vn",
        "https://www.hagiang.gov.vn/chi-tiet-tin-tuc/-/news/44741/quan-ba-hoi-thi-chim-chao-mao.html",
    ),
    ("www.hagiang.gov.vn", "https://www.hagiang.gov.vn/tin-tuc/hoi-thi-chim-chao-mao.html"),
    ("www.hanam.gov.vn", "https://www.hanam.gov.vn/tin-tuc/khai-mac-le-hoi-tich-dien-263014"),
    ("www.hanam.gov.vn", "https://www.hanam.gov.vn/Pages/khai-mac-le-hoi-tich-dien.aspx"),
    (
        "www.hoabinh.gov.vn",
        (
            "http://www.hoabinh.gov.vn/web/guest/cms?p_p_lifecycle=0&p_p_state=normal"
            "&p_p_id=vn_gov_hoabinh_portlet_cmsview_CmsViewPortlet_INSTANCE_awnZtg0lFMNJ"
            "&_vn_gov_hoabinh_portlet_cmsview_CmsViewPortlet_INSTANCE_awnZtg0lFMNJ_articleId=48213"
        ),
    ),
]

#: What stands on a host in the shape of an article and is none.
NEVER = [
    ("baothanhhoa.vn", "http://baothanhhoa.vn/print/3c5b6eff12309bd27071c8599b9d3/203277.htm"),
    (
        "congan.phutho.gov.vn",
        "https://congan.phutho.gov.vn/article/thu-tuc-hanh-chinh/Chi-tiet-1-17",
    ),
    ("congbao.caobang.gov.vn", "http://congbao.caobang.gov.vn/index/2013/90"),
    ("haiphong.gov.vn", "https://haiphong.gov.vn/thu-tuc-hanh-chinh-76761"),
    ("hdndtuyenquang.gov.vn", "https://hdndtuyenquang.gov.vn/tin-hoat-dong/trang-302.html"),
    ("hungyen.gov.vn", "https://hungyen.gov.vn/chuyen-muc-tin-chung-toan-tinh-c217-2.html"),
    ("khanhthien.ninhbinh.gov.vn", "https://khanhthien.ninhbinh.gov.vn/van-ban/chitietvb-27.html"),
    ("nghean.gov.vn", "https://nghean.gov.vn/tin-tuc-su-kien-73053"),
    ("vinhphuc.gov.vn", "https://vinhphuc.gov.vn/ct/cms/tintuc/Lists/ThoiSuChinhTri/AllItems.aspx"),
    (
        "www.lamdong.gov.vn",
        "http://www.lamdong.gov.vn/vi-VN/a/thanhtra/tintuc/tiepdan/Pages/default.aspx",
    ),
    ("www.quangninh.gov.vn", "https://www.quangninh.gov.vn/Trang/ChiTietBVGioiThieu.aspx?bvid=530"),
]

each_row = pytest.mark.parametrize("row", ROWS, ids=[f"{row.host}/{row.engine}" for row in ROWS])
each_article = pytest.mark.parametrize(("row", "url"), ARTICLES, ids=[url for _, url in ARTICLES])


def test_every_province_has_a_spider() -> None:
    assert {unit.slug for unit in provinces()} - set(spider_names()) == set()


@each_row
def test_each_host_belongs_to_the_spider_of_its_province_alone(row: Row) -> None:
    owners = [
        name
        for name in spider_names()
        if any(portal.host == row.host for portal in spider_class(name).portals)
    ]
    assert owners == [row.province]


@each_row
def test_the_confidence_is_the_registrys(row: Row) -> None:
    assert row.confidence in {portal.confidence for portal in row.portals}


@each_article
def test_every_article_of_the_registry_is_one(row: Row, url: str) -> None:
    assert row.takers(url)


@each_article
def test_it_has_one_address_and_the_key_of_that(row: Row, url: str) -> None:
    for portal in row.takers(url):
        canonical = portal.engine.canonical(url)
        assert portal.engine.is_article(canonical)
        assert portal.engine.canonical(canonical) == canonical
        assert portal.article_key(canonical) == portal.article_key(url)


@each_article
def test_that_address_does_not_say_how_somebody_came_to_it(row: Row, url: str) -> None:
    for portal in row.takers(url):
        canonical = portal.engine.canonical(url).lower()
        assert [mark for mark in HOW_SOMEBODY_CAME if mark in canonical] == []


@pytest.mark.parametrize(("row", "url"), LISTINGS, ids=[url for _, url in LISTINGS])
def test_no_listing_of_the_registry_is_an_article(row: Row, url: str) -> None:
    assert not row.takers(url)


@pytest.mark.parametrize(("row", "url"), NO_ARTICLES, ids=[url for _, url in NO_ARTICLES])
def test_what_the_registry_calls_no_news_is_no_article(row: Row, url: str) -> None:
    assert not row.takers(url)


@pytest.mark.parametrize(("host", "url"), NEVER, ids=[url for _, url in NEVER])
def test_nor_are_its_likes(host: str, url: str) -> None:
    assert not [taker for row in ROWS if row.host == host for taker in row.takers(url)]


@pytest.mark.parametrize(("host", "url"), LIKELY, ids=[url for _, url in LIKELY])
def test_where_no_address_is_known_the_likely_ones_are_articles(host: str, url: str) -> None:
    assert [taker for row in ROWS if row.host == host for taker in row.takers(url)]


def test_there_is_an_address_for_each_pattern_of_the_registry() -> None:
    bare = {(row.host, row.engine) for row in ROWS if row.pattern and not row.articles}
    assert bare == set(BY_PATTERN)


@each_row
def test_what_the_registrys_pattern_takes_is_an_article(row: Row) -> None:
    samples = BY_PATTERN.get((row.host, row.engine), row.articles if row.is_news else ())
    for url in samples:
        assert re.match(row.pattern, url), f"not an example of the registry's pattern: {url}"
        takers = row.takers(url)
        assert takers, url
        for portal in takers:
            assert portal.engine.canonical(portal.engine.canonical(url)) == portal.engine.canonical(
                url
            )


@each_row
def test_no_start_point_is_an_article_in_any_era(row: Row) -> None:
    starts = [start.url for portal in row.portals for start in portal.engine.listings(portal)]
    assert [url for url in starts if row.takers(url)] == []


@each_row
def test_the_eras_of_a_host_follow_one_another(row: Row) -> None:
    eras = sorted(row.portals, key=lambda portal: portal.since or "")
    assert len({portal.keys for portal in eras}) == len(eras)
    for earlier, later in pairwise(eras):
        assert earlier.until is not None
        assert later.since is not None
        assert earlier.until < later.since


@pytest.mark.parametrize(
    ("host", "tls"),
    [
        ("bacgiang.gov.vn", "old"),
        ("bacninh.gov.vn", "old"),
        ("hungyen.gov.vn", "old"),
        ("vinhphuc.gov.vn", "old"),
        ("www.quangtri.gov.vn", "unverified"),
    ],
)
def test_servers_with_another_tls_are_declared(host: str, tls: str) -> None:
    assert {portal.tls for row in ROWS if row.host == host for portal in row.portals} == {tls}
