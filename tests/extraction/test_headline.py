"""The title: a heading that the page's own title confirms, or nothing."""

from __future__ import annotations

from portalcrawl.extraction.document import parse
from portalcrawl.extraction.headline import find_headline
from portalcrawl.extraction.metadata import read_metadata
from portalcrawl.extraction.names import read_names

TITLE = "Khởi công tuyến đường ven sông dài 12 km"


def title_of(head: str, body: str) -> str | None:
    root = parse(f"<html><head>{head}</head><body>{body}</body></html>")
    assert root is not None
    names = read_names(root)
    headline = find_headline(root, names, read_metadata(root, names))
    return headline.text if headline else None


def test_the_heading_that_the_title_element_confirms() -> None:
    head = f"<title>{TITLE} - Cổng thông tin điện tử tỉnh</title>"
    assert title_of(head, f"<h3>Tin nổi bật</h3><h2>{TITLE}</h2>") == TITLE


def test_a_hidden_menu_as_first_heading_is_passed_over() -> None:
    head = f"<title>{TITLE} | Trang chủ</title>"
    assert title_of(head, f"<h1>Thực đơn</h1><h1>{TITLE}</h1>") == TITLE


def test_the_name_of_a_portlet_is_shorter_than_the_title() -> None:
    head = f"<title>{TITLE} - Xem chi tiết</title>"
    assert title_of(head, f"<h1>Xem chi tiết</h1><h1>{TITLE}</h1>") == TITLE


def test_a_breadcrumb_with_the_title_cut_is_not_taken() -> None:
    head = f"<title>{TITLE}</title>"
    body = f"<li><h4>Khởi công tuyến đường ven s</h4></li><div class='title-detail'>{TITLE}</div>"
    assert title_of(head, body) == TITLE


def test_other_news_in_a_sidebar_is_not_taken() -> None:
    head = "<title>Cổng thông tin điện tử tỉnh</title>"
    body = "<aside><h1>Tin của một chuyên mục khác hẳn</h1></aside>"
    assert title_of(head, body) is None


def test_the_name_of_the_portal_is_no_title() -> None:
    assert title_of("<title>Văn phòng UBND tỉnh</title>", "<p>Nội dung</p>") is None


def test_without_a_heading_the_title_element_speaks_without_the_site() -> None:
    head = f"<title>{TITLE} - Cổng thông tin điện tử tỉnh Lạng Sơn</title>"
    assert title_of(head, "<p>Nội dung</p>") == TITLE


def test_marks_and_spacing_do_not_hide_a_confirmation() -> None:
    head = "<title>Khoi cong tuyen duong ven song dai 12km</title>"
    assert title_of(head, f"<h2>{TITLE}</h2>") == TITLE


def test_a_hidden_copy_with_the_sites_name_is_not_taken() -> None:
    whole = f"{TITLE} - Cổng thông tin điện tử thành phố"
    body = f"<h1 class=sr-only>{whole}</h1><h2>{TITLE}</h2>"
    assert title_of(f"<title>{whole}</title>", body) == TITLE


def test_the_name_of_the_site_is_no_title_however_long() -> None:
    site = "Cổng thông tin điện tử huyen-dak-glei.kontum.gov.vn"
    head = f"<title>Bắn đạn thật - {site}</title>"
    body = f"<div class=site-title>{site.upper()}</div><h2>Bắn đạn thật</h2>"
    assert title_of(head, body) == "Bắn đạn thật"


def test_the_name_of_an_office_is_no_title() -> None:
    head = "<title>Sở Giao thông vận tải Quảng Tân</title>"
    assert title_of(head, "<h1>Sở Giao thông vận tải Quảng Tân</h1>") is None


def test_the_name_of_a_portlet_is_no_title() -> None:
    assert title_of("<title>Chi tiết tin</title>", "<h1>Chi tiết tin</h1><p>Nội dung</p>") is None
