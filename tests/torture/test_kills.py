"""``kill -9`` at any moment: no article lost for good, none twice, WARC and database still open.

``make torture`` does the same 500 times.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from tests.postgres import PostgresServer, new_database
from tests.torture.portal import served_portal
from tests.torture.rounds import Rounds, kills_of

SEEDS = range(11)


@pytest.fixture(scope="module")
def rounds(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rounds]:
    folder = tmp_path_factory.mktemp("torture")
    with served_portal() as running:
        yield Rounds(running, folder, partial(new_database, postgres))


def test_there_are_twenty_moments() -> None:
    assert sum(map(kills_of, SEEDS)) == 20


@pytest.mark.parametrize("seed", SEEDS)
def test_after_kill_9_the_next_run_has_every_article_once(rounds: Rounds, seed: int) -> None:
    made = rounds.kill_at_random_moments(seed)
    assert not made.faults, f"{made}\nagain: python -m tests.torture --times 1 --seed {seed}"
