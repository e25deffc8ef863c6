"""Replica pages grown to the size of real portals' pages: mega menu, sidebars, inline scripts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.extraction import Profile
from portalcrawl.replicas import ReplicaArticle, replicas

ORIGIN = "http://127.0.0.1:8801"
BYTES = 100_000
"""What a page grows to: portals' article pages were seen between 60 and 160 KB."""
#: Of what is added: the share of scripts and styles, and of the menu; the rest are sidebars.
_SCRIPTS, _MENU = 0.4, 0.35
_TEXT = """
    công tác đầu tư phát triển nông nghiệp giáo dục y tế văn hóa thể thao du lịch tài chính kế hoạch
    ngân sách quy hoạch xây dựng giao thông môi trường khoa học chuyển đổi số thông tin truyền thông
    lao động xã hội tư pháp thanh tra dân tộc tôn giáo biên phòng quốc phòng an ninh đối ngoại
"""
_SYLLABLES = tuple(_TEXT.split())
_BODY = re.compile(r"<body[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LargePage:
    """One page of the benchmark and the article that it shows."""

    html: bytes
    url: str
    article: ReplicaArticle
    profile: Profile


def large_pages(per_site: int | None = None) -> tuple[LargePage, ...]:
    """The articles of every replica (``per_site`` of each), each on a page of about 100 KB."""
    profiles = {
        portal.host: portal.engine.profile
        for name in spider_names()
        for portal in spider_class(name).portals
    }
    return tuple(
        LargePage(
            html=grown(
                site.get(site.address(article), ORIGIN).body.decode(), seed=f"{site.name} {at}"
            ).encode(),
            url=ORIGIN + site.address(article),
            article=article,
            profile=profiles[site.declared_host],
        )
        for site in replicas()
        for at, article in enumerate(site.articles[:per_site])
    )


def grown(html: str, *, seed: str, size: int = BYTES) -> str:
    """A page with so much menu, sidebar and script around it that it has ``size`` bytes."""
    chance = random.Random(seed)  # noqa: S311 -- the same page in every run
    missing = size - len(html.encode())
    if missing <= 0:
        return html
    scripts = _until(int(missing * _SCRIPTS), _script(chance))
    menu = _until(int(missing * _MENU), _menu(chance))
    sidebars = _until(missing - len((scripts + menu).encode()), _sidebar(chance))
    body = _BODY.search(html)
    start = body.end() if body else 0
    end = html.rfind("</body>")
    end = len(html) if end < 0 else end
    return (
        f"{html[:start]}<script>{scripts[: len(scripts) // 2]}</script>"
        f'<div id="top-menu" class="mega"><ul class="level0">{menu}</ul></div>'
        f"{html[start:end]}"
        f'<div class="col-right">{sidebars}</div><script>{scripts[len(scripts) // 2 :]}</script>'
        f"{html[end:]}"
    )


def _until(size: int, pieces: Iterator[str]) -> str:
    written: list[str] = []
    length = 0
    while length < size:
        piece = next(pieces)
        written.append(piece)
        length += len(piece.encode())
    return "".join(written)


def _label(chance: random.Random, shortest: int, longest: int) -> str:
    words = chance.choices(_SYLLABLES, k=chance.randint(shortest, longest))
    return " ".join(words).capitalize()


def _script(chance: random.Random) -> Iterator[str]:
    while True:
        name = f"widget{chance.randint(1000, 9999)}"
        yield (
            f"var {name} = {{id: '{chance.getrandbits(64):x}', url: '/o/{name}/load?s=1&t=2', "
            f"delay: {chance.randint(1, 9000)}}};\nif (window.{name}) {{ init({name}); }}\n"
        )


def _menu(chance: random.Random) -> Iterator[str]:
    while True:
        items = "".join(
            f'<li class="level2 item-{chance.randint(1, 999)}"><a href="/chuyen-muc/'
            f'{chance.randint(1, 9999)}" title=""><span>{_label(chance, 2, 6)}</span></a></li>'
            for _ in range(chance.randint(4, 12))
        )
        yield (
            f'<li class="level1 dropdown"><a href="#" data-toggle="dropdown">'
            f"{_label(chance, 2, 4)}</a><ul>{items}</ul></li>\n"
        )


def _sidebar(chance: random.Random) -> Iterator[str]:
    while True:
        news = "".join(
            f'<div class="item clearfix"><a class="thumb" href="/tin/{chance.randint(1, 99999)}">'
            f'<img src="/thumb/{chance.randint(1, 99999)}.jpg" alt="" width="90" height="60"></a>'
            f'<p class="name"><a href="/tin/{chance.randint(1, 99999)}">{_label(chance, 8, 16)}'
            f'</a></p><span class="time">{chance.randint(1, 28):02}/{chance.randint(1, 12):02}'
            f"/2024</span></div>"
            for _ in range(chance.randint(3, 8))
        )
        title = f'<h3 class="widget-title">{_label(chance, 2, 4)}</h3>'
        yield f'<div class="widget">{title}{news}</div>\n'
