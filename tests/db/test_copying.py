"""A copy in the other kind of database has every row and can be gone on with, or is not kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from db import copying, dialects, models, schema
from db.archive import Archive, open_archive
from db.checks.proving import check
from db.copying import copy_database
from db.engine import open_engine
from db.errors import ArchiveError
from db.models import table_of
from portalcrawl.items import Absence, Article, Attachment, Image, Refusal
from tests.db.asking_the_index import indexed

PORTAL = "hcc.nghean.gov.vn"
TEXT = "\n\n".join(
    f"Đoạn {number}: ủy ban nhân dân tỉnh giao các sở, ban, ngành và các xã, phường khẩn trương"
    f" triển khai {number} nhiệm vụ trọng tâm về chuyển đổi số trong năm nay."
    for number in range(1, 5)
)


@pytest.fixture
def target(request: pytest.FixtureRequest, archive_url: str, tmp_path: Any) -> Iterator[Engine]:
    """An empty database of the other kind."""
    url = (
        request.getfixturevalue("postgres_url")
        if archive_url.startswith("sqlite")
        else f"sqlite:///{tmp_path / 'copy' / 'portalcrawl.sqlite'}"
    )
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def full(
    archive: Archive,
    article: Callable[..., Article],
    refusal: Callable[..., Refusal],
) -> Archive:
    """An archive with a row in every table, and gaps in the ids."""
    decree = Attachment(url="https://x/1.pdf", name="Quyết định")
    image = Image(url="https://x/1.png", caption="Ảnh")
    many = [article(str(number), text=f"Số {number}.\n\n{TEXT}") for number in range(20)]
    first = article("101", attachments=(decree,), images=(image,), captions=("Ảnh",))
    run = archive.start_run("nghe_an")
    archive.record([*many, first, refusal("9", "static")], run)
    archive.record([article("101", hours=5, title="Bế mạc", published_at="2024-12")], run)
    archive.record(
        [
            Absence(
                portal=PORTAL,
                article_key="101",
                url="https://x",
                status=404,
                noticed_at=first.capture.captured_at.replace(day=20),
            )
        ]
        if first.capture
        else []
    )
    archive.finish_run(run, "finished", {"portal/x/found": 3, "a": 1.5})
    archive.start_run("killed")
    archive.remember_feed(PORTAL, "https://x/rss", "etag", None)
    with dialects.writing(archive.engine) as connection:
        connection.exec_driver_sql("UPDATE feeds SET id = 40")
        connection.execute(
            table_of(models.Import)
            .insert()
            .values(
                file="CC.warc.gz", size=2**40, offset=2**35, started=archive._now(), counts={"a": 1}
            )
        )
    return archive


def rows(engine: Engine, table: Any) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        query = select(table).order_by(*table.primary_key)
        return [dict(row) for row in connection.execute(query).mappings()]


def test_every_row_is_copied_with_its_id(full: Archive, target: Engine) -> None:
    copied = copy_database(full.engine, target)
    for table in models.Base.metadata.sorted_tables:
        assert rows(target, table) == rows(full.engine, table), table.name
        assert rows(target, table), f"{table.name} is empty, which proves nothing"
    assert copied.rows["articles"] == copied.derived == 21


def test_what_is_unknown_stays_null(full: Archive, target: Engine) -> None:
    copy_database(full.engine, target)
    with target.connect() as connection:
        sql = "SELECT count(*) FROM runs WHERE stats IS NULL"
        assert connection.exec_driver_sql(sql).scalar_one() == 1


def test_the_copy_is_sound_but_for_the_files_that_are_elsewhere(
    full: Archive, target: Engine, tmp_path: Any
) -> None:
    copy_database(full.engine, target)
    found = [each.subject for each in check(target, tmp_path) if each.found]
    assert found == ["captures"]  # the captures of this test have no WARC files


def test_the_copy_can_be_searched(full: Archive, target: Engine) -> None:
    copy_database(full.engine, target)
    with target.connect() as connection:
        assert len(indexed(connection, "folded", ["chuyen", "doi", "so"])) == 20
        assert len(indexed(connection, "exact", ["bế", "mạc"])) == 1


def test_a_crawl_goes_on_in_the_copy(
    full: Archive, target: Engine, article: Callable[..., Article]
) -> None:
    copy_database(full.engine, target)
    copy = Archive(target, clock=full._now)
    assert copy.record([article("101", hours=5, title="Bế mạc", published_at="2024-12")]).new == 0
    assert copy.record([article("new"), article("101", hours=700, title="Khác")]).new == 1
    assert copy.start_run("nghe_an") == 3
    copy.remember_feed(PORTAL, "https://x/other", None, None)
    assert {row["id"] for row in rows(target, table_of(models.Feed))} == {40, 41}


def test_tables_longer_than_a_page_are_copied_whole(
    full: Archive, target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "_PAGE", 3)
    told: list[tuple[str, int]] = []
    copied = copy_database(full.engine, target, lambda table, count: told.append((table, count)))
    assert copied.rows["revisions"] == len(rows(target, table_of(models.Revision))) == 22
    assert ("revisions", 3) in told
    assert ("revisions", 22) in told


def test_an_archive_without_anything_in_it_is_copied(archive: Archive, target: Engine) -> None:
    assert sum(copy_database(archive.engine, target).rows.values()) == 0
    schema.check(target)


def test_a_target_with_an_archive_in_it_is_refused(full: Archive, target: Engine) -> None:
    copy_database(full.engine, target)
    with pytest.raises(ArchiveError, match="is not empty: it has rows in imports; name an empty"):
        copy_database(full.engine, target)


def test_a_target_with_somebody_elses_tables_is_refused(full: Archive, target: Engine) -> None:
    with target.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id integer)")
    with pytest.raises(ArchiveError, match=r"is not empty: .*; name an empty database$"):
        copy_database(full.engine, target)


class Unplugged(Exception):  # noqa: N818 -- not the program's own
    pass


def test_a_copy_that_breaks_off_leaves_an_empty_target_for_the_next(
    full: Archive, target: Engine
) -> None:
    def unplug(table: str, count: int) -> None:
        if table == "revisions":
            raise Unplugged

    with pytest.raises(Unplugged):
        copy_database(full.engine, target, unplug)
    assert rows(target, table_of(models.Run)) == []
    assert copy_database(full.engine, target).rows["revisions"] == 22


def test_a_copy_that_is_not_the_same_is_not_kept(full: Archive, target: Engine) -> None:
    @event.listens_for(target, "before_cursor_execute", retval=True)
    def spoil(
        connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
    ) -> tuple[str, Any]:
        if statement.startswith("INSERT INTO portals"):
            rows = parameters if many else [parameters]
            parameters = [_spoiled(each) for each in rows]
            parameters = parameters if many else parameters[0]
        return statement, parameters

    with pytest.raises(ArchiveError, match=r"the copy of portals in .* is not the same as in"):
        copy_database(full.engine, target)
    assert rows(target, table_of(models.Portal)) == []


def _spoiled(row: Any) -> Any:
    """A row with another host, as a driver may get it: by name or by place."""
    if isinstance(row, dict):
        return {name: "x.vn" if value == PORTAL else value for name, value in row.items()}
    return tuple("x.vn" if value == PORTAL else value for value in row)


def test_the_source_is_one_state_though_a_run_writes_meanwhile(
    full: Archive, target: Engine, article: Callable[..., Article]
) -> None:
    def write(table: str, count: int) -> None:
        if table == "runs":
            full.record([article("late")])

    copied = copy_database(full.engine, target, write)
    assert (copied.rows["articles"], copied.rows["captures"]) == (21, 23)


def test_a_source_of_another_schema_is_refused_and_no_target_made(
    full: Archive, target: Engine
) -> None:
    with full.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(ArchiveError, match="portalcrawl db upgrade"):
        copy_database(full.engine, target)
    assert schema.is_empty(target)


def test_open_archive_takes_the_copy(full: Archive, target: Engine) -> None:
    copy_database(full.engine, target)
    open_archive(target.url.render_as_string(hide_password=False), create=False).close()
