"""docs/data-model.md: its diagram is that of the models, its queries find what they promise."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from db import diagram, dialects
from db.archive import Archive
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Absence, Article, Attachment
from portalcrawl.portals import Portal

TEXT = diagram.DOCUMENT.read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)
RELEASE = "\n\n".join(
    f"Ủy ban nhân dân tỉnh yêu cầu các xã, phường hoàn thành nội dung thứ {number} của kế hoạch"
    f" chuyển đổi số trước ngày {number} tháng 12 và báo cáo kết quả bằng văn bản về Văn phòng."
    for number in range(1, 6)
)


@pytest.fixture
def filled(archive: Archive, article: Callable[..., Article]) -> Archive:
    """An archive in which every query of the page finds something."""
    for province, host in (("nghe_an", "hcc.nghean.gov.vn"), ("kon_tum", "www.kontum.gov.vn")):
        archive.register_portals(province, [Portal(host, NukeViet())])
    of_july = {"published_at": "2025-07-03", "published_precision": "day"}
    files = (Attachment(url="https://hcc.nghean.gov.vn/kh.pdf", name="Kế hoạch"),)
    archive.record([article("101", **of_july), article("102", text=RELEASE)])
    archive.record([article("101", 24, **of_july, title="Bế mạc hội nghị", attachments=files)])
    archive.record([article("7", portal="www.kontum.gov.vn", text=RELEASE, capture=None)])
    for day in (3, 5):
        noticed = datetime(2026, 11, day, tzinfo=UTC)
        denied = Absence(
            portal="hcc.nghean.gov.vn",
            article_key="101",
            url="https://hcc.nghean.gov.vn/101",
            status=404,
            noticed_at=noticed,
        )
        archive.record([denied])
    return archive


def test_the_diagram_is_that_of_the_models() -> None:
    assert diagram.with_diagram(TEXT) == TEXT, "run: python -m db.diagram"


@pytest.mark.parametrize("query", QUERIES, ids=range(1, len(QUERIES) + 1))
def test_every_query_of_the_page_finds_something(
    filled: Archive, query: str, rows: Callable[[str], list[dict[str, Any]]]
) -> None:
    is_sqlite = dialects.is_sqlite(filled.engine)
    if query.startswith("-- PostgreSQL" if is_sqlite else "-- SQLite"):
        return  # the same question in the words of the other database
    assert rows(query.replace("%", "%%"))


def test_there_are_five_queries_and_more() -> None:
    assert len(QUERIES) > 5
