"""docs/reports.md says what the reports have."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from portalcrawl.reports.document import as_json
from portalcrawl.reports.fields import as_markdown
from portalcrawl.reports.metrics import as_metrics
from tests.reports.nights import a_night

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")


def test_the_page_has_every_field_of_report_json() -> None:
    assert PAGE.endswith(as_markdown())


def test_the_page_has_every_metric_with_its_labels() -> None:
    told = re.findall(r"^\| `(portalcrawl_\w+)` \| (.*) \| (.*) \|$", PAGE, re.MULTILINE)
    assert told == [
        (
            family.name,
            ", ".join(f"`{label}`" for label in family.samples[0].labels),
            family.documentation,
        )
        for family in text_string_to_metric_families(as_metrics(a_night()))
    ]


def test_the_rules_speak_of_metrics_that_there_are() -> None:
    [rules] = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    asked = set(re.findall(r"portalcrawl_\w+", rules))
    assert len(asked) == 7
    assert asked <= {each.name for each in text_string_to_metric_families(as_metrics(a_night()))}


@pytest.mark.skipif(shutil.which("jq") is None, reason="no jq on this machine")
def test_the_mail_of_the_hook_has_the_verdict_as_its_subject(tmp_path: Path) -> None:
    script = re.findall(r"^```sh\n(#!/bin/sh\n.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[0]
    report = replace(a_night(), archive=str(tmp_path / "kho lưu trữ"))
    folder = Path(report.archive) / "reports" / report.night
    folder.mkdir(parents=True)
    (folder / "report.txt").write_text("5 portals need a person.\n\nlaichau.gov.vn (Lai Châu)\n")
    mailer = tmp_path / "msmtp"
    mailer.write_text("#!/bin/sh\ncat\n")
    mailer.chmod(0o755)
    run = subprocess.run(
        ["sh", "-c", script],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        input=as_json(report).encode(),
        capture_output=True,
        check=True,
    )
    head, _, body = run.stdout.decode().partition("\n\n")
    assert "Subject: portalcrawl: 5 portals need a person." in head.splitlines()
    assert body.endswith("laichau.gov.vn (Lai Châu)\n")


def test_the_night_says_what_the_table_of_alarms_has() -> None:
    page = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    [table] = re.findall(r"^\| the report says .*\n(?:\|.*\n)+", page, re.MULTILINE)
    told = [
        cell
        for row in table.splitlines()[2:]
        for cell in re.findall("`(.*?)`", row[: row.index("|", 1)])
    ]
    told.remove("status")
    assert len(told) >= 8
    folders = (ROOT / name for name in ("portalcrawl", "pipelines", "db"))
    code = "\n".join(
        file.read_text(encoding="utf-8") for folder in folders for file in folder.rglob("*.py")
    )
    for text in told:
        # In capitals and dots stands what differs from night to night.
        pattern = re.sub(r"PATH|\\\.\\\.\\\.", r"\\{.*?\\}", re.escape(text).replace(r"\ ", " "))
        assert re.search(f'"{pattern}|{pattern}"', code), text


def test_the_picture_is_small() -> None:
    assert (ROOT / "docs" / "images" / "report.png").stat().st_size < 200_000
