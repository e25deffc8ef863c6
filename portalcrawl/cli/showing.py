"""An article, and the difference of two versions, as lines for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import click

from db.one_article import changed_fields
from db.records import Attachment, Record, Version
from portalcrawl.cli.terminal import in_one_line, safe, wrapped
from portalcrawl.differences import Change, Row, inline, row, rows

_NAME = 11
"""Columns for the names of fields at least, two of them blank."""
_BESIDE = 1
"""Paragraphs that are the same and are shown before and behind a change."""
#: What stands for the marks of a change while lines are wrapped: as wide, and in no text that was
#: made safe.
_STAND_INS: dict[Change, tuple[str, str]] = {"removed": ("\1\1", "\2\2"), "added": ("\3\3", "\4\4")}
_STAND_IN = re.compile("([\1-\4]{2})")
#: Each mark, and the colour from there on.
_MARKS: dict[str, tuple[str, str | None]] = {
    "\1\1": ("[-", "red"),
    "\2\2": ("-]", None),
    "\3\3": ("{+", "green"),
    "\4\4": ("+}", None),
}


def article_lines(found: Record) -> list[str]:
    """The article in its version: what is known of it, the text, and where it comes from."""
    shown = found.version
    lines = [*wrapped(in_one_line(shown.title or "(without a title)")), ""]
    lines += _named((name, in_one_line(told)) for name, told in _fields(found) if told)
    for paragraph in filter(None, shown.text.split("\n\n")):
        lines += ["", *wrapped(safe(paragraph))]
    lines += _block("Captions", shown.captions)
    lines += _block("Attachments", map(_attachment, shown.attachments))
    lines += _block("Versions", _versions(found))
    lines += _block("Answers of the portal", _answers(found))
    lines += _block("Similar articles", _similar(found))
    return lines


def difference_lines(found: Record, before: Version, after: Version) -> list[str]:
    """What changed from one version to another: fields, then paragraphs; what stayed is folded."""
    fields = [
        ("article", in_one_line(found.article_id)),
        ("before", f"revision {before.number}, {_when(before)}"),
        ("after", f"revision {after.number}, {_when(after)}"),
    ]
    title = row(before.title, after.title)
    if title.change != "same":
        fields.append(("title", _marked(title)))
    for name, one, other in changed_fields(before, after):
        fields.append((name.replace("_", " "), _marked(row(one, other))))
    lines = _coloured(_named(fields))
    paragraphs = rows(before.text, after.text)
    if all(each.change == "same" for each in paragraphs):
        return [*lines, "", "The text is the same."]
    return lines + _coloured(_folded(paragraphs))


def _fields(found: Record) -> Iterator[tuple[str, str | None]]:
    shown = found.version
    yield "article", found.article_id
    yield "published", _dated(shown)
    yield "modified", shown.modified_at
    yield "portal", found.portal
    yield "province", _province(found)
    yield "author", shown.author
    yield "source", shown.source
    yield "section", shown.section
    yield "address", found.canonical_url
    yield "read at", shown.url if shown.url != found.canonical_url else None
    yield "version", f"{shown.number} of {len(found.versions)}{_origin(shown.origin)}"
    yield "captured", shown.captured_at or "never"
    yield "record", f"{shown.warc_file} at byte {shown.warc_offset}" if shown.warc_file else None
    yield "seen", f"{found.first_seen} to {found.last_seen}"
    yield "gone since", found.gone_since


def _dated(shown: Version) -> str:
    if shown.published_at is None:
        return "unknown"
    return f"{shown.published_at} (to the {shown.published_precision}, from {shown.published_from})"


def _province(found: Record) -> str | None:
    if found.province in (None, found.province_now):
        return found.province_now_name
    return f"{found.province_now_name}, before 2025-07-01 {found.province_name}"


def _origin(origin: str) -> str:
    return ", the same page read again" if origin == "reextracted" else ""


def _when(shown: Version) -> str:
    return f"captured {shown.captured_at}" if shown.captured_at else f"stored {shown.recorded_at}"


def _attachment(each: Attachment) -> str:
    captured = f"captured {each.captured_at}" if each.captured_at else "not captured"
    return f"{each.name}  {each.url}  ({captured})"


def _versions(found: Record) -> Iterator[str]:
    for line in found.versions:
        when = line.captured_at or line.recorded_at
        yield f"{line.number}  {when}  {line.characters} characters{_origin(line.origin)}"


def _answers(found: Record) -> Iterator[str]:
    for each in found.answers:
        read = f"  version {each.revision}" if each.revision else ""
        same = "  the same bytes as before" if each.is_revisit else ""
        yield f"{each.captured_at}  {each.http_status}{same}{read}"
    if found.more_answers:
        yield f"and {found.more_answers} earlier ones"


def _similar(found: Record) -> Iterator[str]:
    for share, each in found.similar:
        told = (each.published_at or "without a date", each.title or "without a title")
        yield f"{share:4.0%}  {'  '.join(told)}  {each.article_id}"


def _named(fields: Iterable[tuple[str, str]]) -> list[str]:
    """Fields: the name of each, and behind it what is told (safe), which may take some lines."""
    some = list(fields)
    width = max(_NAME, *(len(name) + 2 for name, _ in some))
    return [line for name, told in some for line in wrapped(told, " " * width, f"{name:<{width}}")]


def _block(heading: str, lines: Iterable[str]) -> list[str]:
    """A heading over lines; nothing where there are none."""
    told = [part for line in lines for part in wrapped(in_one_line(line), "    ", "  ")]
    return ["", heading, *told] if told else []


def _folded(paragraphs: Iterable[Row]) -> list[str]:
    lines: list[str] = []
    for is_same, group in groupby(paragraphs, key=lambda each: each.change == "same"):
        some = list(group)
        left_out = len(some) - 2 * _BESIDE
        for at, each in enumerate(some):
            if is_same and left_out > 0 and at == _BESIDE:
                lines += [
                    "",
                    f"... {left_out} more that {'is' if left_out == 1 else 'are'} the same",
                ]
            if not (is_same and _BESIDE <= at < _BESIDE + left_out):
                lines += ["", *wrapped(_marked(each))]
    return lines


def _marked(row: Row) -> str:
    """Both sides in one line, with stand-ins for the marks."""
    return "".join(_between(kind, safe(text)) for kind, text in inline(row))


def _between(kind: Change, text: str) -> str:
    start, end = _STAND_INS.get(kind, ("", ""))
    return f"{start}{text}{end}"


def _coloured(lines: Iterable[str]) -> list[str]:
    """With the marks for their stand-ins, and in colour between them, over the ends of lines."""
    coloured: list[str] = []
    colour: str | None = None
    for line in lines:
        parts: list[str] = []
        for part in _STAND_IN.split(line):
            mark, begins = _MARKS.get(part, (part, colour))
            told_in = begins or colour
            parts.append(click.style(mark, fg=told_in) if mark and told_in else mark)
            colour = begins
        coloured.append("".join(parts))
    return coloured
