"""Dates as Vietnamese portals write them, read day first, at the precision that is shown.

The forms are those of date lines seen on real portals. The time zone is Asia/Ho_Chi_Minh, one
offset without summer time since 1975.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import dateparser

from portalcrawl.extraction.byline import person, strip_dateline
from portalcrawl.extraction.furniture import is_furniture
from portalcrawl.extraction.text import CAPITALS, clean
from portalcrawl.items import VIETNAM as VIETNAM
from portalcrawl.items import Precision

EARLIEST = datetime(1997, 1, 1)  # noqa: DTZ001 -- local time; Viet Nam went online in November 1997

_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
#: As WordPress writes months in Vietnamese; longer names before those that they begin with.
_MONTH_WORDS = {
    "mười hai": 12,
    "mười một": 11,
    "mười": 10,
    "chín": 9,
    "tám": 8,
    "bảy": 7,
    "sáu": 6,
    "năm": 5,
    "tư": 4,
    "ba": 3,
    "hai": 2,
    "giêng": 1,
    "một": 1,
}
#: Portals have English pages too; three letters tell a month.
_ENGLISH_MONTHS = (
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
)
_NAME = rf"(?P<name>{'|'.join(_ENGLISH_MONTHS)})[a-z]{{0,6}}\.?"
_SEPARATOR = r"\s{0,2}[/.\-–]\s{0,2}"
#: No further digit but those of a time that is glued on (``30/10/202510:31``).
_END = r"(?!\d(?!\d:\d\d))"
_DATE_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_YEAR}-{_MONTH}-{_DAY}(?!\d)",
        rf"(?<![\d/]){_DAY}{_SEPARATOR}{_MONTH}{_SEPARATOR}{_YEAR}{_END}",
        rf"(?<!\d){_DAY}\s*(?:tháng|thg\.?|th)\s*{_MONTH},?\s*(?:năm\s*)?{_YEAR}(?!\d)",
        rf"(?:tháng|thg\.?|th)\s*{_MONTH}\s+{_DAY},\s*{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}\s+tháng\s+(?P<word>{'|'.join(_MONTH_WORDS)}),?\s*(?:năm\s*)?{_YEAR}(?!\d)",
        rf"\b{_NAME}\s{{0,2}}{_DAY}(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?[\s-]{{1,2}}{_NAME},?[\s-]{{1,2}}{_YEAR}(?!\d)",
    )
)
_MONTH_FORMS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:tháng|thg\.?)\s*{_MONTH}\s*(?:/|-|năm)\s*{_YEAR}(?!\d)",
        rf"\bdate\s+{_YEAR}-{_MONTH}(?![\d-])",
        rf"^\s*{_YEAR}-{_MONTH}\s*$",
    )
)
_TIME = re.compile(
    r"(?<!\d)(?P<hour>[01]?\d|2[0-3])(?:\s*(?::|h|giờ)\s*)(?P<minute>[0-5]\d)(?!\d)"
    r"(?::(?P<second>[0-5]\d)(?:\.\d+)?)?(?:\s*(?P<half>AM|PM|SA|CH)\b)?",
    re.IGNORECASE,
)
_HOUR_ALONE = re.compile(
    r"(?:lúc )?\d{1,2}(?::|h|giờ)\s?[0-5]\d(?::[0-5]\d)?"
    r"(?:\s*(?:AM|PM|SA|CH|sáng|trưa|chiều|tối))?",
    re.IGNORECASE,
)
_HOUR_BY = re.compile(
    r"(?:lúc|at)\s+(?P<hour>\d{1,2}:\d\d\s*(?:SA|CH|AM|PM)?)\s+(?:bởi|by)\s+(?P<name>[^|]{2,60}?)"
    r"\s*(?:\||$)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(?<=\d)(?:Z|(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d))\b")
_EPOCH = re.compile(r"/Date\((?P<ms>-?\d{10,14})\)/")
_TODAY = re.compile(r"\bhôm\s+(?P<which>nay|qua)\b", re.IGNORECASE)
_AGO = re.compile(r"\b(?P<count>\d{1,3})\s+(?P<unit>phút|giờ|ngày)\s+trước\b", re.IGNORECASE)

_LABELS = re.compile(
    r"(?:(?:thời gian|ngày|giờ)\s+)?(?:cập nhật|đăng(?:\s+tin|\s+bài|\s+tải)?|xuất bản|phát hành|"
    r"(?:last )?update[d]?|cms-publish-date|kỳ đăng|posted|published|modified|ngày đăng|"
    r"thời gian|date)"
    r"(?:\s+(?:lúc|ngày|cuối|lần cuối|on))*\s*:?|\bngày\b|\blúc\b|\bvào\b|\bhồi\b|"
    r"\bat\b|\b[ECMP][SD]?T\b",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\bthứ\s+(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])\b|\bchủ\s+nhật\b|\bT[2-7]\b|\bCN\b|"
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b",
    re.IGNORECASE,
)
_COUNTERS = re.compile(
    r"\b(?:cms-view-count|(?:số )?l(?:ượt|ần) (?:xem|đọc|truy cập)|đã xem|views?|hits?|bình luận|"
    r"phản hồi|xem|đọc|article rating|\d+ phút đọc|\d+ l(?:ượt|ần) (?:xem|đọc))\b"
    r"\s*:?\s*[\d.,]*(?:\s*lượt(?:\s+xem)?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"[\[(]?\s*(?:GMT|UTC)\s*\+\s*0?7(?::?00)?\s*[\])]?", re.IGNORECASE)
_TOOLS = re.compile(
    r"xem với cỡ chữ|xem cỡ chữ|cỡ chữ|in trang|in bài(?: này| viết)?", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_FIGURES = re.compile(r"[\d.,|]+")
_MAX_LINE = 120

#: What else stands on a date line that names who entered the article.
_BESIDE = re.compile(
    r"\b(?:(?:được|đã)(?: (?:đăng|gửi|viết|tạo))?|(?:đăng|gửi|viết) bởi|bởi|tác giả|"
    r"người đăng|by|in|submitted|created|written)\b\s*:?",
    re.IGNORECASE,
)
#: Names and accounts: one to five words, no sentence.
_NAMED = re.compile(
    rf"(?:[{CAPITALS}][\w.-]*\s?){{1,5}}|[a-z][a-z0-9._-]*(?:\s[a-z][a-z0-9._-]*){{0,2}}"
)
_NAME_WORDS = 5
_BY = re.compile(r"\b(?:bởi|by)\b", re.IGNORECASE)
_RANGE_BEHIND = re.compile(r"\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:ngày\s+)?\d", re.IGNORECASE)
_LEAD_OPENING = re.compile(
    r"^(?:(?:vừa qua|trong|vào|hôm nay|theo đó|chiều tối)\b[, ]*)?"
    r"(?:(?:buổi\s+)?(?:sáng|trưa|chiều|tối|đêm|rạng sáng)\s*(?:nay)?[, ]*)?"
    r"(?:(?:hôm nay|nay)[, ]*)?(?:vào\s+)?\(?(?:ngày\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A local time of Viet Nam and how much of it is known."""

    at: datetime
    """Naive, local; the first moment of the month or day where no more is known."""
    precision: Precision

    def iso(self) -> str:
        """ISO 8601, cut at the precision."""
        if self.precision == "month":
            return f"{self.at:%Y-%m}"
        if self.precision == "day":
            return f"{self.at:%Y-%m-%d}"
        return f"{self.at:%Y-%m-%dT%H:%M}+07:00"

    def same_day(self, other: Moment) -> bool:
        """Whether both can be the same day, as far as the coarser of them tells."""
        if "month" in (self.precision, other.precision):
            return (self.at.year, self.at.month) == (other.at.year, other.at.month)
        return self.at.date() == other.at.date()


