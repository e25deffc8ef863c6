"""How the families write a minute over an article, in the forms that portals have shown."""

from __future__ import annotations

from datetime import datetime

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import weekday
from portalcrawl.replicas.turning import turning

_NUMBERED = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")


def with_views(article: ReplicaArticle, then: datetime) -> str:
    """``01/10/2021 15:53    4792``: four spaces, then the views."""
    return f"{then:%d/%m/%Y %H:%M}\u00a0\u00a0\u00a0\u00a0{turning('views', article.views)}"


def plain(_article: ReplicaArticle, then: datetime) -> str:
    """``22/09/2022 15:15``."""
    return f"{then:%d/%m/%Y %H:%M}"


def half_day(_article: ReplicaArticle, then: datetime) -> str:
    """``04/02/2015 | 09:12 AM``."""
    return f"{then:%d/%m/%Y | %I:%M %p}"


def day_alone(_article: ReplicaArticle, then: datetime) -> str:
    """``Đăng ngày 11 - 11 - 2023``."""
    return f"Đăng ngày {then:%d - %m - %Y}"


def seconds_and_half_day(_article: ReplicaArticle, then: datetime) -> str:
    """``16/01/2025 2:00:00 CH``: Vietnamese for PM."""
    return f"{then:%d/%m/%Y} {then.hour % 12 or 12}:{then:%M:%S} {'CH' if then.hour > 11 else 'SA'}"


def time_and_comma(_article: ReplicaArticle, then: datetime) -> str:
    """``21:55, 03/04/2024``."""
    return f"{then:%H:%M, %d/%m/%Y}"


def time_first(_article: ReplicaArticle, then: datetime) -> str:
    """``22:57 15/09/2023``."""
    return f"{then:%H:%M %d/%m/%Y}"


def updated(_article: ReplicaArticle, then: datetime) -> str:
    """``Cập nhật: 16/10/2020 09:23:00``."""
    return f"Cập nhật: {then:%d/%m/%Y %H:%M:%S}"


def updated_with_tools(_article: ReplicaArticle, then: datetime) -> str:
    """``Cập nhật 21/06/2018 10:49 Xem với cỡ chữ``."""
    return f"Cập nhật {then:%d/%m/%Y %H:%M} Xem với cỡ chữ"


def posted_with_seconds(_article: ReplicaArticle, then: datetime) -> str:
    """``Đăng ngày: 24/01/2014 09:59:30``."""
    return f"Đăng ngày: {then:%d/%m/%Y %H:%M:%S}"


def seconds_first(_article: ReplicaArticle, then: datetime) -> str:
    """``17:23:45 | 07/08/2018``."""
    return f"{then:%H:%M:%S | %d/%m/%Y}"


def with_weekday(_article: ReplicaArticle, then: datetime) -> str:
    """``Thứ bảy - 07/10/2017 23:21``."""
    return f"{weekday(then)} - {then:%d/%m/%Y %H:%M}"


def with_weekday_and_counters(article: ReplicaArticle, then: datetime) -> str:
    """``Thứ năm - 24/06/2021 15:51 1320 0``: views and comments."""
    return f"{with_weekday(article, then)} {turning('views', article.views)} 0"


def dotted(_article: ReplicaArticle, then: datetime) -> str:
    """``Thứ 4, 22.12.2021 | 20:42:03``."""
    return f"{_NUMBERED[then.weekday()]}, {then:%d.%m.%Y | %H:%M:%S}"


def with_zone(_article: ReplicaArticle, then: datetime) -> str:
    """``Thứ Bảy, 18/12/2021, 21:07 [GMT+7]``."""
    return f"{weekday(then).title()}, {then:%d/%m/%Y, %H:%M} [GMT+7]"


def updated_with_zone(_article: ReplicaArticle, then: datetime) -> str:
    """``Cập nhật lúc 18:31, Thứ Tư, 15/01/2020 (GMT+7)``."""
    return f"Cập nhật lúc {then:%H:%M}, {weekday(then).title()}, {then:%d/%m/%Y} (GMT+7)"


def bullet(_article: ReplicaArticle, then: datetime) -> str:
    """``• Cập nhật: Thứ bảy, 9/6/2018 | 2:35:57 PM``: nothing padded."""
    hour = then.hour % 12 or 12
    day = f"{then.day}/{then.month}/{then.year}"
    return f"• Cập nhật: {weekday(then)}, {day} | {hour}:{then:%M:%S %p}"


def in_words(_article: ReplicaArticle, then: datetime) -> str:
    """``14h30 ngày 16/1/2025``."""
    return f"{then.hour}h{then:%M} ngày {then.day}/{then.month}/{then.year}"


def short_weekday(_article: ReplicaArticle, then: datetime) -> str:
    """``T5, 16/01/2025 - 15:51``."""
    name = "CN" if then.weekday() == 6 else f"T{then.weekday() + 2}"
    return f"{name}, {then:%d/%m/%Y - %H:%M}"
