"""The usual spider, with all of its work in the callback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from scrapy.http import Response, TextResponse
from scrapy.spiders import SitemapSpider
from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

DATABASE = "naive.sqlite"


class Base(DeclarativeBase):
    """Its tables."""


class Row(Base):
    """One article."""

    __tablename__ = "article"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str | None]
    author: Mapped[str | None]
    date: Mapped[str | None]
    text: Mapped[str | None]


class NaiveSpider(SitemapSpider):
    """trafilatura with metadata, and a commit for each article."""

    name = "naive"

    def __init__(self, origin: str, folder: str) -> None:
        self.sitemap_urls = [f"{origin}/sitemap.xml"]
        super().__init__()
        engine = create_engine(f"sqlite:///{Path(folder, DATABASE)}")
        Base.metadata.create_all(engine)
        self.session = Session(engine)

    def parse(self, response: Response, **_: Any) -> Iterator[dict[str, Any]]:
        if not isinstance(response, TextResponse):
            return
        found = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if found is None:
            return
        values = found if isinstance(found, dict) else found.as_dict()
        item = {name: values.get(name) for name in ("title", "author", "date", "text")}
        self.session.add(Row(url=response.url, **item))
        self.session.commit()
        yield {"url": response.url, **item}
