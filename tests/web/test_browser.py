"""What people do on the site, done in a real Chromium."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import EDITED, Browsing, Visit, browsing, visit  # noqa: F401 -- fixtures

PATHS = (
    "/",
    "/search",
    "/search?q=chuyen+doi+so",
    "/search?q=khong+co+gi+ca",
    "/search?q=from:",
    f"/article/{EDITED}",
    f"/article/{EDITED}?revision=1",
    f"/difference/{EDITED}?before=1&after=2",
    "/provinces",
    "/province/quang_ngai",
    "/province/kon_tum",
    "/portals",
    "/downloads",
    "/help",
    "/nowhere",
)


def hits(page: Page) -> list[str]:
    return page.locator(".hit h2").all_inner_texts()


def has_no_sideways_scrolling(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width <= page.viewport_size["width"]  # type: ignore[index]


def test_an_article_is_found_by_typing_without_diacritics(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/")
    page.get_by_role("searchbox", name="Tìm trong kho lưu trữ").fill("chuyen doi so")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("status")).to_contain_text("45 bài")
    assert page.locator(".hit mark").first.inner_text().lower().startswith("chuyển")


def test_results_lead_to_the_article(visit: Visit) -> None:  # noqa: F811
    page = visit.to('/search?q="vung+cao"')
    page.locator(".hit h2 a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuyển đổi số ở xã vùng cao số 7")


def test_pages_of_results_follow_each_other_without_gap_or_repetition(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so&order=newest")
    seen = hits(page)
    while (after := page.get_by_role("link", name="Trang sau")).count():
        after.click()
        page.wait_for_load_state()
        seen += hits(page)
    assert len(seen) == len(set(seen)) == 45


def test_a_facet_narrows_and_its_chip_widens_again(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so")
    former = page.get_by_role("list", name="Tỉnh, thành trước sáp nhập")
    former.get_by_role("link", name="Kon Tum").click()
    expect(page.get_by_role("status")).to_contain_text("15 bài")
    page.get_by_role("link", name="Bỏ điều kiện").click()
    expect(page.get_by_role("status")).to_contain_text("45 bài")


def test_the_language_is_switched_where_one_is(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so&page=2")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("status")).to_contain_text("45 articles page 2 of 3")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_role("status")).to_contain_text("trang 2 / 3")


def test_it_is_seen_how_an_article_changed(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/article/{EDITED}")
    page.get_by_role("link", name="So với phiên bản 1").click()
    rows = page.locator(".rows")
    assert rows.locator(".side del").all_text_contents() == ["[bỏ: miền núi]", "[bỏ: 1,2]"]
    assert rows.locator(".side ins").all_text_contents() == ["[thêm: vùng cao]", "[thêm: 1,5]"]


def test_other_versions_are_chosen_by_a_form(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/difference/{EDITED}?before=1&after=2")
    page.get_by_label("Bản trước").select_option("1")
    page.get_by_role("button", name="So sánh").click()
    expect(page).to_have_url(re.compile(r"before=1&after=2$"))


def test_folded_paragraphs_are_opened_by_hand(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/difference/{EDITED}?before=1&after=2")
    folded = page.get_by_text("Hội nghị nghe báo cáo.")
    expect(folded).to_be_hidden()
    page.get_by_text("đoạn giống nhau").click()
    expect(folded).to_be_visible()


def test_a_csv_is_downloaded_with_its_diacritics_whole(visit: Visit, tmp_path: Path) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Kết quả dưới dạng CSV").click()
    file = tmp_path / "found.csv"
    waiting.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        titles = [row["title"] for row in csv.DictReader(opened)]
    assert len(titles) == 45
    assert "Chuyển đổi số ở xã vùng cao số 7" in titles


def test_a_file_of_a_snapshot_has_the_checksum_beside_it(visit: Visit, tmp_path: Path) -> None:  # noqa: F811
    page = visit.to("/downloads")
    row = page.get_by_role("row").filter(has_text="articles.csv")
    with page.expect_download() as waiting:
        row.get_by_role("link", name="articles.csv").click()
    file = tmp_path / "articles.csv"
    waiting.value.save_as(file)
    assert hashlib.sha256(file.read_bytes()).hexdigest() in row.inner_text()


def test_everything_is_reached_by_keys_alone(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/")
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("/")
    keys.type("vung cao")
    keys.press("Enter")
    expect(page.get_by_role("status")).to_be_visible()
    keys.press("j")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chuyển đổi số ở xã vùng cao số 7")


def test_the_slash_leads_to_the_search_where_there_is_no_box(browsing: Browsing) -> None:  # noqa: F811
    with browsing.visit(viewport={"width": 390, "height": 844}) as opened:
        page = opened.to("/help")
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_visible()


def test_j_and_k_go_through_results_and_stop_at_the_ends(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so")
    links = page.locator(".hit h2 a")
    for key, at in (("j", 0), ("j", 1), ("k", 0), ("k", 0)):
        page.keyboard.press(key)
        expect(links.nth(at)).to_be_focused()


def test_the_keys_are_turned_off_and_stay_off(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so")
    page.get_by_role("button", name="Tắt phím tắt").click()
    page = visit.to("/search?q=chuyen+doi+so")
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").first).not_to_be_focused()
    page.get_by_role("button", name="Bật phím tắt").click()
    page.keyboard.press("j")
    expect(page.locator(".hit h2 a").first).to_be_focused()


def test_the_skip_link_leads_past_the_menu(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/portals")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_has_the_focus_can_be_seen(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/help")
    for _ in range(12):
        page.keyboard.press("Tab")
        shown = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert shown == "solid"


def test_a_checksum_is_copied_by_a_button(browsing: Browsing) -> None:  # noqa: F811
    with browsing.visit(permissions=["clipboard-read", "clipboard-write"]) as opened:
        page = opened.to("/downloads")
        button = page.get_by_role("button", name="Chép articles.csv")
        button.click()
        expect(page.get_by_role("status")).to_have_text("Đã chép articles.csv")
        copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"[0-9a-f]{64}", copied)


def test_buttons_that_copy_are_told_apart_by_their_names(visit: Visit) -> None:  # noqa: F811
    for path in (f"/article/{EDITED}", "/downloads", "/help"):
        page = visit.to(path)
        names = [button.inner_text() for button in page.get_by_role("button").all()]
        assert len(set(names)) == len(names) > 3, names


def test_all_of_it_works_without_scripts(browsing: Browsing) -> None:  # noqa: F811
    with browsing.visit(java_script_enabled=False) as opened:
        page = opened.to("/")
        page.get_by_role("searchbox").fill("vung cao")
        page.get_by_role("button", name="Tìm").click()
        page.locator(".hit h2 a").first.click()
        page.get_by_role("link", name="So với phiên bản 1").click()
        page.get_by_text("đoạn giống nhau").click()
        expect(page.get_by_text("Hội nghị nghe báo cáo.")).to_be_visible()
        expect(page.locator(".copy")).to_have_count(0)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_no_page_is_wider_than_a_small_phone(browsing: Browsing, prefix: str) -> None:  # noqa: F811
    with browsing.visit(viewport={"width": 320, "height": 640}, is_mobile=True) as opened:
        wide = [path for path in PATHS if not has_no_sideways_scrolling(opened.to(prefix + path))]
    assert wide == []


def test_versions_stand_below_each_other_on_a_phone(browsing: Browsing) -> None:  # noqa: F811
    with browsing.visit(viewport={"width": 360, "height": 640}) as opened:
        page = opened.to(f"/difference/{EDITED}?before=1&after=2")
        older = page.locator(".headline .before").bounding_box()
        newer = page.locator(".headline .after").bounding_box()
    assert older
    assert newer
    assert older["y"] + older["height"] <= newer["y"]


def test_dark_mode_is_dark(browsing: Browsing) -> None:  # noqa: F811
    shown = {}
    for scheme in ("light", "dark"):
        with browsing.visit(color_scheme=scheme) as opened:
            shown[scheme] = opened.to("/").evaluate(
                "getComputedStyle(document.body).backgroundColor"
            )
    assert shown == {"light": "rgb(251, 251, 250)", "dark": "rgb(20, 22, 26)"}


def test_on_paper_an_article_keeps_its_provenance_and_loses_the_menu(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/article/{EDITED}")
    page.emulate_media(media="print")
    expect(page.get_by_text("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ").first).to_be_visible()
    expect(page.locator("nav.pages")).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_be_hidden()


def test_on_paper_an_attachment_keeps_its_address(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/article/{EDITED}")
    page.emulate_media(media="print")
    behind = "link => getComputedStyle(link, '::after').content + link.href"
    shown = page.get_by_role("link", name="Kế hoạch.pdf").evaluate(behind)
    assert "attr" not in shown
    assert shown.count("https://quangngai.gov.vn/kh.pdf") == 2


def test_on_paper_each_checksum_has_its_file_beside_it(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/downloads")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="articles.csv", exact=True)).to_be_visible()


def test_on_paper_a_difference_says_what_it_leaves_out(visit: Visit) -> None:  # noqa: F811
    page = visit.to(f"/difference/{EDITED}?before=1&after=2")
    page.emulate_media(media="print")
    expect(page.get_by_text("đoạn giống nhau")).to_be_visible()
    expect(page.get_by_role("button", name="So sánh")).to_be_hidden()


def test_on_paper_results_say_what_was_asked(visit: Visit) -> None:  # noqa: F811
    page = visit.to("/search?q=chuyen+doi+so+province:quang_ngai")
    page.emulate_media(media="print")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("chuyen doi so province:quang_ngai")
    box = heading.bounding_box()
    assert box
    assert box["width"] > 200


def test_an_article_makes_a_pdf(browsing: Browsing) -> None:  # noqa: F811
    with browsing.visit() as opened:
        assert opened.to(f"/article/{EDITED}").pdf().startswith(b"%PDF")


def test_nobody_else_is_asked_and_nothing_is_refused(visit: Visit) -> None:  # noqa: F811
    for path in PATHS:
        visit.to(path)
        visit.to("/en" + path)
    expected = re.compile(r"Failed to load resource: .* status of 40[04]")
    assert visit.elsewhere == []
    assert [each for each in visit.complaints if not expected.match(each)] == []
