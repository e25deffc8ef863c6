"""``portalcrawl similar``: what stands on other portals too, and what cannot be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from db.archive import open_archive
from portalcrawl.cli import main
from portalcrawl.items import Article

PARAGRAPHS = [
    f"Đoạn {number}: ủy ban nhân dân tỉnh giao các sở, ban, ngành và các xã, phường khẩn trương"
    f" triển khai {number} nhiệm vụ trọng tâm về chuyển đổi số và cải cách hành chính trong năm."
    for number in range(1, 9)
]
OTHERS = [
    f"Khoản {number}: người dân nộp hồ sơ trực tuyến tại nhà, nhận kết quả qua bưu điện và đánh giá"
    f" mức độ hài lòng sau {number} ngày làm việc kể từ khi cán bộ một cửa tiếp nhận đầy đủ."
    for number in range(1, 4)
]


def article(portal: str, key: str, *paragraphs: str, title: str = "Chuyển đổi số") -> Article:
    return Article(
        portal=portal,
        article_key=key,
        url=f"https://{portal}/{key}.html",
        canonical_url=f"https://{portal}/{key}.html",
        title=title,
        text="\n\n".join(paragraphs),
        published_at="2024-07-01",
        published_precision="day",
        extraction_method="generic",
    )


@pytest.fixture
def archive(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One release on three portals, edited here and there, and what has nothing to do with it."""
    monkeypatch.setenv("PORTALCRAWL_DB", database_url)
    opened = open_archive(database_url)
    opened.record(
        [
            article("langson.gov.vn", "tin/2024/77", *PARAGRAPHS[:4]),
            article("nghean.gov.vn", "5", *PARAGRAPHS[:3], PARAGRAPHS[3] + " Sửa."),
            article("dongnai.gov.vn", "9", *PARAGRAPHS[:4], title="Bản sao"),
            article("dongnai.gov.vn", "10", *PARAGRAPHS[5:8], title="Việc khác"),
            article("nghean.gov.vn", "12", *PARAGRAPHS[5:8], title="\x1b[31mB\u202e\n\x9b0m"),
            article("dongnai.gov.vn", "13", *OTHERS),
            article("dongnai.gov.vn", "11", "Sáng nay, hội nghị khai mạc."),
        ]
    )
    opened.close()
    return tmp_path / "archive"


@pytest.fixture
def called(archive: Path) -> Callable[..., int]:
    def call(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["similar", *arguments, "--archive", str(archive)])
        return int(ended.value.code or 0)

    return call


@pytest.mark.parametrize(
    "named",
    [
        "langson.gov.vn/tin/2024/77",
        "https://langson.gov.vn/tin/2024/77.html",
        "HTTPS://langson.gov.vn:443/tin/2024/77.html?utm_source=x",
    ],
)
def test_the_near_duplicates_come_most_alike_first(
    called: Callable[..., int], capsys: pytest.CaptureFixture[str], named: str
) -> None:
    assert called(named) == 0
    assert capsys.readouterr().out.splitlines() == [
        "100%  dongnai.gov.vn  2024-07-01  Bản sao  dongnai.gov.vn/9",
        " 60%  nghean.gov.vn  2024-07-01  Chuyển đổi số  nghean.gov.vn/5",
    ]


def test_json_is_for_programs(
    called: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("nghean.gov.vn/5", "--json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["article_id"] == "nghean.gov.vn/5"
    assert document["is_comparable"] is True
    assert [(each["article_id"], each["share"]) for each in document["similar"]] == [
        ("langson.gov.vn/tin/2024/77", 0.6),
        ("dongnai.gov.vn/9", 0.6),
    ]


@pytest.mark.parametrize(("form", "lines"), [((), 1), (("--json",), 14)])
def test_a_terminal_is_told_nothing_by_a_portal(
    called: Callable[..., int],
    capsys: pytest.CaptureFixture[str],
    form: tuple[str, ...],
    lines: int,
) -> None:
    assert called("dongnai.gov.vn/10", *form) == 0
    printed = capsys.readouterr().out
    assert not set(printed) & set("\x1b\x9b\u202e")
    assert printed.count("\n") == lines


def test_an_article_without_duplicates_is_said_to_have_none(
    called: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("dongnai.gov.vn/13") == 0
    assert capsys.readouterr().out == "No near duplicates of dongnai.gov.vn/13.\n"


def test_a_text_that_is_too_short_is_said_to_be(
    called: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("dongnai.gov.vn/11") == 0
    assert capsys.readouterr().out == (
        "dongnai.gov.vn/11 is too short to tell: it has fewer than two long paragraphs.\n"
    )


@pytest.mark.parametrize(
    ("named", "advice"),
    [
        ("langson.gov.vn/tin/2024/7", "did you mean langson.gov.vn/tin/2024/77?"),
        ("lagson.gov.vn/tin/2024/77", "did you mean langson.gov.vn/tin/2024/77?"),
        ("https://www.langson.gov.vn/tin/2024/77.html", "did you mean langson.gov.vn/tin/2024/77?"),
        ("baochinhphu.example/1", "`portalcrawl search` prints the ids"),
    ],
)
def test_an_unknown_article_names_the_nearest(
    called: Callable[..., int], capsys: pytest.CaptureFixture[str], named: str, advice: str
) -> None:
    assert called(named) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"portalcrawl: no article {named!r} in the archive; {advice}\n"
