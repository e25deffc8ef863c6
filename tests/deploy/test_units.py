"""The systemd units, as systemd itself reads them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

INSTALLED = "/opt/portalcrawl/.venv/bin/portalcrawl"
#: That a timer starts.
SERVICES = ("nightly", "check", "backup")


@pytest.fixture
def units(deploy: Path, tmp_path: Path) -> Path:
    """The units as they are installed, but that the command is the one of these tests."""
    folder = tmp_path / "systemd"
    shutil.copytree(deploy / "systemd", folder)
    command = Path(sys.executable).with_name("portalcrawl")
    for unit in folder.glob("*.service"):
        unit.write_text(unit.read_text().replace(INSTALLED, str(command)))
    return folder


def said_by(systemd_analyze: str, *arguments: str | Path) -> str:
    run = subprocess.run(
        [systemd_analyze, "--no-pager", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
    )
    assert run.returncode == 0, run.stderr
    return run.stdout + run.stderr


def exposure(systemd_analyze: str, unit: Path) -> float:
    said = said_by(systemd_analyze, "security", "--offline=true", unit)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert found, said
    return float(found[1])


def install_drop_in_for_a_browser(units: Path) -> None:
    folder = units / "portalcrawl-nightly.service.d"
    folder.mkdir()
    shutil.copy(units / "50-browser.conf", folder)


def values(file: Path) -> dict[str, str]:
    parser = RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file)
    return {name: value for section in parser.sections() for name, value in parser.items(section)}


def test_systemd_finds_no_fault_in_the_units(systemd_analyze: str, units: Path) -> None:
    files = sorted([*units.glob("*.service"), *units.glob("*.timer")])
    assert said_by(systemd_analyze, "verify", *files) == ""


def test_systemd_finds_no_fault_in_the_drop_in_for_a_browser(
    systemd_analyze: str, units: Path
) -> None:
    install_drop_in_for_a_browser(units)
    assert said_by(systemd_analyze, "verify", units / "portalcrawl-nightly.service") == ""


@pytest.mark.parametrize("name", [*SERVICES, "site"])
def test_no_unit_is_more_exposed_than_the_page_says(
    systemd_analyze: str, units: Path, install_page: str, name: str
) -> None:
    told = re.search(r"exposure level for portalcrawl-nightly.service: (\d\.\d)", install_page)
    assert told
    assert exposure(systemd_analyze, units / f"portalcrawl-{name}.service") <= float(told[1])


def test_a_browser_needs_little_more(systemd_analyze: str, units: Path, install_page: str) -> None:
    told = re.search(r"with it (\d\.\d)", install_page)
    assert told
    install_drop_in_for_a_browser(units)
    assert exposure(systemd_analyze, units / "portalcrawl-nightly.service") <= float(told[1])


@pytest.mark.parametrize("name", SERVICES)
def test_a_timer_names_a_time_in_viet_nam(systemd_analyze: str, units: Path, name: str) -> None:
    when = values(units / f"portalcrawl-{name}.timer")["OnCalendar"]
    assert when.endswith(" Asia/Ho_Chi_Minh")
    said_by(systemd_analyze, "calendar", when)


def test_the_site_answers_this_machine_alone(units: Path) -> None:
    unit = values(units / "portalcrawl-site.service")
    assert unit["IPAddressDeny"] == "any"
    assert unit["IPAddressAllow"] == "localhost"
    assert "--host 127.0.0.1 " in unit["ExecStart"]


def test_a_drop_in_for_one_unit_comes_after_the_one_for_all(units: Path) -> None:
    # systemd sorts drop-ins by their names alone, whatever folder they are in.
    [common] = (units / "portalcrawl-.service.d").iterdir()
    assert common.name < "50-browser.conf"


def test_the_unit_that_tells_of_failures_is_free_to_send_mail(units: Path) -> None:
    [alarm] = units.glob("*@.service")
    assert not alarm.name.startswith("portalcrawl-")
    common = units / "portalcrawl-.service.d" / "10-common.conf"
    assert values(common)["OnFailure"] == f"{alarm.name.replace('@.', '@%n.')}"


TLS = """
import ctypes, sys
if sys.argv[1] == "forbidden":
    PR_SET_MDWE, REFUSE_EXEC_GAIN = 65, 1
    if ctypes.CDLL(None).prctl(PR_SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0):
        sys.exit("not on this kernel")
from OpenSSL import SSL
SSL.Context(SSL.TLS_CLIENT_METHOD).set_info_callback(lambda *_: None)
"""


def https_where_new_code_is(rule: str) -> subprocess.CompletedProcess[str]:
    """What Twisted does before every HTTPS request, with memory as a unit may have it."""
    run = subprocess.run(
        [sys.executable, "-c", TLS, rule], capture_output=True, text=True, check=False
    )
    if "not on this kernel" in run.stderr:
        pytest.skip("no PR_SET_MDWE on this kernel (Linux 6.3)")
    return run


def test_https_works_with_the_memory_that_the_units_allow(units: Path) -> None:
    common = values(units / "portalcrawl-.service.d" / "10-common.conf")
    is_forbidden = common.get("MemoryDenyWriteExecute", "no") == "yes"
    run = https_where_new_code_is("forbidden" if is_forbidden else "allowed")
    assert run.returncode == 0, run.stderr


def test_no_unit_forbids_new_code_as_long_as_cffi_makes_some(units: Path) -> None:
    files = [each for each in units.rglob("*") if each.suffix in (".service", ".conf")]
    assert not [each for each in files if "MemoryDenyWriteExecute" in values(each)]
    run = https_where_new_code_is("forbidden")
    assert "MemoryError" in run.stderr, "nothing needs it any more: the units can forbid it"


def test_an_installation_that_cannot_be_imported_is_no_night_with_failed_portals(
    units: Path, tmp_path: Path
) -> None:
    unit = values(units / "portalcrawl-nightly.service")
    assert unit["SuccessExitStatus"].split() == ["1", "130"]
    command = unit["ExecStartPre"].removeprefix("/bin/sh -c '").removesuffix("'")
    broken = command.replace(str(Path(sys.executable).with_name("portalcrawl")), "false")
    assert broken != command
    assert subprocess.run(["/bin/sh", "-c", broken], check=False).returncode == 2


def test_spiders_have_the_time_to_store_what_they_fetched(units: Path) -> None:
    from portalcrawl.cli.spider_process import SECONDS_TO_STOP

    unit = values(units / "portalcrawl-nightly.service")
    assert unit["KillMode"] == "mixed"
    assert float(unit["TimeoutStopSec"]) > SECONDS_TO_STOP


def test_there_is_room_for_what_spiders_may_take(units: Path) -> None:
    from portalcrawl.settings import SPIDERS_MEMORY_MB

    unit = values(units / "portalcrawl-nightly.service")
    assert int(unit["MemoryHigh"].removesuffix("M")) > SPIDERS_MEMORY_MB
