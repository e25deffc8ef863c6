"""A replica for every engine family, with as many invented articles as wanted.

Each is crawled for real: sections with paging, feeds, sitemaps, and the traps of its grammar::

    made = articles(300, newest=datetime(2026, 11, 20, 9, 12))
    with serve(family("drupal").replica(made)) as running:
        portal = family("drupal").portal().served_at(running.origin)

The addresses are written from the facts about the portals, never by asking an engine.
"""

from __future__ import annotations

from urllib.parse import quote

from portalcrawl.engines.api import JsonListing
from portalcrawl.engines.dotnetnuke import DotNetNuke
from portalcrawl.engines.drupal import Drupal
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.liferay import Liferay
from portalcrawl.engines.newspaper import Newspaper
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.engines.publish_upload import PublishUpload
from portalcrawl.engines.sharepoint import SharePoint
from portalcrawl.engines.vnportal import VnPortal
from portalcrawl.engines.webforms import WebForms
from portalcrawl.engines.wordpress import WordPress
from portalcrawl.replicas.families.declared import replica_for
from portalcrawl.replicas.families.dotnetnuke import DotNetNukeNews
from portalcrawl.replicas.families.drupal import DrupalNodes
from portalcrawl.replicas.families.family import Family
from portalcrawl.replicas.families.generic import OwnPattern
from portalcrawl.replicas.families.liferay import Liferay6
from portalcrawl.replicas.families.liferay7 import Liferay7
from portalcrawl.replicas.families.living import Living
from portalcrawl.replicas.families.newspaper import NewspaperFlat, NewspaperFolders
from portalcrawl.replicas.families.nukeviet import NukeVietNews
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.families.publish_upload import PublishUploadIds, PublishUploadSlugs
from portalcrawl.replicas.families.sharepoint import (
    SharePointLists,
    SharePointPosts,
    SharePointTandan,
    SharePointTrang,
)
from portalcrawl.replicas.families.spa import SinglePage
from portalcrawl.replicas.families.vnportal import (
    VnPortalNumbers,
    VnPortalQuery,
    VnPortalSlug,
)
from portalcrawl.replicas.families.webforms import WebFormsPages
from portalcrawl.replicas.families.wordpress import WordPressPosts
from portalcrawl.replicas.families.writing import articles

__all__ = ["FAMILIES", "Family", "Living", "articles", "family", "replica_for"]

_ALIASES = ("chinh-tri", "kinh-te", "van-hoa-xa-hoi")
_NAMED = tuple(zip((POLITICS, ECONOMY, SOCIETY), _ALIASES, strict=True))

