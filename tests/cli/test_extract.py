"""``portalcrawl extract``: one page in, one article out; what cannot be read is said in a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from portalcrawl.cli import main
from portalcrawl.replicas import RunningReplica, replica, serve

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "tests/pages/nghe_an/nghean.gov.vn-1.html"
DOCUMENTED = """
    url canonical_url title lead text published_at published_precision published_from modified_at
    author source section captions images attachments language extraction_method
"""
FLATTENED = """Nhảy đến nội dung

Xã Tân Hòa khởi công trạm bơm Bến Gỗ
22/09/2022 15:15
A- A A+
Trạm bơm phục vụ tưới cho 240 ha đất sản xuất của ba thôn ven sông, tổng mức đầu tư 9,4 tỷ đồng.
Theo thiết kế, trạm có ba tổ máy, công suất mỗi tổ 1.000 m3/giờ, hoàn thành trong mười tháng.
Ủy ban nhân dân xã yêu cầu nhà thầu bảo đảm nước tưới cho vụ đông trong suốt thời gian thi công.
Lượt xem: 29
"""


def extract(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["extract", *arguments])
    return int(ended.value.code or 0)


def run(
    *arguments: str, stdin: bytes = b"", environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """In a process of its own: with bytes on standard input, another locale, or the network."""
    return subprocess.run(
        [sys.executable, "-m", "portalcrawl", "extract", *arguments],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        input=stdin,
        capture_output=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def office() -> Iterator[RunningReplica]:
    with serve(replica("office")) as running:
        yield running


def test_a_file_is_printed_with_the_documented_keys_in_their_order(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert extract(str(PAGE)) == 0
    said = capsys.readouterr()
    assert list(json.loads(said.out)) == DOCUMENTED.split()
    assert said.err == ""


def test_an_address_chooses_the_profile_of_its_portal(capsys: pytest.CaptureFixture[str]) -> None:
    address = PAGE.with_suffix(".url").read_text().strip()
    assert extract(str(PAGE), "--url", f"{address}?utm_source=zalo") == 0
    article = json.loads(capsys.readouterr().out)
    assert article["extraction_method"] == "profile:vnportal"
    assert article["canonical_url"] == address


def test_a_page_comes_by_standard_input_too() -> None:
    done = run("-", stdin=PAGE.read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads(run(str(PAGE)).stdout)


def cleaned(printed: str | bytes) -> None:
    article = json.loads(printed)
    assert article["title"] == "Xã Tân Hòa khởi công trạm bơm Bến Gỗ"
    assert article["published_at"] == "2022-09-22T15:15+07:00"
    assert article["text"].split("\n\n") == FLATTENED.splitlines()[5:8]
    assert article["extraction_method"] == "lines"


def test_flattened_text_is_cleaned_by_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "article.txt"
    file.write_text(FLATTENED, encoding="utf-8")
    assert extract("--text", str(file)) == 0
    cleaned(capsys.readouterr().out)


def test_flattened_text_comes_by_standard_input_too() -> None:
    cleaned(run("--text", "-", stdin=FLATTENED.encode()).stdout)


def test_a_replica_on_this_machine_is_asked_where_that_is_allowed(office: RunningReplica) -> None:
    article = office.replica.articles[0]
    url = office.origin + office.replica.address(article)
    done = run(url, "--loopback")
    assert (done.returncode, done.stderr) == (0, b"")
    printed = json.loads(done.stdout)
    assert printed["title"] == article.title
    assert printed["url"] == printed["canonical_url"] == url


def test_this_machine_is_not_asked_otherwise(
    office: RunningReplica, capsys: pytest.CaptureFixture[str]
) -> None:
    before = office.requests.total()
    assert extract(office.origin) == 2
    assert capsys.readouterr().err.endswith("127.0.0.1 is 127.0.0.1; see --loopback\n")
    assert office.requests.total() == before


def test_nor_under_a_name_that_leads_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORTALCRAWL_LOOPBACK_ONLY")  # as it is outside of tests
    done = run("http://localhost/")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.endswith(b"not an address that may be asked: localhost is 127.0.0.1\n")
    assert len(done.stderr.splitlines()) == 1


def test_robots_txt_holds_for_one_page_as_well(office: RunningReplica) -> None:
    trap = next(trap for trap in office.replica.traps if trap.kind == "robots")
    done = run(trap.url(office.origin), "--loopback")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().endswith(": Forbidden by robots.txt\n")
    assert office.requests.count(trap.path) == 0


def test_a_page_that_is_no_article_is_printed_and_called_what_it_is(
    office: RunningReplica,
) -> None:
    done = run(f"{office.origin}/Trang/DangNhap.aspx", "--loopback")
    assert done.returncode == 0
    assert list(json.loads(done.stdout)) == DOCUMENTED.split()
    assert done.stderr.startswith(b"portalcrawl: this page is no article but login: ")
    assert len(done.stderr.splitlines()) == 1


def test_an_empty_file_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.html"
    empty.touch()
    assert extract(str(empty)) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["text"] == ""
    assert said.err == "portalcrawl: this page is no article but empty: no markup\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Missing argument 'FILE|URL|-'."),
        (("none.html",), "no such file: none.html; give a file, a URL or '-'"),
        ((str(ROOT),), f"cannot read {ROOT}: Is a directory"),
        (("http://",), "not an address of the web: http://; write it like https://host/path"),
        (
            ("file:///etc/passwd",),
            "not an address of the web: file:///etc/passwd; write it like https://host/path",
        ),
        (
            ("https://[::1/",),
            "not an address of the web: https://[::1/; write it like https://host/path",
        ),
        (
            (str(PAGE), "--url", "nghean.gov.vn"),
            "not an address of the web: nghean.gov.vn; write it like https://host/path",
        ),
        (
            ("https://nghean.gov.vn/", "--text"),
            "--text reads a file or '-'; save the text of the page first",
        ),
        (
            ("http://10.0.0.1/",),
            "not an address that may be asked: 10.0.0.1 is 10.0.0.1",
        ),
        (("--txt", str(PAGE)), "No such option '--txt'. Did you mean '--text'?"),
        ((str(PAGE), str(PAGE)), f"Got unexpected extra argument ({PAGE})"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert extract(*arguments) == 2
    assert capsys.readouterr() == ("", f"portalcrawl: {message}\n")


def test_a_file_name_that_is_no_text_is_named_all_the_same() -> None:
    done = run(os.fsdecode(b"no\xff.html"))
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"portalcrawl: no such file: no\\udcff.html; give a file, a URL or '-'\n"


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
    ],
    ids=["C locale", "ascii", "latin-1"],
)
def test_the_output_is_utf_8_whatever_the_locale(environment: dict[str, str]) -> None:
    done = run(str(PAGE), environment=environment)
    assert done.returncode == 0
    printed: dict[str, Any] = json.loads(done.stdout.decode("utf-8"))
    assert printed["title"] == "Kiểm tra công tác phòng, chống hạn vụ hè thu ở Đô Lương"


def test_explain_names_the_rule_of_each_field_and_each_line_left_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    page = ROOT / "tests/gate/pages/dev/nukeviet_default/04.html"
    assert extract("--explain", str(page)) == 0
    said = capsys.readouterr().out
    assert "by a heading that <title> confirms" in said
    assert "by the line 'Nguồn tin: Sở Xây dựng'" in said
    assert "div.col-md-12: a date line" in said
    assert "furniture, copyright, which ends the article" in said


def test_explain_says_why_a_page_is_no_article(capsys: pytest.CaptureFixture[str]) -> None:
    page = ROOT / "tests/gate/pages/dev/nukeviet_default/90.html"
    assert extract("--explain", str(page)) == 0
    assert "kind          static: named as a static page" in capsys.readouterr().out


def test_generic_leaves_the_profile_aside(capsys: pytest.CaptureFixture[str]) -> None:
    address = PAGE.with_suffix(".url").read_text().strip()
    assert extract("--generic", str(PAGE), "--url", address) == 0
    assert json.loads(capsys.readouterr().out)["extraction_method"] == "generic"


def test_flattened_text_cannot_be_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert extract("--explain", "--text", str(ROOT / "tests/pages/flattened.txt")) == 2
    assert "--explain reads a page" in capsys.readouterr().err
