"""DotNetNuke with a Vietnamese news module: ``/tid/<slug>/newsid/<guid>/cid/<guid>``.

Only the extraction profile so far.
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="dotnetnuke",
    container=("#news_detail", "article.n-details"),
    title=("#news_detail article.n-details h1", "article.n-details h1"),
    date=("#news_detail .datetime", "article.n-details .datetime"),
    body=("article.n-details .n_content",),
    drop=(".news_related", ".n-tools", ".n-rating"),
)
"""From the public detail view of MISA's module for DNN; which portals use it is not known."""