FAMILIES: dict[str, Family] = {
    each.name: each
    for each in (
        Family(
            name="liferay6",
            engine=Liferay(site="cong-thong-tin", sections=_ALIASES),
            site=Liferay6(),
            folders=("/html/", "/image/journal/", "/documents/"),
        ),
        Family(
            name="publish_upload",
            engine=PublishUpload(
                sections=tuple(f"/tin-tuc/{alias}" for alias in _ALIASES),
                sitemap="/sitemap.xml",
                copies=("en",),
            ),
            site=PublishUploadSlugs(),
            folders=("/publish/", "/upload/"),
        ),
        Family(
            name="publish_upload_ids",
            engine=PublishUpload(
                sections=tuple(
                    f"/chuyen-muc-{alias}-c{217 + place}-1.html"
                    for place, alias in enumerate(_ALIASES)
                )
            ),
            site=PublishUploadIds(),
            folders=("/publish/", "/upload/"),
        ),
        Family(
            name="nukeviet",
            engine=NukeViet(sections=_ALIASES[:2]),
            site=NukeVietNews(),
            folders=("/uploads/", "/themes/", "/assets/"),
        ),
        Family(
            name="nukeviet_multilingual",
            engine=NukeViet(sections=_ALIASES, language="vi", feeds=False),
            site=NukeVietNews(categories=_NAMED, language="vi", feeds=False, counted=True),
            folders=("/uploads/", "/themes/", "/assets/"),
        ),
        Family(
            name="vnportal_query",
            engine=VnPortal(
                sections=tuple(
                    f"Default.aspx?sid=1444&pageid=6591&catid={71012 + place}" for place in range(3)
                )
            ),
            site=VnPortalQuery(),
            folders=("/Content/", "/SiteFolders/"),
        ),
        Family(
            name="vnportal_numbers",
            engine=VnPortal(sections=tuple(f"tin-{alias}" for alias in _ALIASES)),
            site=VnPortalNumbers(),
            folders=("/Content/", "/UploadFolder/"),
        ),
        Family(
            name="vnportal_slug",
            engine=VnPortal(
                sections=tuple(f"{alias}-{73053 + n}" for n, alias in enumerate(_ALIASES))
            ),
            site=VnPortalSlug(),
            folders=("/Content/", "/DataFiles/"),
        ),
        Family(
            name="sharepoint_tandan",
            engine=SharePoint(
                grammars=("tandan",),
                sections=tuple(f"/portal/Pages/{alias.capitalize()}.aspx" for alias in _ALIASES),
                counted="PageIndex",
            ),
            site=SharePointTandan(),
            folders=("/_layouts/15/images/", "/SiteAssets/"),
        ),
        Family(
            name="sharepoint_trang",
            engine=SharePoint(
                grammars=("nid",),
                sections=tuple(f"/Trang/Tin-tuc-su-kien.aspx?Cat={82 + n}" for n in range(3)),
            ),
            site=SharePointTrang(),
            folders=("/_layouts/15/images/", "/SiteAssets/"),
        ),
        Family(
            name="sharepoint_lists",
            engine=SharePoint(
                grammars=("lists",),
                sections=tuple(
                    f"/ct/cms/tintuc/Lists/{name}"
                    for name in ("ThoiSuChinhTri", "KinhTe", "VanHoaXaHoi")
                ),
            ),
            site=SharePointLists(),
            folders=("/_layouts/15/images/", "/SiteAssets/"),
        ),
        Family(
            name="sharepoint_posts",
            engine=SharePoint(
                grammars=("posts",),
                sections=tuple(
                    f"/Lists/Posts/Category.aspx?CategoryId={n}&Name={alias.capitalize()}"
                    for n, alias in enumerate(_ALIASES, start=1)
                ),
            ),
            site=SharePointPosts(),
            folders=("/_layouts/15/images/", "/SiteAssets/"),
        ),
        Family(
            name="webforms",
            engine=WebForms(
                article="/vi/[^/]+/[^/]+$", sections=tuple(f"/vi/{alias}" for alias in _ALIASES)
            ),
            site=WebFormsPages(),
            folders=("/App_Themes/", "/Resources/"),
        ),
        Family(
            name="liferay7",
            engine=Liferay(language="vi", sections=_ALIASES),
            site=Liferay7(),
            folders=("/o/", "/documents/"),
        ),
        Family(
            name="drupal",
            engine=Drupal(
                sections=tuple(f"/vi/{alias}" for alias in _ALIASES),
                languages=("vi",),
                feeds=("/vi/rss.xml",),
                sitemap="/sitemap.xml",
            ),
            site=DrupalNodes(),
            folders=("/sites/default/files/", "/core/"),
        ),
        Family(
            name="dotnetnuke",
            engine=DotNetNuke(
                sections=tuple(
                    quote(f"/vi-vn/{tab}") for tab in ("Chính-trị", "Kinh-tế", "Văn-hóa-xã-hội")
                ),
                feeds=("/rss/tintuc.rss",),
                sitemap="/SiteMap.aspx",
            ),
            site=DotNetNukeNews(),
            folders=("/Portals/",),
        ),
        Family(
            name="wordpress",
            engine=WordPress(sections=tuple(f"/category/{alias}/" for alias in _ALIASES)),
            site=WordPressPosts(),
            folders=("/wp-content/", "/wp-includes/"),
        ),
        Family(
            name="newspaper",
            engine=Newspaper(sections=_ALIASES[:2]),
            site=NewspaperFolders(),
            folders=("/common/v1/", "/file/"),
        ),
        Family(
            name="newspaper_flat",
            engine=Newspaper(sections=_ALIASES, feed=None, flat=True),
            site=NewspaperFlat(),
            folders=("/common/v1/", "/file/"),
        ),
        Family(
            name="generic",
            engine=Generic(
                article=r"/[a-z-]+/[^/]+-a(?P<key>\d+)\.htm$",
                sections=tuple(f"/{alias}" for alias in _ALIASES),
                feeds=("/rss.xml",),
                sitemaps=("/sitemap.xml",),
            ),
            site=OwnPattern(),
            folders=("/static/",),
        ),
        Family(
            name="spa",
            engine=Generic(
                article=r"/vi/post/[^/?]+\?id=(?P<key>\d+)&type=NEWS$",
                api=(
                    JsonListing(
                        "/api/news?page={page}&size=20",
                        items="data.items",
                        link="/vi/post/{slug}?type=NEWS&id={id}",
                        published="publishedAt",
                    ),
                ),
            ),
            site=SinglePage(),
            folders=("/static/",),
            drawn=SinglePage(drawn=True),
        ),
    )
}
"""By name."""


def family(name: str) -> Family:
    """The family of that name. Raises KeyError where there is none."""
    return FAMILIES[name]
