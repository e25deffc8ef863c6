"""Who wrote it and where it came from: the sign-off lines at the end of an article.

Forms seen on portals: ``Tác giả: Kim Oanh``, ``Nguồn tin: nghean.gov.vn``, ``Tin, ảnh: ...``, a
bare name or initials alone on the last line, ``Theo Báo ...``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portalcrawl.extraction.text import CAPITALS, clean

_AUTHOR_LABEL = re.compile(
    r"(?:tác giả(?: bài viết)?|bài viết|người viết|bài(?: và|,)? ảnh|"
    r"tin(?: và|,|, bài(?: và|,)?)? ảnh|tin(?:, |/)bài|tin|bài|thực hiện|phóng viên|pv|ctv|by)"
    r"\s*[:：]\s*(?P<name>.{2,80})",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(
    r"(?:nguồn(?: tin| bài| tin bài)?|theo nguồn|source)\s*[:：]\s*(?P<name>.{2,120})",
    re.IGNORECASE,
)
_THEO = re.compile(
    rf"[Tt]heo\s+(?P<name>(?:Báo|TTXVN|VGP|[{CAPITALS}][\w.-]*\.vn|TTĐT|Cổng)[^.]{{0,60}})"
)
_IMAGE_CREDIT = re.compile(r"(?:ảnh|hình ảnh|video|đồ họa)\s*[:：]\s*.{2,60}", re.IGNORECASE)
_NAME_WORD = rf"[{CAPITALS}][^\W\d_]*(?:-[{CAPITALS}][^\W\d_]*)?"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s{_NAME_WORD}){{1,4}}")
_NAMES = re.compile(rf"{_NAME.pattern}(?:\s*(?:[-–,]|và)\s*{_NAME.pattern}){{0,3}}")
_INITIALS = re.compile(rf"[{CAPITALS}]{{1,4}}(?:[.\s]\s?[{CAPITALS}]{{1,4}}){{0,3}}\.?")
_NO_NAME = re.compile(
    r"(?:super\s*)?admin(?:istrator)?(?:\s+admin\w*)?|quản trị.*|biên tập.*|\S+@\S+|test.*|user\d*|"
    r"ban biên tập",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    # At the head of the line: "Hội", "Trường" and "Đoàn" are also parts of people's names.
    r"(?:UBND|HĐND|Văn [Pp]hòng|Sở|Ban|Phòng|Trung [Tt]âm|Cổng|Hội|Công [Aa]n|[ỦU][yỷ] [Bb]an|"
    r"Chi [Cc]ục|Cục|Tỉnh|Đảng|Việt Nam|Huyện|Thành [Pp]hố|Bộ|Báo|Đài)\b"
)

_SIGN = rf"[{CAPITALS}]{{2,8}}(?:[ -][{CAPITALS}]{{1,8}})?|[\w.-]+\.(?:com|vn)|Báo [^)]{{2,20}}"
_DATELINE = re.compile(
    rf"^\s*(?:\((?:{_SIGN})\)"
    rf"|(?:[{CAPITALS}]\w{{2,12}}\s*[-–]\s*)?[{CAPITALS}]{{2,6}}(?=\s*[-–]\s))\s*[-–—:]*\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What one line of a sign-off names."""

    author: str | None = None
    source: str | None = None


def read_labelled(line: str) -> Credit | None:
    """The credit of a line that says what it is (``Tác giả: ...``, ``Nguồn: ...``), else None.

    A label with nobody behind it (``Tác giả: admin``) is a Credit with neither.
    """
    text = clean(line)
    source = _SOURCE_LABEL.fullmatch(text) or _THEO.fullmatch(text)
    if source:
        return Credit(source=source["name"].strip(" .;"))
    author = _AUTHOR_LABEL.fullmatch(text)
    if author:
        return Credit(author=person(author["name"]))
    return Credit() if _IMAGE_CREDIT.fullmatch(text) else None


def read_bare(line: str) -> str | None:
    """The name or initials that stand alone on a sign-off line, else None."""
    text = clean(line).strip("()[]*-– ")
    if len(text) > 60 or _ORGANISATION.match(text):
        return None
    if _NAMES.fullmatch(text) or (len(text) >= 2 and _INITIALS.fullmatch(text)):
        return text
    return None


def person(value: str | None) -> str | None:
    """A name as the page gives it, or None where it is an account's (``admin admin``)."""
    text = clean(value or "").strip(" .;,-–|")
    label = _AUTHOR_LABEL.fullmatch(text)
    if label:
        text = label["name"].strip()
    return None if not text or _NO_NAME.fullmatch(text) else text


def strip_dateline(paragraph: str) -> str:
    """The lead without the paper's sign: ``(ĐN)-``, ``(Baonghean.vn) -``, ``YênBái - YBĐT -``."""
    return _DATELINE.sub("", paragraph, count=1)
