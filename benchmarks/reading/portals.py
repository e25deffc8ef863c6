"""The declared portals with what is theirs here: their share of the articles, sections, bylines."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from benchmarks.reading.names import person
from portalcrawl.cli.registry import spider_class, spider_names
from portalcrawl.portals import Portal
from portalcrawl.provinces import provinces

_SECTIONS = """
Thời sự; Chính trị; Kinh tế; Xã hội; Văn hóa; Văn hóa - Xã hội; Giáo dục; Y tế; Du lịch; Thể thao
Pháp luật; An ninh - Quốc phòng; Nông nghiệp; Nông thôn mới; Công nghiệp; Đầu tư; Đất đai
Môi trường; Khoa học - Công nghệ; Chuyển đổi số; Cải cách hành chính; Tin tức; Tin tức - Sự kiện
Tin trong tỉnh; Tin hoạt động; Tin chỉ đạo điều hành; Thông báo; Văn bản mới; Lịch công tác
Xây dựng Đảng; Mặt trận - Đoàn thể; Tiếp công dân; Phóng sự; Nhịp cầu bạn đọc; Người tốt việc tốt
Biển đảo
"""
_SIZE = {"newspaper": 4.0, "portal": 2.0, "office": 1.0, "department": 0.5}
_LARGEST = 6.0
SECTIONS = tuple(name.strip() for name in _SECTIONS.replace("\n", ";").split(";") if name.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One portal."""

    province: str
    """Slug."""
    province_name: str
    portal: Portal
    share: float
    """Of all articles."""
    sections: tuple[str, ...]
    authors: tuple[str, ...]
    has_keys: bool
    """Whether its addresses carry an id; else the address itself is the key."""

    @property
    def host(self) -> str:
        return self.portal.host


def desks(seed: int) -> list[Desk]:
    """Every declared host of a province, once; a few have many articles, most have few."""
    chance = Random(f"desks {seed}")  # noqa: S311 - the same desks in every run
    names = {unit.slug: unit.name_vi for unit in provinces()}
    hosts = {
        portal.host: (name, portal)
        for name in spider_names()
        if name in names
        for portal in spider_class(name).portals
    }
    sizes = {
        host: min(chance.lognormvariate(0, 1), _LARGEST) * _SIZE[portal.role]
        for host, (_, portal) in hosts.items()
    }
    whole = sum(sizes.values())
    return [
        Desk(
            province=name,
            province_name=names[name],
            portal=portal,
            share=sizes[host] / whole,
            sections=tuple(chance.sample(SECTIONS, chance.randint(5, 14))),
            authors=tuple(person(chance) for _ in range(chance.randint(4, 40))),
            has_keys=chance.random() < 0.8,
        )
        for host, (name, portal) in hosts.items()
    ]
