from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from db import dialects, models, schema
from db.archive import open_archive
from db.engine import address_of, open_engine
from db.errors import ArchiveError, SchemaError


def test_an_empty_database_becomes_an_archive(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    schema.check(engine)
    assert {
        name for name in inspect(engine).get_table_names() if not dialects.is_of_search_index(name)
    } == {*models.Base.metadata.tables, "alembic_version"}
    assert set(inspect(engine).get_view_names()) == {
        "article",
        "article_attachment",
        "article_capture",
        "article_revision",
        "similar_article",
    }


def test_the_migrations_give_what_the_models_say(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": schema.is_modelled}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, models.Base.metadata) == []


def test_the_way_down_leaves_an_empty_database(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    with dialects.migrating(engine) as connection:
        command.downgrade(schema._config(connection), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    assert inspect(engine).get_view_names() == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(url: str) -> None:
    engine = open_engine(url)
    assert schema.upgrade(engine) == schema.upgrade(engine)


def test_the_63_units_are_there_with_their_names_of_today(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    with engine.connect() as connection:
        ask = connection.exec_driver_sql
        assert ask("SELECT count(*) FROM provinces").scalar() == 63
        assert ask("SELECT count(*) FROM provinces WHERE name_vi_now IS NOT NULL").scalar() == 34
        assert ask(
            "SELECT name_vi, kind, name_vi_now, kind_now FROM provinces"
            " WHERE slug IN ('dong_nai', 'thua_thien_hue') ORDER BY slug"
        ).all() == [
            ("Đồng Nai", "province", "Đồng Nai", "municipality"),
            ("Thừa Thiên Huế", "province", "Huế", "municipality"),
        ]


def test_several_processes_may_make_the_same_archive_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        archives = list(pool.map(lambda _: open_archive(url), range(8)))
    assert archives[0].start_run("nghe_an") == 1


def test_an_empty_database_is_said_to_have_no_archive(url: str) -> None:
    engine = open_engine(url)
    with pytest.raises(SchemaError) as caught:
        schema.check(engine)
    assert str(caught.value) == (
        f"there is no archive in {address_of(engine)} yet; run: portalcrawl db upgrade"
    )


def test_an_older_schema_is_refused_with_the_command_to_run(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(open_engine(url))
    # A version of portalcrawl that is one migration ahead of this archive.
    monkeypatch.setattr(schema, "_needed", lambda: "0006")
    with pytest.raises(SchemaError) as caught:
        open_archive(url)
    assert str(caught.value).endswith(
        "has schema 0005, this version works with 0006; run: portalcrawl db upgrade"
    )


@pytest.mark.parametrize("use", [schema.check, schema.upgrade])
def test_a_newer_schema_is_refused(url: str, use: object) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert callable(use)
    with pytest.raises(SchemaError, match="schema 9999, which is newer than this version"):
        use(engine)


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.sqlite"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE articles (id)")
    with pytest.raises(SchemaError, match=r"is not an archive of portalcrawl.*'articles'"):
        schema.upgrade(open_engine(f"sqlite:///{file}"))


@pytest.mark.parametrize("use", [schema.check, schema.upgrade, schema.is_empty])
def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path, use: object) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("this is no database\n" * 100)
    assert callable(use)
    with pytest.raises(ArchiveError) as caught:
        use(open_engine(f"sqlite:///{file}"))
    assert str(caught.value) == f"the archive {file} cannot be used: file is not a database"
    assert file.read_text().startswith("this is no database")


def test_a_migration_that_fails_leaves_nothing_behind(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("in the middle")

    engine = open_engine(url)
    monkeypatch.setattr(schema, "_write_provinces", fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        schema.upgrade(engine)
    assert inspect(engine).get_table_names() == []
