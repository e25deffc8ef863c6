"""What portals are like: how much they publish and when, and how their servers behave."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log
from random import Random

#: By the number of listings: how many of the 142 declared portals have so many.
_LISTINGS = {1: 71, 2: 33, 3: 14, 4: 2, 5: 8, 6: 2, 7: 8, 8: 2, 9: 1, 13: 1}
_MOST_A_DAY, _LEAST_A_DAY = 60.0, 1 / 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """One portal. Shares and chances are between 0 and 1."""

    host: str
    a_day: float
    """Articles on a working day."""
    weekend: float
    """Of these, on a Saturday or Sunday."""
    burst: float
    """Relative variance of a day beyond chance."""
    listings: int
    page: int
    """Articles on a page of a listing."""
    overlap: float
    """Of these, on other listings too."""
    validated: int
    """Listings that answer 304 when nothing is new in them."""
    depth: int
    """Pages of a listing that the weekly sweep reads."""
    has_profile: bool
    generic: float
    """Articles that the profile does not fit."""
    without: dict[str, float]
    """Articles without a field."""
    refused: float
    """Pages that are no article."""
    failing: float
    """Requests that fail on a usual night."""
    away: float
    """Nights on which it does not answer, and answers on the next."""
    slow: float
    """Nights on which a third of the requests time out."""
    flaky: float
    """Nights on which one of its listings fails."""
    blank: float
    """Nights on which one of its listings names nothing."""
    in_vain: str
    """How its last listing is, always: ``empty``, ``failed``, or nothing of the kind."""
    off_at_weekends: bool
    tet: tuple[int, int]
    """The days before and after Tết on which its newsroom is closed."""
    on_holidays: float
    """Articles on a holiday, of those of a working day."""
    leaves: float
    """Weeks a year without anything, because the office is empty."""
    sweep_day: int
    denied: float
    """Articles that are taken away."""

    @property
    def living(self) -> int:
        """Listings that name articles: the first ones."""
        return self.listings - bool(self.in_vain)


def fleet(random: Random, count: int) -> list[Traits]:
    """So many portals, from 60 articles a day to one a fortnight."""
    return [_portal(random, f"p{number:03}.gov.vn") for number in range(count)]


def _portal(random: Random, host: str) -> Traits:
    a_day = exp(random.uniform(log(_LEAST_A_DAY), log(_MOST_A_DAY)))
    listings = random.choices(list(_LISTINGS), list(_LISTINGS.values()))[0]
    has_profile = random.random() < 0.65
    return Traits(
        host=host,
        a_day=a_day,
        weekend=random.choice((0.02, 0.1, 0.2, 0.3, 0.6)),
        burst=random.uniform(0.05, 0.5),
        listings=listings,
        page=random.choice((10, 12, 15, 20, 30)),
        overlap=random.uniform(0, 0.4) if listings > 1 else 0.0,
        validated=sum(random.random() < 0.25 for _ in range(listings)),
        depth=random.randint(5, 60),
        has_profile=has_profile,
        generic=random.choice((0, 0, 0.005, 0.03)) if has_profile else 1.0,
        without={
            "published_at": random.choice((0, 0, 0.01, 0.03)),
            "lead": random.choice((0.02, 0.2, 0.6)),
            "author": random.choice((0.05, 0.4, 1.0)),
            "source": random.choice((0.3, 1.0)),
            "section": random.choice((0, 0.1, 1.0)),
        },
        refused=random.choice((0, 0.01, 0.05)),
        failing=random.choice((0, 0.002, 0.01, 0.03)),
        away=random.choice((0.002, 0.005, 0.01, 0.01, 0.04)),
        slow=random.choice((0.0, 0.005, 0.01, 0.02)),
        flaky=random.choice((0.01, 0.1)) if listings > 1 and random.random() < 0.2 else 0.0,
        blank=random.choice((0.0, 0.0, 0.002, 0.01)),
        in_vain=random.choice(("empty", "empty", "failed"))
        if listings > 1 and random.random() < 0.2
        else "",
        off_at_weekends=random.random() < 0.015,
        tet=(random.randint(1, 4), random.randint(4, 8)),
        on_holidays=random.choice((0.0, 0.05, 0.2, 0.4)),
        leaves=0.3 if a_day < 2 else 0.0,
        sweep_day=random.randrange(7),
        denied=random.choice((0.0, 0.002, 0.01)),
    )
