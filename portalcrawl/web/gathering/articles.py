"""An article, and how two of its versions differ."""

from __future__ import annotations

from db.one_article import NoRevision, changed_fields, record, version
from db.records import Record, VersionLine
from portalcrawl.differences import row, rows
from portalcrawl.web.faults import misread, not_found
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.records import has_record
from portalcrawl.web.parameters import ArticleAsked, DifferenceAsked
from portalcrawl.web.views import Article, Difference, FieldChange


def article(reading: Reading, path: dict[str, str], asked: ArticleAsked) -> Article:
    """The page ``article``."""
    found = found_record(reading, asked.named(path["article_id"]), asked.revision or None)
    return Article(
        record=found,
        paragraphs=tuple(filter(None, found.version.text.split("\n\n"))),
        has_warc=has_record(reading.folder, found.version.warc_file),
    )


def difference(reading: Reading, path: dict[str, str], asked: DifferenceAsked) -> Difference:
    """The page ``difference``. What is left out is the current revision and the one before.

    Given the wrong way round, the older one is still the one before.
    """
    found = found_record(reading, asked.named(path["article_id"]))
    before, after = _chosen(found, asked)
    try:
        older = version(reading.connection, found.article_row, before)
        newer = version(reading.connection, found.article_row, after)
    except NoRevision as error:
        raise not_found(str(error), "no_version") from None
    lines = {line.number: line for line in found.versions}
    return Difference(
        article_id=found.article_id,
        portal=found.portal,
        canonical_url=found.canonical_url,
        before=lines[before],
        after=lines[after],
        versions=found.versions,
        fields=tuple(
            FieldChange(field=name, before=one, after=other)
            for name, one, other in changed_fields(older, newer)
        ),
        title=row(older.title, newer.title),
        rows=rows(older.text, newer.text),
    )


def found_record(reading: Reading, article_id: str, revision: int | None = None) -> Record:
    """An article of the archive. Raises WebFault where it is not there, nor is the revision."""
    try:
        found = record(reading.connection, article_id, revision)
    except NoRevision as error:
        raise not_found(str(error), "no_version") from None
    if found is None:
        shown = article_id if len(article_id) <= 200 else article_id[:199] + "…"
        raise not_found(
            f"no article {shown} in the archive; search for words of its headline",
            "no_article",
            article=shown,
        )
    return found


def _chosen(found: Record, asked: DifferenceAsked) -> tuple[int, int]:
    numbers = [line.number for line in found.versions]
    if len(numbers) < 2:
        raise not_found(
            f"{found.article_id} has one version only; there is nothing to compare", "one_version"
        )
    after = asked.after or (found.current if asked.before != found.current else numbers[0])
    before = asked.before or _before(found.versions, after)
    if before == after:
        raise misread(
            f"before and after are the same revision, {after}; choose two", "same_version"
        )
    return min(before, after), max(before, after)


def _before(lines: tuple[VersionLine, ...], after: int) -> int:
    earlier = [line.number for line in lines if line.number < after]
    return earlier[-1] if earlier else lines[1].number
