"""Hòa Bình."""

from __future__ import annotations

from portalcrawl.engines.generic import Generic
from portalcrawl.extraction.profile import Profile
from portalcrawl.portals import Portal
from spiders.province import ProvinceSpider

PORTLET = "vn_gov_hoabinh_portlet_cmsview_CmsViewPortlet_INSTANCE"
MENU = f"{PORTLET}_awnZtg0lFMNJ"

LAYOUT = Profile(
    name="hoa_binh",
    container=("#content_detail_news",),
    title=("#titleDetail",),
    date=(".date_time",),
    lead=("#leadDetail",),
    body=("#contentDetail",),
    author=("div.author",),
    source=("div.source",),
    drop=("#content_detail_news .tool .fr", "#footerOfNewDetail", "#myRating", ".share-social"),
)
"""From the portlet's public page for an article."""


class HoaBinhSpider(ProvinceSpider):
    """Hòa Bình, since 1 July 2025 part of Phú Thọ.

    www.hoabinh.gov.vn: confidence low. Of the host nothing was seen. A public repository holds
    theme and portlets of a Liferay portal of the province (Liferay 7, so of 2016 or later, with
    this address in its footer): its menu gives the listings, its pages the layout, its portlet the
    name of an article's parameter. That this was the portal to the end is assumed.
    """

    name = "hoa_binh"
    portals = (
        Portal(
            "www.hoabinh.gov.vn",
            Generic(
                article=(
                    rf"/(?P<page>[^?]+)\?_{PORTLET}_(?P<box>\w+)_articleId=(?P<key>\d+)"
                    rf"&p_p_id={PORTLET}_(?P=box)$"
                ),
                form=f"/{{page}}?_{PORTLET}_{{box}}_articleId={{key}}&p_p_id={PORTLET}_{{box}}",
                sections=tuple(
                    f"/web/guest/cms?p_p_id={MENU}&p_p_lifecycle=0&_{MENU}_categoryId={category}"
                    for category in (11901, 11903, 2312, 2313, 2314, 2316, 2317, 2318, 2422)
                ),
                drop=(
                    "p_p_lifecycle",
                    "p_p_state",
                    "p_p_mode",
                    "p_p_col_*",
                    "*_cur",
                    "*_delta",
                    "*_backURL",
                    "*_categoryId",
                ),
                layout=LAYOUT,
            ),
            confidence="low",
            scheme="http",
        ),
    )
