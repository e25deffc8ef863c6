"""Why a page was read as it was: for people who mend a rule (``portalcrawl extract --explain``).

Told after the reading, by asking each rule again of every line that is not in the article.
"""

from __future__ import annotations

from portalcrawl.extraction import byline, dates
from portalcrawl.extraction.attachments import is_attachment_line
from portalcrawl.extraction.blocks import Block, segment
from portalcrawl.extraction.container import is_teaser
from portalcrawl.extraction.document import describe
from portalcrawl.extraction.furniture import judge_line
from portalcrawl.extraction.parts import Parts
from portalcrawl.extraction.reading import Reading
from portalcrawl.extraction.text import squeeze
from portalcrawl.extraction.trace import Trace
from portalcrawl.items import Article

_LINKED = 0.5


def explain(parts: Parts, reading: Reading, article: Article, trace: Trace) -> None:
    """Note where the text was found, what else the fields came from, and each line left out."""
    if reading.headline:
        trace.chose("title", article.title, reading.headline.rule)
    trace.chose("published_at", article.published_at, _date_rule(reading, article))
    if article.section and not any(choice.name == "section" for choice in trace.choices):
        trace.chose("section", article.section, "the last step of the breadcrumb")
    set_apart = "set apart by its class or all in bold"
    rule = set_apart if parts.lead else "the first prose of a longer text"
    trace.chose("lead", article.lead, rule)
    trace.chose("container", describe(parts.container), parts.method)
    kept = squeeze(article.text + " ".join(article.captions))
    for block in segment(parts.container):
        if block.text and squeeze(block.text) not in kept:
            trace.dropped(block.text, f"{describe(block.element)}: {_reason(block, reading)}")


def _date_rule(reading: Reading, article: Article) -> str:
    seen = ", ".join(f"{name} {moment.iso()}" for name, moment in reading.evidence.found.items())
    return f"{article.published_from}, of: {seen}"


def _reason(block: Block, reading: Reading) -> str:
    """The first rule that takes a line for no text."""
    verdict = judge_line(block.text) if block.kind != "image" else None
    if block.kind == "image":
        return "the alt text of a picture"
    if verdict:
        ends = ", which ends the article" if verdict.ends_article else ""
        return f"furniture, {verdict.kind}{ends}"
    if reading.headline and squeeze(block.text) == squeeze(reading.headline.text):
        return "the title"
    if dates.is_date_line(block.line) or dates.signed_with(block.line) is not None:
        return "a date line"
    if byline.read_labelled(block.text) or byline.read_bare(block.text):
        return "a credit"
    if is_attachment_line(block):
        return "links to files, kept as attachments"
    if is_teaser(block) or block.link_density > _LINKED:
        return "links to elsewhere"
    return "outside of the text, or boilerplate by trafilatura's judgement"
