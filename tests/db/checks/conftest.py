"""An archive with something of everything in it, on either database, and ways to damage it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db import dialects
from db.archive import Archive
from db.checks.proof import Proof
from db.checks.proving import check
from portalcrawl.items import Absence, Article, Attachment, Capture, EarlierCapture, Refusal
from portalcrawl.warc.writer import Exchange, WarcFiles

PORTAL, OTHER = "hcc.nghean.gov.vn", "langson.gov.vn"
DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)
PRESS_RELEASE = "\n\n".join(
    f"Đoạn {number}: ủy ban nhân dân tỉnh giao các sở, ban, ngành và các xã, phường khẩn trương"
    f" triển khai {number} nhiệm vụ trọng tâm về chuyển đổi số và cải cách hành chính trong năm."
    for number in range(1, 5)
)


@dataclass
class Writer:
    """Writes captures as a crawl does."""

    files: WarcFiles

    def capture(
        self,
        url: str,
        hours: float = 0,
        body: bytes = b"<html>",
        status: int = 200,
        earlier: Capture | None = None,
        drawn_by: str | None = None,
    ) -> Capture:
        exchange = Exchange(
            url=url,
            captured_at=DAY + timedelta(hours=hours),
            request_line="GET / HTTP/1.1",
            request_headers=[(b"Host", b"x")],
            status_line=f"HTTP/1.1 {status} ",
            response_headers=[(b"Content-Type", b"text/html")],
            body=body,
            earlier=None if earlier is None else _as_earlier(earlier),
            drawn_by=drawn_by,
        )
        place = self.files.write(exchange)
        return Capture(
            captured_at=exchange.captured_at,
            url=url,
            status=status,
            payload_digest=exchange.payload_digest,
            warc_file=place.file,
            warc_offset=place.offset,
            is_revisit=exchange.is_revisit,
        )


def _as_earlier(capture: Capture) -> EarlierCapture:
    return EarlierCapture(
        url=capture.url,
        captured_at=capture.captured_at,
        payload_digest=capture.payload_digest,
    )


@dataclass
class Kept:
    """A stored archive, its folder, and its captures by what they are of."""

    archive: Archive
    folder: Path
    captures: dict[str, Capture]

    def proofs(self) -> list[Proof]:
        return list(check(self.archive.engine, self.folder))

    def found(self, subject: str) -> list[str]:
        """What the proof of a subject finds; no other finds anything."""
        proofs = self.proofs()
        assert [each.subject for each in proofs if each.found] == [subject]
        [proof] = [each for each in proofs if each.found]
        return proof.findings

    def proof(self, subject: str) -> Proof:
        return next(each for each in self.proofs() if each.subject == subject)

    def damage(self, *statements: str) -> None:
        """Change the database as nobody should, with foreign keys off."""
        off = (
            "PRAGMA foreign_keys = OFF"
            if dialects.is_sqlite(self.archive.engine)
            else "SET session_replication_role = replica"
        )
        with self.archive.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute(off)
            if not dialects.is_sqlite(self.archive.engine):
                driver.commit()
            with connection.begin():
                for statement in statements:
                    connection.execute(text(statement))
            connection.invalidate()

    def warc(self, of: str) -> Path:
        return self.folder / str(self.captures[of].warc_file)

    def offset(self, of: str) -> int:
        return int(self.captures[of].warc_offset or 0)


Opened = Callable[[str], WarcFiles]


@pytest.fixture
def warc_files(tmp_path: Path) -> Opened:
    return lambda spider: WarcFiles(tmp_path, spider, {"software": "portalcrawl"})


@pytest.fixture
def kept(archive: Archive, tmp_path: Path, warc_files: Opened) -> Kept:
    """Two portals; an edit, a revisit, an attachment, a refusal, an absence, near duplicates."""
    nghe_an, lang_son = warc_files("nghe_an"), warc_files("lang_son")
    at, other = Writer(nghe_an), Writer(lang_son)
    captures = {
        "first": at.capture(f"https://{PORTAL}/bai-1.html", 0, b"<html>1" * 500),
        "attachment": at.capture(f"https://{PORTAL}/1.pdf", 0.1, b"%PDF"),
        "second": at.capture(f"https://{PORTAL}/bai-2.html", 0.2, b"<html>2" * 500),
        "refused": at.capture(f"https://{PORTAL}/bai-3.html", 0.3, b"<html>3"),
        "edit": at.capture(f"https://{PORTAL}/bai-1.html", 5, b"<html>1, edited"),
        "gone": at.capture(f"https://{PORTAL}/bai-2.html", 30, b"404", status=404),
        "other": other.capture(f"https://{OTHER}/77.html", 1, b"<html>77"),
    }
    captures["revisit"] = other.capture(
        f"https://{OTHER}/77.html", 6, b"<html>77", earlier=captures["other"]
    )
    nghe_an.close()
    lang_son.close()
    run = archive.start_run("nghe_an")
    decree = Attachment(url=f"https://{PORTAL}/1.pdf", name="Quyết định")
    first = article(
        "1",
        captures["first"],
        published_at="2023-12-28T21:10+07:00",
        text=PRESS_RELEASE,
        captions=("Ảnh một", "Ảnh hai"),
        attachments=(decree, Attachment(url=f"https://{PORTAL}/2.doc", name="Phụ lục")),
        attachment_captures=(captures["attachment"],),
    )
    second = article("2", captures["second"], published_at="2024-07-01", title="Bế mạc")
    edit = article("1", captures["edit"], published_at="2024-12", text=PRESS_RELEASE)
    copy = article("77", captures["other"], portal=OTHER, text=PRESS_RELEASE + "\n\nHết.")
    again = article("77", captures["revisit"], portal=OTHER, text=PRESS_RELEASE + "\n\nHết.")
    refused = Refusal(
        url=captures["refused"].url,
        portal=PORTAL,
        article_key="3",
        kind="static",
        reason="the page says so",
        capture=captures["refused"],
    )
    gone = Absence(
        portal=PORTAL,
        article_key="2",
        url=captures["gone"].url,
        status=404,
        noticed_at=captures["gone"].captured_at,
        capture=captures["gone"],
    )
    archive.record([first, second, refused, copy], run)
    archive.record([edit, again, gone], run)
    archive.finish_run(run, "finished", {})
    return Kept(archive, tmp_path, captures)


def article(key: str, capture: Capture, **fields: object) -> Article:
    usual: dict[str, object] = {
        "url": capture.url,
        "canonical_url": capture.url,
        "title": "Khai mạc hội nghị chuyển đổi số",
        "text": "Sáng nay, hội nghị khai mạc.",
        "author": "Hòa Bình",
        "portal": PORTAL,
        "article_key": key,
        "capture": capture,
        "extraction_method": "generic",
    }
    return Article(**usual | fields)  # type: ignore[arg-type]
