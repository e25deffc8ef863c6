"""SharePoint, as Vietnamese vendors set it up: one ``<form>`` around the whole page.

Only the extraction profile so far: its URL grammars are those of FACTS (``/portal/Pages/<day>/``,
``/Lists/<List>/View_Detail.aspx?ItemID=``, ``/Trang/ChiTietTinTuc.aspx?nid=``).
"""

from __future__ import annotations

from portalcrawl.extraction.profile import Profile

PROFILE = Profile(
    name="sharepoint",
    title=(".tandan-p-article-news-title", ".tandan-title-view"),
    date=(".tandan-span-date-publish", ".tandan-date-view"),
    lead=(".tandan-p-article-news-summary",),
    body=(
        ".tandan-p-article-main",
        ".tandan-p-article-news-content",
        ".tandan-content-view",
        "#divArticleDescription2",
        "#divArticleDescription",
        "#divArticleContent",
    ),
    drop=(
        ".tandan-div-article-other",
        ".social-share",
        ".td-tags",
        "#ctl00_PlaceHolderMain_ctl08_label",
    ),
    title_suffix=r"\s*[-–|]\s*CỔNG THÔNG TIN.*$",
)
"""Class names of the "Tân Dân" template from public crawlers of Điện Biên and of a ministry; the
``divArticle`` names from public crawlers of other SharePoint portals."""
