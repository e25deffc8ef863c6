"""Who wrote it and where it came from: the sign-off lines at the end of an article.

Forms seen on portals: ``Tác giả: Kim Oanh``, ``Nguồn tin: nghean.gov.vn``, ``Tin, ảnh: ...``, a
bare name or initials alone on the last line, ``Theo Báo ...``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portalcrawl.extraction.text import CAPITALS, clean, ends_sentence, word_count

_AUTHOR_LABEL = re.compile(
    r"(?:tác giả(?: bài viết| khác)?|bài viết|người viết|người đăng(?: bài viết)?|"
    r"bài(?: và|,)? ảnh|tin(?: và|,|, bài(?: và|,)?)? ảnh|tin(?:, |/)bài|tin|bài|thực hiện|"
    r"phóng viên|pv|ctv|by|bởi)"
    r"\s*[:：]\s*(?P<name>.{2,80})",
    re.IGNORECASE,
)
_SOURCE_LABEL = re.compile(
    r"(?:nguồn(?: tin| bài| tin bài)?|theo nguồn|source)\s*[:：]\s*(?P<name>.{2,120})",
    re.IGNORECASE,
)
_LABEL_ALONE = re.compile(r"(?:tác giả|nguồn tin|nguồn|người viết|bởi)\s*[:：]?", re.IGNORECASE)
_SITE = r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}"
_ADDRESS = re.compile(rf"(?:https?://)?(?:{_SITE}|[\d.:]+/)", re.IGNORECASE)
#: The whole line, and few words: a sentence that begins so goes on.
_THEO = re.compile(
    rf"[Tt]heo\s+(?P<name>{_SITE}|(?!Báo cáo)[{CAPITALS}][^\s.,;:!?]*(?:\s[^\s.,;:!?]+){{0,8}})\.?"
)
_IMAGE_CREDIT = re.compile(
    r"(?:ảnh|hình ảnh|video|đồ họa)\s*[:：]\s*(?P<name>.{2,60})", re.IGNORECASE
)
_NAME_WORD = rf"[{CAPITALS}][^\W\d_]*(?:-[{CAPITALS}][^\W\d_]*)?"
_NAME = re.compile(rf"{_NAME_WORD}(?:\s{_NAME_WORD}){{1,4}}")
_NAMES = re.compile(rf"{_NAME.pattern}(?:\s*(?:[-–,]|và)\s*{_NAME.pattern}){{0,3}}")
#: A name with what it stands for: ``Thanh Nhã (Cổng TTĐT tỉnh)``, ``Gương/VOV Tây Nguyên``.
_NAME_OF = re.compile(
    rf"{_NAME.pattern}\s*(?:\([^()]{{3,60}}\)|/\s?[{CAPITALS}][\w./ ]{{1,40}})"
    rf"|(?:Nhóm )?(?:PV|P\.V|CTV)(?:\s[{CAPITALS}][\w ]{{1,30}})?"
)
_DEED = re.compile(
    r"\s*(?<!\w)\(?(?:tổng hợp|thực hiện|lược ghi|ghi|sưu tầm|biên tập)\)?$", re.IGNORECASE
)
_INITIALS = re.compile(rf"[{CAPITALS}]{{1,4}}(?:[.\s]\s?[{CAPITALS}]{{1,4}}){{0,3}}\.?")
_BY = re.compile(r"(?:(?:được )?(?:đăng|gửi|viết) bởi|bởi|tác giả|by)\s+", re.IGNORECASE)
_BY_LINE = re.compile(rf"(?:[Bb]y|BY|[Bb]ởi)\s+(?P<name>[{CAPITALS}][^|,/•]{{2,60}})")
_NO_NAME = re.compile(
    r"(?:super\s*)?admin(?:istrator)?(?:\s+admin\w*)?|quản trị.*|biên tập.*|\S+@\S+|test.*|user\d*|"
    r"ban biên tập|super user|tài khoản hệ thống|system account|pv|webmaster|editor|"
    r"(?-i:[a-z][a-z0-9._-]*)",
    re.IGNORECASE,
)
_ORGANISATION = re.compile(
    # At the head of the line: "Hội", "Trường" and "Đoàn" are also parts of people's names.
    r"(?:UBND|HĐND|Văn [Pp]hòng|Sở|Ban|Phòng|Trung [Tt]âm|Cổng|Hội|Công [Aa]n|[ỦU][yỷ] [Bb]an|"
    r"Chi [Cc]ục|Cục|Tỉnh|Đảng|Việt Nam|Huyện|Thành [Pp]hố|Bộ|Báo|Đài)\b"
)

_MAX_CHARS, _MAX_NAME_WORDS = 300, 20
_MAX_SIGNATURE_WORDS, _MAX_BY_WORDS = 12, 14
_FIGURE = re.compile(r"\d")
#: Words in capitals that stand alone at the end of a text and sign nothing.
_NO_INITIALS = frozenset(("HẾT", "ẢNH", "XEM", "PDF", "END", "LINK", "CLIP"))
#: Abbreviations that open a sentence: "HĐND - UBND huyện ..." and "OCOP - cơ hội ..." are prose.
_NO_SIGN = (
    r"(?!(?:UBND|HĐND|MTTQ|ĐBQH|LĐLĐ|OCOP|GDP|GRDP|HTX|THPT|THCS|BHXH|BHYT|CCHC|TTHC|ATGT|PCCC|"
    r"CNTT|CĐS|PCI|PAR|FDI|WTO|EU|ASEAN|COVID|TP|TT|VN)\b)"
)
_SIGN = rf"[{CAPITALS}]{{2,8}}(?:[ -][{CAPITALS}]{{1,8}})?|[\w.-]+\.(?:com|vn)|Báo [^)]{{2,20}}"
_DATELINE = re.compile(
    rf"^\s*(?:\((?:{_SIGN})\)"
    rf"|(?:[{CAPITALS}]\w{{2,12}}\s*[-–]\s*)?{_NO_SIGN}[{CAPITALS}]{{2,6}}(?=\s*[-–]\s))\s*[-–—:]*\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """What one line of a sign-off names."""

    author: str | None = None
    source: str | None = None
    photographer: str | None = None


def read_labelled(line: str) -> Credit | None:
    """The credit of a line that says what it is (``Tác giả: ...``, ``Nguồn: ...``), else None.

    A label with nobody behind it (``Tác giả: admin``) is a Credit with neither.
    """
    text = _without_brackets(clean(line)) if len(line) <= _MAX_CHARS else ""
    source = _SOURCE_LABEL.fullmatch(text) or _THEO.fullmatch(text)
    if source:
        return Credit(source=source["name"].strip(" .;")) if _names(source["name"]) else None
    author = _AUTHOR_LABEL.fullmatch(text)
    if author:
        return Credit(author=person(author["name"])) if _names(author["name"]) else None
    picture = _IMAGE_CREDIT.fullmatch(text)
    return Credit(photographer=read_bare(picture["name"])) if picture else None


def is_label(line: str) -> bool:
    """Whether a line is a credit's label alone, what it labels on the next."""
    return _LABEL_ALONE.fullmatch(line) is not None


