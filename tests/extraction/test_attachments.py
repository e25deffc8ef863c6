"""Documents that an article links to."""

from __future__ import annotations

import pytest
from lxml import html

from portalcrawl.extraction.attachments import find_attachments, is_attachment_line
from portalcrawl.extraction.blocks import segment
from portalcrawl.items import Attachment

PAGE = "https://langson.gov.vn/tin-trong-tinh/bai.html"


def container(markup: str) -> html.HtmlElement:
    return html.fragment_fromstring(markup, create_parent="div")


@pytest.mark.parametrize(
    "ending", ["pdf", "PDF", "doc", "docx", "xls", "xlsx", "zip", "rar", "odt"]
)
def test_documents_are_told_by_their_ending(ending: str) -> None:
    found = find_attachments(container(f'<a href="/upload/kh-118.{ending}">Kế hoạch 118</a>'), PAGE)
    assert found == (
        Attachment(url=f"https://langson.gov.vn/upload/kh-118.{ending}", name="Kế hoạch 118"),
    )


@pytest.mark.parametrize(
    "href",
    ["/tin-tuc/bai.html", "/anh.jpg", "#pdf", "mailto:a@b.vn", "javascript:pdf()", "http://["],
)
def test_other_links_are_no_documents(href: str) -> None:
    assert find_attachments(container(f'<a href="{href}">Xem</a>'), PAGE) == ()


def test_the_label_in_front_is_not_part_of_the_name() -> None:
    found = find_attachments(
        container('<a href="a.pdf">Tải về: Công văn số 12/UBND-KT.pdf</a>'), PAGE
    )
    assert found[0].name == "Công văn số 12/UBND-KT.pdf"


def test_a_link_without_text_is_named_after_its_file() -> None:
    found = find_attachments(
        container('<a href="/f/K%E1%BA%BF%20ho%E1%BA%A1ch.pdf"><i></i></a>'), PAGE
    )
    assert found[0].name == "Kế hoạch.pdf"


def test_a_document_linked_twice_is_one_attachment() -> None:
    twice = container('<a href="a.pdf">Kế hoạch</a> <a href="a.pdf">Tải xuống</a>')
    assert [each.name for each in find_attachments(twice, PAGE)] == ["Kế hoạch"]


def test_a_line_of_links_to_documents_is_no_text() -> None:
    [block] = segment(container('<p>Đính kèm: <a href="a.pdf">Kế hoạch số 118/KH-UBND.pdf</a></p>'))
    assert is_attachment_line(block)


def test_a_sentence_that_links_to_a_document_is_text() -> None:
    [block] = segment(
        container(
            "<p>Theo <a href='a.pdf'>kế hoạch</a>, các xã hoàn thành việc rà soát hộ nghèo trước"
            " ngày 30 tháng 11 và báo cáo về tỉnh.</p>"
        )
    )
    assert not is_attachment_line(block)


def test_links_that_a_profile_names_are_files_whatever_their_address() -> None:
    box = container('<a href="/tai-ve/12/">Kế hoạch 118</a><a href="#xem">Xem nhanh</a>')
    found = find_attachments(container("<p>Bài</p>"), PAGE, box.findall("a"))
    assert found == (Attachment(url="https://langson.gov.vn/tai-ve/12/", name="Kế hoạch 118"),)
