"""``portalcrawl config``: a file to begin with, its faults, what holds and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portalcrawl.cli.config import config
from portalcrawl.cli.configured import refuse_faulty_configuration
from portalcrawl.config import Config
from portalcrawl.config.keys import KEYS
from portalcrawl.errors import Fault


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for key in KEYS:
        monkeypatch.delenv(key.variable, raising=False)
    monkeypatch.delenv("PORTALCRAWL_CONFIG", raising=False)


def run(*arguments: str) -> int:
    return config.main(arguments, standalone_mode=False) or 0


def write(text: str) -> None:
    Path("portalcrawl.toml").write_text(text, encoding="utf-8")


def shown(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    run("show", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_file_to_begin_with_is_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("init") == 0
    assert run("check") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "portalcrawl.toml is sound"
    assert "crawl.contact is empty" in said.err


def test_a_file_elsewhere_is_told_with_the_variable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("init", "other.toml")
    assert f"PORTALCRAWL_CONFIG={tmp_path / 'other.toml'}" in capsys.readouterr().out


def test_no_file_is_overwritten() -> None:
    write("mine")
    with pytest.raises(
        Fault, match=r"^portalcrawl.toml is there; name another file, or .* --force"
    ):
        run("init")
    assert Path("portalcrawl.toml").read_text() == "mine"


def test_a_file_is_overwritten_by_force() -> None:
    write("mine")
    run("init", "--force")
    assert "mine" not in Path("portalcrawl.toml").read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_one_line() -> None:
    with pytest.raises(Fault, match=r"^cannot write no/x.toml: No such file or directory"):
        run("init", "no/x.toml")


def test_without_a_file_the_environment_is_checked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check") == 0
    assert capsys.readouterr().out == "no portalcrawl.toml is read; the environment is sound\n"
    monkeypatch.setenv("PORTALCRAWL_CRAWL_DELAY", "0")
    assert run("check") == 2
    assert capsys.readouterr().err.startswith("PORTALCRAWL_CRAWL_DELAY = 0.0: write a number")


def test_every_fault_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    write('[night]\nuntil = "6 Uhr"\n[nigth]\n[crawl]\ncontact = "a@b.vn"\nsettings = {X = 1}')
    assert run("check") == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split(":")[0] for line in said.err.splitlines()] == [
        f"portalcrawl.toml, line {line}" for line in (2, 3, 6)
    ]


def test_a_host_that_nobody_declared_is_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    write('[portals]\nleave_out = ["www.kontum.gov.vn",\n"ww.kontum.gov.vn"]')
    assert run("check") == 2
    assert capsys.readouterr().err.splitlines()[0] == (
        'portalcrawl.toml, line 2: portals.leave_out = "ww.kontum.gov.vn": no spider has this'
        " portal; did you mean www.kontum.gov.vn?"
    )


def test_a_misspelt_variable_is_a_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTALCRAWL_NIGHT_UNTILL", "06:00")
    assert run("check") == 0
    assert "note: no key is set by PORTALCRAWL_NIGHT_UNTILL; did" in capsys.readouterr().err


def test_every_value_is_shown_with_where_it_comes_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write('[night]\nuntil = "06:00"')
    monkeypatch.setenv("PORTALCRAWL_CRAWL_DELAY", "5")
    found = shown(capsys)
    assert found["file"] == str(tmp_path / "portalcrawl.toml")
    assert found["faults"] == []
    values = found["values"]
    assert list(values) == [key.dotted for key in KEYS]
    assert values["night.until"] == {"value": "06:00", "from": "portalcrawl.toml:2"}
    assert values["crawl.delay"] == {"value": 5.0, "from": "PORTALCRAWL_CRAWL_DELAY"}
    assert values["archive.folder"] == {"value": Config().archive.folder, "from": "default"}


def test_what_is_shown_can_be_read_as_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    write('[crawl]\ncontact = "a@b.vn"\nsettings = { MAX_ARTICLES = 5 }\n[night]\nhook = ["a b"]')
    before = shown(capsys)["values"]
    run("show")
    write(capsys.readouterr().out)
    after = shown(capsys)["values"]
    for key in KEYS:
        if not key.is_path:  # which are absolute where they stand in a file
            assert after[key.dotted]["value"] == before[key.dotted]["value"]


def test_no_password_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    write(
        '[archive]\ndatabase = "postgresql://me:geheim@host/name?password=geheim"\n'
        '[crawl]\nsettings = { FTP_PASSWORD = "geheim" }\n'
        '[night]\nhook = ["tell", "https://me:geheim@host/"]\n'
    )
    assert run("show") == run("show", "--json") == 0
    said = capsys.readouterr().out
    assert "postgresql://me:***@host/name?password=***" in said
    assert "geheim" not in said


def test_beside_what_holds_the_faults_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    write("[crawl]\ndelay = 0")
    assert run("show") == 2
    said = capsys.readouterr()
    assert "delay = 2.0 " in said.out
    assert said.err.startswith("portalcrawl.toml, line 2: crawl.delay = 0: ")


@pytest.mark.parametrize(
    ("faults", "told"),
    [(("one",), "one"), (("one", "two"), "one (and 1 more: portalcrawl config check)")],
)
def test_a_faulty_configuration_is_refused_in_one_line(
    faults: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_faulty_configuration()
    monkeypatch.setattr("portalcrawl.settings.CONFIG_FAULTS", faults)
    with pytest.raises(Fault) as refusal:
        refuse_faulty_configuration()
    assert str(refusal.value) == told
