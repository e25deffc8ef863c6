"""The articles that a replica serves, and what an archive must hold of each.

They are kept as TOML beside this file, one file per replica; every text in them is invented.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from portalcrawl.items import Evidence, Precision

Body = Literal["p", "div", "br", "word", "table"]
"""How the text is marked up: paragraphs, divs, bare lines, Word's paste, a layout table."""
CaptionStyle = Literal["figure", "cell", "doubled", "italic"]
"""How captions stand: figure, cell under the picture, alt text repeated, centred italics."""
AuthorStyle = Literal["label", "name", "initials"]
"""``Tác giả: X``, the bare name on the last line, or initials there."""
BlockKind = Literal["p", "h", "li", "caption", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of the body. A table has rows, everything else has text."""

    kind: BlockKind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaArticle:
    """One invented article and the habits of the editor who entered it."""

    id: int
    title: str | None
    section: str | None = None
    published: str | None = None
    """ISO 8601, local: ``2023-12-28T21:10``; the portal's date line is written from it."""
    date_line: str | None = None
    """None: as the portal writes it. Empty: the page shows none. Else exactly this text."""
    lead: str | None = None
    blocks: tuple[Block, ...] = ()
    body: Body = "p"
    captions: CaptionStyle = "figure"
    author: str | None = None
    author_style: AuthorStyle = "name"
    source: str | None = None
    attachments: tuple[tuple[str, str], ...] = ()
    """(name shown, file name)."""
    views: int = 0
    expect_published: str | None = None
    """What an archive must hold where it is not ``published`` to the minute (``2024-07-01``)."""
    expect_from: Evidence | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The body as an archive must hold it: lead first, no captions, list items with a dash."""
        lines = [self.lead] if self.lead else []
        for block in self.blocks:
            if block.kind in ("p", "h"):
                lines.append(block.text)
            elif block.kind == "li":
                lines.append(f"- {block.text}")
            elif block.kind == "table":
                lines.append("\n".join(" | ".join(row) for row in block.rows))
        return tuple(lines)

    @property
    def caption_texts(self) -> tuple[str, ...]:
        """The captions, in order."""
        return tuple(block.text for block in self.blocks if block.kind == "caption")

    @property
    def published_at(self) -> str | None:
        """The publication date as an archive must hold it, at its precision."""
        if self.expect_published is not None:
            return self.expect_published
        if self.date_line == "" or self.published is None:
            return None
        return f"{self.published}+07:00" if "T" in self.published else self.published

    @property
    def published_precision(self) -> Precision | None:
        """How exact :attr:`published_at` is."""
        lengths: dict[int, Precision] = {7: "month", 10: "day"}
        return lengths.get(len(self.published_at), "minute") if self.published_at else None


def load_articles(replica: str) -> tuple[ReplicaArticle, ...]:
    """The articles of one replica, newest first.

    Raises FileNotFoundError if there is no such replica.
    """
    source = resources.files("portalcrawl.replicas") / "articles" / f"{replica}.toml"
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["article"]
    articles = [_article(row) for row in rows]
    return tuple(sorted(articles, key=lambda each: (each.published or "", each.id), reverse=True))


def _article(row: dict[str, Any]) -> ReplicaArticle:
    blocks = tuple(_block(kind, value) for kind, value in row.pop("blocks", ()))
    attachments = tuple((name, file) for name, file in row.pop("attachments", ()))
    return ReplicaArticle(blocks=blocks, attachments=attachments, **row)


def _block(kind: BlockKind, value: Any) -> Block:
    if kind == "table":
        return Block(kind, rows=tuple(tuple(row) for row in value))
    return Block(kind, value)
