"""How soon it is seen what is wrong with portals, and how often the classing cries wolf.

``python -m benchmarks.health [--seed N ...] [--portals N]`` simulates two years (2025 and 2026) of
142 portals for each seed, with everything that is no failure: weekends, Tết and the other holidays
as they were announced, floods of news, weekly sweeps, 304s, first crawls of years, one-night
outages, slow nights, flaky listings, pictures without a lead, offices on leave, spiders that crash,
nights that were not run, a network that is away, crawls by hand, pages of another length, listings
that name nothing for a night, and some that never name anything or always fail. Into these it puts
failures of 18 kinds, for four days to for ever, and leaves failing portals out as the night does.
The rules were tuned with the seeds 1 to 4; 101 to 103, 201 to 203, 301 to 303 and 401 to 403 were
looked at; 501 to 503 are published.

    failures     of each kind; recall: the share that has an alarm of a right state within three
                 crawled nights
    observable   those that three nights can show (the rule: benchmarks/nights/judging.py)
    nights       median of the crawled nights to the alarm, of those that got one
    named        first alarms with a right state
    precision    of the alarms of a state, those that named what was wrong

Exit status 1 where the recall of observable failures is below .95, or a portal has more than one
false alarm a year, on average or any single one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random
from statistics import mean, median
from typing import get_args

import click

from benchmarks.nights.failures import KINDS
from benchmarks.nights.judging import YEARS, Seen, Told, told
from benchmarks.nights.portal import fleet
from benchmarks.nights.watching import Machine
from portalcrawl.health.state import State

RECALL, FALSE_ALARMS = 0.95, 1.0
_PIECES = 4
"""Of the portals of a seed, for as many processes."""


def simulated(seed: int, portals: int, piece: int = 0, pieces: int = 1) -> list[Told]:
    """Two years of the portals of a seed, or of every so manyth of them."""
    random = Random(seed)  # noqa: S311 - a simulation
    all_of_them, machine = fleet(random, portals), Machine.of(random)
    return [
        told(portal, machine, Random(f"{seed} {portal.host}"))  # noqa: S311
        for portal in all_of_them[piece::pieces]
    ]


def recall(seen: Sequence[Seen]) -> float:
    """The share that was seen within three nights; 1 of none."""
    return mean(each.in_time for each in seen) if seen else 1.0


def false_alarms_a_year(portals: Iterable[Told]) -> list[float]:
    """Of each portal, the most first."""
    return sorted((len(each.false_alarms) / YEARS for each in portals), reverse=True)


@click.command(help=__doc__)
@click.option("--seed", "seeds", type=int, multiple=True, default=(501, 502, 503))
@click.option("--portals", default=142, show_default=True)
@click.option("--false-alarms", "shows_false", is_flag=True, help="Print each false alarm.")
def main(seeds: tuple[int, ...], portals: int, shows_false: bool) -> None:
    with ProcessPoolExecutor() as pool:
        pieces = [
            pool.submit(simulated, seed, portals, piece, _PIECES)
            for seed in seeds
            for piece in range(_PIECES)
        ]
        fleets = [each for piece in pieces for each in piece.result()]
    seen = [each for portal in fleets for each in portal.seen]
    print(f"{len(fleets)} portals, two years each, seeds {', '.join(map(str, seeds))}\n")
    _print_kinds(seen)
    _print_states(fleets)
    _print_false_alarms(fleets)
    if shows_false:
        _print_each(fleets)
    sys.exit(bool(_faults(fleets, seen)))


def _print_kinds(seen: Sequence[Seen]) -> None:
    print(
        f"{'failure':18}{'all':>6}{'recall':>8}{'observable':>12}{'recall':>8}"
        f"{'nights':>8}{'named':>9}"
    )
    for kind in KINDS:
        _print_kind(kind.name, [each for each in seen if each.kind == kind.name])
    _print_kind("all", seen)


def _print_kind(name: str, seen: Sequence[Seen]) -> None:
    observable = [each for each in seen if each.is_observable]
    nights = [each.nights for each in seen if each.nights]
    named = [each.named_rightly for each in seen if each.named_rightly is not None]
    print(
        f"{name:18}{len(seen):6}{_of(seen)}{len(observable):12}{_of(observable)}"
        f"{format(median(nights), '8g') if nights else '-':>8}{sum(named):>5}/{len(named)}"
    )


def _of(seen: Sequence[Seen]) -> str:
    return f"{recall(seen):8.3f}" if seen else f"{'-':>8}"


def _print_states(fleets: Sequence[Told]) -> None:
    print(f"\n{'alarm':18}{'begun':>6}{'right':>7}{'other':>7}{'false':>7}{'precision':>11}")
    alarms = [alarm for portal in fleets for alarm in portal.alarms]
    for state in (*get_args(State)[1:], None):
        of_state = [alarm for alarm in alarms if state in (alarm.state, None)]
        right = sum(alarm.is_right is True for alarm in of_state)
        other = sum(alarm.is_right is False for alarm in of_state)
        false = len(of_state) - right - other
        precision = f"{right / len(of_state):11.3f}" if of_state else f"{'-':>11}"
        print(f"{state or 'all':18}{len(of_state):6}{right:7}{other:7}{false:7}{precision}")


def _print_false_alarms(fleets: Sequence[Told]) -> None:
    rates = false_alarms_a_year(fleets)
    print(
        f"\nfalse alarms per portal and year: {mean(rates):.3f} on average, {rates[0]:g} the worst"
        f" portal; {sum(rate == 0 for rate in rates)} of {len(rates)} portals had none"
    )


def _print_each(fleets: Sequence[Told]) -> None:
    for portal in fleets:
        for alarm in portal.false_alarms:
            print(f"{portal.host}  {alarm.state}: {'; '.join(alarm.evidence)}")


def _faults(fleets: Sequence[Told], seen: Sequence[Seen]) -> list[str]:
    observable, rates = [each for each in seen if each.is_observable], false_alarms_a_year(fleets)
    wanted = {
        f"recall of observable failures below {RECALL}": recall(observable) >= RECALL,
        "false alarms on average": mean(rates) <= FALSE_ALARMS,
        "false alarms of one portal": rates[0] <= FALSE_ALARMS,
    }
    faults = [name for name, is_met in wanted.items() if not is_met]
    for name in faults:
        print(f"missed: {name}")
    return faults


if __name__ == "__main__":
    main()
