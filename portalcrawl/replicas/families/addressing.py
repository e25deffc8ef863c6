"""How a declared portal's own server would address its articles: by engine and options.

The grammars are those of the families' replicas. What an engine takes is never asked of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

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
from portalcrawl.portals import Portal
from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.families.house import Address
from portalcrawl.replicas.families.pattern import address_of
from portalcrawl.replicas.families.wordpress import permalink
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.site import Section

_GUID = "6AD3-4F2B-A1D5-ABFB01064AC7"
_CATEGORY = "94C0EBC4-0DD8-4B86-9947-A9150104E98B"

Placed = Callable[[ReplicaArticle], Section]
"""The section of an article."""


def addressing(portal: Portal, placed: Placed) -> Address | None:
    """The addresses that a portal of this declaration would give its articles.

    They are canonical: parameters are sorted, nothing is decoration. None where the declaration
    takes no address at all.
    """
    engine = portal.engine
    if isinstance(engine, Generic | WebForms):
        return _by_pattern(engine)
    if isinstance(engine, Liferay):
        return _liferay(engine)
    if isinstance(engine, SharePoint):
        return _sharepoint(engine, placed)
    if isinstance(engine, VnPortal):
        return _vnportal(engine)
    if isinstance(engine, PublishUpload):
        return _publish_upload(engine, placed)
    if isinstance(engine, NukeViet):
        return _nukeviet(engine, placed)
    if isinstance(engine, Drupal):
        return _drupal(engine)
    if isinstance(engine, WordPress):
        return lambda article: permalink(engine.permalinks[0], article)
    if isinstance(engine, Newspaper):
        return _newspaper(engine, placed)
    return _dotnetnuke


def _by_pattern(engine: Generic | WebForms) -> Address | None:
    if address_of(engine.article, 1_000_000, "mot-hai-ba-bon-nam-sau-bay") is None:
        return None

    def address(article: ReplicaArticle) -> str:
        made = address_of(engine.article, article.id, slug(article.title)) or ""
        match = re.match(engine.article, made)
        if engine.form is None or match is None:
            return _sorted(made)
        return engine.form.format(**match.groupdict())

    return address


def _liferay(engine: Liferay) -> Address:
    if engine.language is not None:
        return lambda article: f"/{engine.language}/w/{slug(article.title, drop_d=True, limit=100)}"
    root = f"/web/{engine.site}" if engine.site else ""
    content = f"{root}/chi-tiet-tin/-/asset_publisher/{engine.feed_instance or 'Zk3uP1mQ8vTa'}"
    return lambda article: f"{content}/content/{slug(article.title, drop_d=True, limit=100)}"


def _sharepoint(engine: SharePoint, placed: Placed) -> Address:
    def tandan(article: ReplicaArticle) -> str:
        then = published_time(article)
        glued = f"{slug(article.title, limit=50)}{_hash(article.id)}"
        return f"/portal/Pages/{then.year}-{then.month}-{then.day}/{glued}.aspx"

    def lists(article: ReplicaArticle) -> str:
        path = placed(article).path
        folder = path if "/Lists/" in path else "/ct/cms/tintuc/Lists/TinTuc"
        return f"{folder}/View_Detail.aspx?ItemID={article.id}"

    forms: dict[str, Address] = {
        "tandan": tandan,
        "lists": lists,
        "nid": lambda article: f"/Trang/ChiTietTinTuc.aspx?nid={article.id}",
        "posts": lambda article: f"/Lists/Posts/Post.aspx?ID={article.id}",
        "newsid": lambda article: f"/Pages/newsdetail.aspx?CatId=153&NewsId={article.id}",
        "topics": lambda article: f"/Pages/Gioithieu.aspx?IDGioiThieu={article.id}&IDTopic=3",
        "details": lambda article: (
            f"/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID={article.id}&l=Tinhoatdong"
        ),
        "pages": lambda article: f"/HOME/news/tintuc/SitePages/{slug(article.title)}.aspx",
    }
    return forms[engine.grammars[0]]


def _vnportal(engine: VnPortal) -> Address:
    if engine.flat:
        return lambda article: f"/{slug(article.title)}-{article.id}"
    if not engine.sections or "default.aspx" in engine.sections[0].lower():
        return lambda article: f"/Default.aspx?catid=71012&id={article.id}&pageid=6592&sid=1444"
    return lambda article: f"/tin-tuc/{slug(article.title)}-{article.id}"


def _publish_upload(engine: PublishUpload, placed: Placed) -> Address:
    if any("/chuyen-muc-" in path for path in engine.sections):
        return lambda article: f"/{slug(article.title)}-c{article.id}.html"

    def address(article: ReplicaArticle) -> str:
        folder = placed(article).path.partition("?")[0].rstrip("/") or "/tin-tuc"
        return f"{folder}/{slug(article.title)}.html"

    return address


def _nukeviet(engine: NukeViet, placed: Placed) -> Address:
    base = f"/{engine.language}/{engine.module}" if engine.language else ""

    def address(article: ReplicaArticle) -> str:
        folder = placed(article).path if engine.sections else f"{base}/tin-tuc/"
        return f"{folder}{slug(article.title)}-{article.id}.html"

    return address


def _drupal(engine: Drupal) -> Address:
    language = engine.languages[0]
    root = engine.folder + (f"/{language}" if language else "")
    if not engine.aliases:
        return lambda article: f"{root}/node/{article.id}"
    return lambda article: f"{root}/{slug(article.title, limit=100)}"


def _newspaper(engine: Newspaper, placed: Placed) -> Address:
    if engine.flat:
        return lambda article: f"/{slug(article.title)}-{article.id}.html"

    def address(article: ReplicaArticle) -> str:
        folder = placed(article).path.rstrip("/") or "/tin-tuc"
        month = f"{published_time(article):%Y%m}"
        return f"{folder}/{month}/{slug(article.title)}-{article.id:07x}/"

    return address


def _dotnetnuke(article: ReplicaArticle) -> str:
    words = slug(article.title).capitalize()
    return f"/vi-vn/Tin-tuc/tid/{words}/newsid/{article.id:08X}-{_GUID}/cid/{_CATEGORY}"


def _hash(number: int) -> str:
    return hashlib.blake2b(str(number).encode(), digest_size=8).hexdigest()[:6]


def _sorted(target: str) -> str:
    path, mark, query = target.partition("?")
    pairs = parse_qsl(query)
    return f"{path}?{urlencode(sorted(pairs))}" if mark and pairs else target
