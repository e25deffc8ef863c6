"""Random counts."""

from __future__ import annotations

from math import exp, sqrt
from random import Random


def poisson(random: Random, mean: float) -> int:
    """A count with this mean."""
    if mean <= 0:
        return 0
    if mean > 50:
        return max(0, round(random.gauss(mean, sqrt(mean))))
    limit, count, product = exp(-mean), 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count


def some(random: Random, among: int, share: float) -> int:
    """How many of so many have what each has with this chance."""
    if among <= 0 or share <= 0:
        return 0
    if share >= 1:
        return among
    if among > 60:
        spread = sqrt(among * share * (1 - share))
        return min(among, max(0, round(random.gauss(among * share, spread))))
    return sum(random.random() < share for _ in range(among))


def spread_out(random: Random, mean: float, burst: float) -> int:
    """A count with this mean that differs from day to day by more than chance."""
    if mean <= 0:
        return 0
    return poisson(random, mean * random.gammavariate(1 / burst, burst))
