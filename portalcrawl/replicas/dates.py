"""Dates as the five portals write them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portalcrawl.replicas.content import ReplicaArticle

_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
_BUILT = datetime(2019, 1, 2, 8, 0)  # noqa: DTZ001


def weekday(day: datetime) -> str:
    """The name of the weekday, first letter upper case: ``Thứ bảy``."""
    return _WEEKDAYS[day.weekday()]


def published_time(article: ReplicaArticle) -> datetime:
    """When the article was entered, local time. Without a date: the day the site was built."""
    if article.published is None:
        return _BUILT
    return datetime.fromisoformat(f"{article.published}-01"[:10] + article.published[10:])


def shown_time(article: ReplicaArticle) -> datetime | None:
    """The time that listings, feeds, sitemaps and metadata give.

    None where the editor left the date line empty or wrote one of his own: then the date must not
    be had from elsewhere.
    """
    minute = article.published is not None and "T" in article.published
    return published_time(article) if minute and article.date_line is None else None


def date_line(article: ReplicaArticle, written: Callable[[datetime], str]) -> str:
    """The date line over the article; ``written`` is how the portal writes a minute."""
    if article.date_line is not None:
        return article.date_line
    if article.published is None:
        return ""
    then = published_time(article)
    if "T" in article.published:
        return written(then)
    return f"{then:%d/%m/%Y}" if len(article.published) == 10 else f"Tháng {then:%m/%Y}"
