"""What cron, logrotate and an operator's hand run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

import click
import pytest

from portalcrawl.cli import commands

OURS = re.compile(r"(?:^|[\s/=])portalcrawl ((?:[a-z]+|--version)\b[^|>&;']*)")
ALLOWED = re.compile(r"[A-Za-z0-9/.,:?=@+_%-]*")
LINE = re.compile(r"(\d+) (\d+) \* \* (\*|0) +portalcrawl  (.+)")


def command_lines(deploy: Path, install_page: str) -> Iterator[list[str]]:
    """Every command of ours that units, cron, compose and the page run, as words."""
    files = [*deploy.glob("systemd/*.service"), deploy / "cron" / "portalcrawl"]
    texts = [file.read_text() for file in files]
    blocks = re.findall(r"```(?:sh|console)\n(.*?)```", install_page, re.DOTALL)
    for line in "\n".join([*texts, *blocks]).splitlines():
        if line.lstrip().startswith("#"):
            continue
        for found in OURS.finditer(line):
            yield shlex.split(found[1])


def test_every_command_that_is_run_is_there(deploy: Path, install_page: str) -> None:
    seen = set()
    for words in command_lines(deploy, install_page):
        command: click.Command = commands
        while isinstance(command, click.Group) and words and not words[0].startswith("-"):
            seen.add(words[0])
            found = command.get_command(click.Context(command), words[0])
            assert found is not None, words
            words, command = words[1:], found
        options = {name for each in command.params for name in each.opts} | {"--version"}
        assert {word for word in words if word.startswith("--")} <= options, words
    assert {"nightly", "check", "backup", "config", "status", "upgrade"} <= seen


def test_cron_runs_what_the_timers_run(deploy: Path) -> None:
    lines = list(map(LINE.fullmatch, (deploy / "cron" / "portalcrawl").read_text().splitlines()))
    jobs = {match[4].split(" >>")[0].split(" 2>")[0]: match for match in lines if match}
    assert len(jobs) == 3
    for job, match in jobs.items():
        units = deploy.glob("systemd/*.service")
        [unit] = [each for each in units if job.replace(" --quiet", "") + "\n" in each.read_text()]
        day = "*" if match[3] == "*" else "Sun"
        when = f"{int(match[2]):02}:{int(match[1]):02}:00"
        calendar = unit.with_suffix(".timer").read_text()
        assert f"{'' if day == '*' else 'Sun '}*-*-* {when} " in calendar


def test_cron_prints_nothing_of_a_sound_archive(deploy: Path, tmp_path: Path) -> None:
    assert printed_by_cron(deploy, tmp_path, "echo all right") == ""


def test_cron_prints_what_was_found(deploy: Path, tmp_path: Path) -> None:
    assert printed_by_cron(deploy, tmp_path, "echo a finding; exit 1") == "a finding\n"


def printed_by_cron(deploy: Path, folder: Path, does: str) -> str:
    """What the line for `db check` prints where the command does something else."""
    text = (deploy / "cron" / "portalcrawl").read_text()
    [line] = [line for line in text.splitlines() if "db check" in line]
    match = LINE.fullmatch(line)
    assert match
    command = folder / "portalcrawl"
    command.write_text(f"#!/bin/sh\n{does}\n")
    command.chmod(0o755)
    run = subprocess.run(
        ["/bin/sh", "-c", match[4]],
        env={"PATH": f"{folder}:/usr/bin:/bin", "LOG": str(folder / "log")},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout


def test_logrotate_takes_its_file(deploy: Path, tmp_path: Path) -> None:
    logrotate = shutil.which("logrotate") or shutil.which("logrotate", path="/usr/sbin")
    if logrotate is None:
        pytest.skip("no logrotate on this machine (Debian: apt install logrotate)")
    text = (deploy / "logrotate" / "portalcrawl").read_text()
    # That user may not be there.
    text = re.sub(r"portalcrawl portalcrawl$", "root root", text, flags=re.MULTILINE)
    (tmp_path / "rules").write_text(text)
    (tmp_path / "rules").chmod(0o644)
    run = subprocess.run(
        [logrotate, "--debug", "--state", tmp_path / "state", tmp_path / "rules"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "error" not in run.stderr


@pytest.mark.parametrize("script", ["portalcrawl", "alarm"])
def test_a_script_is_one_for_sh_and_can_be_run(deploy: Path, script: str) -> None:
    assert (deploy / script).stat().st_mode & 0o111
    subprocess.run(["/bin/sh", "-n", deploy / script], check=True)


def read_by_sh(environment: Path, names: Collection[str]) -> dict[str, str]:
    """As the wrapper reads it."""
    shown = "; ".join(f'printf "%s\\n" "${name}"' for name in names)
    run = subprocess.run(
        ["/bin/sh", "-euc", f". {environment}; {shown}"],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(names, run.stdout.splitlines(), strict=True))


def settings_of(deploy: Path) -> dict[str, str]:
    """Those that are shipped, in force or as an example."""
    lines = (deploy / "environment").read_text().splitlines()
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", "\n".join(lines), re.MULTILINE))


def test_the_environment_reads_the_same_for_systemd_and_for_sh(
    deploy: Path, tmp_path: Path
) -> None:
    settings = settings_of(deploy)
    assert {"PORTALCRAWL_ARCHIVE", "PORTALCRAWL_DB", "PGSERVICEFILE", "TZ"} <= set(settings)
    file = tmp_path / "environment"
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    assert read_by_sh(file, list(settings)) == settings


def test_the_environment_has_only_the_characters_that_it_allows(deploy: Path) -> None:
    assert all(re.fullmatch(ALLOWED, value) for value in settings_of(deploy).values())


def test_what_the_environment_allows_is_what_sh_reads_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "environment"
    file.write_text("VALUE=aZ09/.,:?=@+-_%\n")
    assert re.fullmatch(ALLOWED, "aZ09/.,:?=@+-_%")
    assert read_by_sh(file, ["VALUE"]) == {"VALUE": "aZ09/.,:?=@+-_%"}


def test_every_file_that_the_page_names_is_shipped(deploy: Path, install_page: str) -> None:
    for path in re.findall(r"deploy/([\w@.*/-]+[\w*])", install_page):
        is_made_there = path.startswith(("secrets", "backups"))
        assert is_made_there or list(deploy.glob(path)), path


def test_an_upgrade_and_a_restore_stop_whatever_the_timers_start(
    deploy: Path, install_page: str
) -> None:
    timers = {each.name for each in deploy.glob("systemd/*.timer")}
    services = {name.removesuffix(".timer") for name in timers}
    for title in ("Upgrade", "Restore"):
        [section] = re.findall(
            rf"^## {title}\n(.*?)(?=^## |\Z)", install_page, re.DOTALL | re.MULTILINE
        )
        stopped = re.findall(r"^sudo systemctl stop (.*)$", section, re.MULTILINE)
        started = re.findall(r"^sudo systemctl start (.*timer)$", section, re.MULTILINE)
        assert {name for line in stopped for name in line.split()} == timers | services
        assert {name for line in started for name in line.split()} == timers
