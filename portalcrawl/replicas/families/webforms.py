"""A WebForms portal without a known CMS: one form around the page, a GridView that posts back."""

from __future__ import annotations

from dataclasses import dataclass

from portalcrawl.replicas.content import ReplicaArticle
from portalcrawl.replicas.families import datelines
from portalcrawl.replicas.families.grammar import Grammar, site_of
from portalcrawl.replicas.families.house import never_fetched
from portalcrawl.replicas.families.pools import ECONOMY, POLITICS, SOCIETY
from portalcrawl.replicas.families.postback import Postback
from portalcrawl.replicas.markup import slug
from portalcrawl.replicas.shelf import Shelf, second_form
from portalcrawl.replicas.site import Replica, Section, Trap


@dataclass(frozen=True, slots=True, kw_only=True)
class WebFormsPages:
    """``/vi/<section>/<slug>``: the slug identifies."""

    sections: tuple[Section, ...] = (
        Section(POLITICS, "/vi/chinh-tri"),
        Section(ECONOMY, "/vi/kinh-te"),
        Section(SOCIETY, "/vi/van-hoa-xa-hoi"),
    )

    def build(self, articles: tuple[ReplicaArticle, ...]) -> Replica:
        """The replica with these articles."""
        own = {section.name: section.path for section in self.sections}

        def address(article: ReplicaArticle) -> str:
            path = own.get(article.section or "", self.sections[0].path)
            return f"{path}/{slug(article.title)}"

        def traps(shelf: Shelf) -> tuple[Trap, ...]:
            one, two = shelf.articles[:2]
            first, second, third = (shelf.sections * 3)[:3]
            return (
                never_fetched("login", "/Login.aspx", first, "Đăng nhập"),
                never_fetched("calendar", "/LichCongTac.aspx?month=2", second, "Lịch công tác"),
                never_fetched("tag page", "/Tags.aspx?tag=nong-thon", third, "nông thôn mới"),
                second_form(one, shelf, f"{address(one)}?fbclid=IwAR5", "tracking parameters"),
                second_form(two, shelf, f"{address(two)}?returnUrl=%2F", "redirect parameter"),
            )

        return site_of(
            Grammar(
                name="webforms",
                folder="webforms",
                title="Cổng thông tin điện tử tỉnh Khánh An",
                sections=self.sections,
                address=address,
                listing=Postback(),
                traps=traps,
                plain=(
                    (r"/Login\.aspx", "login", "Đăng nhập"),
                    (r"/LichCongTac\.aspx", "calendar", "Lịch công tác"),
                    (r"/Tags\.aspx", "tag", "nông thôn mới"),
                ),
                written=datelines.dotted,
                files="/Resources/tinbai",
                validators=False,
                headers=(
                    ("Server", "Microsoft-IIS/7.5"),
                    ("X-AspNet-Version", "2.0.50727"),
                    ("Set-Cookie", "ASP.NET_SessionId=k3vq2w55n1yq; path=/; HttpOnly"),
                ),
                takes_posts=True,
            ),
            articles,
        )