def _names(value: str) -> bool:
    """Whether what follows a label names someone: no sentence, no row of clauses.

    ``Nguồn: ngân sách tỉnh 5 tỷ đồng, vốn xã hội hóa 2 tỷ đồng.`` is a line of a plan.
    """
    text = value.strip()
    if word_count(text) > _MAX_NAME_WORDS or (text.endswith((".", ";")) and word_count(text) > 6):
        return False
    return text[:1].isupper() or _ADDRESS.match(text) is not None or person(text) is None


def _without_brackets(text: str) -> str:
    """Credits often stand in brackets or behind an asterisk."""
    text = text.lstrip("* ")
    return text[1:-1].strip() if text[:1] + text[-1:] in ("()", "[]") else text


def read_bare(line: str) -> str | None:
    """The name or initials that stand alone on a sign-off line, else None."""
    text = clean(line).strip("()[]*-– ")
    if len(text) > 60 or _ORGANISATION.match(text) or text.rstrip(".") in _NO_INITIALS:
        return None
    # Its own brackets are part of what it says, but for what the name did.
    whole = _DEED.sub("", clean(line).strip("*-– "))
    if _NAME_OF.fullmatch(whole):
        return whole
    text = _DEED.sub("", text)
    if _NAMES.fullmatch(text) or (len(text) >= 2 and _INITIALS.fullmatch(text)):
        return text
    return None


def read_by(line: str) -> str | None:
    """Whom a line under a title names (``Bởi Mai Quỳnh Như``, ``By Jo March | Staff``)."""
    text = clean(line) if len(line) <= _MAX_CHARS else ""
    match = _BY_LINE.match(text)
    if match is None or word_count(text) > _MAX_BY_WORDS or ends_sentence(text):
        return None
    return match["name"].strip()


def read_signature(line: str) -> str | None:
    """Who signs a line that is set apart as a signature (bold, at the right): an office, a team."""
    text = clean(line).strip("()[]*-– ")
    words = word_count(text)
    signs = 1 < words <= _MAX_SIGNATURE_WORDS and text[:1].isupper() and not ends_sentence(text)
    return text if signs and not _FIGURE.search(text) else None


def person(value: str | None) -> str | None:
    """A name as the page gives it, or None where it is an account's (``admin admin``)."""
    text = _BY.sub("", clean(value or "").strip(" .;,-–|"))
    label = _AUTHOR_LABEL.fullmatch(text)
    if label:
        text = label["name"].strip()
    return None if not text or _NO_NAME.fullmatch(text) else text


def strip_dateline(paragraph: str) -> str:
    """The lead without the paper's sign: ``(ĐN)-``, ``(Baonghean.vn) -``, ``YênBái - YBĐT -``."""
    return _DATELINE.sub("", paragraph, count=1)
