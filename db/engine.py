"""Opening a database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from db import dialects
from db.errors import ArchiveError

_PASSWORD = re.compile(r"(?P<scheme>\w://)(?P<user>[^:/@\s'\"]*):[^\s'\"]*@")


def open_engine(url: str, *, create: bool = True) -> Engine:
    """An engine for an SQLAlchemy URL, such as ``sqlite:///archive/portalcrawl.sqlite``.

    With ``create`` the folder of a new SQLite file is made. Raises ArchiveError, in one line, for a
    URL that is none, a file that is not there without ``create``, a folder that cannot be made.
    """
    try:
        parsed = make_url(url)
        engine = create_engine(
            parsed,
            # Captions stay readable for whoever opens the database with another tool.
            json_serializer=partial(json.dumps, ensure_ascii=False),
            # A message says what went wrong; the texts of a whole batch would drown it.
            hide_parameters=True,
            **dialects.pooling(parsed),
        )
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        told = f"{without_password(url)!r} ({without_password(str(error))})"
        raise ArchiveError(f"not a database URL that can be opened: {told}") from None
    if file := dialects.file_of(parsed):
        if create:
            try:
                file.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ArchiveError(f"cannot make the folder of {file}: {error.strerror}") from None
        elif not file.exists():
            raise ArchiveError(
                f"there is no archive at {file}; crawl into it first, or name the folder of another"
            )
    dialects.prepare(engine)
    return engine


def address_of(engine: Engine) -> str:
    """What to call the database in a message: the file, or the URL without its password."""
    file = dialects.file_of(engine.url)
    return str(file or without_password(engine.url.render_as_string(hide_password=True)))


def without_password(text: str) -> str:
    """The text with ``***`` for what may be a password in a URL, up to the last ``@``."""
    return _PASSWORD.sub(r"\g<scheme>\g<user>:***@", text)


@contextmanager
def said_in_one_line(engine: Engine) -> Iterator[None]:
    """Turn an error of the database into an ArchiveError: which archive, and the cause."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        told = " ".join(str(cause).split())
        raise ArchiveError(f"the archive {address_of(engine)} cannot be used: {told}") from error
