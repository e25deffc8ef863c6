"""WordPress: posts, a REST API, feeds; and the archives that show every post again."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.dates import published_time
from portalcrawl.replicas.discovery import Handler
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import ByPath, Grammar, site_of
from portalcrawl.replicas.families.house import House, addresses, never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, page_number, second_form
from portalcrawl.replicas.site import Page, Replica, Section, Trap, Visit

_JSON = "application/json; charset=UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressPosts:
    """A permalink structure as WordPress writes it, categories paged by ``/page/2/``."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/category/chinh-tri/"),
        Section(ECONOMY, "/category/kinh-te/"),
        Section(SOCIETY, "/category/van-hoa-xa-hoi/"),
    )
    permalink: str = "/%year%/%monthnum%/%postname%.html"
    feeds: tuple[str, ...] = ("/feed/",)
    sitemap: str | None = None
    rest: bool = True

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""

        def address(article: ReplicaArticle) -> str:
            return permalink(self.permalink, article)

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two, three = shelf.articles[:3]
            first, second, third = (shelf.sections * 3)[:3]
            beside = address(one).rstrip("/")
            return (
                never_fetched("author page", "/author/admin/", first, "Ban biên tập"),
                never_fetched("date archive", "/date/2026/01/", second, "Tháng Một 2026"),
                never_fetched("tag page", "/tag/nong-thon-moi/", third, "nông thôn mới"),
                never_fetched("login", "/wp-login.php?redirect_to=%2F", first, "Đăng nhập"),
                never_fetched("comments feed", "/comments/feed/", second, "RSS bình luận"),
                second_form(one, shelf, f"{beside}/comment-page-2/", "page of comments"),
                second_form(two, shelf, f"{address(two)}?replytocom=17", "page of comments"),
                second_form(three, shelf, f"{address(three)}?fbclid=x", "tracking parameters"),
            )

        def routes(house: House) -> tuple[tuple[str, Handler], ...]:
            known = addresses(house.shelf)

            def beside(visit: Visit, path: str) -> Page | None:
                number = known.get(path) or known.get(f"{path}/")
                return None if number is None else house.article(visit, number)

            def posts(visit: Visit) -> Page:
                return rest_posts(visit, house.shelf)

            own = ((r"/wp-json/wp/v2/posts", posts),) if self.rest else ()
            return (*own, (r"(?P<path>/.+?)/(?:comment-page-\d+|amp|embed)/?", beside))

        return site_of(
            Grammar(
                name="wordpress",
                folder="wordpress",
                title="Sở Nội vụ tỉnh Sơn Bình",
                sections=self.sections,
                address=address,
                listing=ByPath(form="page/{}/"),
                traps=traps,
                plain=(
                    (r"/author/[^/]+/", "empty", "Ban biên tập"),
                    (r"/date/.*", "empty", "Lưu trữ"),
                    (r"/tag/[^/]+/", "tag", "Thẻ"),
                    (r"/wp-login\.php", "login", "Đăng nhập"),
                    (r"/comments/feed/", "empty", "Bình luận"),
                ),
                written=datelines.posted_with_seconds,
                files="/wp-content/uploads/2026",
                feeds=dict.fromkeys(self.feeds),
                sitemap=self.sitemap,
                disallowed=("/wp-admin/",),
                internal="/noi-bo/2024/02/thong-bao-noi-bo.html",
                headers=(
                    ("X-Powered-By", "PHP/7.4.33"),
                    ("Link", '</wp-json/>; rel="https://api.w.org/"'),
                ),
                further=routes,
            ),
            articles,
        )


def permalink(structure: str, article: ReplicaArticle) -> str:
    """The address of a post in a permalink structure as WordPress writes it."""
    then = published_time(article)
    parts = {
        "%year%": f"{then:%Y}",
        "%monthnum%": f"{then:%m}",
        "%day%": f"{then:%d}",
        "%hour%": f"{then:%H}",
        "%minute%": f"{then:%M}",
        "%second%": "00",
        "%post_id%": str(article.id),
        "%postname%": slug(article.title),
        "%category%": slug(article.section or "tin-tuc"),
        "%author%": "admin",
    }
    return re.sub(r"%\w+%", lambda tag: parts[tag[0]], structure)


def rest_posts(visit: Visit, shelf: Shelf) -> Page:
    """The REST API; behind the last page it answers with an error, as WordPress does."""
    query = dict(parse_qsl(visit.query))
    size = min(100, page_number([query.get("per_page", "10")]))
    number = page_number([query.get("page", "1")])
    chosen = shelf.articles[(number - 1) * size : number * size]
    if not chosen:
        fault = {"code": "rest_post_invalid_page_number", "data": {"status": 400}}
        return Page(json.dumps(fault), _JSON, status=400)
    fields = query.get("_fields", "").split(",")
    posts = [
        {
            "id": article.id,
            "date": f"{published_time(article):%Y-%m-%dT%H:%M:%S}",
            "link": visit.origin + shelf.address(article),
            "title": {"rendered": article.title},
            "type": "post",
        }
        for article in chosen
    ]
    if fields != [""]:
        posts = [{name: post[name] for name in fields if name in post} for post in posts]
    pages = -(-len(shelf.articles) // size)
    headers = (("X-WP-Total", str(len(shelf.articles))), ("X-WP-TotalPages", str(pages)))
    return Page(json.dumps(posts), _JSON, modified=shelf.modified(), headers=headers)
