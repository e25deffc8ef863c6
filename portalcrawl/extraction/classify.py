"""What kind of page this is, with the reasons: only an article is archived as one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from portalcrawl.extraction.text import fold, word_count
from portalcrawl.items import Article, PageKind

_SHORT_WORDS, _STATIC_WORDS = 60, 8
_ERROR = re.compile(
    r"co loi xay ra|khong tim thay (?:trang|bai viet|noi dung|tai nguyen|du lieu)|"
    r"(?:trang|bai viet|noi dung|duong dan)[^.]{0,40} khong ton tai|"
    r"duong dan khong (?:dung|hop le)|bai viet (?:da bi xoa|khong con)|loi he thong|"
    r"he thong (?:dang )?(?:bao tri|gap loi)|page not found|server error|404 (?:not found|error)|"
    r"error 404|item does not exist|noi dung ban tim khong|"
    r"runtime error|service unavailable|the requested (?:url|resource)"
)
_ERROR_LINE = re.compile(r"(?:loi |error )?(?:404|500)(?: not found)?|page not found")
#: Of these, what says that the page is not there; the others may mean a moment's trouble.
_MISSING = re.compile(
    r".*(?:khong tim thay|khong ton tai|da bi xoa|khong con|not found|404|does not exist|"
    r"ban tim khong)"
)
MISSING = "says that there is no such page, served with status 200"
"""The reason given for such a page."""
_OPENING_LINES, _LONG_ERROR = 6, 150
_BLOCKED = re.compile(
    r"access denied|just a moment|attention required|verify you are human|checking your browser|"
    r"xac minh ban (?:la|khong phai)|ban khong co quyen truy cap|request (?:unsuccessful|rejected)|"
    r"web application firewall|support id|ddos"
)
_LOGIN = re.compile(r"dang nhap|sign in|log ?in|ten (?:dang nhap|truy cap)|mat khau")
_STATIC = re.compile(
    r"^(?:(?:trang )?gioi thieu(?: chung| tong quan|(?: ve)? (?:trung tam|so|tinh|cong|van phong|"
    r"don vi|co quan|bao|dai|toa soan|uy ban|ubnd|huyen|thanh pho|thi xa|xa|phuong)|$)|tong quan|"
    r"chuc nang,? ?nhiem vu|chuc nang|co cau to chuc|"
    r"so do (?:to chuc|cong|trang|website)|lich su (?:hinh thanh|phat trien|van hoa)|lien he|"
    r"thong tin lien he|dieu kien tu nhien|danh ba|hoi dap|ban do|lich tiep cong dan)\b"
)
#: The headings of a page that says what an office is for.
_STATIC_PART = re.compile(
    r"(?:[ivx]+\.|\d+\.|[a-z][.)])?\s*(?:vi tri(?:,| va)? chuc nang|chuc nang(?:,| va)? nhiem vu|"
    r"(?:chuc nang|nhiem vu)(?:(?:,| va) quyen han)?|co cau(?: to chuc)?(?:(?:,| va) bien che)?|"
    r"lanh dao|to chuc bo may)\s*:?"
)
_LABEL_CHARS, _FIELD_CHARS = 40, 200
#: A page without one of these is none of a document.
_FIELD_WORDS = re.compile("hiệu|ban hành", re.IGNORECASE)
_WORDS_OF_A_SUMMARY = 80
_HARDLY_ANY_WORDS = 40
_FIELDS = 3
_LOGIN_TITLE = re.compile(r"(?:trang )?dang nhap(?: he thong| quan tri)?|sign in|log ?in")
#: The fields of a legal document's page; three of them, and one of the first two, make it one.
_DOCUMENT = tuple(
    re.compile(each)
    for each in (
        r"so,?(?: ky)? hieu",
        r"ngay ban hanh",
        r"ngay (?:co )?hieu luc",
        r"(?:hinh thuc|loai)(?: van ban)?\W*$",
        r"(?:don vi|co quan) ban hanh",
        r"nguoi ky\b",
        r"trich yeu\b",
    )
)


@dataclass(frozen=True)
class _Case:
    """A page before the judgement."""

    article: Article
    status: int
    asks_password: bool
    page_title: str
    teasers: int
    page_text: Callable[[], str]
    words: int

    @cached_property
    def title(self) -> str:
        """The title, folded."""
        return fold(self.article.title or "")

    @cached_property
    def opening(self) -> str:
        """Title and first words, folded."""
        return fold(f"{self.article.title or ''} {self.article.text[:400]}")

    @property
    def undated(self) -> bool:
        """Whether the page itself shows no date; a listing dates error pages too."""
        return self.article.published_from not in ("json-ld", "meta", "visible")

    @property
    def bare(self) -> bool:
        """Few words and no date: what says that there is no article may be believed."""
        return self.undated and self.words < _SHORT_WORDS


def classify(
    article: Article,
    *,
    status: int = 200,
    asks_password: bool = False,
    page_title: str = "",
    teasers: int = 0,
    page_text: Callable[[], str] = str,
) -> tuple[PageKind, tuple[str, ...]]:
    """The kind of a page and why.

    ``asks_password``: there is a field for one on the page. ``teasers`` counts linked headlines
    inside the container. ``page_text`` gives the pieces of text of the whole page, a line each;
    it is asked only where the article is doubtful.
    """
    case = _Case(
        article,
        status,
        asks_password,
        page_title,
        teasers,
        page_text,
        words=word_count(article.text),
    )
    for kind, reason_of in _KINDS:
        reason = reason_of(case)
        if reason:
            return kind, (reason,)
    return "article", ()


def _is_blocked(case: _Case) -> str | None:
    if case.bare and _BLOCKED.search(case.opening):
        return "wording of a block or challenge page"
    return None


def _is_login(case: _Case) -> str | None:
    asks = case.undated and (
        case.words < 15
        or _LOGIN.match(case.title)
        or _LOGIN.match(fold(case.page_title))
        or (case.bare and _LOGIN.search(case.opening))
    )
    name = case.article.title or case.article.section or ""
    named = case.words < _SHORT_WORDS and _LOGIN_TITLE.fullmatch(fold(name))
    return "a password field and no article" if case.asks_password and (asks or named) else None


def _is_error(case: _Case) -> str | None:
    if case.status >= 400:
        return f"HTTP status {case.status}"
    if case.words >= _LONG_ERROR:
        return None
    said = next(_wordings_of_an_error(case), None)
    if said is None:
        return None
    return MISSING if _MISSING.match(said[0]) else "wording of an error page, with status 200"


def _wordings_of_an_error(case: _Case) -> Iterator[re.Match[str]]:
    lines = [fold(each) for each in case.article.paragraphs[:_OPENING_LINES]]
    if case.words < _SHORT_WORDS:
        yield from filter(None, map(_ERROR_LINE.fullmatch, lines))
    if case.undated:
        yield from filter(None, map(_ERROR.match, lines))
    if case.bare:
        yield from _ERROR.finditer(case.opening)
    if case.undated and case.article.title is None:
        short = (fold(line) for line in case.page_text().split("\n") if len(line) < 200)
        yield from filter(None, map(_ERROR.match, short))


def _is_empty(case: _Case) -> str | None:
    article = case.article
    # Many notices are a title, a date and a PDF.
    if case.words == 0 and not (article.title and (article.attachments or article.images)):
        return "no text found"
    if article.title is None and case.words < _HARDLY_ANY_WORDS // 2:
        return f"no title, and {case.words} words"
    if case.bare and article.title is None:
        return f"neither title nor date, and {case.words} words"
    return None


def _is_document(case: _Case) -> str | None:
    # On a page with a date the fields must stand in the text: sidebars list documents too.
    named = case.article.title is not None
    doubtful = case.undated or not named or case.words < _HARDLY_ANY_WORDS
    text = case.page_text() if doubtful else case.article.text
    if _FIELD_WORDS.search(unicodedata.normalize("NFC", text)) is None:
        return None
    lines = (line.strip() for line in text.split("\n"))
    labels = {fold(line[:_LABEL_CHARS]) for line in lines if 0 < len(line) <= _FIELD_CHARS}
    shown = [any(map(form.match, labels)) for form in _DOCUMENT]
    if all(shown[:2]) or (any(shown[:2]) and sum(shown) >= _FIELDS):
        return "fields of a legal document (Số ký hiệu, Ngày ban hành)"
    return None


def _is_listing(case: _Case) -> str | None:
    declared = case.article.published_from in ("json-ld", "meta")
    if declared and word_count(case.title) > _STATIC_WORDS and case.words > _HARDLY_ANY_WORDS:
        # A list of news has a short name and no date of its own.
        return None
    if case.teasers >= 5 and case.words < _WORDS_OF_A_SUMMARY * case.teasers:
        return f"{case.teasers} linked headlines and little prose"
    return None


def _is_static(case: _Case) -> str | None:
    names = (case.article.title, case.article.section)
    alike = [name for name in names if name and _STATIC.match(fold(name))]
    if len(alike) == len(names) and word_count(alike[-1]) <= _STATIC_WORDS:
        return f"named as a static page: {' in '.join(alike)}"
    if not case.undated:
        return None
    short = [name for name in names if name and word_count(name) <= _STATIC_WORDS]
    named = [name for name in short if name in alike]
    if named:
        return f"no date, and named as a static page: {named[0]}"
    headings = [each for each in case.article.paragraphs if word_count(each) <= _STATIC_WORDS]
    parts = [each for each in headings if _STATIC_PART.fullmatch(fold(each))]
    return f"no date, and the parts of a static page: {', '.join(parts)}" if parts[1:] else None


#: In this order: what is certain before what is judged by shape.
_KINDS: tuple[tuple[PageKind, Callable[[_Case], str | None]], ...] = (
    ("blocked", _is_blocked),
    ("login", _is_login),
    ("error", _is_error),
    ("document", _is_document),
    ("empty", _is_empty),
    ("listing", _is_listing),
    ("static", _is_static),
)
