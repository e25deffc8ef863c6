"""The report as JSON comes back as it was."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from portalcrawl.reports.document import as_json, from_json, schema
from portalcrawl.reports.night import NightReport
from tests.reports.drawn import REPORTS
from tests.reports.nights import a_night


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_any_report_comes_back_the_same(report: NightReport) -> None:
    assert from_json(as_json(report)) == report


def test_a_whole_night_comes_back_the_same() -> None:
    assert from_json(as_json(a_night())) == a_night()


def test_moments_have_their_offset_and_names_are_as_they_are() -> None:
    document = json.loads(as_json(a_night()))
    assert document["started"] == "2026-11-23T01:15:03+07:00"
    assert datetime.fromisoformat(document["until"]).tzinfo is not None
    assert "Lai Châu" in as_json(a_night())


def test_what_a_script_asks_first_stands_in_front() -> None:
    front = dict(list(json.loads(as_json(a_night())).items())[:3])
    assert front == {
        "format": 1,
        "verdict": "5 portals and 1 spider need a person.",
        "needs_person": True,
    }


def test_a_field_of_a_later_version_is_left_out_and_one_that_is_missing_has_its_default() -> None:
    document = json.loads(as_json(a_night()))
    document["moon"] = "full"
    del document["faults"]
    assert from_json(json.dumps(document)) == a_night()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no report of a night: .*"),
        ("[]", "it is no report of a night: .*"),
        ('{"night": "x"}', "it is no report of a night: .*format.*"),
        ('{"format": 2}', "it has format 2, this version reads format 1"),
        ('{"format": 1, "night": 7}', r"it is no report of a night: .*\$\.night.*"),
        (b"\xff", "it is no report of a night: .*"),
    ],
)
def test_what_is_no_report_is_said_in_one_line(text: str | bytes, said: str) -> None:
    with pytest.raises(ValueError, match=rf"\A{said}\Z"):
        from_json(text)


def test_the_schema_names_every_field() -> None:
    named = schema()["$defs"]["NightReport"]["properties"]
    assert list(named) == list(json.loads(as_json(a_night())))[3:]
