"""The schema of an archive: bringing it up to date, and refusing to work with another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from db import dialects, migrations, models
from db.derived import catch_up
from db.engine import address_of, said_in_one_line
from db.errors import SchemaError
from portalcrawl.provinces import Province, province_at, provinces

UPGRADE_COMMAND = "portalcrawl db upgrade"


def upgrade(engine: Engine) -> str:
    """Create the schema, or bring it up to the one of this version; returns its revision.

    What is stored is indexed and fingerprinted where it was not.

    All of it in one transaction. Raises SchemaError where the database is newer than this version
    or is not an archive, ArchiveError where it cannot be opened or written.
    """
    with said_in_one_line(engine), dialects.migrating(engine) as connection:
        _refuse_unknown(engine, connection)
        command.upgrade(_config(connection), "head")
        _write_provinces(connection)
        catch_up(connection)
        return _needed()


def check(engine: Engine) -> None:
    """Raise SchemaError unless the database has exactly the schema of this version."""
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        _refuse_unknown(engine, connection)
        there, needed = _there(connection), _needed()
    if there is None:
        raise SchemaError(f"there is no archive in {address_of(engine)} yet; {_advice()}")
    if there != needed:
        raise SchemaError(
            f"the archive {address_of(engine)} has schema {there},"
            f" this version works with {needed}; {_advice()}"
        )


def is_empty(engine: Engine) -> bool:
    """Whether nothing is in the database yet."""
    with said_in_one_line(engine), dialects.reading(engine) as connection:
        return not inspect(connection).get_table_names()


def is_modelled(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether the models describe it, as Alembic's ``include_name`` asks."""
    return not (kind == "table" and dialects.is_of_search_index(name))


def _refuse_unknown(engine: Engine, connection: Connection) -> None:
    there, needed = _there(connection), _needed()
    if there is None:
        ours = set(models.Base.metadata.tables)
        if strange := ours.intersection(inspect(connection).get_table_names()):
            raise SchemaError(
                f"{address_of(engine)} is not an archive of portalcrawl: it has a table"
                f" {min(strange)!r} but no schema version; choose another database"
            )
    elif there not in _known():
        raise SchemaError(
            f"the archive {address_of(engine)} has schema {there}, which is newer than this"
            f" version of portalcrawl knows ({needed}); install the newer portalcrawl"
        )


def _advice() -> str:
    return f"run: {UPGRADE_COMMAND}"


def _there(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _needed() -> str:
    head = _scripts().get_current_head()
    if head is None:
        raise RuntimeError("the migrations are not installed")
    return head


def _known() -> frozenset[str]:
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(migrations.__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _write_provinces(connection: Connection) -> None:
    """The units are facts of this version, so every upgrade writes them anew."""
    table = models.table_of(models.Province)
    statement = dialects.insert(connection, table)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["slug"],
            set_={c.name: statement.excluded[c.name] for c in table.c if c.name != "slug"},
        ),
        # Units that others were merged into come first: the rows refer to them.
        [_province_row(unit) for unit in sorted(provinces(), key=lambda u: not u.lives_on)],
    )


def _province_row(unit: Province) -> dict[str, Any]:
    now = province_at(unit.slug, date.max) if unit.lives_on else None
    return {
        "slug": unit.slug,
        "gso_code": unit.gso_code,
        "iso_code": unit.iso_code,
        "name_vi": unit.name_vi,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "merged_into": unit.merged_into,
        "gso_code_now": now and now.gso_code,
        "name_vi_now": now and now.name_vi,
        "name_en_now": now and now.name_en,
        "kind_now": now and now.kind,
    }
