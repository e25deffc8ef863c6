"""What the site shows of an archive, to people and to machines: on both databases."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from db.archive import Archive
from portalcrawl.items import Absence
from portalcrawl.web import views
from portalcrawl.web.app import routes
from portalcrawl.web.pages import PAGES
from tests.web.serving import HOSTILE, NOON, PORTAL, Served

EDITED = f"{PORTAL}/101"
CHANGED = "Khai mạc hội nghị lần hai"


def json_of(site: Served, path: str) -> Any:
    answer = site.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/search?q=hoi+nghi",
        f"/article/{EDITED}",
        f"/difference/{EDITED}",
        "/provinces",
        "/province/nghe_an",
        "/province/kon_tum",
        "/portals",
        "/downloads",
        "/help",
    ],
)
def test_every_page_is_there_in_both_languages(
    sqlite_served: Served, prefix: str, path: str
) -> None:
    answer = sqlite_served.get(prefix + path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<html lang="{"en" if prefix else "vi"}">' in answer.text


@pytest.mark.parametrize(
    ("path", "view"),
    [
        ("/api/home", views.Home),
        ("/api/search?q=hoi+nghi", views.Search),
        (f"/api/article/{EDITED}", views.Article),
        (f"/api/difference/{EDITED}", views.Difference),
        ("/api/province/nghe_an", views.Province),
        ("/api/portals", views.Health),
        ("/api/downloads", views.Downloads),
    ],
)
def test_every_document_is_the_view_of_its_page(served: Served, path: str, view: Any) -> None:
    answer = served.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    read = msgspec.json.decode(answer.content, type=view)
    assert msgspec.json.encode(read) == answer.content


def test_the_home_page_counts_what_there_is(served: Served) -> None:
    home = json_of(served, "/api/home")
    assert (home["articles"], home["revisions"], home["edited"], home["gone"]) == (4, 5, 1, 0)
    assert home["portals"] == 1
    assert home["years"] == [
        {"year": 2023, "articles": 2},
        {"year": 2024, "articles": 1},
        {"year": None, "articles": 1},
    ]
    assert len(home["provinces"]) == 34
    assert home["provinces"][0]["unit"]["slug"] == "nghe_an"
    assert [(name, line["number"]) for name, line in home["recent_changes"]] == [(EDITED, 2)]
    assert len(home["newest"]) == 4


def test_a_search_finds_words_without_diacritics(served: Served) -> None:
    found = json_of(served, "/api/search?q=khai+mac+hoi+nghi")["found"]
    assert found["total"] == 2
    assert {hit["article_id"] for hit in found["hits"]} == {EDITED, f"{PORTAL}/103"}


def test_an_article_comes_in_the_version_that_is_asked_for(served: Served) -> None:
    first = json_of(served, f"/api/article/{EDITED}?revision=1")
    current = json_of(served, f"/api/article/{EDITED}")
    assert first["record"]["version"]["title"] == "Khai mạc hội nghị"
    assert current["record"]["version"]["title"] == CHANGED
    assert current["paragraphs"][1] == "Đại biểu các phường tham dự."


def test_a_difference_is_that_to_the_version_before_unless_asked_otherwise(served: Served) -> None:
    difference = json_of(served, f"/api/difference/{EDITED}")
    assert (difference["before"]["number"], difference["after"]["number"]) == (1, 2)
    changed = [row for row in difference["rows"] if row["change"] == "changed"]
    assert [piece["text"] for piece in changed[0]["after"] if piece["is_changed"]] == ["phường"]


def test_a_difference_asked_for_the_wrong_way_round_is_the_same(served: Served) -> None:
    asked = json_of(served, f"/api/difference/{EDITED}?before=2&after=1")
    assert asked == json_of(served, f"/api/difference/{EDITED}?before=1&after=2")


def test_a_province_has_its_portals_and_its_members(served: Served) -> None:
    province = json_of(served, "/api/province/nghe_an")
    assert province["articles"] == 4
    assert [portal["host"] for portal in province["portals"]] == [PORTAL]
    assert [member["unit"]["slug"] for member in province["members"]] == ["nghe_an"]
    assert province["lives_on"] is True


def test_a_former_unit_says_where_it_went(sqlite_served: Served) -> None:
    province = json_of(sqlite_served, "/api/province/kon_tum")
    assert province["lives_on"] is False
    assert province["now"]["slug"] == "quang_ngai"


def test_a_search_can_be_had_as_a_table(served: Served) -> None:
    answer = served.get("/search.csv?q=khai+mac+hoi+nghi")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
    assert [row["title"] for row in rows] == [CHANGED, "Khai mạc hội nghị"]
    assert rows[0]["province_now_name"] == "Nghệ An"


def test_a_table_for_spreadsheets_holds_no_formula(sqlite_served: Served) -> None:
    plain = sqlite_served.get("/search.csv?q=calc").content
    for_excel = sqlite_served.get("/search.csv?q=calc&excel=yes").content
    assert b",=cmd|" in plain
    assert for_excel.startswith(b"\xef\xbb\xbf")
    assert b",'=cmd|" in for_excel


def test_script_in_a_title_is_text(served: Served) -> None:
    for path in (f"/article/{PORTAL}/102", "/search?q=script", "/", "/province/nghe_an"):
        text = served.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(" in text or "&lt;<mark>script</mark>&gt;" in text


def test_script_in_a_query_is_text(sqlite_served: Served) -> None:
    for path in ("/search", "/en/search"):
        answer = sqlite_served.client.get(path, params={"q": HOSTILE})
        assert "<script>alert" not in answer.text


def test_machines_get_the_script_as_it_stands(sqlite_served: Served) -> None:
    record = json_of(sqlite_served, f"/api/article/{PORTAL}/102")["record"]
    assert record["version"]["title"] == HOSTILE


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        f"/article/{PORTAL}/999",
        f"/article/{EDITED}?revision=9",
        f"/difference/{PORTAL}/102",
        f"/difference/{EDITED}?before=1&after=9",
        "/province/atlantis",
    ],
)
def test_what_is_not_there_is_told_on_a_page(sqlite_served: Served, path: str) -> None:
    answer = sqlite_served.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/api/article/{PORTAL}/999", "search for words of its headline"),
        (f"/api/article/{EDITED}?revision=9", f"{EDITED} has no revision 9; it has 1 to 2"),
        (f"/api/difference/{PORTAL}/102", "one version only"),
        ("/api/province/nghe-an", "did you mean nghe_an"),
        ("/api/nothing", "nothing at this address"),
        (f"/warc/{EDITED}", "is not beside the archive"),
    ],
)
def test_what_is_not_there_is_told_to_machines(sqlite_served: Served, path: str, told: str) -> None:
    answer = sqlite_served.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404
    assert told in answer.json()["detail"]


def test_a_query_that_means_nothing_is_told(sqlite_served: Served) -> None:
    page, document = (
        sqlite_served.get("/search?q=from:x"),
        sqlite_served.get("/api/search?q=from:x"),
    )
    assert (page.status_code, document.status_code) == (400, 400)
    assert "from" in document.json()["detail"]
    assert sqlite_served.get("/search.csv?q=from:x").status_code == 400


def test_an_article_that_is_gone_stays(writer: Archive, changing_served: Served) -> None:
    asked = f"https://{PORTAL}/tin-tong-hop/bai-101.html"
    for days in (2, 40):
        absence = Absence(
            portal=PORTAL,
            article_key="101",
            url=asked,
            status=404,
            noticed_at=NOON + timedelta(days=days),
        )
        writer.record([absence])
    assert json_of(changing_served, f"/api/article/{EDITED}")["record"]["status"] == "gone"
    assert json_of(changing_served, "/api/home")["gone"] == 1


def test_every_page_has_a_document(sqlite_served: Served) -> None:
    there = {getattr(route, "path", "") for route in routes(sqlite_served.site)}
    assert there >= {page.path for page in PAGES} | {page.api_path for page in PAGES}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/article/a.vn/1", "Kho không có bài a.vn/1"),
        ("/nothing", "Không có gì ở địa chỉ này"),
        ("/search?q=portal:a.vn", "Kho không có cổng thông tin “a.vn”"),
        ("/search?q=from:x", "“x” không phải ngày"),
        ("/search?page=99", "Tham số page không nhận giá trị “99”"),
        ("/province/x", "Không có tỉnh, thành nào"),
    ],
)
def test_what_is_wrong_is_told_in_the_language_of_the_page(
    served: Served, path: str, said: str
) -> None:
    page, english = served.get(path).text, served.get("/en" + path).text
    assert said in page
    assert '<span lang="en">' not in page
    assert said not in english
    assert '<span lang="en">' in english
