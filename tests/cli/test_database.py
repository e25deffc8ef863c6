"""``portalcrawl db check`` and ``db copy`` as an operator meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from db.archive import open_archive
from portalcrawl.cli import main
from portalcrawl.items import Article


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    monkeypatch.delenv("PORTALCRAWL_DB", raising=False)

    def call(*arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        return int(ended.value.code or 0)

    return call


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one article, captured nowhere."""
    folder = tmp_path / "archive"
    opened = open_archive(f"sqlite:///{folder / 'portalcrawl.sqlite'}")
    opened.record(
        [Article(portal="x.gov.vn", article_key="1", title="Tin", text="Tin.", url="http://x/1")]
    )
    opened.close()
    return folder


def spoil(archive: Path, statement: str) -> None:
    opened = open_archive(f"sqlite:///{archive / 'portalcrawl.sqlite'}")
    with opened.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    opened.close()


def test_check_has_a_line_for_each_proof_and_a_verdict(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("db", "check", "--archive", archive) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "content digests: 1 looked at, 0 findings" in lines
    assert "captures: 0 looked at, 0 findings" in lines
    assert lines[-1] == "The archive is sound."


def test_what_is_found_stands_below_its_proof_with_what_to_do(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(archive, "UPDATE revisions SET title = 'Khác'")
    spoil(archive, "UPDATE articles SET indexed_revision = NULL")
    assert called("db", "check", "--archive", archive) == 1
    lines = capsys.readouterr().out.splitlines()
    digests = lines.index("content digests: 1 looked at, 1 finding")
    assert lines[digests + 1].startswith("  finding: revision 1 of x.gov.vn/1 is not what")
    assert lines[-1] == (
        "The archive is not sound: 2 findings; what can be derived is made anew by:"
        " portalcrawl db check --repair."
    )


def test_repair_says_what_it_did_and_proves_again(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(archive, "UPDATE articles SET indexed_revision = NULL")
    assert called("db", "check", "--repair", "--archive", archive) == 0
    lines = capsys.readouterr().out.splitlines()
    index = lines.index(
        "repaired: search index, fingerprints and clusters made anew for 1 articles"
    )
    assert "articles in the search index: 1 looked at, 1 finding" in lines[:index]
    assert "articles in the search index: 1 looked at, 0 findings" in lines[index:]
    assert lines[-1] == "The archive is sound."


def test_what_cannot_be_repaired_stays_a_finding(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(archive, "UPDATE revisions SET author = 'Khác'")
    assert called("db", "check", "--repair", "--archive", archive) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "The archive is not sound: 1 finding."


def test_repair_leaves_a_sound_archive_as_it_is(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert called("db", "check", "--repair", "--archive", archive) == 0
    assert "repaired" not in capsys.readouterr().out


def test_copy_says_what_it_copied_and_what_to_set(
    called: Callable[..., int],
    archive: Path,
    postgres_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert called("db", "copy", postgres_url, "--archive", archive) == 0
    copied, advice = capsys.readouterr().out.splitlines()
    assert copied == "Copied: portals 1, articles 1, revisions 1."
    assert advice.startswith("Both are the same. To work with the copy, set PORTALCRAWL_DB=")
    monkeypatch.setenv("PORTALCRAWL_DB", postgres_url)
    assert called("db", "check", "--archive", archive) == 0
    back = archive.parent / "back" / "portalcrawl.sqlite"
    assert called("db", "copy", f"sqlite:///{back}", "--archive", archive) == 0
    monkeypatch.delenv("PORTALCRAWL_DB")
    assert called("db", "check", "--archive", back.parent) == 0


def test_copy_into_a_database_that_is_not_empty_is_refused_in_one_line(
    called: Callable[..., int], archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    same = f"sqlite:///{archive / 'portalcrawl.sqlite'}"
    assert called("db", "copy", same, "--archive", archive) == 2
    assert capsys.readouterr().err == (
        f"portalcrawl: {archive / 'portalcrawl.sqlite'} is not empty: it has rows in portals;"
        " name an empty database\n"
    )


@pytest.mark.parametrize("target", ["nonsense", "nosuch://host/name"])
def test_copy_to_what_is_no_database_is_refused_in_one_line(
    called: Callable[..., int],
    archive: Path,
    target: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert called("db", "copy", target, "--archive", archive) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_copy_of_an_archive_that_is_not_there_makes_no_target(
    called: Callable[..., int], tmp_path: Path
) -> None:
    target = tmp_path / "target.sqlite"
    assert called("db", "copy", f"sqlite:///{target}", "--archive", tmp_path / "nowhere") == 2
    assert not target.exists()
