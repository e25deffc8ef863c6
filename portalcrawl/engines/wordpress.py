"""WordPress, as departments use it: classic themes, Flatsome, tagDiv, block themes.

Only the extraction profile so far.
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="wordpress",
    title=(
        "h1.entry-title",
        "h1.tdb-title-text",
        "h1.wp-block-post-title",
        "h1.post-title",
        "h1.single-title",
    ),
    date=(
        ".entry-meta time.entry-date",
        "time.entry-date",
        ".td-post-date time",
        ".tdb-block-inner time",
        ".wp-block-post-date time",
        ".post-meta time",
        "time.published",
    ),
    lead=(".td-post-sub-title", ".entry-summary", ".wp-block-post-excerpt"),
    body=(
        ".single .entry-content",
        "article .entry-content",
        ".td-post-content",
        ".tdb_single_content .tdb-block-inner",
        ".wp-block-post-content",
        ".entry-content",
        ".post-content",
        ".single-content",
    ),
    drop=(
        ".sharedaddy",
        "#jp-relatedposts",
        ".jp-relatedposts",
        ".blog-share",
        ".author-box",
        ".entry-author",
        ".yarpp",
        ".yarpp-related",
        ".td-post-next-prev",
        ".td-a-rec",
        ".post-views",
        ".kk-star-ratings",
        ".navigation-post",
        "#respond",
        "footer.entry-meta",
        "#ez-toc-container",
        ".ez-toc-container",
        "#toc_container",
    ),
)
"""From WordPress core's blocks and the public templates of Flatsome and tagDiv's Newspaper."""
