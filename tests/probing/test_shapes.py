"""The shape of an address: names fall away, what a CMS writes alike stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.probing.groups import settled
from portalcrawl.probing.shapes import is_listing_page, shape_of, slug_words

HOST = "https://example.gov.vn"


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/", "/"),
        ("/chinh-tri", "/{word}"),
        ("/vi/tin-hoat-dong-cua-tinh", "/*/{slug}"),
        ("/tin-tuc/chinh-tri/khai-mac-le-hoi-hoa-lu.html", "/*/{slug}.html"),
        ("/kinh-te/202406/ho-tri-an-duoc-quy-hoach-c7907f0/", "/*/{month}/{slug}-{h}/"),
        ("/portal/Pages/2023-11-11/Thu-tuong-tham-va-lamx3u4r.aspx", "/*/{day}/{slug}.aspx"),
        ("/Trang/ChiTietTinTuc.aspx?nid=113139", "/*/chitiettintuc.aspx?nid={n}"),
        ("/4/469/61708/630360/cac-huyen/huyen-moc-chau", "/{n}/{n}/{n}/{n}/*/{word}"),
        ("/vi/post/sap-nhap-tinh-tuyen-quang-va-ha-giang?id=14", "/*/{slug}?id={n}"),
        ("/web/qni/xem/-/asset_publisher/Content/tin-moi?12150284", "/*/-/*/tin-moi?{n}="),
        ("/x/page.cpx?uuid=5c00ed8c1bd20b280b643764", "/*/page.cpx?uuid={hex}"),
        ("/tin-tuc/trang-302.html", "/*/{page}.html"),
        ("/van-ban/chitietvb-26.html", "/*/chitietvb-{n}.html"),
    ],
)
def test_a_shape_is_what_is_written_alike(path: str, shape: str) -> None:
    assert shape_of(HOST + path) == shape


@given(st.text(max_size=60))
def test_every_address_has_a_shape(path: str) -> None:
    assert shape_of(f"{HOST}/{path.replace('[', '').replace(']', '')}").startswith("/")


@pytest.mark.parametrize(
    ("tails", "shape"),
    [
        (("0123456", "1234567"), "/{slug}-{n}.html"),
        (("c284386", "c284387"), "/{slug}-c{n}.html"),
        (("c7907f0", "1234567"), "/{slug}-{h}.html"),
    ],
)
def test_seven_figures_are_hexadecimal_only_where_any_has_letters(
    tails: tuple[str, ...], shape: str
) -> None:
    urls = [f"{HOST}/khai-mac-le-hoi-{tail}.html" for tail in tails]
    assert set(settled({url: shape_of(url) for url in urls}).values()) == {shape}


def test_words_of_a_slug_are_counted_without_its_ending() -> None:
    assert slug_words(f"{HOST}/tin/nu-nong-dan-xuat-sac.html") == 5


@pytest.mark.parametrize("path", ["/page-2/", "/tin/trang-302.html", "/tin/page/2/", "/p3"])
def test_the_number_of_a_page_is_no_article(path: str) -> None:
    assert is_listing_page(HOST + path) is (path != "/tin/page/2/")