def parse_moment(text: str, reference: datetime | None = None) -> Moment | None:
    """The date (and time) that a short text shows: a date line, a meta value, a feed's date.

    ``reference`` is the aware time of fetching: relative forms (``5 giờ trước``, ``Hôm nay``) are
    read against it and are None without it. None if there is no date, or an impossible one.
    """
    line = clean(text[:2000])[:200]
    return (
        _epoch(line)
        or _calendar(line)
        or _relative(line, reference)
        or _by_dateparser(line, reference)
    )


def parse_machine_date(value: str) -> Moment | None:
    """A date written for machines: ISO 8601, or RFC 5322 as feeds write it. Anything else is None.

    Strict, because portals print broken ones (NukeViet's ``2017-10-07+0723:21:00``).
    """
    text = clean(value)
    if re.fullmatch(rf"{_YEAR}-{_MONTH}", text):
        return parse_moment(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            at = parsedate_to_datetime(text)
        except ValueError:
            return _epoch(text)
    if len(text) == len("2024-07-01") or text.endswith("T12:00:00Z"):
        # Drupal writes the noon of Greenwich where only a day was entered.
        return _day(at.replace(tzinfo=None))
    try:
        local = at.astimezone(VIETNAM).replace(tzinfo=None) if at.tzinfo else at
    except OverflowError:
        return None
    return _at_hour(local, local.hour, local.minute)


def is_date_line(text: str) -> bool:
    """Whether a line is nothing but a date line: date, time, label, weekday, counters, tools."""
    line = clean(text) if len(text) <= 4 * _MAX_LINE else text
    if len(line) > _MAX_LINE or not _names_a_day(line):
        return False
    rest = _without_date(line)
    if _LETTER.search(rest) is None:
        return True
    # The tools of the page often stand on the same line, without a space between.
    tools = _FIGURES.sub(" ", rest).lstrip(" -–—|·:•")
    return is_furniture(tools, "reading-tools", "counter")


def hour_and_author(text: str) -> tuple[str, str] | None:
    """The hour and the name on a blog's last line (``lúc 10:21 SA bởi Nguyễn Văn Bằng | ...``)."""
    match = _HOUR_BY.match(clean(text[: 4 * _MAX_LINE]))
    return (match["hour"], match["name"].strip()) if match else None


def at_hour(moment: Moment, hour: str) -> Moment | None:
    """A day made finer by an hour that stands elsewhere; None if it is no hour."""
    time = _TIME.search(hour)
    return _at_time(moment.at, time) if time else None


def is_time(text: str) -> bool:
    """Whether a line is an hour and nothing else (``5:45 sáng``)."""
    return _HOUR_ALONE.fullmatch(clean(text[:_MAX_LINE])) is not None


def signed_with(text: str) -> str | None:
    """Who stands beside the date on a date line (``Được đăng bởi bbt vào T4, 12/07/2023 - 09:15``).

    None if the line is no date line of that kind: more than a name and a date.
    """
    line = clean(text) if len(text) <= 4 * _MAX_LINE else text
    if len(line) > _MAX_LINE or not _names_a_day(line):
        return None
    if _TIME.search(line) is None and _BY.search(line) is None:
        return None
    rest = _BESIDE.sub(" ", _FIGURES.sub(" ", _without_date(line, " | ")))
    words = " ".join(rest.replace("|", " ").split()).strip(" -–,.:;()•")
    if not 0 < len(words.split()) <= _NAME_WORDS:
        return None
    return words if _NAMED.fullmatch(words) or person(words) is None else None


def split_glued_date(text: str) -> tuple[str, str] | None:
    """``(headline, date part)`` where a date line is glued to the end of a headline, else None."""
    match = re.search(
        r"\s+(?:(?:update|cập nhật)\b.{6,40}|\(\d\d?/\d\d?/\d{4}[^()]{0,20}\))$",
        clean(text),
        re.IGNORECASE,
    )
    if match is None or not is_date_line(match.group()):
        return None
    return clean(text)[: match.start()].rstrip(), match.group().strip()


def split_leading_date(text: str) -> tuple[Moment, str] | None:
    """``(date, prose)`` where a machine's date stands before prose (``date 2024-12 Đồng chí``)."""
    match = re.match(rf"\s*date\s+{_YEAR}-{_MONTH}(?:-{_DAY})?\s+(?=\w)", text, re.IGNORECASE)
    if match is None:
        return None
    moment = parse_moment(match.group())
    return (moment, text[match.end() :]) if moment else None


def date_in_lead(paragraph: str) -> Moment | None:
    """The day that opens the first sentence (``Sáng ngày 18/01/2022, ...``), with its year.

    A date of a document (``Nghị quyết số 12 ngày ...``) or a range (``Từ ngày ...``) is none, and
    neither is a day without a year.
    """
    sentence = strip_dateline(clean(paragraph[:1000]))
    start = _LEAD_OPENING.match(sentence)
    offset = start.end() if start else 0
    for form in _DATE_FORMS:
        match = form.match(sentence, offset)
        if match:
            return None if _RANGE_BEHIND.match(sentence, match.end()) else _moment(match, None)
    return None


def date_in_url(url: str) -> Moment | None:
    """The month of a ``/YYYYMM/`` folder, the day of a ``/Y-M-D/`` one; None for anything else."""
    day = re.search(rf"/{_YEAR}-{_MONTH}-{_DAY}/", url)
    if day:
        return _moment(day, None)
    month = re.search(rf"/{_YEAR}(?P<month>0[1-9]|1[0-2])/", url)
    return _moment(month, None) if month else None


def plausible(moment: Moment, fetched_at: datetime | None) -> bool:
    """Not before 1997 and not later than a day after the fetch (clocks of portals run fast)."""
    latest = (fetched_at or datetime.now(UTC)).astimezone(VIETNAM).replace(tzinfo=None)
    return EARLIEST <= moment.at <= latest + timedelta(days=1)


def _names_a_day(line: str) -> bool:
    forms = (*_DATE_FORMS, *_MONTH_FORMS, _EPOCH, _AGO)
    if any(form.search(line) for form in forms):
        return True
    # "Hôm nay" alone is the label of a counter of visitors.
    return _TODAY.search(line) is not None and _TIME.search(line) is not None


def _without_date(line: str, instead: str = " ") -> str:
    line = re.sub(r"(?<=\d)T(?=\d)", " ", line)
    for form in (_ZONE, *_DATE_FORMS, *_MONTH_FORMS, _EPOCH, _TIME, _AGO, _TODAY):
        line = form.sub(instead, line)
    for wording in (_TOOLS, _WEEKDAYS, _COUNTERS, _LABELS):
        line = wording.sub(instead, line)
    return line


def _epoch(line: str) -> Moment | None:
    match = _EPOCH.search(line)
    if match is None:
        return None
    try:
        at = datetime.fromtimestamp(int(match["ms"]) / 1000, VIETNAM)
    except (ValueError, OverflowError, OSError):
        return None
    return Moment(at.replace(tzinfo=None, second=0, microsecond=0), "minute")


def _calendar(line: str) -> Moment | None:
    for form in _DATE_FORMS:
        match = form.search(line)
        if match:
            rest = f"{line[: match.start()]}  {line[match.end() :].removeprefix('T')}"
            moment = _moment(match, _TIME.search(rest))
            return _in_vietnam(moment, line[match.end() :]) if moment else None
    for form in _MONTH_FORMS:
        match = form.search(line)
        if match:
            return _moment(match, None)
    return None


def _in_vietnam(moment: Moment, rest: str) -> Moment:
    """Machine dates carry an offset of their own; people's dates are local."""
    offset = _OFFSET.search(rest) if rest.startswith("T") else None
    if offset is None or moment.precision != "minute":
        return moment
    minutes = int(offset["hours"] or 0) * 60 + int(offset["minutes"] or 0)
    signed = -minutes if offset["sign"] == "-" else minutes
    return Moment(moment.at + timedelta(hours=7) - timedelta(minutes=signed), "minute")


def _relative(line: str, reference: datetime | None) -> Moment | None:
    if reference is None:
        return None
    now = reference.astimezone(VIETNAM).replace(tzinfo=None, second=0, microsecond=0)
    ago = _AGO.search(line)
    if ago:
        count, unit = int(ago["count"]), ago["unit"].lower()
        if unit == "ngày":
            return _day(now - timedelta(days=count))
        step = timedelta(minutes=count) if unit == "phút" else timedelta(hours=count)
        # "5 giờ trước" is rounded: the hour is not known to the minute.
        return Moment(now - step, "minute") if unit == "phút" else _day(now - step)
    named = _TODAY.search(line)
    if named is None:
        return None
    day = now if named["which"].lower() == "nay" else now - timedelta(days=1)
    return _at_time(day, _TIME.search(line))


def _by_dateparser(line: str, reference: datetime | None) -> Moment | None:
    """What our own forms do not know; a bare number or a long text is never offered to it."""
    if len(line) > 60 or not re.search(r"(?:19|20)\d\d", line) or not _LETTER.search(line):
        return None
    parsed = dateparser.parse(
        line,
        languages=["vi", "en"],
        settings={
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day", "month", "year"],
            "RETURN_AS_TIMEZONE_AWARE": False,
            **({"RELATIVE_BASE": reference.replace(tzinfo=None)} if reference else {}),
        },
    )
    if parsed is None:
        return None
    return _at_time(parsed, _TIME.search(line))


def _moment(match: re.Match[str], time: re.Match[str] | None) -> Moment | None:
    parts = match.groupdict()
    day, word, name = parts.get("day"), parts.get("word"), parts.get("name")
    if word:
        month = _MONTH_WORDS[word.lower()]
    else:
        month = _ENGLISH_MONTHS.index(name.lower()) + 1 if name else int(parts["month"])
    try:
        at = datetime(int(parts["year"]), month, int(day or 1))  # noqa: DTZ001 -- local
    except ValueError:
        return None
    if day is None:
        return Moment(at, "month")
    return _at_time(at, time)


def _at_time(day: datetime, time: re.Match[str] | None) -> Moment:
    if time is None:
        return _day(day)
    return _at_hour(day, _hour(int(time["hour"]), time["half"]), int(time["minute"]))


def _at_hour(day: datetime, hour: int, minute: int) -> Moment:
    if hour == minute == 0:
        # Midnight sharp is what portals print when the editor entered no time.
        return _day(day)
    return Moment(day.replace(hour=hour, minute=minute, second=0, microsecond=0), "minute")


def _hour(hour: int, half: str | None) -> int:
    in_half: dict[str, Callable[[int], int]] = {
        "AM": lambda h: h % 12 if h <= 12 else h,
        "PM": lambda h: h % 12 + 12 if h <= 12 else h,
    }
    name = {"SA": "AM", "CH": "PM"}.get((half or "").upper(), (half or "").upper())
    return in_half[name](hour) if name in in_half else hour


def _day(at: datetime) -> Moment:
    return Moment(at.replace(hour=0, minute=0, second=0, microsecond=0), "day")
