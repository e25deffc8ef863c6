from __future__ import annotations

import pytest

from portalcrawl.replicas import NAMES, replica
from portalcrawl.replicas.content import ReplicaArticle, load_articles
from portalcrawl.replicas.edits import Edit, edited, edits


def article_of(edit: Edit) -> ReplicaArticle:
    return next(each for each in load_articles(edit.replica) if each.id == edit.article)


def texts(article: ReplicaArticle) -> str:
    return "\n".join(filter(None, (article.title, article.author, *article.paragraphs)))


@pytest.mark.parametrize("edit", edits(), ids=lambda edit: edit.replica)
def test_an_edit_changes_what_it_says(edit: Edit) -> None:
    before, after = texts(article_of(edit)), texts(edit.of(article_of(edit)))
    assert [was for was, _ in edit.replaced if was not in before] == []
    assert [becomes for _, becomes in edit.replaced if becomes not in after] == []
    assert [text for text in edit.added if text not in after] == []


@pytest.mark.parametrize("name", NAMES)
def test_edited_articles_stay_where_they_are(name: str) -> None:
    before = load_articles(name)
    after = edited(name, before)
    address = replica(name).address
    assert [address(each) for each in before] == [address(each) for each in after]
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1
