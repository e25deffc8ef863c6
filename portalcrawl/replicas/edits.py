"""What the editors of the replicas changed after they had published, so that there are versions."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from portalcrawl.replicas.content import Block, ReplicaArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What became of one article."""

    replica: str
    article: int
    replaced: tuple[tuple[str, str], ...] = ()
    """(as it was, as it is), in headline, lead, byline and paragraphs."""
    added: tuple[str, ...] = ()
    """Paragraphs behind the last one."""

    def of(self, article: ReplicaArticle) -> ReplicaArticle:
        """The article as it is."""
        return replace(
            article,
            title=article.title and self._now(article.title),
            lead=article.lead and self._now(article.lead),
            author=article.author and self._now(article.author),
            blocks=(
                *(replace(block, text=self._now(block.text)) for block in article.blocks),
                *(Block("p", text) for text in self.added),
            ),
        )

    def _now(self, text: str) -> str:
        for was, becomes in self.replaced:
            text = text.replace(was, becomes)
        return text


@cache
def edits() -> tuple[Edit, ...]:
    """All of them, at most one an article."""
    source = resources.files("portalcrawl.replicas") / "edits.toml"
    rows = tomllib.loads(source.read_text(encoding="utf-8"))["edit"]
    return tuple(
        Edit(
            replica=row["replica"],
            article=row["article"],
            replaced=tuple((was, becomes) for was, becomes in row.get("replaced", ())),
            added=tuple(row.get("added", ())),
        )
        for row in rows
    )


def edited(name: str, articles: Sequence[ReplicaArticle]) -> tuple[ReplicaArticle, ...]:
    """The articles of a replica as their editors left them."""
    known = {edit.article: edit for edit in edits() if edit.replica == name}
    return tuple(known[each.id].of(each) if each.id in known else each for each in articles)
