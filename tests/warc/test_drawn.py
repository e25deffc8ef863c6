"""A page that a browser drew is kept as what it is: a document that nobody served."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.checker import Checker  # type: ignore[import-untyped]

from portalcrawl.items import EarlierCapture
from portalcrawl.warc.cdxj import sidecar, write_index
from portalcrawl.warc.reader import read_record
from portalcrawl.warc.writer import Exchange, WarcFiles
from tests.warc.conftest import BODY, exchange_of

DRAWN = replace(exchange_of(path="/ve"), drawn_by="Chromium/150.0.7871.100")


def test_it_is_a_resource_with_a_word_on_how_it_came_about(
    written: Callable[..., Path], types: Callable[[Path], list[str]]
) -> None:
    path = written(DRAWN, exchange_of())
    assert types(path) == ["warcinfo", "resource", "metadata", "response", "request"]


def test_it_is_read_like_any_page(tmp_path: Path) -> None:
    files = WarcFiles(tmp_path, "tuyen_quang", {})
    place = files.write(DRAWN)
    files.close()

    record = read_record(tmp_path, place.file, place.offset)

    assert (record.type, record.url, record.status) == ("resource", DRAWN.url, None)
    assert record.payload == BODY
    assert record.content_type == "text/html; charset=utf-8"
    assert record.captured_at == DRAWN.captured_at
    assert record.digest_holds is True


def test_its_index_is_the_one_made_by_reading(written: Callable[..., Path]) -> None:
    path = written(DRAWN)
    known = sidecar(path).read_text()

    write_index(path)

    assert sidecar(path).read_text() == known
    assert '"mime": "text/html"' in known
    assert '"status"' not in known


def test_its_digests_hold(written: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = written(DRAWN)
    assert Checker(Namespace(inputs=[str(path)], verbose=True)).process_all() == 0
    assert capsys.readouterr().out.count("digest pass") == 3, "warcinfo, resource, metadata"


def test_the_same_drawing_is_kept_again(
    written: Callable[..., Path], types: Callable[[Path], list[str]]
) -> None:
    earlier = EarlierCapture(
        url=DRAWN.url, captured_at=DRAWN.captured_at, payload_digest=DRAWN.payload_digest
    )
    again: Exchange = replace(DRAWN, earlier=earlier)

    assert not again.is_revisit
    assert types(written(again)) == ["warcinfo", "resource", "metadata"]
