"""What has been read of a page so far: what the steps hand on to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from portalcrawl.extraction import dates
from portalcrawl.extraction.headline import Headline
from portalcrawl.extraction.metadata import Metadata
from portalcrawl.extraction.publication import DateEvidence
from portalcrawl.extraction.trace import Trace
from portalcrawl.items import Image


@dataclass(slots=True)
class Reading:
    """Filled step by step; the fields are those of an Article."""

    url: str | None
    base: str
    metadata: Metadata
    evidence: DateEvidence
    trace: Trace
    method: str = "generic"
    headline: Headline | None = None
    author: str | None = None
    minor_credit: str | None = None
    """The photographer or who entered it: credited where nobody else is."""
    source: str | None = None
    section: str | None = None
    trail: tuple[str, ...] = ()
    """The steps of a breadcrumb that stands as a line above the text."""
    paragraphs: list[str] = field(default_factory=list)
    lead: str | None = None
    captions: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()

    def note_date(self, text: str) -> None:
        """Note the date that a line of the page shows."""
        self.evidence.add("visible", dates.parse_moment(text, self.evidence.fetched_at))
