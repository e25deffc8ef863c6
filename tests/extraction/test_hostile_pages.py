"""Whatever a server sends is read, or refused with a reason: nothing raises, hangs or spoils text.

Pages are cut as large as a portal's are ever let in, or as deep as libxml2 reads; a test that hangs
is a rule that is quadratic.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.extraction import Profile, extract_page, extract_text
from portalcrawl.items import Article, Extraction
from portalcrawl.replicas import NAMES, replica

URL = "https://tinh.gov.vn/tin-tuc/hoi-nghi-so-ket-6760.html"
TITLE = "Hội nghị sơ kết công tác sáu tháng"
PROSE = "Sáng 5/7/2024, Ủy ban nhân dân tỉnh họp sơ kết sáu tháng đầu năm, bàn việc cuối năm."
PROFILES: list[Profile | None] = [
    None,
    Liferay(site="portal-qni").profile,
    NukeViet().profile,
    PublishUpload().profile,
    Newspaper().profile,
]


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><meta charset=utf-8><title>{TITLE}</title>{head}</head>"
        f"<body><h1>{TITLE}</h1>{body}</body></html>"
    )


def assert_clean(article: Article) -> None:
    """Valid NFC text without NUL in every field that is text."""
    texts = [article.text, article.title, article.lead, article.author, article.source]
    texts += [article.section, *article.captions, *(each.name for each in article.attachments)]
    for text in filter(None, texts):
        assert unicodedata.is_normalized("NFC", text)
        assert "\0" not in text
        text.encode("utf-8")


def read(html: str | bytes, url: str | None = URL, profile: Profile | None = None) -> Extraction:
    extraction = extract_page(html, url, profile)
    assert_clean(extraction.article)
    return extraction


# Encodings


@pytest.mark.parametrize("declared", ["windows-1258", "utf-8", "iso-8859-1", "nonsense", ""])
def test_a_page_in_utf_8_is_read_under_any_declaration_that_it_carries(declared: str) -> None:
    html = page(f"<p>{PROSE}</p>").replace("charset=utf-8", f"charset={declared}")
    assert read(html.encode()).kind in ("article", "empty")


def test_a_wrong_charset_in_the_header_loses_to_nothing_but_stays_readable() -> None:
    extraction = extract_page(
        page(f"<p>{PROSE}</p>").encode(), URL, content_type="text/html; charset=iso-8859-1"
    )
    assert_clean(extraction.article)
    assert "2024" in extraction.article.text


def test_utf_8_without_a_declaration_is_recognised() -> None:
    html = page(f"<p>{PROSE}</p>").replace("<meta charset=utf-8>", "")
    assert read(html.encode()).article.text == PROSE


def test_windows_1258_without_a_declaration_is_recognised() -> None:
    decomposed = unicodedata.normalize("NFC", PROSE)
    html = page(f"<p>{decomposed}</p>").replace("<meta charset=utf-8>", "")
    body = vietnamese_windows(html)
    assert read(body).article.text == PROSE


def vietnamese_windows(text: str) -> bytes:
    """Windows-1258 writes tone marks as characters of their own, behind the vowel."""
    pieces: list[str] = []
    for char in text:
        try:
            char.encode("cp1258")
            pieces.append(char)
        except UnicodeEncodeError:
            parts = list(unicodedata.normalize("NFD", char))
            tones = [part for part in parts if part in "\u0300\u0301\u0303\u0309\u0323"]
            vowel = "".join(part for part in parts if part not in tones)
            pieces.append(unicodedata.normalize("NFC", vowel) + "".join(tones))
    return "".join(pieces).encode("cp1258")


def test_utf_16_with_a_byte_order_mark_is_read() -> None:
    html = page(f"<p>{PROSE}</p>").replace("<meta charset=utf-8>", "")
    assert read(html.encode("utf-16")).article.text == PROSE


def test_utf_16_without_a_byte_order_mark_is_no_crash() -> None:
    read(page(f"<p>{PROSE}</p>").encode("utf-16-le"))
    read(page(f"<p>{PROSE}</p>").encode("utf-16-be"))


def test_latin_1_bytes_inside_utf_8_spoil_nothing_else() -> None:
    html = page(f"<p>{PROSE}</p><p>Caf@ của tỉnh mở cửa lại sau Tết, khách đông.</p>").encode()
    assert read(html.replace(b"@", b"\xe9")).article.paragraphs[0] == PROSE


def test_decomposed_text_is_composed() -> None:
    html = unicodedata.normalize("NFD", page(f"<p>{PROSE}</p>"))
    article = read(html.encode()).article
    assert (article.title, article.text) == (TITLE, PROSE)


@pytest.mark.parametrize("noise", ["\0", "\x0b", "&#0;", "&#x1;", "\u200b", "\ufeff", "&#xFFFE;"])
def test_characters_that_no_one_sees_vanish(noise: str) -> None:
    half = len(PROSE) // 2
    html = page(f"<p>{PROSE[:half]}{noise}{PROSE[half:]}</p><script>x{noise}</script>{noise}")
    assert read(html.encode()).article.text.replace("\ufffd", "") == PROSE


# Shapes

NESTS = ["div", "span", "font", "blockquote", "ul><li", "ol><li", "dl><dd", "table><tr><td", "b"]


@pytest.mark.parametrize("nest", [*NESTS, "div class=title", "div class=related", "aside"])
def test_a_page_nested_to_10000_levels_is_refused_with_a_reason(nest: str) -> None:
    extraction = read(page(f"<{nest}>" * 10_000 + f"<p>{PROSE}</p>"))
    assert extraction.kind == "unreadable"
    assert extraction.reasons == ("nested deeper than 2,048 levels",)


@pytest.mark.parametrize("nest", [*NESTS, "div class=title", "div class=related", "aside"])
def test_a_page_with_hundreds_of_unclosed_tags_keeps_its_text(nest: str) -> None:
    depth = 1_900 // len(nest.split("><"))
    paragraphs = [f"{PROSE} Lần thứ {number}." for number in range(300)]
    html = page(f"<{nest}>" * depth + "".join(f"<p>{each}</p>" for each in paragraphs))
    first, *others = read(html).article.paragraphs
    assert [first.removeprefix("- ").removeprefix("1. "), *others] == paragraphs


def test_deep_nesting_with_short_lines_at_every_level_is_no_recursion() -> None:
    for nest in NESTS:
        depth = 1_900 // len(nest.split("><"))
        read(page(f"<{nest}>dòng ngắn " * depth + f"<p>{PROSE}</p>" * 300))


@pytest.mark.parametrize(
    "piece", ["a", "a ", "Aa ", "1/", ".", " ", "&gt; ", "\u0301", "tin tức ", "A "]
)
def test_one_endless_line_is_read(piece: str) -> None:
    read(page(f"<p>{piece * (4_000_000 // len(piece))}</p><p>{PROSE}</p>"))


def test_an_endless_line_of_prose_is_kept_whole() -> None:
    line = " ".join([PROSE] * 20_000)
    assert read(page(f"<p>{line}</p>")).article.text == line


def test_tens_of_thousands_of_tags_are_never_closed() -> None:
    for tag in ("<p>", "<b>", "<div>x", "<li>x", "<a href=x>tin tức hôm nay của tỉnh nhà "):
        read(page(tag * 30_000 + PROSE))


def test_a_million_tags_are_refused_with_a_reason() -> None:
    extraction = read(page("dòng chữ<br>" * 1_000_000))
    assert (extraction.kind, extraction.reasons) == ("unreadable", ("more than 400,000 tags",))


def test_a_tag_with_endless_attributes_is_refused_with_a_reason() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(100_000))
    extraction = read(page(f"<div {attributes}><p>{PROSE}</p></div>"))
    assert extraction.kind == "unreadable"
    assert extraction.reasons == ("a tag with more than 10,000 attributes",)


@pytest.mark.parametrize("name", ["class", "style", "id", "alt", "src"])
def test_an_endless_attribute_is_no_reason_to_refuse(name: str) -> None:
    html = page(f'<div {name}="{"a " * 1_000_000}"><p>{PROSE}</p></div>')
    assert read(html).article.text == PROSE


def test_a_picture_written_into_its_tag_is_no_endless_tag() -> None:
    html = page(f'<p>{PROSE}</p><img src="data:image/png;base64,{"iVBOR w0KGgo " * 100_000}">')
    assert read(html).article.text == PROSE


def test_a_huge_table_is_read_row_by_row() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>xã</td></tr>" for number in range(20_000))
    article = read(page(f"<p>{PROSE}</p><table>{rows}</table>")).article
    assert article.text.count(" | xã") == 20_000


def test_a_box_of_links_after_every_paragraph_is_read_once() -> None:
    box = "<p>Tin liên quan</p><p><a href=x>Một hai ba bốn năm sáu</a></p>"
    read(page(f"<p>{PROSE}</p>{box}" * 5_000))


# What machines say


@pytest.mark.parametrize(
    "value", [None, 1, 1e400, True, [], {}, [[]], [{}], {"a": []}, "", " ", "\0"]
)
def test_json_ld_may_hold_anything(value: object) -> None:
    names = ("headline", "datePublished", "dateModified", "author", "articleSection", "@type")
    linked = {"@type": "NewsArticle", **dict.fromkeys(names[:-1], value)}
    for data in (linked, {"@graph": [linked, value]}, [value, linked], {**linked, "@type": value}):
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        assert read(page(f"<p>{PROSE}</p>", script)).article.text == PROSE


@pytest.mark.parametrize(
    "bomb", ["[" * 1_000_000, '{"a":' * 1_000_000, '{"@type":"Article","x":' + "9" * 100_000 + "}"]
)
def test_a_json_ld_bomb_is_passed_over(bomb: str) -> None:
    script = f'<script type="application/ld+json">{bomb}</script>'
    assert read(page(f"<p>{PROSE}</p>", script)).article.text == PROSE


@pytest.mark.parametrize(
    "value", ["", " ", "\0", "0000-00-00", "9999-12-31T23:59:59-23:59", "5" * 9999]
)
def test_meta_and_microdata_may_hold_anything(value: str) -> None:
    names = ("article:published_time", "og:title", "article:section", "og:site_name", "date")
    head = "".join(f'<meta property="{name}" content="{value}">' for name in names)
    props = "".join(
        f'<span itemprop="{name}" content="{value}"></span>'
        for name in ("datePublished", "dateModified", "headline", "author")
    )
    article = read(page(f"{props}<p>{PROSE}</p>", head)).article
    assert (article.text, article.published_at) == (PROSE, "2024-07-05")


URLS = [
    "http://[",
    "//",
    "http://a:b/",
    "http://\x01/",
    "javascript:1",
    "data:,x",
    "\\\\x",
    "%%%",
    "?",
]


@pytest.mark.parametrize("url", URLS)
def test_links_that_are_no_urls_are_passed_over(url: str) -> None:
    head = f'<base href="{url}">'
    body = f'<img src="{url}"><a href="{url}.pdf">Tệp</a><a href="{url}">x</a><p>{PROSE}</p>'
    assert read(page(body)).article.text == PROSE
    assert read(page(body, head)).article.text == PROSE


@pytest.mark.parametrize("url", [*URLS, "", None])
def test_the_page_s_own_url_may_be_none(url: str | None) -> None:
    assert read(page(f"<img src=a.jpg><p>{PROSE}</p>"), url).article.text == PROSE


def test_words_before_the_doctype_cost_nothing() -> None:
    html = (
        f"Warning: Undefined variable in /var/www/index.php<!DOCTYPE html>{page(f'<p>{PROSE}</p>')}"
    )
    for profile in PROFILES:
        assert PROSE in read(html, URL, profile).article.text


# Pages that are none


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"\0\0\0",
        b"<!-- -->",
        b"<!DOCTYPE html>",
        b"<?xml version='1.0'?><?php ?>",
        b"<" * 10_000,
        b"&" * 10_000,
        b"<html><frameset cols='50%,50%'><frame src=a><frame src=b></frameset></html>",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100,
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj",
        b"\x1f\x8b\x08\x00" + bytes(1000),
        b"<svg><text>x</text></svg>",
        b"<plaintext>",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_page_without_an_article_is_refused_with_a_reason(body: bytes) -> None:
    extraction = read(body[:20_000])
    assert extraction.kind != "article"
    assert extraction.reasons


# Anything at all


@cache
def real_pages() -> tuple[bytes, ...]:
    """One page of each body style and portal, and the traps."""
    pages: list[bytes] = []
    for name in NAMES:
        portal = replica(name)
        paths = {article.body: portal.address(article) for article in portal.articles}
        asked = (*paths.values(), *(trap.path for trap in portal.traps))
        pages.extend(portal.get(path).body for path in asked)
    return tuple(pages)


JUNK = (
    b"<",
    b">",
    b'"',
    b"\0",
    b"&#0;",
    b"<!--",
    b"<![CDATA[",
    b"</div></div></div>",
    b"<table><tr><td>",
    b"</table>",
    b"<br>",
    b"<ol start=99999999999999999999><li>",
    b'<base href="http://[">',
    b'<img src="http://[">',
    b"\xff\xfe",
    b"\xe1\xbb",
    b'<script type="application/ld+json">{"@type":"Article","author":5}</script>',
    b"<form>",
    b"<textarea>",
    b"99/99/9999",
    b"/Date(99999999999999)/",
    "Tin liên quan".encode(),
    b"\xcc\x81" * 40,
)


@st.composite
def mutated_pages(draw: st.DrawFn) -> bytes:
    """A real page of which slices are dropped, doubled, moved, or overwritten with junk."""
    body = draw(st.sampled_from(real_pages()))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        piece = body[start : start + draw(st.integers(0, 3000))]
        rest = body[start + len(piece) :]
        change = draw(st.sampled_from(["drop", "double", "move", "junk", "cut"]))
        if change == "drop":
            body = body[:start] + rest
        elif change == "double":
            body = body[:start] + piece * 3 + rest
        elif change == "move":
            body = rest + piece + body[:start]
        elif change == "junk":
            body = body[:start] + draw(st.sampled_from(JUNK)) + piece + rest
        else:
            body = body[:start]
    return body


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=mutated_pages(), profile=st.sampled_from(PROFILES))
def test_a_damaged_page_is_read_or_refused(body: bytes, profile: Profile | None) -> None:
    extraction = read(body, URL, profile)
    assert (extraction.kind == "article") != bool(extraction.reasons)


@settings(max_examples=200, deadline=None)
@given(body=st.binary(max_size=2000), content_type=st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str | None) -> None:
    assert_clean(extract_page(body, URL, content_type=content_type).article)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=500))
def test_any_text_is_cleaned_by_lines(text: str) -> None:
    assert_clean(extract_text(text))
