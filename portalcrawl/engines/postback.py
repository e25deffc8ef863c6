"""The page after a listing page where ASP.NET pages by postback: the form posted once more. Pure.

What is posted is what a browser would post: the page's own form with its view state, and the
control that was clicked. Search boxes and login fields of the same form go along as they stand, and
no button is clicked but the pager's own.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice, takewhile
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit
from zlib import crc32

from form2request import form2request  # type: ignore[import-untyped]
from lxml.html import HtmlElement
from parsel import Selector

from portalcrawl.engines.base import FORM, Ask, ListingPage
from portalcrawl.engines.listing import Grammar, document_of, read_listing
from portalcrawl.engines.paging import page_number
from portalcrawl.items import Page

NextPage = Callable[[Selector, str], Ask | None]
"""Gives the page after a document that was served under a URL."""

_CALL = re.compile(
    r"""(?:__doPostBack|WebForm_PostBackOptions)\(\s*"""
    r"""['"](?P<target>[^'"]{0,500})['"]\s*,\s*['"](?P<argument>[^'"]{0,500})['"]"""
)
_CONTROLS = (
    "//*[self::a or self::input or self::button or self::span or self::li]"
    "[contains(@href, 'PostBack') or contains(@onclick, 'PostBack')]"
    " | //input[@name and (@type='submit' or @type='image')]"
    " | //button[@name and (not(@type) or @type='submit')]"
)
_PAGE_ARGUMENT = re.compile(r"Page\$(?P<number>[0-9]{1,6})")
"""Of GridView. A bare number may count from nought, so the label is believed."""
_MONTH = re.compile(r"V-?[0-9]+")
"""The argument by which the Calendar control turns to another month."""
_NUMBER = re.compile(r"\W*(?:trang |page )?(?P<number>[0-9]{1,6})\W*", re.IGNORECASE)
_OF_HOW_MANY = re.compile(
    r"\btrang\s*(?P<number>[0-9]{1,6})\s*(?:/|trên|của|of)\s*[0-9]", re.IGNORECASE
)
_ELLIPSIS = re.compile(r"(?:\.{2,}|…)")
_NEXT = re.compile(
    r"(?:trang )?(?:tiếp(?: theo)?|sau|kế(?: tiếp)?)\s*[»›>]*|next(?: page)?\s*[»›>]*|[›>]|→",
    re.IGNORECASE,
)
_NEXT_OR_LAST = re.compile("»|>>")
_NEXT_NAMES = ("next", "trangsau", "trang_sau")
_LONGEST_NAME = 200
"""Of a control; its own part is the last word of it."""
_CURRENT = frozenset({"active", "current", "selected", "disabled", "aspnetdisabled"})
_LEVELS_UP = 5
_MOST_CONTROLS = 100
"""Of a pager, and of those that are looked at in search of one."""
_FRAGMENT = re.compile(r"trang-(?P<number>[0-9]{1,6})-(?P<articles>[0-9]{1,10})")


class _Mark(NamedTuple):
    """What an answer does not say of itself, kept in the fragment of its URL: no server sees it.

    A pager that leads backwards or round and round is known by it, and a last page without end.
    """

    number: int
    """Of the page that is asked for."""
    articles: int
    """CRC-32 of the articles on the page before."""

    def __str__(self) -> str:
        return f"trang-{self.number}-{self.articles}"

    @classmethod
    def of(cls, asked: Ask | None) -> _Mark | None:
        """The mark on what was asked for, if any."""
        match = _FRAGMENT.fullmatch(urldefrag(asked.url).fragment if asked else "")
        return cls(int(match["number"]), int(match["articles"])) if match else None


class _Control(NamedTuple):
    element: HtmlElement
    target: str
    argument: str
    labels: tuple[str, ...]
    number: int | None
    """The page that it leads to, where it says so."""


class _Pager(NamedTuple):
    box: HtmlElement
    present: int
    """The page that it shows as the current one."""
    controls: tuple[_Control, ...]
    nearby: tuple[_Control, ...]
    """With those beside its numbers: an arrow may stand outside of their box."""


def read_posted_listing(
    page: Page, grammar: Grammar, asked: Ask | None = None, others: Iterable[NextPage] = ()
) -> ListingPage:
    """The articles of a section page, and the page after it: a link, a postback, or what follows.

    ``others`` are asked in turn where there is neither link nor postback. What was posted for goes
    on by postback alone: its URL is the first page's. A page without articles ends the listing,
    since error pages and login forms may have a pager too, and so does one with the articles of the
    page before it.
    """
    was_posted = asked is not None and asked.body is not None
    listing = read_listing(page, grammar)
    if was_posted:
        listing = replace(listing, next_page=None)
    document = document_of(page) if listing.links and not listing.next_page else None
    if document is None:
        return listing
    mark = _Mark.of(asked)
    articles = crc32(" ".join(link.url for link in listing.links).encode("utf-8", "replace"))
    if mark and mark.articles == articles:
        return listing
    present = mark.number if mark else page_number(page.url) or 1
    ask = _next_postback(document, page.url, present, grammar.is_article, is_sure=mark is not None)
    if ask is None and not was_posted:
        ask = next((found for other in others if (found := other(document, page.url))), None)
    if ask is None:
        return listing
    return replace(listing, next_page=replace(ask, url=f"{ask.url}#{_Mark(present + 1, articles)}"))


def _next_postback(
    document: Selector,
    url: str,
    present: int,
    is_article: Callable[[str], bool],
    *,
    is_sure: bool,
) -> Ask | None:
    """The POST that turns to the following page, or None where no pager offers it.

    In a pager the current number stands as text while the others post the form back. Taken is the
    number after the current one, else the dots that lead to the next group of numbers, else what
    reads ``>``, ``Trang sau`` or ``Tiếp``. Of several pagers that are on the right page, the one
    closest to the articles counts. Where the present page is sure, because it was asked for, an
    answer that shows another one ends the listing.
    """
    controls = tuple(_controls(document))
    pagers = _pagers(controls)
    above = _above_articles(document, url, is_article)
    pager = min(
        (each for each in pagers if each.present == present),
        key=lambda each: _distance(each.box, above),
        default=None,
    )
    if pager:
        control = _onward(pager.controls, present) or _onward(pager.nearby, present)
    else:
        control = None if pagers and is_sure else _onward(controls, present)
    return _posted(control, document, url) if control else None


def _above_articles(
    document: Selector, url: str, is_article: Callable[[str], bool]
) -> set[HtmlElement]:
    """All elements that hold a link to an article."""
    above: set[HtmlElement] = set()
    for anchor in document.xpath("//a[@href]"):
        try:
            is_one = is_article(urljoin(url, anchor.attrib["href"].strip()))
        except ValueError:
            continue
        if is_one:
            above.update(takewhile(lambda each: each not in above, anchor.root.iterancestors()))
    return above


def _distance(box: HtmlElement, above: set[HtmlElement]) -> int:
    """How many levels over the box the first link to an article is within reach."""
    return next(
        (level for level, each in enumerate((box, *box.iterancestors())) if each in above),
        sys.maxsize,
    )


def _controls(document: Selector) -> Iterator[_Control]:
    found = [
        control
        for element in document.xpath(_CONTROLS)
        if (control := _control(element.root)) is not None
    ]
    calendars = {each.target for each in found if _MONTH.fullmatch(each.argument)}
    return (each for each in found if not each.target or each.target not in calendars)


def _control(element: HtmlElement) -> _Control | None:
    call = _CALL.search(element.get("href", "")) or _CALL.search(element.get("onclick", ""))
    if "disabled" in element.attrib or not (call or _is_button(element)):
        return None
    target, argument = (call["target"], call["argument"]) if call else ("", "")
    texts = (
        element.text_content(),
        *element.xpath(".//img/@alt"),
        *(element.get(name, "") for name in ("value", "title", "alt", "aria-label")),
    )
    labels = tuple(" ".join(text.split()) for text in texts if text.strip())
    return _Control(element, target, argument, labels, _number(argument, labels))


def _is_button(element: HtmlElement) -> bool:
    kind = element.get("type", "submit" if element.tag == "button" else "text")
    return element.tag in ("input", "button") and kind.lower() in ("submit", "image")


def _number(argument: str, labels: tuple[str, ...]) -> int | None:
    shown = next((found for each in labels if (found := _NUMBER.fullmatch(each))), None)
    number = _PAGE_ARGUMENT.fullmatch(argument) or shown
    return int(number["number"]) if number else None


def _pagers(controls: tuple[_Control, ...]) -> list[_Pager]:
    """The boxes of numbered controls that show one number as the current one."""
    own: dict[HtmlElement, list[_Control]] = {}
    for control in controls:
        for box in _around(control.element):
            own.setdefault(box, []).append(control)
    pagers: dict[HtmlElement, _Pager | None] = {}
    for control in [each for each in controls if each.number is not None][:_MOST_CONTROLS]:
        for box in _around(control.element):
            if box not in pagers:
                pagers[box] = _pager(box, own)
            if pagers[box]:
                break
    return [pager for pager in pagers.values() if pager]


def _around(element: HtmlElement) -> Iterator[HtmlElement]:
    return islice(element.iterancestors(), _LEVELS_UP)


def _pager(box: HtmlElement, own: dict[HtmlElement, list[_Control]]) -> _Pager | None:
    controls = own[box]
    present = _present(box, controls) if len(controls) <= _MOST_CONTROLS else None
    if present is None:
        return None
    outer = next(islice(_around(box), 1, None), box)
    return _Pager(box, present, tuple(controls), tuple(own.get(outer, controls)))


def _present(box: HtmlElement, controls: list[_Control]) -> int | None:
    if told := _OF_HOW_MANY.search(box.text_content()):
        return int(told["number"])
    elements = {each.element: each.number for each in controls}
    marked = {each.element for each in controls if _is_current(each.element, box)}
    others = {number for element, number in elements.items() if element not in marked}
    for element in box.iter("*"):
        if element.tag in ("option", "script", "style"):
            continue
        if element in elements and element not in marked:
            continue
        own_text = " ".join((element.text or "", *(child.tail or "" for child in element)))
        number = int(found["number"]) if (found := _NUMBER.fullmatch(own_text)) else None
        if number is not None and number not in others and {number - 1, number + 1} & others:
            return number
    return None


def _is_current(element: HtmlElement, box: HtmlElement) -> bool:
    """Whether the theme marks a number that is a link as the current one, or an arrow as dead."""
    above = takewhile(lambda each: each is not box, _around(element))
    classes = " ".join(each.get("class", "") for each in (element, *above)).lower()
    return not _CURRENT.isdisjoint(classes.split())


def _onward(controls: tuple[_Control, ...], present: int) -> _Control | None:
    """The control that leads to the page after ``present``, the surest way first."""
    for control in controls:
        if control.number == present + 1:
            return control
    numbered = [index for index, each in enumerate(controls) if each.number is not None]
    behind = controls[numbered[-1] + 1 :] if numbered else ()
    ways = (
        (behind, _is_dots),
        (controls, _is_next),
        (controls, _is_next_by_name),
        (behind, _is_next_or_last),
    )
    for chosen, leads_on in ways:
        for control in chosen:
            if control.number is None and leads_on(control) and not _is_dead(control):
                return control
    return None


def _is_dots(control: _Control) -> bool:
    return any(_ELLIPSIS.fullmatch(label) for label in control.labels)


def _is_next(control: _Control) -> bool:
    return any(_NEXT.fullmatch(label) for label in control.labels)


def _is_next_or_last(control: _Control) -> bool:
    return any(_NEXT_OR_LAST.fullmatch(label) for label in control.labels)


def _is_next_by_name(control: _Control) -> bool:
    names = (control.element.get("name", ""), control.element.get("id", ""), control.target)
    own = [re.split(r"\W", name[-_LONGEST_NAME:])[-1].lower() for name in names]
    return any(each in name for name in own for each in _NEXT_NAMES)


def _is_dead(control: _Control) -> bool:
    above = (each.get("class", "") for each in islice(control.element.iterancestors(), 1))
    classes = " ".join((control.element.get("class", ""), *above)).lower()
    return not {"disabled", "aspnetdisabled"}.isdisjoint(classes.split())


def _posted(control: _Control, document: Selector, url: str) -> Ask | None:
    forms = list(control.element.iterancestors("form"))
    forms += [each.root for each in document.xpath("//form[.//input[@name='__VIEWSTATE']]")]
    if not forms:
        return None
    data = {"__EVENTTARGET": control.target, "__EVENTARGUMENT": control.argument}
    button = control.element if not control.target else None
    if button is not None and button.get("type", "").lower() == "image":
        data |= {f"{button.get('name')}.{axis}": "1" for axis in "xy"}
        button = None
    try:
        clicked = False if button is None else button
        request = form2request(forms[0], data, click=clicked, method="POST", enctype=FORM)
        there = urldefrag(request.url).url
        if urlsplit(there).netloc != urlsplit(url).netloc:
            return None
    except ValueError:
        return None
    return Ask(there, request.body)
