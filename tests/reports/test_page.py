"""The report as a page: whole, safe, small, and readable without seeing its colours."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from lxml import etree, html

from portalcrawl.health.state import Health
from portalcrawl.reports.night import NightReport, PortalReport
from portalcrawl.reports.page import _ENOUGH, as_html
from tests.reports.drawn import REPORTS
from tests.reports.nights import a_good_night, a_night

PAGE = as_html(a_night())
#: The elements that the template itself may write.
OURS = re.compile(
    "a|article|b|body|circle|code|dd|details|div|dl|dt|figcaption|figure|footer|g|h1|h2|h3|head"
    "|header|html|i|li|line|main|meta|p|path|rect|section|small|span|strong|style|summary|svg"
    "|symbol|table|tbody|td|text|th|thead|time|title|tr|ul|use"
)


def tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page)


def texts(page: str, xpath: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree(page).xpath(xpath)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(report=REPORTS)
def test_no_text_of_a_portal_becomes_markup(report: NightReport) -> None:
    page = tree(as_html(report))
    for each in page.iter(tag=etree.Element):
        assert OURS.fullmatch(str(each.tag))
        assert not [name for name in each.attrib if name.startswith("on")]
    for link in page.xpath("//a/@href"):
        assert re.match(r"https?://|\.\./\.\./|report\.json\Z", link)


def test_hostile_text_is_shown_as_it_is() -> None:
    hostile = '<img src=x onerror="alert(1)"> & {{ 7*7 }}'
    health = Health(
        host="a.vn",
        day=date(2026, 11, 22),
        state="degraded",
        cause=hostile,
        evidence=(hostile,),
        needs_person=True,
    )
    bad = PortalReport(
        host="a.vn", spider="a", province=hostile, health=health, counts=None, left_out=hostile
    )
    page = as_html(replace(a_night(), portals=(bad,), notes=(hostile,), no_snapshot=hostile))
    assert "<img" not in page
    assert texts(page, "//article//li") == [hostile]
    assert texts(page, "//article//*[@class='province']") == [hostile]


def test_it_is_one_file_that_asks_for_no_other_and_runs_nothing() -> None:
    page = tree(PAGE)
    assert page.xpath("//script|//link|//img|//iframe|//object|//embed") == []
    assert "url(" not in PAGE
    assert "@import" not in PAGE
    assert all(each.startswith("#i-") for each in page.xpath("//use/@href"))
    [policy] = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_142_portals_of_60_nights_are_less_than_400_kilobytes() -> None:
    assert len(a_night().portals) == 142
    assert len(PAGE.encode()) < 400_000


def test_what_needs_a_person_comes_first_and_says_why_and_what_to_do() -> None:
    assert texts(PAGE, "//h1") == ["5 portals and 1 spider need a person."]
    assert texts(PAGE, "//h2")[0] == "Portals that need a person"
    first = tree(PAGE).xpath("//article")[0]
    said = " ".join(first.text_content().split())
    for part in (
        "binhthuan.gov.vn",
        "Bình Thuận",
        "blocked",
        "since 18 Nov 2026",
        "No listing was read; failed: 403 12",
        "To do Open the portal in a browser.",
    ):
        assert part in said
    assert first.xpath(".//h3/a/@href") == ["https://binhthuan.gov.vn/"]


def test_a_night_with_which_all_is_well_shows_no_alarm() -> None:
    page = as_html(a_good_night())
    assert texts(page, "//h1") == ["Nothing needs a person."]
    assert texts(page, "//h2") == ["The night in figures", "Sixty nights", "All portals"]


def test_every_portal_has_a_row_with_its_state_in_words_and_a_chart_with_a_title() -> None:
    rows = tree(PAGE).xpath("//table[@class='portals']//tr[th[@scope='row']]")
    assert len(rows) == 142
    for row in rows:
        assert row.xpath("string(.//*[contains(@class, 'state')])").strip()
        assert row.xpath("string(.//*[local-name()='svg'][@role='img']/*[local-name()='title'])")


def test_a_chart_says_in_words_when_a_portal_failed() -> None:
    [title] = tree(PAGE).xpath(
        "//article[.//h3/a='laichau.gov.vn']//*[local-name()='title']/text()"
    )
    assert title.startswith("24 Sep to 22 Nov: found 0 to ")
    assert title.endswith("unreachable 12 Nov to 22 Nov.")


def test_a_log_is_linked_from_where_the_report_stands() -> None:
    assert tree(PAGE).xpath("//a[@class='log']/@href") == [
        "../../logs/20261122T181503Z-4711-kien_giang.log"
    ]


def test_the_night_belongs_to_the_evening_on_which_it_began() -> None:
    assert texts(PAGE, "//p[@class='over']") == ["portalcrawl, night of 22 Nov 2026"]
    assert texts(as_html(replace(a_night(), nights=())), "//p[@class='over']") == [
        "portalcrawl, night of 22 Nov 2026"
    ]


def test_the_nights_stand_in_a_table_as_well() -> None:
    cells = texts(PAGE, "//table[@class='nights']//tbody/tr[1]/*")
    assert cells == ["22 Nov 2026", "5,613", "403", "44", "6"]


def test_the_legend_says_what_usual_is_where_few_nights_are_known() -> None:
    [legend] = texts(PAGE, "//p[@class='legend']")
    assert "the same weekday before, or of all nights before where fewer than three" in legend
    assert _ENOUGH == 3


def test_names_of_provinces_are_marked_as_vietnamese() -> None:
    page = tree(PAGE)
    assert page.get("lang") == "en"
    assert {each.get("lang") for each in page.xpath("//*[@class='province']")} == {"vi"}


def contrast(one: str, other: str) -> float:
    """That of WCAG 2.2 between two colours, ``#rgb`` or ``#rrggbb``."""

    def luminance(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = digits if len(digits) == 6 else "".join(2 * each for each in digits)
        parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_and_marks_have_contrast_enough_in_light_and_in_dark() -> None:
    blocks = re.findall(r":root \{([^}]*--page[^}]*)\}", PAGE)
    assert len(blocks) == 2
    for block in blocks:
        colour = dict(re.findall(r"--(\w+): (#\w+)", block))
        for ground in ("page", "card"):
            for ink in ("ink", "soft", "link", "good", "bad", "warn", "quiet"):
                assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
            for mark in ("bar", "last", "found"):
                assert contrast(colour[mark], colour[ground]) >= 3, (mark, ground)
