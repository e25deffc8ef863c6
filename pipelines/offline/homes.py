"""Where an address belongs. Who knows the portals says it; this package only asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from portalcrawl.extraction import Profile
from portalcrawl.portals import Portal


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The portal of an address in its era, and the article's identity there."""

    portal: Portal
    eras: tuple[Portal, ...]
    """All that are declared of the portal's host."""
    province: str | None
    """The slug of the unit that declares it."""
    article_key: str
    canonical_url: str


#: Given an address and the moment of its capture (aware): its home, or why it has none.
FindHome = Callable[[str, datetime], Home | str]

#: Given the same, and what the archive has as the engine of the portal: how its page is read.
FindProfile = Callable[[str, datetime, str | None], Profile | None]
