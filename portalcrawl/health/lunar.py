"""The Vietnamese lunar calendar, as far as holidays need it: the first days of its months.

A month begins on the day, in Viet Nam, of the new moon; the eleventh holds the winter solstice; of
the thirteen months between two such ones the first without a principal term is the leap month. New
moon and sun after Jean Meeus, *Astronomical Algorithms* (1991), with the terms that Hồ Ngọc Đức
takes (*Thuật toán tính âm lịch*). The day is that of UTC+7, by which Viet Nam has reckoned since
1968: now and then its Tết is another day than China's.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin

_ZONE = 7 / 24
_ORDINAL_OF_JULIAN_DAY_0 = date(2000, 1, 1).toordinal() - 2451545
_SYNODIC_MONTH = 29.530588853
_FIRST_NEW_MOON = 2415021.077  # of the count, 1900-01-01


@lru_cache(maxsize=128)
def lunar_day(year: int, month: int, day: int) -> date:
    """The date of a day of the lunar year that begins in ``year``, in its months 1 to 10.

    Of a month that comes twice, the first.
    """
    eleventh = _eleventh_month(year - 1)
    number, offset = _number_of(eleventh), month + 1
    if _eleventh_month(year) - eleventh > 365 and offset >= _leap_offset(number):
        offset += 1
    return date.fromordinal(_ordinal(_new_moon_day(number + offset)) + day - 1)


def _eleventh_month(year: int) -> int:
    """The Julian day number on which the eleventh month begins that ends in or after ``year``."""
    last = date(year, 12, 31).toordinal() - _ORDINAL_OF_JULIAN_DAY_0
    number = floor((last - 2415021) / _SYNODIC_MONTH)
    begin = _new_moon_day(number)
    return _new_moon_day(number - 1) if _term(begin) >= 9 else begin


def _number_of(begin: int) -> int:
    return floor((begin - _FIRST_NEW_MOON) / _SYNODIC_MONTH + 0.5)


def _leap_offset(number: int) -> int:
    """Behind the eleventh month, which month of a leap year repeats the one before it."""
    terms = [_term(_new_moon_day(number + each)) for each in range(15)]
    return next((at for at in range(1, 14) if terms[at] == terms[at + 1]), 15)


def _term(day: int) -> int:
    """The sector, of twelve, in which the sun stands when the Julian day begins in Viet Nam."""
    centuries = (day - 0.5 - _ZONE - 2451545.0) / 36525
    square = centuries * centuries
    anomaly = radians(357.52910 + 35999.05030 * centuries - 0.0001559 * square)
    centre = (1.914600 - 0.004817 * centuries - 0.000014 * square) * sin(anomaly)
    centre += (0.019993 - 0.000101 * centuries) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = radians(280.46645 + 36000.76983 * centuries + 0.0003032 * square + centre)
    return floor(longitude % (2 * pi) / pi * 6)


def _new_moon_day(number: int) -> int:
    """The Julian day, in Viet Nam, of a new moon, counted from that of 1900-01-01."""
    return floor(_new_moon(number) + 0.5 + _ZONE)


def _new_moon(number: int) -> float:
    t = number / 1236.85
    square, cube = t * t, t * t * t
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * square - 0.000000155 * cube
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * square))
    sun = radians(359.2242 + 29.10535608 * number - 0.0000333 * square - 0.00000347 * cube)
    moon = radians(306.0253 + 385.81691806 * number + 0.0107306 * square + 0.00001236 * cube)
    node = radians(21.2964 + 390.67050646 * number - 0.0016528 * square - 0.00000239 * cube)
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun) - 0.4068 * sin(moon)
    shift += 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon) + 0.0104 * sin(2 * node)
    shift -= 0.0051 * sin(sun + moon) + 0.0074 * sin(sun - moon) - 0.0004 * sin(2 * node + sun)
    shift -= 0.0004 * sin(2 * node - sun) + 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    return mean + shift - (-0.000278 + 0.000265 * t + 0.000262 * square)


def _ordinal(julian_day: int) -> int:
    return julian_day + _ORDINAL_OF_JULIAN_DAY_0
