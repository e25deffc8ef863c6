"""What a real crawl of a portal leaves behind is sound, the first time and after an edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from portalcrawl.cli import main
from portalcrawl.cli.crawl import crawl_into
from portalcrawl.replicas import replica, serve
from portalcrawl.settings import REPLICA_OVERRIDES


@pytest.fixture
def called() -> Callable[..., int]:
    def call(*arguments: str | Path) -> int:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        return int(ended.value.code or 0)

    return call


def test_an_archive_that_was_crawled_is_sound(
    called: Callable[..., int],
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PORTALCRAWL_DB", url)
    archive = tmp_path / "archive"
    with serve(replica("lang_son")) as running:
        origins = {running.replica.declared_host: running.origin}
        settings = {**REPLICA_OVERRIDES, "REPLICAS": origins}
        for _ in range(2):
            [run] = crawl_into(archive, ["lang_son"], settings=settings)
            assert run.outcome == "finished"
    capsys.readouterr()
    status = called("db", "check", "--archive", archive)
    said = capsys.readouterr().out
    assert (status, said.splitlines()[-1]) == (0, "The archive is sound."), said
    stored = len(running.replica.articles)
    assert f"content digests: {stored:,} looked at, 0 findings" in said
    assert "note:" not in said
