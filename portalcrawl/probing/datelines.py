"""The date line of an article's page, as it stands."""

from __future__ import annotations

from portalcrawl.extraction.dates import is_date_line, parse_moment
from portalcrawl.extraction.text import clean
from portalcrawl.items import Article
from portalcrawl.probing.sight import Sight

_LONGEST = 160
_TEXTS = "//body//text()[not(parent::script or parent::style)]"


def date_line(sight: Sight, article: Article) -> str | None:
    """The line that shows the day that was read as the article's; None where no line does."""
    if article.published_at is None:
        return None
    lines = dict.fromkeys(clean(text) for text in sight.document.xpath(_TEXTS).getall())
    whole = (clean(" ".join(each.xpath(".//text()").getall())) for each in _parents(sight))
    for line in (*lines, *whole):
        if 0 < len(line) <= _LONGEST and is_date_line(line):
            moment = parse_moment(line)
            if moment is not None and moment.iso()[:10] == article.published_at[:10]:
                return line
    return None


def _parents(sight: Sight) -> list:  # type: ignore[type-arg]
    """The elements of a few texts each: a date line may be in pieces."""
    return sight.document.xpath("//body//*[not(self::script)][count(.//text()) < 8]")
