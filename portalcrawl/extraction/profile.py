"""A profile says, as data, where the parts of an article stand on the pages of one CMS family."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Ordered CSS selectors: the first that matches with text wins.

    An empty tuple leaves the field to the generic rules. Selectors other than ``container`` are
    tried inside the container first, then in the whole page.
    """

    name: str
    container: tuple[str, ...] = ()
    """The whole article: title, date line, lead, body, tail."""
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    """Furniture of this family, pruned before anything is read."""
    lines: tuple[str, ...] = ()
    """Regular expressions of whole lines that this family prints and that are no text."""
    title_suffix: str | None = None
    """Regular expression for what the family glues to the end of titles."""
    valid_from: str | None = None
    valid_until: str | None = None
    """ISO dates between which the layout was served; for pages of another day it is left aside."""

    def serves(self, day: dt.date | None) -> bool:
        """Whether the layout was served on a day; yes for a day that is not known."""
        if day is None:
            return True
        return (self.valid_from or "") <= day.isoformat() <= (self.valid_until or "9999")


GENERIC = Profile(name="generic")
