"""The sidecar index: made while writing, made by reading, and taken by every reader of CDXJ."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalcrawl.items import EarlierCapture
from portalcrawl.warc.cdxj import is_current, sidecar, write_index
from portalcrawl.warc.faults import TornRecord, WarcFault
from portalcrawl.warc.writer import Exchange, WarcFiles, payload_digest
from tests.warc.conftest import BODY, MOMENT, exchange_of

Make = Callable[..., Exchange]
Written = Callable[..., Path]

EARLIER = EarlierCapture(
    url="http://langson.gov.vn/tin", captured_at=MOMENT, payload_digest=payload_digest(BODY)
)
CONTENT_TYPES = st.one_of(
    st.sampled_from([b"text/html", b"text/html;charset=utf-8", b"application/pdf ; a=b", b""]),
    st.text(st.characters(exclude_categories=["C", "Z"]), max_size=9).map(str.encode),
    st.binary(max_size=9).filter(lambda raw: not set(raw) & set(b"\r\n")),
)
EXCHANGES = st.builds(
    exchange_of,
    body=st.sampled_from([BODY, b"", b"edited"]),
    path=st.text("/abz%?&=.-_~1", max_size=12).map(lambda rest: f"/{rest}"),
    headers=CONTENT_TYPES.map(lambda value: ((b"content-type", value),)) | st.just(()),
    moment=st.integers(0, 10**7).map(lambda seconds: MOMENT + timedelta(seconds=seconds)),
    earlier=st.sampled_from([None, EARLIER]),
    status=st.sampled_from([200, 404, 410]),
)


@settings(deadline=None)
@given(st.lists(EXCHANGES, min_size=1, max_size=6))
def test_the_index_made_while_writing_is_the_one_made_by_reading(
    exchanges: list[Exchange],
) -> None:
    with TemporaryDirectory() as folder:
        files = WarcFiles(Path(folder), "lang_son", {})
        places = [files.write(exchange) for exchange in exchanges]
        files.close()
        path = Path(folder, places[0].file)
        made_while_writing = sidecar(path).read_bytes()
        sidecar(path).unlink()

        assert write_index(path).read_bytes() == made_while_writing
        lines = made_while_writing.splitlines(keepends=True)
        assert len(lines) == len(exchanges)
        assert lines == sorted(lines)


def test_a_line_says_what_and_where(exchange: Make, written: Written) -> None:
    path = written(exchange(BODY, path="/Tin-Tuc?b=2&a=1"))

    (line,) = sidecar(path).read_text().splitlines()
    key, timestamp, about = line.split(" ", 2)

    assert key == "vn,gov,langson)/tin-tuc?a=1&b=2"
    assert timestamp == "20261122055301"
    fields = json.loads(about)
    assert 0 < int(fields["length"]) < path.stat().st_size - int(fields["offset"])
    assert fields | {"length": "", "offset": ""} == {
        "url": "http://langson.gov.vn/Tin-Tuc?b=2&a=1",
        "mime": "text/html",
        "status": "200",
        "digest": payload_digest(BODY).removeprefix("sha1:"),
        "length": "",
        "offset": "",
        "filename": path.name,
    }


def test_a_revisit_is_marked_as_one(exchange: Make, written: Written) -> None:
    path = written(exchange(BODY, earlier=EARLIER))
    fields = json.loads(sidecar(path).read_text().split(" ", 2)[2])
    assert fields["mime"] == "warc/revisit"
    assert "status" not in fields


def test_every_file_of_a_run_gets_its_index(tmp_path: Path, exchange: Make) -> None:
    files = WarcFiles(tmp_path, "lang_son", {}, max_bytes=1)
    places = [files.write(exchange(path=f"/{number}")) for number in range(3)]

    assert [sidecar(tmp_path / place.file).exists() for place in places] == [True, True, False]
    files.close()
    for number, place in enumerate(places):
        assert f"langson)/{number} " in sidecar(tmp_path / place.file).read_text()


def test_an_index_is_out_of_date_when_its_file_has_changed(
    exchange: Make, written: Written
) -> None:
    path = written(exchange())
    assert is_current(path)
    os.truncate(path, path.stat().st_size - 1)
    assert not is_current(path)


def test_a_torn_file_gets_no_index(exchange: Make, written: Written) -> None:
    path = written(exchange())
    sidecar(path).unlink()
    os.truncate(path, path.stat().st_size - 1)

    with pytest.raises(TornRecord):
        write_index(path)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_under_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WarcFault, match=r"\.warc or \.warc\.gz"):
        sidecar(tmp_path / "tin.html")
