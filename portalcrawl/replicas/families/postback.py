"""ASP.NET's paging by postback: the server takes only what its own page offered.

The form of a page carries its view state. A POST has to bring it back unaltered, together with the
event of a control that this page shows; anything else is answered with an error, as ASP.NET does
where the validation of view state or of an event fails.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from portalcrawl.replicas.families.grammar import section_at
from portalcrawl.replicas.families.house import PAGE_SIZE, House
from portalcrawl.replicas.site import Page, Section, Visit

_GROUP = 5
"""So many numbers stand in a pager; dots lead to the next group."""


@dataclass(frozen=True, slots=True)
class Control:
    """One link of a pager: what it reads, and the event that it posts."""

    label: str
    number: int
    target: str = ""
    argument: str = ""

    @property
    def href(self) -> str:
        """As a link; the page that is shown has none."""
        return f"javascript:__doPostBack('{self.target}','{self.argument}')" if self.target else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postback:
    """Pages of a section by the postback of its pager."""

    style: Literal["grid", "pager"] = "grid"
    """GridView posts ``Page$3`` to itself; DataPager has a control for each link."""
    control: str = "ctl00$ContentPlaceHolder1$gvTinTuc"

    def __call__(self, visit: Visit, house: House) -> Page | None:
        """The page that is asked for, or None where the address is no section's."""
        section = section_at(visit, house.shelf.sections)
        if section is None:
            return None
        last = house.shelf.pages(section, PAGE_SIZE)
        number = 1 if visit.posted is None else self._clicked(visit.posted, section, last)
        if number is None:
            return Page(_REFUSED, status=500)
        return house.listing(
            visit,
            section,
            number,
            lambda _n: "#",
            paging="postback",
            state=_state(section, number),
            validation=_signed(f"event:{section.path}:{number}"),
            controls=self.controls(number, last),
        )

    def controls(self, number: int, last: int) -> tuple[Control, ...]:
        """The pager of a page: numbers in groups, dots before and behind, arrows."""
        first = (number - 1) // _GROUP * _GROUP + 1
        shown = range(first, min(last, first + _GROUP - 1) + 1)
        labels = [(str(each), each) for each in shown]
        if first > 1:
            labels.insert(0, ("...", first - 1))
        if shown[-1] < last:
            labels.append(("...", shown[-1] + 1))
        if self.style == "pager":
            before = [("Trang trước", number - 1)] if number > 1 else []
            labels = before + labels + ([("Trang sau", number + 1)] if number < last else [])
        return tuple(
            Control(label, to, *self._event(place, to)) if to != number else Control(label, to)
            for place, (label, to) in enumerate(labels)
        )

    def _event(self, place: int, number: int) -> tuple[str, str]:
        if self.style == "grid":
            return self.control, f"Page${number}"
        return f"{self.control}$ctl01$ctl{place:02d}", ""

    def _clicked(self, posted: bytes, section: Section, last: int) -> int | None:
        """The page that was clicked on the page whose view state came back."""
        fields = dict(parse_qsl(posted.decode("utf-8", "replace"), keep_blank_values=True))
        shown = next(
            (
                number
                for number in range(1, last + 1)
                if fields.get("__VIEWSTATE") == _state(section, number)
            ),
            None,
        )
        if shown is None or fields.get("__EVENTVALIDATION") != _signed(
            f"event:{section.path}:{shown}"
        ):
            return None
        event = (fields.get("__EVENTTARGET", ""), fields.get("__EVENTARGUMENT", ""))
        offered = {(each.target, each.argument): each.number for each in self.controls(shown, last)}
        return offered.get(event) if event[0] else None


def _state(section: Section, number: int) -> str:
    text = f"{section.path}:{number}"
    return base64.b64encode(f"/wEPDwUK{text}{_signed(text) * 12}".encode()).decode()


def _signed(text: str) -> str:
    return base64.b64encode(hashlib.blake2b(text.encode(), digest_size=21).digest()).decode()


_REFUSED = re.sub(
    r"\n\s*",
    "\n",
    """<!DOCTYPE html>
    <html><head><title>Validation of viewstate MAC failed.</title></head>
    <body><h1>Server Error in '/' Application.</h1>
    <h2><i>Validation of viewstate MAC failed.</i></h2></body></html>
    """,
)
