"""The canonical URL (DESIGN, section 4) on invented and on real addresses."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from random import Random
from unicodedata import normalize
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.urls import NOISE, canonical_url, noise, parameter, parameters

PORTALS_CSV = Path(__file__).parents[2] / "shared" / "registry" / "portals.csv"

TRACKING = ("utm_source=zalo", "UTM_Campaign=x", "fbclid=IwAR0", "gclid=1", "jsessionid=AB12.n1")

#: Real URLs of the registry: as they were seen, and as they are kept.
REAL: list[tuple[str, str | None]] = [
    (
        "https://www.quangngai.gov.vn/web/portal-qni/xem-chi-tiet/-/asset_publisher/Content/tong-hop-mot-so-noi-dung-chi-ao-cua-ubnd-tinh-noi-bat-trong-tuan-?12150284",
        None,
    ),
    ("https://www.quangninh.gov.vn/Trang/ChiTietTinTuc.aspx?nid=113139", None),
    (
        "https://quangchau.nghean.gov.vn/tin-noi-bat/50-so-dien-thoai-950942?pageindex=0",
        "https://quangchau.nghean.gov.vn/tin-noi-bat/50-so-dien-thoai-950942",
    ),
    (
        "https://atgt.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/9DJTiagaQTlH/content/tong-hop-tin-tuc/20181?inheritRedirect=false&redirect=https%3A%2F%2Fatgt.bacgiang.gov.vn%2F",
        "https://atgt.bacgiang.gov.vn/chi-tiet-tin-tuc/-/asset_publisher/9DJTiagaQTlH/content/tong-hop-tin-tuc/20181",
    ),
    (
        "https://travinh.gov.vn/mDefault.aspx?sid=1444&pageid=6591&catid=71012&id=693472",
        "https://travinh.gov.vn/mDefault.aspx?catid=71012&id=693472&pageid=6591&sid=1444",
    ),
    (
        "http://www.baobacninh.com.vn/?page=news_detail&category_id=12603&id=59912&portal=baobacninh",
        "http://www.baobacninh.com.vn/?category_id=12603&id=59912&page=news_detail&portal=baobacninh",
    ),
    (
        "http://vinhphuctv.vn/Qu%E1%BA%A3n-tr%E1%BB%8B/Tin-t%E1%BB%A9c-chung/ID/297393/Nhi%E1%BB%87m%20k%E1%BB%B3",
        None,
    ),
    (
        "https://hdndtuyenquang.gov.vn/tin-hoat-dong/hoi-dong-nhan-dan!/thong-bao!-5194.html",
        None,
    ),
    (
        "https://www.tuyenquang.gov.vn/vi/post/chinh-thuc-sap-nhap?type=NEWS&id=148950",
        "https://www.tuyenquang.gov.vn/vi/post/chinh-thuc-sap-nhap?id=148950&type=NEWS",
    ),
]

names = st.text("abcdefXYZ_0123456789", min_size=1, max_size=8).filter(
    lambda name: noise(f"http://a/?{name}=1") is None
)
values = st.text(max_size=12).map(quote)
queries = st.dictionaries(names, values, max_size=5)
paths = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: "/" + text.replace("?", "").replace("#", "")
)


@given(paths, st.text(max_size=30))
def test_canonical_is_stable(path: str, query: str) -> None:
    try:
        once = canonical_url(f"http://dongnai.gov.vn{path}?{query}")
    except ValueError:
        return
    assert canonical_url(once) == once


def test_a_mark_behind_an_escape_is_no_part_of_it() -> None:
    for spelled in ("http://a.vn/]\u0323x", "http://a.vn/%5D%CC%A3x"):
        assert canonical_url(spelled) == "http://a.vn/]%CC%A3x"


@given(st.text(max_size=40))
def test_whatever_is_given_only_the_documented_error_is_raised(text: str) -> None:
    for url in (text, f"http://{text}", f"https://gov.vn:{text}"):
        noise(url)
        try:
            canonical = canonical_url(url)
        except ValueError as error:
            assert str(error) == f"not an http(s) URL: {url!r}"  # noqa: PT017
        else:
            assert canonical_url(canonical) == canonical


@given(queries, st.randoms())
def test_order_of_parameters_is_irrelevant(query: dict[str, str], random: Random) -> None:
    pairs = [f"{name}={value}" for name, value in query.items()]
    shuffled = list(pairs)
    random.shuffle(shuffled)
    there, back = (canonical_url("http://a.vn/t?" + "&".join(each)) for each in (pairs, shuffled))
    assert there == back


@given(queries, st.sampled_from(TRACKING))
def test_tracking_never_matters(query: dict[str, str], tracking: str) -> None:
    pairs = [f"{name}={value}" for name, value in query.items()]
    plain = canonical_url("http://a.vn/t?" + "&".join(pairs))
    assert canonical_url("http://a.vn/t?" + "&".join([tracking, *pairs])) == plain


@given(queries)
def test_what_identifies_is_never_lost(query: dict[str, str]) -> None:
    kept = dict(parameters(urlsplit(canonical_url(_url(query | {"nid": "1"}))).query))
    assert kept["nid"] == "1"
    assert set(kept) == {*query, "nid"}


@given(st.text("abcàđêệ", min_size=1, max_size=20))
def test_a_composed_and_a_decomposed_path_are_one(slug: str) -> None:
    composed, decomposed = normalize("NFC", slug), normalize("NFD", slug)
    assert canonical_url(f"http://a.vn/{composed}") == canonical_url(f"http://a.vn/{decomposed}")
    assert canonical_url(f"http://a.vn/{quote(decomposed)}") == canonical_url(
        f"http://a.vn/{composed}"
    )


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ("HTTPS://LangSon.GOV.VN/Tin", "https://langson.gov.vn/Tin"),
        ("http://a.vn", "http://a.vn/"),
        ("http://a.vn:80/x", "http://a.vn/x"),
        ("https://a.vn:443/x", "https://a.vn/x"),
        ("https://a.vn:80/x", "https://a.vn:80/x"),
        ("http://127.0.0.1:8801/x", "http://127.0.0.1:8801/x"),
        ("http://a.vn/x#binh-luan", "http://a.vn/x"),
        ("http://a.vn/x;jsessionid=0A1B.node1?12150284", "http://a.vn/x?12150284"),
        ("http://a.vn/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "http://a.vn/x.aspx"),
        ("http://a.vn/%7Eso/%c3%a0", "http://a.vn/~so/%C3%A0"),
        ("http://a.vn/a%2Fb", "http://a.vn/a%2Fb"),
        ("http://a.vn/100%", "http://a.vn/100%25"),
        ("http://a.vn/a/../b/./c", "http://a.vn/b/c"),
        ("http://a.vn/-/x//Content/y-", "http://a.vn/-/x//Content/y-"),
        ("http://a.vn/x?b=2&amp;a=1", "http://a.vn/x?a=1&b=2"),
        ("http://a.vn/x?a=1&&a=1", "http://a.vn/x?a=1"),
        ("http://a.vn/x?q=t%E0i&r=a b", "http://a.vn/x?q=t%E0i&r=a+b"),
        ("http://a.vn/x?tag=%2f", "http://a.vn/x?tag=%2F"),
        (" http://a.vn/x\n", "http://a.vn/x"),
    ],
)
def test_one_spelling(seen: str, kept: str) -> None:
    assert canonical_url(seen) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/tin-tuc",
        "ftp://a.vn/",
        "http://",
        "http:///x",
        "http://[::1",
        "http://a.vn:x/",
        "http://a\ud800.vn/",
    ],
)
def test_what_is_no_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(ValueError, match=r"^not an http\(s\) URL: "):
        canonical_url(url)


def test_a_portal_may_keep_what_is_noise_elsewhere() -> None:
    assert canonical_url("http://a.vn/t?PageIndex=2", keep=("pageindex",)).endswith("?PageIndex=2")


def test_a_portal_may_drop_what_identifies_elsewhere() -> None:
    url = "http://a.vn/t?_101_cur=2&_101_delta=5&id=7"
    assert canonical_url(url, drop=("_101_*",)) == "http://a.vn/t?id=7"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://a.vn/x?nid=1", None),
        ("http://a.vn/x?nid=1&UTM_source=zalo", "tracking parameters"),
        ("http://a.vn/x;JSESSIONID=1?nid=1", "session id"),
        ("http://a.vn/x?redirect=%2Fy", "redirect parameter"),
        ("http://a.vn/x?_101_redirect=%2Fy", "redirect parameter"),
        ("http://a.vn/x?print=1", "print view"),
        ("http://a.vn/x?pageindex=0", "view state"),
        ("http://[", None),
    ],
)
def test_noise_is_named(url: str, reason: str | None) -> None:
    assert noise(url) == reason


def test_dropped_parameters_of_a_portal_are_view_state() -> None:
    assert noise("http://a.vn/x?delta=5", drop=("delta",)) == "view state"
    assert noise("http://a.vn/x?pageindex=5", keep=("pageindex",)) is None


def test_a_parameter_is_found_in_any_letter_case() -> None:
    assert parameter("http://a.vn/x?NID=12", "nid") == "12"
    assert parameter("http://a.vn/x?12150284", "nid") is None


@pytest.mark.parametrize(("seen", "kept"), REAL)
def test_real_addresses(seen: str, kept: str | None) -> None:
    assert canonical_url(seen) == (kept or seen)


@pytest.mark.skipif(not PORTALS_CSV.exists(), reason="the registry of portals is not at hand")
def test_every_address_of_the_registry_stays_its_portals_article() -> None:
    with PORTALS_CSV.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for url in re.findall(r"https?://\S+", row["article_urls"]):
                canonical = canonical_url(url)
                assert canonical_url(canonical) == canonical
                if "redirect=" not in url and "pageindex=" not in url:
                    assert noise(url) is None, url


def test_every_reason_has_parameters() -> None:
    assert all(NOISE.values())


def _url(query: dict[str, str]) -> str:
    return "http://a.vn/t?" + "&".join(f"{name}={value}" for name, value in query.items())
