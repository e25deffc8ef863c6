"""WebForms portals: articles by pattern, and pages that are posted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urldefrag

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portalcrawl.engines.base import Ask, Listing
from portalcrawl.engines.profiles import PROFILES
from portalcrawl.engines.webforms import WebForms
from portalcrawl.items import Page
from portalcrawl.portals import Portal

ORIGIN = "https://khanhhoa.gov.vn"
SECTION = "/vi/tin-hoat-dong-cua-lanh-dao-tinh"
HERE = ORIGIN + SECTION
KHANH_HOA = WebForms(article=r"/vi/[a-z0-9-]+/[a-z0-9-]+$", sections=(SECTION, "/vi/a/tin-moi"))
BY_ID = WebForms(
    article=r"(?i)/tin/chitiet\.aspx\?id=(?P<key>\d+)", form="/Tin/ChiTiet.aspx?id={key}"
)

FORM_START = (
    f'<form method="post" action=".{SECTION.removeprefix("/vi")}" id="aspnetForm">'
    '<input type="hidden" name="__EVENTTARGET" value=""><input type="hidden" '
    'name="__EVENTARGUMENT" value=""><input type="hidden" name="__VIEWSTATE" value="{state}">'
    '<input type="hidden" name="__EVENTVALIDATION" value="/wEd+A=="><input type="text" '
    'name="ctl00$txtSearch" value=""><input type="submit" name="ctl00$btnSearch" value="Tìm kiếm">'
    '<input type="text" name="ctl00$txtUser" value=""><input type="password" name="ctl00$txtPass">'
    '<input type="submit" name="ctl00$btnLogin" value="Đăng nhập">'
)


def item(number: int) -> str:
    return f'<li><h3><a href="{SECTION}/tin-so-{number}">Tin số {number}</a></h3></li>'


def page_with(pager: str, *, items: str = item(1), before: str = "", url: str = HERE) -> Page:
    start = FORM_START.replace("{state}", "/wEPDw8=")
    return Page(url=url, body=f"{start}{before}<ul>{items}</ul>{pager}</form>".encode())


def next_ask(pager: str, before: str = "") -> Ask | None:
    return KHANH_HOA.parse_listing(page_with(pager, before=before), Ask(HERE)).next_page


def posted(pager: str, before: str = "") -> dict[str, str]:
    """The fields that the page after the one with that pager is asked for with."""
    ask = next_ask(pager, before)
    fields = parse_qs((ask.body if ask and ask.body else b"").decode(), keep_blank_values=True)
    return {name: ", ".join(values) for name, values in fields.items()}


def link(label: str, target: str = "ctl00$pager", argument: str = "", **attributes: str) -> str:
    said = "".join(f' {name.strip("_")}="{value}"' for name, value in attributes.items())
    return f"""<a href="javascript:__doPostBack('{target}','{argument}')"{said}>{label}</a>"""


def test_an_article_is_what_the_pattern_matches_and_no_section() -> None:
    assert KHANH_HOA.is_article(f"{HERE}/chu-tich-ubnd-tinh-tiep-dan")
    assert not KHANH_HOA.is_article(HERE)
    assert not KHANH_HOA.is_article(f"{ORIGIN}/vi/a/tin-moi")
    assert not KHANH_HOA.is_article(f"{ORIGIN}/vi/a/Tin-Moi/?page=2")


def test_key_and_canonical_are_the_patterns() -> None:
    canonical = f"{ORIGIN}/Tin/ChiTiet.aspx?id=12"
    form = f"{ORIGIN}/tin/chitiet.aspx?id=12&utm_source=x"
    assert (BY_ID.article_key(form), BY_ID.canonical(form)) == ("12", canonical)
    assert BY_ID.variant(canonical) is None
    assert BY_ID.variant(f"{ORIGIN}/tin/chitiet.aspx?id=12") == "letter case"
    assert KHANH_HOA.article_key(f"{HERE}/tin?fbclid=x") == f"{HERE}/tin"


@pytest.mark.parametrize("engine", [KHANH_HOA, BY_ID], ids=["without key", "with key"])
@given(path=st.text(max_size=60))
def test_no_address_breaks_the_engine(engine: WebForms, path: str) -> None:
    for url in (f"http://a.vn/{path}", f"http://a.vn/vi/{path}/{path}", path):
        if engine.is_article(url):
            canonical = engine.canonical(url)
            assert engine.is_article(canonical)
            assert engine.canonical(canonical) == canonical
            assert engine.article_key(canonical) == engine.article_key(url)
        engine.variant(url)


def test_sections_are_where_discovery_begins() -> None:
    portal = Portal("khanhhoa.gov.vn", KHANH_HOA)
    assert [each.url for each in KHANH_HOA.listings(portal)] == [HERE, f"{ORIGIN}/vi/a/tin-moi"]
    assert BY_ID.listings(portal) == (Listing(f"{ORIGIN}/", "section"),)


def test_its_profile_is_known_by_name() -> None:
    assert PROFILES[KHANH_HOA.name] is KHANH_HOA.profile


def test_the_form_is_posted_as_a_browser_would() -> None:
    ask = next_ask(f"<span>1</span>{link('2', 'ctl00$main$rpt$ctl02$lnk')}")
    assert ask is not None
    assert urldefrag(ask.url).url == HERE
    assert ask.content_type == "application/x-www-form-urlencoded"
    assert posted(f"<span>1</span>{link('2', 'ctl00$main$rpt$ctl02$lnk')}") == {
        "__EVENTTARGET": "ctl00$main$rpt$ctl02$lnk",
        "__EVENTARGUMENT": "",
        "__VIEWSTATE": "/wEPDw8=",
        "__EVENTVALIDATION": "/wEd+A==",
        "ctl00$txtSearch": "",
        "ctl00$txtUser": "",
        "ctl00$txtPass": "",
    }


@pytest.mark.parametrize(
    ("pager", "argument"),
    [
        (f"<span>1</span>{link('2', argument='Page$2')}{link('3', argument='Page$3')}", "Page$2"),
        (f"<b>[1]</b> {link('[2]', argument='two')} {link('[3]', argument='three')}", "two"),
        (f"<div>1 {link('2', argument='1')} {link('3', argument='2')}</div>", "1"),
        (f"<strong>Trang 1</strong>{link('Trang 2', argument='2')}", "2"),
        (f"<i>Trang 1/9</i>{link('&lt;', argument='x')}{link('>', argument='onward')}", "onward"),
        (
            (
                f'<ul><li class="active">{link("1", argument="1")}</li>'
                f"<li>{link('2', argument='2')}</li></ul>"
            ),
            "2",
        ),
        (f"{link('1', argument='1', class_='current')}{link('2', argument='2')}", "2"),
        (f'<a class="aspNetDisabled">1</a>{link("2", argument="2")}', "2"),
        (
            "<table><tr><td><span>1</span></td>"
            + "".join(f"<td>{link(str(n), argument=f'Page${n}')}</td>" for n in range(2, 11))
            + f"<td>{link('...', argument='Page$11')}</td></tr></table>",
            "Page$2",
        ),
        (f"{link('Trang sau', argument='next')}", "next"),
        (f"{link('Tiếp theo »', argument='next')}", "next"),
        (link("", "ctl00$lnkNext", "next"), "next"),
        (link("", argument="next", id_="ctl00_rpt_lnkNext_0"), "next"),
        (link("", argument="next", name=f"{'x' * 20_000}$btnTrangSau"), "next"),
        (f"{link('<img alt=Next src=n.gif>', argument='next')}", "next"),
        (f"{link('<i></i>', argument='next', title='Trang tiếp')}", "next"),
        (
            (
                f"<span>1</span>{link('2', argument='2')}{link('›', argument='next')}"
                f"{link('»', argument='last')}"
            ),
            "2",
        ),
    ],
)
def test_the_next_page_is_found_in_the_pager(pager: str, argument: str) -> None:
    assert posted(pager).get("__EVENTARGUMENT") == argument


def test_a_validating_link_is_read_too() -> None:
    pager = (
        "<span>1</span><a href='javascript:WebForm_DoPostBackWithOptions(new "
        'WebForm_PostBackOptions("ctl00$p$ctl01", "", true, "", "", false, true))\'>2</a>'
    )
    assert posted(pager)["__EVENTTARGET"] == "ctl00$p$ctl01"


@pytest.mark.parametrize(
    ("button", "fields"),
    [
        ('<input type="submit" name="ctl00$sau" value="Trang sau">', {"ctl00$sau": "Trang sau"}),
        ('<button name="ctl00$b" value="x">Tiếp</button>', {"ctl00$b": "x"}),
        (
            '<input type="image" name="ctl00$i" alt="Trang sau" src="n.gif">',
            {"ctl00$i.x": "1", "ctl00$i.y": "1"},
        ),
        (
            '<input type="image" name="ctl00$pager$imgNext" src="n.gif">',
            {"ctl00$pager$imgNext.x": "1", "ctl00$pager$imgNext.y": "1"},
        ),
        (
            """<input type="button" value=">" onclick="javascript:__doPostBack('ctl00$n','')">""",
            {"__EVENTTARGET": "ctl00$n"},
        ),
        (
            '<span>1</span><input type="submit" name="ctl00$p2" value="2">',
            {"ctl00$p2": "2"},
        ),
    ],
)
def test_the_pager_may_be_buttons(button: str, fields: dict[str, str]) -> None:
    sent = posted(button)
    assert sent | fields == sent
    assert not {"ctl00$btnSearch", "ctl00$btnLogin"} & sent.keys()


@pytest.mark.parametrize(
    "pager",
    [
        "",
        f"<span>Trang 9/9</span>{link('8', argument='8')}",
        f"{link('Trang trước', argument='back')}<span>1</span>",
        f"<span>1</span>{link('Đầu', argument='1')}{link('Cuối', argument='9')}",
        f'<span>1</span><li class="disabled">{link(">", argument="next")}</li>',
        '<input type="submit" name="ctl00$sau" value="Trang sau" disabled>',
        '<a href="javascript:void(0)">2</a><a href="#">Trang sau</a>',
        link("Gửi ý kiến", "ctl00$btnSend") + link("Đăng xuất", "ctl00$logout"),
        '<input type="submit" name="ctl00$vote" value="Bình chọn">',
    ],
)
def test_nothing_else_is_posted(pager: str) -> None:
    assert next_ask(pager) is None


def test_the_days_of_a_calendar_are_no_pages() -> None:
    days = "".join(f"<td>{link(str(n), 'ctl00$cal', str(9800 + n))}</td>" for n in range(2, 31))
    calendar = f"<table><tr><td>{link('>', 'ctl00$cal', 'V9831')}</td><td>1</td>{days}</tr></table>"
    assert next_ask(calendar) is None
    pager = f"<span>1</span>{link('2', argument='Page$2')}"
    assert posted(pager, before=calendar)["__EVENTARGUMENT"] == "Page$2"


def test_the_pager_closest_to_the_articles_counts() -> None:
    videos = f"<div><p>Video</p><div><span>1</span>{link('2', 'ctl00$video', '2')}</div></div>"
    pager = f"<div><span>1</span>{link('2', 'ctl00$news', '2')}</div>"
    page = page_with("", items=f"</ul><div><div><ul>{item(1)}</ul>{pager}</div></div><ul>")
    body = page.body.replace(b"<ul></ul>", b"").replace(b"</form>", f"{videos}</form>".encode())
    ask = KHANH_HOA.parse_listing(
        Page(url=HERE, body=body.replace(b"<ul>", f"{videos}<ul>".encode(), 1))
    ).next_page
    assert ask is not None
    assert b"ctl00%24news" in (ask.body or b"")


def test_a_page_without_articles_has_no_next_one() -> None:
    page = page_with(f"<span>1</span>{link('2', argument='2')}", items="")
    assert KHANH_HOA.parse_listing(page).next_page is None


@pytest.mark.parametrize("items", ["", item(1)])
def test_what_was_posted_for_does_not_go_on_by_a_link(items: str) -> None:
    page = page_with('<a href="?page=2">2</a>', items=items)
    assert KHANH_HOA.parse_listing(page, Ask(f"{HERE}#trang-4-0", b"x")).next_page is None


def test_a_form_that_leads_to_another_host_is_not_posted() -> None:
    page = page_with(f"<span>1</span>{link('2', argument='2')}")
    body = page.body.replace(b'action="', b'action="https://elsewhere.vn/')
    assert KHANH_HOA.parse_listing(Page(url=HERE, body=body)).next_page is None


@given(st.text(max_size=80), st.text(max_size=20))
@example('"\x1f', "")
def test_no_pager_breaks_the_engine(text: str, action: str) -> None:
    pager = f"<p>{text}</p><span>1</span>{link('2', text[:9], text[9:18])}"
    for asked in (None, Ask(HERE), Ask(f"{HERE}#{text}", b"x"), Ask(f"{HERE}#trang-2-0", b"x")):
        KHANH_HOA.parse_listing(page_with(pager), asked)
    body = f'<form action="{action}">{item(1)}{pager}'.encode("utf-8", "replace")
    KHANH_HOA.parse_listing(Page(url=HERE, body=body))


Theme = Callable[[int, int], str]
"""The pager of a page, given its number and how many there are."""


def _grid(present: int, last: int) -> str:
    """GridView's: ten numbers at a time, dots to the groups before and after."""
    first = (present - 1) // 10 * 10 + 1
    numbers = [
        f"<td><span>{n}</span></td>"
        if n == present
        else f"<td>{link(str(n), 'g', f'Page${n}')}</td>"
        for n in range(first, min(first + 10, last + 1))
    ]
    if first > 1:
        numbers.insert(0, f"<td>{link('...', 'g', f'Page${first - 1}')}</td>")
    if first + 10 <= last:
        numbers.append(f"<td>{link('...', 'g', f'Page${first + 10}')}</td>")
    return f"<table><tr>{''.join(numbers)}</tr></table>"


