"""What an extractor got wrong of a replica's article: for the tests and the benchmarks alike."""

from __future__ import annotations

import re

from portalcrawl.items import Article
from portalcrawl.replicas.content import ReplicaArticle


def differences(expected: ReplicaArticle, got: Article) -> dict[str, tuple[object, object]]:
    """The fields that differ, each with what an archive must hold and what was got.

    Texts are compared with white space folded; captions, attachments and paragraphs in order. An
    empty dict means that everything is right. Where the date was found is compared only where the
    article says where it must be found.
    """
    wanted = _of_replica(expected)
    found = _of_article(got)
    if expected.expect_from is None:
        del wanted["published_from"]
    return {name: (each, found[name]) for name, each in wanted.items() if each != found[name]}


def _of_replica(article: ReplicaArticle) -> dict[str, object]:
    return {
        "title": _folded(article.title),
        "lead": _folded(article.lead),
        "published_at": article.published_at,
        "published_precision": article.published_precision,
        "published_from": article.expect_from,
        "author": _folded(article.author),
        "source": _folded(article.source),
        "section": _folded(article.section),
        "paragraphs": tuple(map(_folded, article.paragraphs)),
        "captions": tuple(map(_folded, article.caption_texts)),
        "attachments": tuple(name for name, _ in article.attachments),
    }


def _of_article(article: Article) -> dict[str, object]:
    return {
        "title": _folded(article.title),
        "lead": _folded(article.lead),
        "published_at": article.published_at,
        "published_precision": article.published_precision,
        "published_from": article.published_from,
        "author": _folded(article.author),
        "source": _folded(article.source),
        "section": _folded(article.section),
        "paragraphs": tuple(map(_folded, article.paragraphs)),
        "captions": tuple(map(_folded, article.captions)),
        "attachments": tuple(each.name for each in article.attachments),
    }


def _folded(text: str | None) -> str | None:
    return None if text is None else re.sub(r"\s+", " ", text).strip()
