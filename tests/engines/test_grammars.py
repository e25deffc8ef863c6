"""The URL grammar of each family: what is an article, its id, its one address, its second forms."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.wordpress import WordPress

if TYPE_CHECKING:
    from portalcrawl.engines.base import Engine

REGISTRY = Path(__file__).parents[3] / "shared" / "registry" / "portals.csv"

OFFICE = Generic(
    article=r"(?i)/Trang/ChiTietTinTuc\.aspx\?(?:.*&)?nid=(?P<key>\d+)",
    form="/Trang/ChiTietTinTuc.aspx?nid={key}",
)
LIFERAY = Liferay(site="portal-qni")
CITY = Liferay(site="hcm", language="vi")
ROOTED = Liferay()
NUKEVIET = NukeViet(sections=("tin-tong-hop",))
NUKEVIET_EN = NukeViet(language="vi")
LANG_SON = PublishUpload(sections=("/tin-trong-tinh",), copies=("en",), bare_slugs=True)
QUANG_NGAI = PublishUpload(sections=("/tin-tuc",))
NEWSPAPER = Newspaper()
FLAT = Newspaper(flat=True)
YOUTH_UNION = NukeViet(module="tin-tuc", extension="")
VNPORTAL = VnPortal(sections=("tin-tuc-su-kien-73053",))
ENGINES = (
    OFFICE,
    LIFERAY,
    CITY,
    ROOTED,
    NUKEVIET,
    NUKEVIET_EN,
    YOUTH_UNION,
    LANG_SON,
    QUANG_NGAI,
    NEWSPAPER,
    FLAT,
    VNPORTAL,
)

QNI = "https://www.quangngai.gov.vn/web/portal-qni/xem-chi-tiet"
QNI_ARTICLE = f"{QNI}/-/asset_publisher/Content/tong-hop-mot-so-noi-dung-chi-ao-?12150284"
HCC = "https://hcc.nghean.gov.vn"
HCC_ARTICLE = f"{HCC}/tin-tong-hop/to-chuc-lay-y-kien-cu-tri-1202.html"
BDN = "https://baodongnai.com.vn"
BDN_ARTICLE = f"{BDN}/xa-hoi/202504/nguoi-tre-lam-sach-noi-ea65435/"
LSN = "https://langson.gov.vn"
LSN_ARTICLE = f"{LSN}/tin-trong-tinh/khai-mac-le-hoi-hoa-dao-lang-son-c4711.html"
LSN_PLAIN = f"{LSN}/tin-trong-tinh/khai-mac-le-hoi-hoa-dao-nam-2024.html"
BNH = "https://bacninh.gov.vn"
BNH_ARTICLE = f"{BNH}/news/-/details/37632/khai-mac-le-hoi-en-ba-chua-kho-93458101"
BGG = "https://atgt.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/9DJTiagaQTlH/content"
TGG = "https://tiengiang.gov.vn/chi-tiet-tin?%2Fgia-mit-thai-tang-manh"
PORTLET = "newsbycategory_WAR_bacninhportlet"
OFFICE_ARTICLE = "http://office.invalid/Trang/ChiTietTinTuc.aspx?nid=113139"
NAN_ARTICLE = (
    "https://nghean.gov.vn/tin-tuc-su-kien-73053/khai-mac-le-hoi-du-lich-bien-cua-lo-723384"
)

#: engine, canonical URL, key, second forms by reason.
ARTICLES: list[tuple[Engine, str, str, dict[str, str]]] = [
    (
        LIFERAY,
        QNI_ARTICLE,
        "12150284",
        {
            QNI_ARTICLE.replace("/-/", "/-/asset_publisher/Content/xem-chi-tiet/-/").replace(
                "r/Content/tong", "r//Content/tong"
            ): "doubled path",
            f"{QNI_ARTICLE}&redirect=%2Fweb%2Fportal-qni%2Fkhac%3F12150285": "redirect parameter",
            QNI_ARTICLE.replace("?", "/pop_up?"): "print view",
            QNI_ARTICLE.replace("/web/", "/vi/web/"): "language copy",
            QNI_ARTICLE.replace("/web/", "/en/web/"): "language copy",
            QNI_ARTICLE.replace("/web/", "/vi/en/vi/web/"): "language copy",
            QNI_ARTICLE.replace("?", ";jsessionid=0A1B2C.node1?"): "session id",
            f"{QNI_ARTICLE}&utm_source=zalo": "tracking parameters",
            f"{QNI_ARTICLE}&_101_INSTANCE_x_cur=2&p_p_id=101": "view state",
        },
    ),
    (
        CITY,
        "https://hochiminhcity.gov.vn/vi/web/hcm/w/truong-ai-hoc-mo-tpho-chi-minh",
        "truong-ai-hoc-mo-tpho-chi-minh",
        {
            "https://hochiminhcity.gov.vn/en/web/hcm/w/truong-ai-hoc-mo-tpho-chi-minh": (
                "language copy"
            ),
            "https://hochiminhcity.gov.vn/vi/web/hcm/w/truong-ai-hoc-mo-tpho-chi-minh?p_l_back_url="
            "%2Ftin-tuc&redirect=%2Fx": "redirect parameter",
        },
    ),
    (
        ROOTED,
        BNH_ARTICLE,
        "93458101",
        {BNH_ARTICLE.replace(".vn/", ".vn/en/"): "language copy"},
    ),
    (
        ROOTED,
        f"{BNH}/chinh-tri?_{PORTLET}_articleId=93458101&p_p_id={PORTLET}&p_p_lifecycle=0",
        "93458101",
        {
            f"{BNH}/chinh-tri?p_p_id={PORTLET}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
            f"&_{PORTLET}_articleId=93458101&_{PORTLET}_cur=2": "view state",
        },
    ),
    (
        ROOTED,
        (
            "http://www.baobacninh.com.vn/?category_id=12603&id=59912&page=news_detail"
            "&portal=baobacninh"
        ),
        "59912",
        {
            "http://www.baobacninh.com.vn/?page=news_detail&category_id=12603&id=59912"
            "&portal=baobacninh&fbclid=x": "tracking parameters",
        },
    ),
    (
        ROOTED,
        f"{BGG}/tong-hop-tin-tuc-ve-bac-giang/20181",
        "tong-hop-tin-tuc-ve-bac-giang",
        {
            f"{BGG}/tong-hop-tin-tuc-ve-bac-giang/20181?inheritRedirect=false&redirect=https%3A%2F"
            "%2Fatgt.bacgiang.gov.vn%2Fkhac": "redirect parameter",
            f"{BGG}/tong-hop-tin-tuc-ve-bac-giang/20181/pop_up": "print view",
        },
    ),
    (
        ROOTED,
        TGG,
        "gia-mit-thai-tang-manh",
        {f"{TGG}&redirect=%2Ftin-tuc": "redirect parameter"},
    ),
    (ROOTED, f"{TGG}%2F7027032=", "7027032", {f"{TGG}%2F7027032=&_x_cur=1": "view state"}),
    (ROOTED, "https://danang.gov.vn/web/guest/chi-tiet?id=55", "55", {}),
    (ROOTED, "https://dongthap.gov.vn/web/sctdt/tin-tuc/chi-tiet?id=2695008", "2695008", {}),
    (
        OFFICE,
        OFFICE_ARTICLE,
        "113139",
        {
            f"{OFFICE_ARTICLE}&pageindex=0": "view state",
            f"{OFFICE_ARTICLE}&print=1": "print view",
            "http://office.invalid/trang/chitiettintuc.aspx?NID=113139": "letter case",
        },
    ),
    (
        NUKEVIET,
        HCC_ARTICLE,
        "1202",
        {
            f"{HCC}/savefile/tin-tong-hop/to-chuc-lay-y-kien-cu-tri-1202.html": "saved file",
            f"{HCC}/print/tin-tong-hop/to-chuc-lay-y-kien-cu-tri-1202.html": "print view",
            f"{HCC_ARTICLE}?download=1": "saved file",
            f"{HCC}/index.php/tin-tong-hop/to-chuc-lay-y-kien-cu-tri-1202.html": "front controller",
            f"{HCC_ARTICLE}?fbclid=IwAR": "tracking parameters",
        },
    ),
    (
        NUKEVIET_EN,
        "https://dongnai.gov.vn/en/news/Our-activities/ten-outstanding-events-1224.html",
        "en:1224",
        {
            "https://dongnai.gov.vn/en/news/savefile/Our-activities/"
            "ten-outstanding-events-1224.html": "saved file",
        },
    ),
    (
        NUKEVIET_EN,
        "https://dongnai.gov.vn/vi/news/tin-tuc-su-kien-421/-ak-lak-don-xuan--88.html",
        "88",
        {},
    ),
    (
        NUKEVIET_EN,
        "https://binhphuoc.gov.vn/vi/dukhach/di-tich-van-hoa-61/khu-di-tich-quoc-gia-105.html",
        "dukhach:105",
        {},
    ),
    (
        YOUTH_UNION,
        "https://tinhdoan.caobang.gov.vn/tin-tuc/cao-bang-co-02-nhom-tac-gia-3189",
        "3189",
        {
            "https://tinhdoan.caobang.gov.vn/index.php/tin-tuc/cao-bang-co-02-nhom-tac-gia-3189": (
                "front controller"
            ),
        },
    ),
    (
        LANG_SON,
        LSN_ARTICLE,
        "4711",
        {
            f"{LSN_ARTICLE}?utm_source=zalo": "tracking parameters",
            f"{LSN_ARTICLE}?fbclid=IwAR": "tracking parameters",
            LSN_ARTICLE.replace(".vn/", ".vn/en/"): "language copy",
        },
    ),
    (
        LANG_SON,
        LSN_PLAIN,
        LSN_PLAIN,
        {LSN_PLAIN.replace(".vn/", ".vn/en/"): "language copy"},
    ),
    (
        NEWSPAPER,
        BDN_ARTICLE,
        "ea65435",
        {
            BDN_ARTICLE.replace("//", "//www.", 1): "other host",
            BDN_ARTICLE.rstrip("/"): "missing slash",
            f"{BDN_ARTICLE}?utm_medium=x": "tracking parameters",
        },
    ),
    (FLAT, "https://baolongan.vn/dong-bo-cac-giai-phap-a191044.html", "191044", {}),
    (FLAT, "https://baonghean.vn/chu-tich-ubnd-tinh-post256740.html", "256740", {}),
    (FLAT, "https://baonghean.vn/chu-tich-ubnd-tinh-10307123.html", "10307123", {}),
    (
        FLAT,
        "https://baoquangninh.vn/bao-ve-moi-truong-3317584.html",
        "3317584",
        {"https://www.baoquangninh.vn/bao-ve-moi-truong-3317584.html": "other host"},
    ),
    (
        VNPORTAL,
        NAN_ARTICLE,
        "723384",
        {f"{NAN_ARTICLE}?pageindex=0": "view state"},
    ),
    (
        VNPORTAL,
        "https://travinh.gov.vn/Default.aspx?catid=71012&id=693472&pageid=6591&sid=1444",
        "693472",
        {
            "https://travinh.gov.vn/mDefault.aspx?sid=1444&pageid=6591&catid=71012&id=693472"
            "&catname=ket-qua&title=ket-qua-quan-trac": "mobile view",
        },
    ),
    (
        VNPORTAL,
        "https://sonla.gov.vn/4/469/61708/630360/cac-huyen-thanh-pho/huyen-moc-chau",
        "630360",
        {},
    ),
    (
        VNPORTAL,
        "https://sotuphap.soctrang.gov.vn/snnptnt/1282/30591/53960/371205/Thong-tin/THONG-BAO",
        "371205",
        {},
    ),
]

NOT_ARTICLES: list[tuple[Engine, str]] = [
    (LIFERAY, "https://www.quangngai.gov.vn/web/portal-qni/tin-noi-bat"),
    (LIFERAY, "https://www.quangngai.gov.vn/web/portal-qni/tin-noi-bat?p_p_id=101&_101_cur=2"),
    (LIFERAY, f"{QNI}?p_p_id=58&p_p_lifecycle=0&_58_struts_action=%2Flogin%2Flogin"),
    (LIFERAY, f"{QNI_ARTICLE}&p_p_id=58"),
    (LIFERAY, "https://a.vn/web/portal-qni/tin-noi-bat/-/asset_publisher/QNiTinTuc/rss"),
    (LIFERAY, "https://a.vn/documents/10181/1/a.pdf"),
    (ROOTED, "http://baobacninh.com.vn/web/bbn/1?p_p_id=newsbycategory_WAR_bacninhportlet_X"),
    (ROOTED, "http://cchc.baria-vungtau.gov.vn/lich-kiem-tra-cchc?p_p_id=101&cur=2"),
    (ROOTED, f"{BNH}/chinh-tri?p_p_id={PORTLET}&p_p_resource_id=loadPage&articleId=1"),
    (ROOTED, "https://tiengiang.gov.vn/chi-tiet-tin"),
    (ROOTED, "http://www.baobacninh.com.vn/?page=news_list&category_id=12603&id=1"),
    (CITY, "https://hochiminhcity.gov.vn/"),
    (OFFICE, "http://office.invalid/Trang/TinTuc.aspx?cid=1"),
    (OFFICE, "http://office.invalid/Trang/DangNhap.aspx"),
    (Generic(article="/[a-z-]+", sections=("/tin-tuc-su-kien",)), "http://a.vn/tin-tuc-su-kien/"),
    (OFFICE, "http://office.invalid/Trang/ChiTietTinTuc.aspx"),
    (NUKEVIET, f"{HCC}/tin-tong-hop/"),
    (NUKEVIET, f"{HCC}/tin-tong-hop/page-2/"),
    (NUKEVIET, f"{HCC}/tin-tong-hop/trang-302.html"),
    (NUKEVIET, f"{HCC}/tag/chap-hanh/page-2/"),
    (NUKEVIET, f"{HCC}/about/gioi-thieu.html"),
    (NUKEVIET, f"{HCC}/about/gioi-thieu-1.html"),
    (NUKEVIET, f"{HCC}/users/login/"),
    (NUKEVIET, f"{HCC}/rss/tin-tong-hop/"),
    (NUKEVIET_EN, "https://binhphuoc.gov.vn/vi/news/tin-tuc-su-kien-421/"),
    (NUKEVIET_EN, "https://dongnai.gov.vn/vi/users/login/x-1.html"),
    (NUKEVIET_EN, "https://skhcn.dongnai.gov.vn/vi/news/tag/chap-hanh"),
    (YOUTH_UNION, "https://tinhdoan.caobang.gov.vn/tin-tuc/"),
    (YOUTH_UNION, "https://tinhdoan.caobang.gov.vn/tin-tuc/page-2"),
    (LANG_SON, f"{LSN}/tin-trong-tinh"),
    (LANG_SON, f"{LSN}/tin-trong-tinh?page=2"),
    (LANG_SON, f"{LSN}/tin-tuc/tin-tuc-chinh-tri"),
    (LANG_SON, f"{LSN}/upload/2005340/20240101/tai-lieu.html"),
    (LANG_SON, f"{LSN}/publish/thumbnail/2005340/640x360/upload/a.jpg"),
    (QUANG_NGAI, "https://hungyen.gov.vn/chuyen-muc-tin-chung-toan-tinh-c217-1.html"),
    (QUANG_NGAI, "https://binhdinh.gov.vn/loi-chao-mung"),
    (NEWSPAPER, f"{BDN}/chinh-tri/?page=2"),
    (NEWSPAPER, f"{BDN}/lien-he/"),
    (NEWSPAPER, f"{BDN}/rss/chinh-tri.rss"),
    (NEWSPAPER, f"{BDN}/media/megastory/202401/dong-nai-ea65435/"),
    (FLAT, "https://baotuyenquang.com.vn/chinh-tri/trang-29.html"),
    (FLAT, "https://baolongan.vn/trang-29.html"),
    (VNPORTAL, "https://nghean.gov.vn/tin-tuc-su-kien-73053"),
    (VNPORTAL, "https://nghean.gov.vn/thu-tuc-hanh-chinh-76761"),
    (VNPORTAL, "https://soctrang.gov.vn/mDefault.aspx?catid=57715"),
    (VNPORTAL, "https://namdinh.gov.vn/Default.aspx?sname=ubndnamdinh&sid=4&pageid=468"),
    (VNPORTAL, "https://hdndtuyenquang.gov.vn/tin-hoat-dong/tin-tuc-chung/trang-302.html"),
    *((engine, url) for engine in ENGINES for url in ("", "mailto:a@b.vn", "http://[", "/x")),
]

#: Article URLs of the registry whose grammar an engine of today must know.
SEEN: list[tuple[Engine, str]] = [
    (
        LIFERAY,
        (
            "https://www.quangngai.gov.vn/web/portal-qni/xem-chi-tiet/-/asset_publisher/Content/"
            "xem-chi-tiet/-/asset_publisher//Content/tong-hop-tu-ngay-27-9-01-10-2021-?12150284"
        ),
    ),
    (
        Liferay(),
        "https://thainguyen.gov.vn/vung-tra/-/asset_publisher/L0n17VJXU23O/content/cac-vung-tra",
    ),
    (Liferay(), "https://bacninh.gov.vn/en/news/-/details/37632/khai-mac-le-hoi-en-93458101"),
    (Liferay(), "https://danang.gov.vn/vi/w/ubnd-huyen-hoang-sa-i"),
    (Liferay(), "https://hochiminhcity.gov.vn/vi/web/hcm/w/truong-ai-hoc-mo-tpho-chi-minh"),
    (Liferay(), "https://daklak.gov.vn/-/-ak-lak-cong-bo-ieu-chinh-quy-hoach-tinh"),
    (
        Liferay(),
        "https://daknong.gov.vn/bao-cao/-/view_content/76301973-tinh-hinh-thang-2-2020.html",
    ),
    (Liferay(), "https://quangbinh.gov.vn/chi-tiet-tin/-/view-article/1/138482/1589692995213"),
    (Liferay(), "https://dongthap.gov.vn/web/sctdt/tin-tuc/chi-tiet?id=2695008"),
    (
        NukeViet(),
        "http://ngheandost.gov.vn/csdl-khxhnv/nghien-cuu-khxh-nv/bao-ton-cac-gia-tri-432.html",
    ),
    (
        QUANG_NGAI,
        "https://quangngai.gov.vn/tin-tuc/tin-tu-cac-so-nganh-dia-phuong/du-lich-sac-xuan.html",
    ),
    (LANG_SON, "https://langson.gov.vn/en/tong-quan/lang-son-qua-cac-thoi-ky-lich-su"),
    (QUANG_NGAI, "https://hungyen.gov.vn/tong-ket-cong-tac-chi-dao-dieu-hanh-c284386.html"),
    (NEWSPAPER, "https://congan.nghean.gov.vn/a/b/202503/canh-giac-lua-dao-1037063/"),
    (NEWSPAPER, "https://baobariavungtau.com.vn/chinh-tri/202112/nhin-lai-nhung-thanh-tuu-940766"),
    (Newspaper(flat=True), "https://baoquangninh.vn/bao-ve-moi-truong-song-hanh-3317584.html"),
    (Newspaper(flat=True), "https://baonghean.vn/chu-tich-ubnd-tinh-post256740.html"),
    (VNPORTAL, "https://quangchau.nghean.gov.vn/tin-noi-bat/50-so-dien-thoai-950942?pageindex=0"),
    (VNPORTAL, "https://haiphong.gov.vn/co-so-ha-tang/co-so-ha-tang-ky-thuat-743051"),
    (VnPortal(flat=True), "https://caobang.gov.vn/le-hoi-nang-hai-993412"),
]

#: The registry's engines, where one of today's is meant.
FAMILIES: dict[str, Engine] = {
    "dnn": DotNetNuke(),
    "drupal": Drupal(sections=("/vi/dau-tu-cong",), languages=("", "vi", "en")),
    "epi-cms": Newspaper(flat=True),
    "liferay": Liferay(),
    "nukeviet": NukeViet(language="vi"),
    "publish-upload": PublishUpload(copies=("en",), bare_slugs=True),
    "vnpt": VnPortal(),
    "wordpress": WordPress(sections=("/tin-tuc/trong-tinh/",)),
}
#: Hosts with a grammar or options of their own, and the keys of the articles seen there.
ALONE: dict[str, tuple[Engine, str]] = {
    "baothanhhoa.vn": (Generic(article=r"/(?!print/)[^/]+/[^/]+/(?P<key>\d+)\.htm$"), "196195"),
    "baoyenbai.com.vn": (
        Generic(article=r"/\d+/(?P<key>\d+)/[^/]+\.(?:aspx|htm)$"),
        "162996 207636",
    ),
    "baria-vungtau.gov.vn": (
        Generic(
            article=r"/sphere/baria/vungtau/page/(?:print|[a-z-]+)\.cpx\?uuid=(?P<key>[0-9a-f]{24})"
        ),
        "5c00ed8c1bd20b280b643764",
    ),
    "congan.phutho.gov.vn": (Generic(article=r"/article/[^/]+-(?P<key>\d+)-\d+$"), "18660"),
    "dbnd.gialai.gov.vn": (
        Generic(article=r"/News/[A-Za-z]+/(?P<key>[^/?]+)$"),
        "Cong-doan-Van-phong-Doan-DBQH-va-HDND-tinh-voi-cuo",
    ),
    "doingoailaocai.vn": (Generic(article=r"/(?:vi|en)/bai-viet/(?P<key>\d+)$"), "3289"),
    "hanoi.gov.vn": (
        Generic(article=r"/[^/]+/[^/]+-(?P<key>\d{13,18})\.htm$"),
        "4250407154648115",
    ),
    "hatinh.gov.vn": (
        Generic(article=r"/(?:vi|en)/bai-viet/(?P<key>[^/?]+)$"),
        "nhung-giao-dich-se-bi-dung-neu-khong-xac-thuc-tai-khoan-truoc-112025",
    ),
    "hdndtuyenquang.gov.vn": (
        Generic(article=r"(?:/[^/?]+)+/(?!trang-\d)[^/?]+-(?P<key>\d+)\.html$"),
        "5194",
    ),
    "huyendakglei.kontum.gov.vn": (Generic(article=r"/[^/]+/[^/?]+-(?P<key>\d+)$"), "5967"),
    "hungyentv.vn": (Generic(article=r"/news/\d+/(?P<key>\d+)/[^/?]+$"), "7394"),
    "ldld.quangbinh.gov.vn": (
        Generic(article=r"/3cms/[^/?]+\.htm\?art=(?P<key>\d+)$"),
        "13969217229087",
    ),
    "quangnam.gov.vn": (
        Generic(
            article=r"/webcenter/portal/[a-z]+/pages_[a-z-]+/chi-tiet\?(?:.*&)?dDocName=(?P<key>PORTAL\d+)"
        ),
        "PORTAL174180",
    ),
    "stttt.kiengiang.gov.vn": (
        Generic(
            article=r"/(?:m/)?(?P<cat>\d+)/(?P<key>\d+)/(?P<slug>[^/?]+)\.html$",
            form="/{cat}/{key}/{slug}.html",
        ),
        "1193",
    ),
    "truongchinhtri.baria-vungtau.gov.vn": (
        Generic(article=r"/article\?item=(?P<key>[0-9a-f]{32})$"),
        "1ef308b5fb154242e4dc19bac2656212",
    ),
    "www.langson.gov.vn": (Drupal(folder="/ubnd", aliases=False), "117"),
    "www.tuyenquang.gov.vn": (
        Generic(article=r"/(?:vi|en)/post/(?P<key>[^/?]+)"),
        "chinh-thuc-sap-nhap-tinh-tuyen-quang-va-tinh-ha-giang-thanh-tinh-tuyen-quang",
    ),
}
#: Static pages that the registry has beside the articles.
NO_NEWS = ("https://binhdinh.gov.vn/loi-chao-mung",)


@pytest.mark.parametrize(("engine", "url", "key", "forms"), ARTICLES)
def test_an_article_is_kept_under_its_address_and_id(
    engine: Engine, url: str, key: str, forms: dict[str, str]
) -> None:
    assert engine.is_article(url)
    assert (engine.canonical(url), engine.article_key(url)) == (url, key)
    assert engine.variant(url) is None


@pytest.mark.parametrize(
    ("engine", "url", "form", "reason"),
    [(engine, url, form, why) for engine, url, _, forms in ARTICLES for form, why in forms.items()],
)
def test_a_second_form_is_the_same_article(
    engine: Engine, url: str, form: str, reason: str
) -> None:
    assert engine.is_article(form)
    assert engine.canonical(form) == url
    assert engine.article_key(form) == engine.article_key(url)
    assert engine.variant(form) == reason


@pytest.mark.parametrize(("engine", "url"), NOT_ARTICLES)
def test_a_listing_or_anything_else_is_no_article(engine: Engine, url: str) -> None:
    assert not engine.is_article(url)


@pytest.mark.parametrize(("engine", "url"), SEEN)
def test_addresses_seen_on_real_portals_are_articles(engine: Engine, url: str) -> None:
    assert engine.is_article(url)
    assert engine.canonical(engine.canonical(url)) == engine.canonical(url)


def test_a_newspapers_print_view_has_the_id_but_no_other_address() -> None:
    printed = f"{BDN}/print/EA65435"
    assert NEWSPAPER.article_key(printed) == "ea65435"
    assert NEWSPAPER.variant(NEWSPAPER.canonical(printed)) == "print view"


def test_a_declared_section_is_no_article_whatever_its_form() -> None:
    section = "tin-tuc-73053/tin-trong-tinh-73060"
    assert VnPortal().is_article(f"https://nghean.gov.vn/{section}")
    assert not VnPortal(sections=(section,)).is_article(f"https://nghean.gov.vn/{section}")


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@given(path=st.text(max_size=60))
def test_no_address_breaks_an_engine(engine: Engine, path: str) -> None:
    url = f"http://a.vn/{path}"
    if engine.is_article(url):
        canonical = engine.canonical(url)
        assert engine.is_article(canonical)
        assert engine.canonical(canonical) == canonical
        assert engine.article_key(canonical) == engine.article_key(url)
    engine.variant(url)


@pytest.mark.parametrize(
    ("engine", "one", "other"),
    [
        (
            CITY,
            "https://hochiminhcity.gov.vn/vi/web/hcm/w/truong-ai-hoc",
            "https://hochiminhcity.gov.vn/vi/w/truong-ai-hoc",
        ),
        (
            Liferay(site="dng", language="vi"),
            "https://danang.gov.vn/vi/web/dng/w/ubnd-huyen-hoang-sa-i",
            "https://danang.gov.vn/en/w/ubnd-huyen-hoang-sa-i",
        ),
        (ROOTED, BNH_ARTICLE, f"{BNH}/-/details/37632/khai-mac-le-hoi-en-ba-chua-kho-93458101"),
        (ROOTED, f"{BNH}/news/-/details/37632/le-hoi", f"{BNH}/-/details/37632/le-hoi"),
        (ROOTED, f"{BGG}/tong-hop-tin-tuc/20181", f"{BGG}/tong-hop-tin-tuc"),
        (
            ROOTED,
            "https://bacgiang.gov.vn/web/guest/-/le-hoi-yen-the",
            "https://bacgiang.gov.vn/tin-noi-bat/-/asset_publisher/En27/content/le-hoi-yen-the",
        ),
    ],
)
def test_an_article_that_liferay_shows_on_several_pages_is_one(
    engine: Engine, one: str, other: str
) -> None:
    assert engine.article_key(one) == engine.article_key(other)


def test_an_article_of_another_liferay_site_is_another() -> None:
    assert ROOTED.article_key("https://a.vn/web/soyte/w/hop-bao") == "soyte:hop-bao"
    assert CITY.article_key("https://a.vn/w/hop-bao") == "hop-bao"


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_every_article_of_the_registry_is_one_to_its_family() -> None:
    missed = [
        url
        for row, url in _registry("article_urls")
        if row["engine"] in FAMILIES
        and row["host"] not in ALONE
        and not FAMILIES[row["engine"]].is_article(url)
        and url not in NO_NEWS
    ]
    assert missed == []


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_every_article_of_a_host_alone_is_one_to_its_pattern() -> None:
    seen: dict[str, list[str]] = {host: [] for host in ALONE}
    for row, url in _registry("article_urls"):
        if row["host"] in ALONE:
            engine, _keys = ALONE[row["host"]]
            assert engine.is_article(url)
            assert engine.article_key(engine.canonical(url)) == engine.article_key(url)
            seen[row["host"]].append(engine.article_key(url))
    assert seen == {host: keys.split() for host, (_engine, keys) in ALONE.items()}


@pytest.mark.skipif(not REGISTRY.exists(), reason="the registry of portals is not at hand")
def test_no_listing_of_the_registry_is_an_article_to_its_family() -> None:
    engines = FAMILIES | {host: engine for host, (engine, _keys) in ALONE.items()}
    wrong = [
        url
        for row, url in _registry("listing_urls")
        if (engine := engines.get(row["host"]) or engines.get(row["engine"]))
        and engine.is_article(url)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("baothanhhoa.vn", "http://baothanhhoa.vn/print/3c5b6eff12309bd27071c8599b9d3/203277.htm"),
        ("hdndtuyenquang.gov.vn", "https://hdndtuyenquang.gov.vn/tin/tin-chung/trang-302.html"),
        ("doingoailaocai.vn", "http://doingoailaocai.vn/en/kenh-tin/11-lao-cai?page=18"),
    ],
)
def test_what_looks_like_an_article_of_a_host_alone_is_none(host: str, url: str) -> None:
    assert not ALONE[host][0].is_article(url)


def test_the_mobile_page_of_a_host_alone_is_kept_under_the_other_address() -> None:
    engine, _keys = ALONE["stttt.kiengiang.gov.vn"]
    mobile = "https://stttt.kiengiang.gov.vn/m/127/1193/Ma-Buu-chinh.html"
    assert engine.canonical(mobile) == "https://stttt.kiengiang.gov.vn/127/1193/Ma-Buu-chinh.html"


def _registry(column: str) -> list[tuple[dict[str, str], str]]:
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return [
            (row, url.rstrip(")"))
            for row in csv.DictReader(file)
            for url in re.findall(r"https?://\S+", row[column])
        ]