def _repeater(present: int, last: int) -> str:
    """Five numbers around the present one: the same control leads to another page each time."""
    shown = range(max(1, present - 2), min(last, present + 2) + 1)
    return "".join(
        f"<b>{n}</b>" if n == present else link(str(n), f"rpt$ctl{place:02}$lnk")
        for place, n in enumerate(shown)
    )


def _groups(present: int, last: int) -> str:
    """Five numbers at a time, and dots on both sides that say no number."""
    first = (present - 1) // 5 * 5 + 1
    numbers = [
        f"<span>{n}</span>" if n == present else link(str(n), "p", str(n))
        for n in range(first, min(first + 5, last + 1))
    ]
    before = [link("...", "p", str(first - 1))] if first > 1 else []
    after = [link("...", "p", str(first + 5))] if first + 5 <= last else []
    return f"<div>{' '.join((*before, *numbers, *after))}</div>"


def _marked(present: int, last: int) -> str:
    """All are links, the present one is marked; arrows at both ends, to the first and the last."""
    numbers = "".join(
        f'<li class="{"active" if n == present else ""}">{link(str(n), "p", str(n - 1))}</li>'
        for n in range(1, last + 1)
    )
    return (
        f"<ul><li>{link('«', 'p', '0')}</li>{numbers}<li>{link('»', 'p', str(last - 1))}</li></ul>"
    )


