"""Joomla 3 and 4 (com_content), as departments use it.

Only the extraction profile so far.
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="joomla",
    container=(".item-page",),
    title=(
        ".item-page .article-title",
        ".item-page h1[itemprop=headline]",
        ".item-page h2[itemprop=headline]",
        ".item-page h1",
        ".item-page h2",
    ),
    date=(
        ".item-page .published time",
        ".item-page .create time",
        ".item-page dd.published",
        ".item-page dd.create",
    ),
    author=(".item-page .createdby",),
    section=(".item-page .category-name",),
    body=(
        ".item-page .article-content",
        ".item-page .com-content-article__body",
        ".item-page [itemprop=articleBody]",
    ),
    drop=(".item-page .pagenav", ".item-page .pager", ".item-page .icons", ".item-page .tags"),
)
"""From com_content's public templates and those of the T3 framework."""
