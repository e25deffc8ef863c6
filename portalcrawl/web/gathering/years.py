"""Years of publication as views have them."""

from __future__ import annotations

from collections.abc import Mapping

from portalcrawl.web.views import YearCount


def in_order(counts: Mapping[int | None, int]) -> tuple[YearCount, ...]:
    """Every year from the first to the last, those with nothing too; the undated at the end."""
    known = [year for year in counts if year is not None]
    span = range(min(known), max(known) + 1) if known else range(0)
    years = [YearCount(year=year, articles=counts.get(year, 0)) for year in span]
    if undated := counts.get(None, 0):
        years.append(YearCount(year=None, articles=undated))
    return tuple(years)