def _arrow(present: int, last: int) -> str:
    """Nothing but an arrow, dead on the last page."""
    here = {"class_": "aspNetDisabled"} if present == last else {}
    return link("Trang sau", "next", str(present + 1), **here)


def _endless_arrow(present: int, last: int) -> str:
    """An arrow that stays alive on the last page and leads to it again."""
    return link("Trang sau", "next", str(min(present + 1, last)))


def _round(present: int, last: int) -> str:
    """On the last page the number after it leads to the first."""
    return f"<b>{present}</b>" + link(str(present + 1), "p", str(present % last + 1))


THEMES: tuple[Theme, ...] = (_grid, _repeater, _groups, _marked, _arrow, _endless_arrow, _round)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("last", [1, 2, 12, 23])
def test_every_page_of_a_listing_is_read_once_and_in_order(theme: Theme, last: int) -> None:
    read = [article for articles in _walked(theme, last) for article in articles]
    repeated = theme in (_marked, _endless_arrow, _round)
    assert read[: last * 2] == list(range(1, last * 2 + 1))
    assert len(read) <= last * 2 + 2 * repeated


def _walked(theme: Theme, last: int) -> Iterator[list[int]]:
    """The numbers of the articles on each page, as a crawler meets them that always goes on."""
    asked: Ask | None = Ask(HERE)
    present = 1
    for _request in range(3 * last + 3):
        if asked is None:
            return
        items = item(2 * present - 1) + item(2 * present)
        start = FORM_START.replace("{state}", str(present))
        body = f"{start}<ul>{items}</ul>{theme(present, last)}</form>".encode()
        listing = KHANH_HOA.parse_listing(Page(url=HERE, body=body), asked)
        yield [int(each.url.rpartition("-")[2]) for each in listing.links]
        asked = listing.next_page
        present = _turned(asked, theme, present, last)
    raise AssertionError("the listing has no end")


def _turned(asked: Ask | None, theme: Theme, present: int, last: int) -> int:
    """The page that the portal shows for a POST: by its view state and the control clicked."""
    fields = parse_qs(asked.body.decode() if asked and asked.body else "", keep_blank_values=True)
    if not fields:
        return 0
    assert fields["__VIEWSTATE"] == [str(present)]
    argument = fields["__EVENTARGUMENT"][0]
    if theme is _repeater:
        place = int(fields["__EVENTTARGET"][0][7:9])
        return max(1, present - 2) + place
    number = int(argument.removeprefix("Page$"))
    return number + 1 if theme is _marked else number
