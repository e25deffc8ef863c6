"""``portalcrawl search``: articles by their words, for people and for programs."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from db.archive import open_archive
from portalcrawl.cli import main
from portalcrawl.cli.terminal import columns
from portalcrawl.items import Article

ROOT = Path(__file__).parents[2]


def article(portal: str, key: str, published_at: str | None, title: str, text: str) -> Article:
    return Article(
        portal=portal,
        article_key=key,
        url=f"https://{portal}/{key}.html",
        canonical_url=f"https://{portal}/{key}.html",
        title=title,
        text=text,
        section="Tin tức",
        published_at=published_at,
        published_precision="day" if published_at else None,
        extraction_method="generic",
    )


ARTICLES = [
    article("nghean.gov.vn", "1", "2024-05-31", "Chuyển đổi số", 'Hội nghị, "sáng nay".'),
    article("langson.gov.vn", "a/2", "2024-07-01", "Mùa na", "Xã bàn chuyển đổi số, du lịch."),
    article("daklak.gov.vn", "3", None, "Cà phê\x1b[31m", "Giá cà phê ở Đắk Lắk; chuyển vùng."),
    *(
        article("dongnai.gov.vn", str(10 + n), f"2023-01-{n:02d}", f"Tin số {n}", "Xe buýt.")
        for n in range(1, 26)
    ),
]


@pytest.fixture
def archive(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTALCRAWL_DB", database_url)
    monkeypatch.setenv("COLUMNS", "60")
    opened = open_archive(database_url)
    opened.record(ARTICLES)
    opened.close()
    return tmp_path / "archive"


@pytest.fixture
def called(archive: Path) -> Callable[..., int]:
    def call(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["search", "--archive", str(archive), *arguments])
        return int(ended.value.code or 0)

    return call


Captured = pytest.CaptureFixture[str]


def test_hits_are_lines_for_people(called: Callable[..., int], capsys: Captured) -> None:
    assert called("chuyen", "doi", "so") == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 articles, the newest first",
        "2024-07-01  langson.gov.vn  Mùa na",
        "            langson.gov.vn/a/2",
        "2024-05-31  nghean.gov.vn  Chuyển đổi số",
        "            nghean.gov.vn/1",
    ]


def test_best_puts_those_with_the_words_in_the_headline_first(
    called: Callable[..., int], capsys: Captured
) -> None:
    assert called("--best", "chuyen doi so") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 articles, the best first"
    assert lines[1].endswith("Chuyển đổi số")


def test_nothing_found_is_said_and_gives_1(called: Callable[..., int], capsys: Captured) -> None:
    assert called("khongcodau") == 1
    assert capsys.readouterr().out == "no articles\n"


def test_without_a_query_all_articles_are_there_page_by_page(
    called: Callable[..., int], capsys: Captured
) -> None:
    assert called("--page", "2") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "28 articles, the newest first; page 2 of 2"
    assert len(lines) == 1 + 2 * 8
    assert lines[-2].startswith("undated ")


def test_behind_the_last_page_there_are_none(called: Callable[..., int], capsys: Captured) -> None:
    assert called("--page", "3") == 1
    assert capsys.readouterr().out == (
        "28 articles, the newest first; there is no page 3, the last one is 2\n"
    )


def test_a_terminal_is_told_nothing_by_a_portal(
    called: Callable[..., int], capsys: Captured
) -> None:
    assert called("cà phê") == 0
    assert "\x1b" not in capsys.readouterr().out


def test_an_article_has_its_two_lines_whatever_its_portal_names_it(
    called: Callable[..., int], capsys: Captured
) -> None:
    opened = open_archive(os.environ["PORTALCRAWL_DB"])
    opened.record([article("kontum.gov.vn", "1\n2", None, "Một\n\tHai", "Bài lạ.")])
    opened.close()
    assert called("lạ") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 article, the newest first",
        "undated     kontum.gov.vn  Một\ufffd\ufffdHai",
        "            kontum.gov.vn/1\ufffd2",
    ]


def test_behind_two_hyphens_a_query_may_begin_with_a_minus(
    called: Callable[..., int], capsys: Captured
) -> None:
    assert called("--", "-tin", "-na") == 0
    assert capsys.readouterr().out.startswith("2 articles")


def test_limit_gives_so_many_beyond_a_page(called: Callable[..., int], capsys: Captured) -> None:
    assert called("xe", "--limit", "23") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 * 23


def test_no_limit_is_too_high(called: Callable[..., int], capsys: Captured) -> None:
    assert called("xe", "--limit", "9" * 30) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2 * 25


def test_facets_are_a_few_lines(called: Callable[..., int], capsys: Captured) -> None:
    assert called("--facets", "chuyển") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 articles, the newest first"
    assert "portal:   daklak.gov.vn 1, langson.gov.vn 1, nghean.gov.vn 1" in lines
    assert "year:     2024 2, undated 1" in lines
    assert "section:  Tin tức 3" in lines


def test_json_is_the_page_with_marks_and_facets(
    called: Callable[..., int], capsys: Captured
) -> None:
    assert called("--json", "mùa") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["total"] == 1
    assert document["hits"][0]["title"] == [["Mùa", True], [" na", False]]
    assert document["facets"]["year"] == [
        {"value": "2024", "name": "2024", "count": 1, "word": "from:2024 to:2024"}
    ]


def test_json_without_facets_is_shorter(called: Callable[..., int], capsys: Captured) -> None:
    assert called("--json", "--no-facets", "mùa") == 0
    assert json.loads(capsys.readouterr().out)["facets"] == {}


@pytest.mark.parametrize(("query", "count"), [("xe", 24), ("khongcodau", 0)])
def test_json_with_a_limit_is_all_hits(
    called: Callable[..., int], capsys: Captured, query: str, count: int
) -> None:
    assert called("--json", "--limit", "24", query) == (0 if count else 1)
    assert len(json.loads(capsys.readouterr().out)) == count


def test_csv_has_all_hits_and_the_documented_columns(
    called: Callable[..., int], capsys: Captured
) -> None:
    page = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
    section = page.partition("## For programs")[2]
    assert called("--csv") == 0
    printed = capsys.readouterr().out
    names, *rows = csv.reader(StringIO(printed, newline=""))
    assert names == re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert len(rows) == len(ARTICLES)
    assert printed.count("\r\n") == 1 + len(ARTICLES)


def test_a_row_of_csv_is_what_was_found(called: Callable[..., int], capsys: Captured) -> None:
    assert called("--csv", "hội nghị") == 0
    (row,) = csv.DictReader(StringIO(capsys.readouterr().out, newline=""))
    assert row == {
        "article_id": "nghean.gov.vn/1",
        "published_at": "2024-05-31",
        "province": "",
        "province_now": "",
        "portal": "nghean.gov.vn",
        "title": "Chuyển đổi số",
        "section": "Tin tức",
        "author": "",
        "canonical_url": "https://nghean.gov.vn/1.html",
        "status": "live",
        "revisions": "1",
        "snippet": 'Hội nghị, "sáng nay".',
    }


def test_csv_of_nothing_is_the_row_of_names(called: Callable[..., int], capsys: Captured) -> None:
    assert called("--csv", "khongcodau") == 1
    assert capsys.readouterr().out.startswith("article_id,published_at,")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("province:Nghe",),
            "no province is called 'Nghe'; write province:\"Nghệ An\"",
        ),
        (
            (
                "--csv",
                "mục:",
            ),
            "mục: lacks a value; write it without a blank",
        ),
        (("-covid", "xe"), "there is no option -c; to leave a word out, put the query behind --: "),
        (("--jsn",), "No such option '--jsn'."),
        (("--csv", "--page", "2"), "--page is for pages; leave it out with --limit or --csv"),
        (("--limit", "2", "--facets"), "--facets are of a page; leave them out with"),
    ],
)
def test_what_is_asked_wrongly_is_said_in_one_line(
    called: Callable[..., int], capsys: Captured, arguments: tuple[str, ...], message: str
) -> None:
    assert called(*arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"portalcrawl: {message}")
    assert len(said.err.splitlines()) == 1


def on_terminal(archive: Path, *arguments: str, columns: int) -> list[str]:
    """What a terminal of so many columns is sent, in lines."""
    leader, follower = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "portalcrawl", "search", "--archive", archive, *arguments],
        cwd=ROOT,
        stdout=follower,
        env=os.environ | {"COLUMNS": str(columns)},
    ) as run:
        assert run.wait(60) == 0
    os.close(follower)
    lines = os.read(leader, 100_000).decode().splitlines()
    os.close(leader)
    return lines


def columns_of(line: str) -> int:
    return columns(re.sub(r"\x1b\[\d+m", "", line))


def test_a_terminal_shows_the_words_in_bold_and_cuts_long_titles(archive: Path) -> None:
    record_long(archive)
    head, first, *_ = on_terminal(archive, "dai", columns=60)
    assert head == "1 article, the newest first"
    assert "\x1b[1mDài\x1b[0m" in first
    assert columns_of(first) == 60
    assert first.endswith("…")


def test_on_a_narrow_terminal_a_title_has_a_line_of_its_own(archive: Path) -> None:
    record_long(archive)
    lines = on_terminal(archive, "dai", "--facets", columns=40)
    assert all(columns_of(line) <= 40 for line in lines)
    assert not any(re.match(r" *\d+(,|$)", line) for line in lines), "a count without its value"
    assert lines[-3] == "2025-01-01  nghean.gov.vn"
    assert lines[-2].startswith("  \x1b[1mDài\x1b[0m ")
    assert lines[-1] == "  nghean.gov.vn/9"


def record_long(_: Path) -> None:
    opened = open_archive(os.environ["PORTALCRAWL_DB"])
    opened.record([article("nghean.gov.vn", "9", "2025-01-01", "Dài " * 40, "Văn bản.")])
    opened.close()


def test_signs_that_take_two_columns_are_cut_at_the_width_as_well(archive: Path) -> None:
    opened = open_archive(os.environ["PORTALCRAWL_DB"])
    opened.record([article("nghean.gov.vn", "9", "2025-01-01", "Dài " + "越南" * 40, "Văn bản.")])
    opened.close()
    _, first, *_ = on_terminal(archive, "dai", columns=60)
    assert columns_of(first) in (59, 60)
    assert first.endswith("…")
