from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import get_args
from urllib.parse import urlsplit

import pytest

from portalcrawl.replicas import NAMES, Block, ReplicaArticle, RunningReplica, replica, serve
from portalcrawl.replicas.content import Body, CaptionStyle


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


Fetch = Callable[..., Answer]


@pytest.fixture
def fetch() -> Fetch:
    """One request on a connection of its own: ``fetch(url, method="HEAD", Header="value")``."""

    def ask(url: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, target, body, named)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    return ask


def _article(number: int, body: Body, captions: CaptionStyle) -> ReplicaArticle:
    tables = (
        () if body in ("table", "br") else (Block("table", rows=(("STT", "Xã"), ("1", "A & B"))),)
    )
    return ReplicaArticle(
        id=1000 + number,
        title=f'Bài số {number}: "đối thoại" & <lắng nghe> năm {2000 + number}',
        published=f"202{number % 5}-0{1 + number % 9}-1{number % 9}T0{number % 9}:3{number % 10}",
        lead=f"Sáng 15-1, hội nghị thứ {number} bàn về R&D, <b>không</b> chỉ 'một' việc…",
        blocks=(
            Block("p", f"Đoạn mở đầu {number} có “ngoặc cong”, dấu < và > cùng 99,9% &amp; hết."),
            Block("caption", f"Quang cảnh hội nghị số {number}"),
            Block("h", f"Kết quả bước đầu {number}"),
            Block("li", f"Việc thứ nhất của {number}"),
            Block("li", f"Việc thứ hai của {number}"),
            *tables,
            Block("p", f"Nguồn vốn đã có831 hộ vay trong đợt {number}, " + "nhiều hộ khá lên " * 9),
            Block("caption", f"Đại biểu phát biểu lần {number}"),
            Block("p", f"Hẹn gặp lại lần {number}."),
        ),
        body=body,
        captions=captions,
        author="Nguyễn Thị Minh",
        author_style="label" if number % 2 else "name",
        source="Báo tỉnh" if number % 2 else None,
        attachments=(("Kế hoạch số 1.pdf", f"ke-hoach-{number}.pdf"),),
        views=100,
    )


@pytest.fixture(scope="session")
def every_habit() -> tuple[ReplicaArticle, ...]:
    """One article for each body style under each caption style, twice, newest first."""
    habits = list(product(get_args(Body), get_args(CaptionStyle))) * 2
    made = [_article(number, *habit) for number, habit in enumerate(habits)]
    return tuple(sorted(made, key=lambda each: each.published or "", reverse=True))


@pytest.fixture(scope="module", params=NAMES)
def served(request: pytest.FixtureRequest) -> Iterator[RunningReplica]:
    """Each of the five with the articles that it ships with."""
    with serve(replica(request.param)) as running:
        yield running


@pytest.fixture(scope="module", params=NAMES)
def tried(
    request: pytest.FixtureRequest, every_habit: tuple[ReplicaArticle, ...]
) -> Iterator[RunningReplica]:
    """Each of the five with an article of every habit."""
    with serve(replica(request.param, every_habit)) as running:
        yield running
