"""Kills crawls at random moments and looks at what is left: ``python -m tests.torture``."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import accumulate, count
from pathlib import Path

from tests.postgres import new_database, running_postgres
from tests.torture.portal import served_portal
from tests.torture.rounds import Rounds, kills_of


def main() -> int:
    """0 where nothing was lost in any round, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--times", type=int, default=500, help="how many kills (%(default)s)")
    parser.add_argument("--seed", type=int, help="of the first round; the others count on from it")
    parser.add_argument("--at-once", type=int, default=2, help="rounds side by side (%(default)s)")
    chosen = parser.parse_args()
    first = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(10**6)
    seeds = list(_seeds(first, chosen.times))
    print(f"{sum(map(kills_of, seeds))} kills in {len(seeds)} rounds, from seed {first} on")
    shares = [seeds[place :: chosen.at_once] for place in range(chosen.at_once)]
    with ProcessPoolExecutor(chosen.at_once) as pool:
        bad = sorted(seed for share in pool.map(_bad_rounds, shares) for seed in share)
    if bad:
        print(f"{len(bad)} rounds went wrong, those of the seeds {bad}")
        return 1
    print("Nothing was lost.")
    return 0


def _seeds(first: int, kills: int) -> Iterator[int]:
    """Of as many rounds as it takes to kill that often."""
    for seed, so_far in zip(count(first), accumulate(map(kills_of, count(first))), strict=False):
        yield seed
        if so_far >= kills:
            return


def _bad_rounds(seeds: list[int]) -> list[int]:
    """Make the rounds of the seeds, one after the other; which of them went wrong."""
    bad = []
    folder = Path(tempfile.mkdtemp(prefix="torture-"))
    with running_postgres() as server, served_portal() as running:
        rounds = Rounds(running, folder, partial(new_database, server))
        for seed in seeds:
            made = rounds.kill_at_random_moments(seed)
            print(made, flush=True)
            if made.faults:
                print(f"    its archive is kept: {made.archive}", flush=True)
                bad.append(seed)
            else:
                shutil.rmtree(made.archive)
    if not bad:
        shutil.rmtree(folder)
    return bad


if __name__ == "__main__":
    sys.exit(main())
