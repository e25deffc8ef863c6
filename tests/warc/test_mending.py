"""What a killed run leaves behind is set right, and nothing else is touched."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from portalcrawl.warc.cdxj import is_current, sidecar
from portalcrawl.warc.locking import is_in_use
from portalcrawl.warc.mending import Action, Mending, mend
from portalcrawl.warc.reader import records
from portalcrawl.warc.writer import Exchange, WarcFiles

Make = Callable[..., Exchange]
Written = Callable[..., Path]
Types = Callable[[Path], list[str]]

#: Writes pairs for ever and says so after each.
WRITING = """
import sys
from pathlib import Path
from portalcrawl.warc.writer import WarcFiles
from tests.warc.conftest import exchange_of
files = WarcFiles(Path(sys.argv[1]), "lang_son", {})
for number in range(10**6):
    files.write(exchange_of(path=f"/{number}", body=bytes(20_000)))
    print(number, flush=True)
"""


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that writes into the archive folder ``tmp_path``; it has written 20 pairs."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    ) as process:
        assert process.stdout is not None
        for _ in range(20):
            assert process.stdout.readline()
        yield process
        process.kill()


def torn(path: Path, size: int) -> None:
    """As a killed run leaves it: cut off, without an index."""
    os.truncate(path, size)
    sidecar(path).unlink(missing_ok=True)


def test_a_record_torn_at_any_byte_is_cut_off(
    tmp_path: Path, exchange: Make, written: Written, types: Types
) -> None:
    path = written(exchange(path="/1"), exchange(path="/2"))
    whole = path.read_bytes()
    response, request = (record.offset for record in list(records(path))[2:])
    lines = sidecar(path).read_bytes().splitlines(keepends=True)

    for size in range(response + 1, len(whole)):
        path.write_bytes(whole)
        torn(path, size)
        end, indexed = (response, lines[:1]) if size < request else (request, lines)

        (mending,) = mend(tmp_path)

        action: Action = "indexed" if size == request else "cut"
        assert mending == Mending(file=f"warc/{path.name}", action=action, cut_bytes=size - end)
        assert path.read_bytes() == whole[:end]
        assert sidecar(path).read_bytes() == b"".join(indexed)
    assert types(path) == ["warcinfo", "response", "request", "response"]


def test_a_record_that_only_seems_torn_costs_none_behind_it(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(path="/1"), exchange(path="/2"), exchange(path="/3"))
    second = list(records(path))[2]
    whole = path.read_bytes()
    # The end of its deflated data is lost: what follows is taken for more of them.
    lost = second.offset + second.length - 12
    damaged = whole[: second.offset + 300] + whole[lost:]
    path.write_bytes(damaged)
    sidecar(path).unlink()

    (mending,) = mend(tmp_path)

    assert mending.action == "damaged"
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_bit_never_makes_a_file_shorter_by_whole_records(
    tmp_path: Path, exchange: Make, written: Written, seed: int
) -> None:
    path = written(exchange(path="/1"), exchange(path="/2"), exchange(path="/3"))
    whole, third = path.read_bytes(), list(records(path))[4].offset
    chance = Random(seed)  # noqa: S311 - the same bits in every run
    for _ in range(100):
        flipped = bytearray(whole)
        flipped[chance.randrange(third)] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        sidecar(path).unlink(missing_ok=True)
        mend(tmp_path)
        assert path.read_bytes() == flipped


def test_a_file_torn_in_its_first_record_is_removed(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange())
    end = next(records(path)).offset
    whole = path.read_bytes()
    for size in range(end):
        path.write_bytes(whole)
        torn(path, size)
        assert mend(tmp_path) == [
            Mending(file=f"warc/{path.name}", action="removed", cut_bytes=size)
        ]
        assert list(path.parent.iterdir()) == []


def test_a_whole_file_without_an_index_gets_the_one_it_would_have(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(path="/1"), exchange(path="/2"))
    made_while_writing = sidecar(path).read_bytes()
    sidecar(path).unlink()

    assert mend(tmp_path) == [Mending(file=f"warc/{path.name}", action="indexed")]
    assert sidecar(path).read_bytes() == made_while_writing


def test_an_index_that_is_out_of_date_is_made_anew(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange())
    index = sidecar(path).read_bytes()
    sidecar(path).write_text("of another day\n")

    assert [mending.action for mending in mend(tmp_path)] == ["indexed"]
    assert sidecar(path).read_bytes() == index


def test_an_index_that_a_killed_run_left_unfinished_goes(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange())
    sidecar(path).rename(sidecar(path).with_name(f".{sidecar(path).name}.4711"))

    assert [mending.action for mending in mend(tmp_path)] == ["indexed"]
    assert sorted(path.parent.iterdir()) == [sidecar(path), path]


def test_a_second_time_there_is_nothing_to_do(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(), exchange())
    torn(path, path.stat().st_size - 1)
    assert len(mend(tmp_path)) == 1
    assert mend(tmp_path) == []


def test_a_file_whose_index_is_current_is_not_read(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange())
    path.write_bytes(b"would be found to be damaged if it were read")
    moment = sidecar(path).stat().st_mtime_ns
    os.utime(path, ns=(moment, moment))

    assert mend(tmp_path) == []


def test_a_folder_without_captures_needs_nothing(tmp_path: Path) -> None:
    assert mend(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_being_written_is_left_alone(
    tmp_path: Path, writing: subprocess.Popen[str]
) -> None:
    (path,) = (tmp_path / "warc").iterdir()

    assert is_in_use(path)
    assert mend(tmp_path) == []
    assert not sidecar(path).exists()


def test_after_kill_9_the_file_is_whole_pairs_with_an_index(
    tmp_path: Path, writing: subprocess.Popen[str], types: Types
) -> None:
    (path,) = (tmp_path / "warc").iterdir()
    writing.kill()
    writing.wait()

    mend(tmp_path)

    found = types(path)
    assert found == ["warcinfo", *["response", "request"] * (len(found) // 2)]
    assert len(found) >= 41
    assert is_current(path)
    assert len(sidecar(path).read_text().splitlines()) == len(found) // 2


def test_a_file_is_free_again_when_it_is_closed(tmp_path: Path, exchange: Make) -> None:
    files = WarcFiles(tmp_path, "lang_son", {})
    path = tmp_path / files.write(exchange()).file
    files.sync()
    assert mend(tmp_path) == []
    files.close()
    assert not is_in_use(path)
    sidecar(path).unlink()
    assert [mending.action for mending in mend(tmp_path)] == ["indexed"]


def test_a_file_damaged_in_its_midst_is_left_as_it_is_and_told_once(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    path = written(exchange(path="/1"), exchange(path="/2"), exchange(path="/3"))
    second = list(records(path))[2]
    damaged = bytearray(path.read_bytes())
    damaged[second.offset + 40 : second.offset + 60] = bytes(20)
    path.write_bytes(damaged)

    (mending,) = mend(tmp_path)

    assert mending.action == "damaged"
    assert f"{path} has no readable record at byte {second.offset}" in mending.reason
    assert path.read_bytes() == damaged
    assert len(sidecar(path).read_text().splitlines()) == 1
    assert mend(tmp_path) == []


def test_the_file_of_somebody_else_is_indexed_and_never_cut(
    tmp_path: Path, exchange: Make, written: Written
) -> None:
    own = written(exchange(path="/1"), exchange(path="/2"))
    whole = own.with_name("CC-MAIN-20190520-00001.warc.gz")
    shutil.copy(own, whole)
    part = own.with_name("rec-20190520-0.warc.gz")
    part.write_bytes(own.read_bytes()[:-1])
    plain = own.with_name("wget.warc")
    plain.write_bytes(gzip.decompress(own.read_bytes()))

    told = {mending.file: mending for mending in mend(tmp_path)}

    assert {name: mending.action for name, mending in told.items()} == {
        "warc/CC-MAIN-20190520-00001.warc.gz": "indexed",
        "warc/rec-20190520-0.warc.gz": "damaged",
        "warc/wget.warc": "indexed",
    }
    assert "is torn" in told["warc/rec-20190520-0.warc.gz"].reason
    assert part.read_bytes() == own.read_bytes()[:-1]
    for path in (whole, part, plain):
        assert len(sidecar(path).read_text().splitlines()) == 2
    assert mend(tmp_path) == []
