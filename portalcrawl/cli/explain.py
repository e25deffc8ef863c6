"""How a page was read: which rule chose each field, which lines were dropped and why."""

from __future__ import annotations

import textwrap

from portalcrawl.extraction.trace import Trace
from portalcrawl.items import Article, Extraction

_WIDTH, _SHOWN = 100, 160
_FIELDS = ("title", "published_at", "author", "source", "section", "lead", "language")


def explanation(extraction: Extraction, trace: Trace) -> str:
    """The judgement of the page, its fields with their rules, the text, and what was left out."""
    article = extraction.article
    reasons = "; ".join(extraction.reasons)
    return "\n".join(
        [
            f"kind          {extraction.kind}{': ' if reasons else ''}{reasons}",
            f"read by       {article.extraction_method}",
            "",
            "FIELDS, the rule behind each value",
            *_fields(article, trace),
            "",
            "TEXT",
            *(f"  {line}" for part in article.paragraphs for line in _cut(part)),
            *(f"  [caption] {_short(each)}" for each in article.captions),
            *(f"  [file] {each.name} {each.url}" for each in article.attachments),
            "",
            "LEFT OUT, with the rule",
            *(f"  {drop.rule}\n      {_short(drop.text)}" for drop in trace.drops),
        ]
    )


def _fields(article: Article, trace: Trace) -> list[str]:
    rules = {choice.name: choice.rule for choice in trace.choices}
    lines = []
    for name in _FIELDS:
        value = getattr(article, name)
        shown = "-" if value is None else _short(str(value))
        lines.append(f"  {name:13} {shown}")
        if value is not None and name in rules:
            lines.append(f"  {'':13}   by {rules[name]}")
    for choice in trace.choices:
        if choice.name not in _FIELDS:
            lines.append(f"  {choice.name:13} {_short(choice.value)}")
            lines.append(f"  {'':13}   by {choice.rule}")
    return lines


def _cut(text: str) -> list[str]:
    return [shown for line in text.split("\n") for shown in textwrap.wrap(line, _WIDTH)]


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
