"""What speaks for a CMS family: names that its software writes into headers, markup and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from portalcrawl.probing.sight import Sight

Source = Literal["generator", "header", "cookie", "markup", "link"]
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sign that was found."""

    family: str
    """The engine's class (``Liferay``); a family without one in lower case (``joomla``)."""
    weight: int
    """3 for a name that nothing else writes, 1 for what others might write too."""
    source: Source
    found: str
    """As it stands."""
    url: str
    """Where."""


@dataclass(frozen=True, slots=True)
class _Sign:
    family: str
    weight: int
    source: Source
    pattern: re.Pattern[str]


def _signs(source: Source, *rows: tuple[str, int, str]) -> tuple[_Sign, ...]:
    return tuple(
        _Sign(family, weight, source, re.compile(pattern, re.IGNORECASE))
        for family, weight, pattern in rows
    )


_SIGNS = (
    *_signs(
        "generator",
        ("NukeViet", 3, r"nukeviet[^\"]*"),
        ("Liferay", 3, r"liferay[^\"]*"),
        ("Drupal", 3, r"drupal[^\"]*"),
        ("WordPress", 3, r"wordpress[^\"]*"),
        ("DotNetNuke", 3, r"dotnetnuke[^\"]*|\bdnn\b"),
        ("SharePoint", 3, r"microsoft sharepoint[^\"]*"),
        ("VnPortal", 3, r"vnportal|vnpt portal"),
        ("joomla", 3, r"joomla[^\"]*"),
        ("mojoportal", 3, r"mojoportal[^\"]*"),
    ),
    *_signs(
        "header",
        ("Liferay", 3, r"liferay-portal: .*"),
        ("SharePoint", 3, r"microsoftsharepointteamservices: .*|sprequestguid: .*"),
        ("Drupal", 3, r"x-generator: drupal.*|x-drupal-[a-z-]+: .*"),
        ("NukeViet", 3, r"x-(?:generator|powered-by): nukeviet.*"),
        ("WordPress", 3, r"x-pingback: .*|link: .*api\.w\.org.*"),
        ("DotNetNuke", 2, r"dnnoutputcache: .*|x-compressed-by: .*dnn.*"),
        ("WebForms", 1, r"x-aspnet-version: .*|x-powered-by: asp\.net"),
    ),
    *_signs(
        "cookie",
        ("Liferay", 2, r"(?:guest_language_id|liferay_[a-z_]+)="),
        ("NukeViet", 3, r"nv\d?c?_[a-z0-9_]+="),
        ("DotNetNuke", 3, r"\.dotnetnuke=|dnn_[a-z]+="),
        ("WordPress", 2, r"wp-settings|wordpress_[a-z_]+="),
        ("WebForms", 1, r"asp\.net_sessionid="),
    ),
    *_signs(
        "markup",
        ("Liferay", 3, r"Liferay\.(?:Portlet|ThemeDisplay|currentURL|AUI)|/o/[a-z-]+-theme/"),
        ("Liferay", 2, r"portlet-asset-publisher|journal-content-article|portlet-boundary"),
        ("NukeViet", 3, r"nv_base_siteurl|/themes/[a-z_-]+/js/nukeviet|nv_is_user"),
        ("NukeViet", 2, r"id=\"news-bodyhtml\"|class=\"[^\"]*\bhometext\b"),
        ("VnPortal", 3, r"ArticleInMenuPagination|/DesktopModule/UI[A-Za-z]+|ArticleDetailControl"),
        ("PublishUpload", 3, r"/publish/thumbnail/\d+/"),
        ("PublishUpload", 2, r"/(?:publish|upload)/(?:[a-z]+/)?\d{4,}/"),
        ("SharePoint", 3, r"_spPageContextInfo|/_layouts/15/|/_layouts/(?:images|styles)/"),
        ("SharePoint", 2, r"\bms-(?:core|rte|WPBody)[A-Za-z-]*|tandan-[a-z-]+"),
        ("Drupal", 3, r"/sites/(?:default|all)/(?:files|modules|themes)/|drupal-settings-json"),
        ("Drupal", 2, r"field--name-body|field-name-body"),
        ("DotNetNuke", 3, r"/DesktopModules/|/Portals/(?:_default|\d+)/|dnn_ctr\d+"),
        ("WordPress", 3, r"/wp-content/|/wp-includes/|/wp-json/"),
        ("Newspaper", 2, r"cms-body|td-post-content|article__sapo"),
        ("joomla", 3, r"/media/jui/|/components/com_content/|option=com_content"),
        ("mojoportal", 3, r"/Data/Sites/\d+/skins/"),
        ("WebForms", 1, r"__VIEWSTATE|__doPostBack"),
    ),
    *_signs(
        "link",
        ("Liferay", 3, r"/-/asset_publisher/|p_p_id=[\w]+"),
        ("Liferay", 2, r"/-/(?:view_content|details|view-article)/|//[^/]+(?:/[^/]+)*/w/[^/]+$"),
        ("NukeViet", 3, r"/(?:news|tin-tuc)/savefile/|index\.php\?language=\w+&nv=|/savefile/"),
        ("NukeViet", 1, r"/page-\d+/?$"),
        ("VnPortal", 3, r"m?default\.aspx\?(?:[^#]*&)?(?:sid|pageid|catid)="),
        ("VnPortal", 2, r"//[^/]+(?:/[a-z]\w*)?/\d+/\d+/\d+/\d+/[^/]+/"),
        ("SharePoint", 2, r"/Lists/[^/]+/|/Pages/[^/]+\.aspx|/SitePages/|/Trang/[^/]+\.aspx"),
        ("Drupal", 2, r"/node/\d+$"),
        ("DotNetNuke", 3, r"/tid/[^/]+/newsid/|/tabid/\d+/|/ID/\d+/[^/]+$"),
        ("WordPress", 2, r"[?&]p=\d+$|/wp-login\.php|/page/\d+/?$"),
        ("Newspaper", 2, r"/20\d\d(?:0[1-9]|1[0-2])/[^/]+-(?:[0-9a-f]{7}|\d{5,9})/?$"),
        ("PublishUpload", 2, r"/chuyen-muc-[^/]+-c\d+(?:-\d+)?\.html"),
    ),
)


def fingerprints(sights: Iterable[Sight]) -> tuple[Evidence, ...]:
    """Every sign that is found, once each, the weightiest first."""
    found: dict[_Sign, Evidence] = {}
    for sight in sights:
        for sign in _SIGNS:
            if sign not in found and (text := _find(sign, sight)):
                shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
                where = sight.page.url
                found[sign] = Evidence(sign.family, sign.weight, sign.source, shown, where)
    return tuple(sorted(found.values(), key=lambda each: -each.weight))


def weights(evidence: Iterable[Evidence]) -> dict[str, int]:
    """How much speaks for each family."""
    sums: dict[str, int] = {}
    for each in evidence:
        sums[each.family] = sums.get(each.family, 0) + each.weight
    return sums


def _find(sign: _Sign, sight: Sight) -> str | None:
    for text in _texts(sign.source, sight):
        if match := sign.pattern.search(text):
            return " ".join(match[0].split())
    return None


def _texts(source: Source, sight: Sight) -> Iterator[str]:
    if source == "generator":
        yield from sight.document.xpath(
            "//meta[@name='generator' or @name='Generator']/@content"
        ).getall()
    elif source == "header":
        yield from (f"{name}: {value}" for name, value in sight.headers)
    elif source == "cookie":
        yield from (value for name, value in sight.headers if name == "set-cookie")
    elif source == "markup":
        yield sight.markup
    else:
        yield from sight.links
