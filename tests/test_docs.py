"""What README and docs show is what happens: every console block is run and its output compared.

A line ``...`` stands for any lines, ``...`` inside a line for any text.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from portalcrawl.replicas import serve_all

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(each.relative_to(ROOT)) for each in (ROOT / "docs").glob("*.md")),
]
INSTEAD = {
    # The target of the Makefile is this command, behind an install that has been done.
    "make demo": "portalcrawl demo",
    # That is where we are; .ci/run runs it.
    "make test": "echo '... passed in ...'",
}
#: Stands in the pages for an empty database on somebody's server.
DATABASE = "postgresql+psycopg://archivist@db.example.org/portalcrawl"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder that looks like the checkout, and an environment whose portals are replicas."""
    folder = tmp_path_factory.mktemp("docs")
    for name in ("scrapy.cfg", "tests", "docs", "spiders", "benchmarks"):
        (folder / name).symlink_to(ROOT / name)
    with serve_all() as origins:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        yield folder, os.environ | {"PATH": path, "PORTALCRAWL_REPLICAS": json.dumps(origins)}


def console_blocks(page: str) -> list[str]:
    text = (ROOT / page).read_text(encoding="utf-8")
    return re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def sessions(block: str) -> list[tuple[str, str]]:
    """The commands of a block, each with the output shown below it."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.MULTILINE)[1:]
    return list(zip(parts[::2], parts[1::2], strict=True))


def as_pattern(shown: str) -> re.Pattern[str]:
    lines = [
        "(?:.*\n)*?" if line == "..." else ".*?".join(map(re.escape, line.split("..."))) + "\n"
        for line in shown.splitlines()
    ]
    return re.compile("".join(lines))


@pytest.mark.parametrize("page", [page for page in PAGES if console_blocks(page)])
def test_commands_print_what_the_page_shows(
    page: str, workplace: tuple[Path, dict[str, str]], postgres_url: str
) -> None:
    folder, environment = workplace
    database = make_url(postgres_url).render_as_string()
    for block in console_blocks(page):
        for command, shown in sessions(block):
            run = subprocess.run(  # noqa: S602 -- the commands are those of our own pages
                INSTEAD.get(command, command).replace(DATABASE, shlex.quote(database)),
                shell=True,
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert run.returncode == 0, (command, run.stdout, run.stderr)
            printed = run.stdout.replace(database, DATABASE)
            assert as_pattern(shown).fullmatch(printed), (command, printed)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert ((ROOT / page).parent / target).exists(), target


def test_targets_of_the_readme_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`", (ROOT / "README.md").read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_ci_runs_the_two_commands_of_the_readme() -> None:
    steps = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"make test", "make check", "make demo"} <= set(steps)
