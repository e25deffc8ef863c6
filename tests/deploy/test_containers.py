"""The Containerfile and compose.yaml: what can be proved of them without a container engine."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.conftest import ROOT

yaml = pytest.importorskip("yaml", reason="compose.yaml is read by PyYAML")


@pytest.fixture
def steps(deploy: Path) -> list[tuple[str, str]]:
    """The instructions of the Containerfile with their arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", (deploy / "Containerfile").read_text(), flags=re.MULTILINE)
    lines = re.sub(r"\s*\\\n\s*", " ", text).splitlines()
    return [(line.split()[0], line.split(maxsplit=1)[1]) for line in lines if line.strip()]


@pytest.fixture
def compose(deploy: Path) -> dict[str, Any]:
    loaded = yaml.safe_load((deploy / "compose.yaml").read_text())
    assert isinstance(loaded, dict)
    return loaded


def test_all_that_is_copied_is_in_the_context_and_nothing_else(
    steps: list[tuple[str, str]],
) -> None:
    copied = {
        source
        for step, words in steps
        if step == "COPY" and not words.startswith("--from")
        for source in words.split()[:-1]
    }
    assert all(list(ROOT.glob(source)) for source in copied)
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == copied


def test_only_what_the_lock_names_is_installed(steps: list[tuple[str, str]]) -> None:
    installs = [words for step, words in steps if step == "RUN" and "pip install" in words]
    assert all("--require-hashes" in words or "--no-deps" in words for words in installs)
    assert not any("index" in words for words in installs)


def test_the_command_is_run_by_nobody_of_weight_and_gets_the_signal(
    steps: list[tuple[str, str]],
) -> None:
    last = dict(steps)
    assert last["USER"] == "10001"
    assert last["ENTRYPOINT"] == '["tini", "--", "portalcrawl"]'


def test_no_packages_are_built_or_installed_in_the_image_that_is_shipped(
    steps: list[tuple[str, str]],
) -> None:
    last_stage = steps[max(at for at, (step, _) in enumerate(steps) if step == "FROM") :]
    assert not any("pip" in words or "build-essential" in words for _, words in last_stage)


def test_no_password_is_in_the_compose_file(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for name, value in service["environment"].items():
            assert "PASSWORD" not in name or name.endswith("_FILE")
            assert not re.search(r"://[^/]*:[^/]*@", str(value))


def test_every_secret_and_volume_is_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert set(service["secrets"]) <= set(compose["secrets"])
        named = {each.split(":")[0] for each in service["volumes"] if not each.startswith(".")}
        assert named <= set(compose["volumes"])


def test_the_database_is_waited_for(compose: dict[str, Any]) -> None:
    database, crawler = compose["services"]["database"], compose["services"]["portalcrawl"]
    assert database["healthcheck"]["test"][0] == "CMD"
    assert crawler["depends_on"] == {"database": {"condition": "service_healthy"}}


def test_backups_are_kept_outside_where_the_page_makes_the_folder_and_never_committed(
    compose: dict[str, Any], deploy: Path, install_page: str
) -> None:
    assert "./backups:/var/backups/portalcrawl" in compose["services"]["portalcrawl"]["volumes"]
    assert "install -d -o 10001 -m 0750 backups\n" in install_page
    assert "/backups/" in (deploy / ".gitignore").read_text().splitlines()


def test_the_archive_is_on_a_volume_of_the_image(
    compose: dict[str, Any], steps: list[tuple[str, str]]
) -> None:
    volume = dict(steps)["VOLUME"]
    assert f"archive:{volume}" in compose["services"]["portalcrawl"]["volumes"]
    environment = dict(
        each.split("=", 1) for step, words in steps if step == "ENV" for each in shlex.split(words)
    )
    assert environment["PORTALCRAWL_ARCHIVE"].startswith(f"{volume}/")
    assert environment["PORTALCRAWL_LOCKS"].startswith(f"{volume}/")
