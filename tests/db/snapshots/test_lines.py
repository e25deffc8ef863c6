from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import columns
from db.archive import Archive, open_archive
from db.copying import copy_database
from db.dialects import reading
from db.engine import open_engine
from db.snapshots import write_snapshot
from db.snapshots.lines import ARTICLE_COLUMNS, REVISION_COLUMNS, csv_line, lines, quoted
from db.snapshots.selection import WHOLE
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Article, Attachment, Capture, Image
from portalcrawl.portals import Portal
from tests.db.conftest import NOON
from tests.db.snapshots.conftest import TAKEN, Make, files

#: What CSV, JSON, SQL and Python's formatting have a use for, and letters of more than one byte.
CELLS = st.text(st.sampled_from(",;\"'\\\n\r\t {}%$:?đẾ́\u2028😀=a0"), max_size=12)


def test_the_lines_have_the_columns_of_the_data_format() -> None:
    assert tuple(name for name, _ in columns.ARTICLES) == ARTICLE_COLUMNS
    assert tuple(name for name, _ in columns.REVISIONS) == REVISION_COLUMNS


@given(CELLS)
def test_a_long_cell_is_quoted_as_a_short_one(cell: str) -> None:
    assert quoted(cell.encode()) + b",x" == csv_line([cell, "x"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = open_archive(f"sqlite:///{tmp_path_factory.mktemp('made')}/portalcrawl.sqlite")
    yield opened
    opened.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.tuples(CELLS, CELLS, CELLS, CELLS, CELLS))
def test_every_line_is_as_the_csv_writer_writes_it(
    made: Archive, an_article: Callable[..., Article], cells: tuple[str, ...]
) -> None:
    title, section, author, text, name = cells
    article = an_article(
        title=title,
        section=section,
        author=author,
        text=text,
        captions=(text, name),
        attachments=(Attachment(url=f"https://x.vn/{name}", name=name),),
    )
    made.record([article])
    with reading(made.engine) as connection:
        [found] = lines(connection, WHOLE)
    for told in (found.articles, found.revisions):
        again = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(told.decode(), newline=""))
        csv.writer(again, lineterminator="\r\n").writerows(rows)
        assert told == again.getvalue().encode()


@pytest.fixture(scope="module")
def an_article() -> Callable[..., Article]:
    def make(**changes: object) -> Article:
        url = "https://x.vn/bai-1.html"
        fields: dict[str, object] = {
            "url": url,
            "canonical_url": url,
            "title": "A",
            "text": "B",
            "extraction_method": "generic",
            "portal": "x.vn",
            "article_key": "1",
            "capture": Capture(captured_at=NOON, url=url, status=200, payload_digest="sha1:A"),
        }
        return Article(**fields | changes)  # type: ignore[arg-type]

    return make


def fill(archive: Archive, article: Make) -> None:
    """Portals with and without a province, edits, files, missing dates, hostile texts."""
    archive.register_portals("kon_tum", [Portal("kt.vn", NukeViet())])
    archive.register_portals("quang_ngai", [Portal("b.vn", NukeViet()), Portal("a.vn", NukeViet())])
    archive.record(
        article(
            f"{number}",
            portal=("kt.vn", "b.vn", "a.vn", "nobody.vn")[number % 4],
            published_at=(None, "2024-05", "2024-05-01", "2024-05-01T00:00+07:00")[number % 3],
            published_precision=(None, "month", "day", "minute")[number % 3],
            text=f'Đoạn "{number}", một\n\n=cmd()|\\ {{}} %s :x ?' * (number % 7 + 1),
            images=tuple(Image(url=f"https://x/{n}", caption=None) for n in range(number % 3)),
            attachments=(Attachment(url="https://x/a,b", name='"tệp"'),) * (number % 2),
        )
        for number in range(40)
    )
    archive.record(
        [article(f"{number}", hours=2, title="Sửa, lại", portal="kt.vn") for number in (0, 4, 8)]
    )


@pytest.fixture
def other_kind(
    request: pytest.FixtureRequest, archive_url: str, tmp_path: Path
) -> Iterator[Engine]:
    """An empty database of the other kind."""
    url = (
        request.getfixturevalue("postgres_url")
        if archive_url.startswith("sqlite")
        else f"sqlite:///{tmp_path / 'copy' / 'portalcrawl.sqlite'}"
    )
    engine = open_engine(url)
    yield engine
    engine.dispose()


def test_few_texts_are_in_memory_at_once_however_long_they_are(
    archive: Archive, article: Make
) -> None:
    archive.record([article(f"{number}", text=f"{number}" * 1_500_000) for number in range(7)])
    with reading(archive.engine) as connection:
        found = list(lines(connection, WHOLE))
    assert max(len(some.revisions) for some in found) < 4_500_000
    assert sum(some.article_count for some in found) == 7


def test_the_revisions_of_few_articles_come_in_pieces_and_in_order(
    archive: Archive, article: Make
) -> None:
    for hours in range(8):
        archive.record([article(f"{key:02}", hours, title=f"{hours}") for key in range(30)])
    with reading(archive.engine) as connection:
        found = list(lines(connection, WHOLE))
    rows = csv.reader(io.StringIO(b"".join(some.revisions for some in found).decode(), newline=""))
    keys = [(row[0], int(row[1])) for row in rows]
    assert len(keys) == 240
    assert keys == sorted(keys)
    assert max(some.revision_count for some in found) <= 200
    assert sum(some.article_count for some in found) == 30


def test_a_copy_of_the_archive_in_another_database_gives_the_same_bytes(
    archive: Archive, article: Make, folder: Path, tmp_path: Path, other_kind: Engine
) -> None:
    fill(archive, article)
    copy_database(archive.engine, other_kind)
    first = write_snapshot(archive.engine, folder, TAKEN)
    second = write_snapshot(other_kind, tmp_path / "others", TAKEN)
    assert first.rows["revisions.csv"] > first.articles == 40
    assert files(first.path) == files(second.path)
