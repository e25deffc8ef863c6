"""There is something to do about every state."""

from __future__ import annotations

from datetime import date

import click
import pytest
from hypothesis import given

from portalcrawl.cli import commands
from portalcrawl.health.state import Health, State
from portalcrawl.reports.advice import advice
from portalcrawl.reports.needs import STATES
from tests.reports.drawn import HEALTH

HOME = "http://langson.gov.vn/"


def about(state: State, cause: str | None) -> str:
    health = Health(host="langson.gov.vn", day=date(2026, 11, 22), state=state, cause=cause)
    return advice(health, HOME)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_advice_whatever_the_cause(state: State) -> None:
    assert about(state, None) == about(state, "a cause that nobody knows")
    assert about(state, None).endswith((".", "`"))


@given(health=HEALTH)
def test_what_is_to_be_typed_stands_between_two_backticks(health: Health) -> None:
    known = Health(host="a.vn", day=health.day, state=health.state, cause=health.cause)
    assert advice(known, HOME).count("`") % 2 == 0


def test_the_cause_makes_the_advice_more_exact() -> None:
    causes = ("dns", "tls", "redirect", "timeout")
    assert len({about("unreachable", cause) for cause in causes}) == len(causes)


def test_the_commands_name_the_portal_and_exist() -> None:
    said = about("layout changed", "no links")
    assert f"`portalcrawl probe {HOME}`" in said
    assert "`portalcrawl reprocess --portal langson.gov.vn --again`" in said
    context = click.Context(commands)
    reprocess = commands.get_command(context, "reprocess")
    assert reprocess is not None
    known = {option for each in reprocess.params for option in each.opts}
    assert {"--portal", "--again"} <= known
    assert commands.get_command(context, "probe") is not None
