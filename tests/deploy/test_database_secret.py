"""PostgreSQL with a password that only a file knows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.postgres import PostgresServer

PASSWORD = "kh0ng-ai-biet"  # noqa: S105 - of a server that lives as long as the test
URL = "postgresql+psycopg:///?service=archive"


@pytest.fixture
def service_file(stoppable_postgres: PostgresServer, tmp_path: Path) -> Path:
    """Of a server that asks its archivist for a password."""
    server = stoppable_postgres
    url = make_url(server.url(server.create()))
    host = str(url.query["host"])
    with psycopg.connect(host=host, user="postgres", dbname=url.database, autocommit=True) as told:
        told.execute(f"CREATE ROLE archivist LOGIN PASSWORD '{PASSWORD}'")
        told.execute("GRANT CREATE ON SCHEMA public TO archivist")
        rules = server._data / "pg_hba.conf"
        rules.write_text(f"local all archivist scram-sha-256\n{rules.read_text()}")
        told.execute("SELECT pg_reload_conf()")
    file = tmp_path / "pg_service"
    file.write_text(
        f"[archive]\nhost={host}\ndbname={url.database}\nuser=archivist\npassword={PASSWORD}\n"
    )
    file.chmod(0o600)
    return file


def upgrade(service_file: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PGSERVICEFILE": str(service_file), "PORTALCRAWL_DB": URL}
    return subprocess.run(
        [sys.executable, "-m", "portalcrawl", "db", "upgrade"],
        env=os.environ | environment,
        cwd=service_file.parent,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_password_is_read_from_the_service_file(service_file: Path) -> None:
    run = upgrade(service_file)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("The archive has schema ")


def test_a_wrong_one_is_told_without_it(service_file: Path) -> None:
    service_file.write_text(service_file.read_text().replace(PASSWORD, "khong-phai"))
    run = upgrade(service_file)
    assert run.returncode == 2
    assert "archivist" in run.stderr
    assert "khong-phai" not in run.stderr
