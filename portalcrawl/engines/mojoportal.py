"""mojoPortal's article module as adapted in Viet Nam: ``/Article/ViewDetail.aspx?itemid=<n>``.

Only the extraction profile so far.
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="mojoportal",
    container=(".articleview",),
    title=("h2.articletitle", ".articletitle"),
    date=(".post-date-article", ".left-article-more"),
    author=(".article-author",),
    body=("#article_text", "div.articletext"),
    drop=(
        ".article_list",
        ".ulActiveReference",
        ".social-right span.wvag",
        ".article-tool",
        ".articlehit",
        ".bcommentpanel",
        ".articlecomments",
        ".tags-detail",
    ),
)
"""Class names of the module's public adaptations; related titles stand between title and date, the
author behind the attachments."""
