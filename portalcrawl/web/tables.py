"""What a search finds, as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from db.search.finding import hits
from db.search.query import QueryError
from db.search.results import COUNTED, Hit, Marked
from db.snapshots.excel import defused
from portalcrawl.web.caching import Made, is_known
from portalcrawl.web.faults import misread
from portalcrawl.web.parameters import TableAsked, asked, pairs
from portalcrawl.web.site import Site

#: Rows at most, those that come first in the order.
ROWS = COUNTED
COLUMNS = (
    "article_id",
    "portal",
    "province",
    "province_name",
    "province_now",
    "province_now_name",
    "canonical_url",
    "title",
    "published_at",
    "published_precision",
    "section",
    "author",
    "status",
    "revisions",
)
_MEDIA_TYPE = "text/csv; charset=utf-8; header=present"


def table(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """``/search.csv``: RFC 4180, UTF-8."""

    async def downloaded(request: Request) -> Response:
        wanted = asked(TableAsked, pairs(request.scope["query_string"]), strictly=True)
        # Made as a whole: one who takes it slowly holds no connection.
        made = await site.ask(partial(_made, site, wanted))
        headers = {"ETag": made.etag, "Cache-Control": "no-cache"}
        if is_known(made.etag, request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = 'attachment; filename="portalcrawl-search.csv"'
        return Response(made.body, headers=headers, media_type=made.media_type)

    return downloaded


def _made(site: Site, wanted: TableAsked) -> Made:
    with site.reading(site.limits.seconds_a_table) as connection:
        try:
            found = hits(
                connection, wanted.q, order=wanted.order, at_most=ROWS, with_snippets=False
            )
            body = as_csv(found, for_spreadsheets=wanted.excel == "yes")
        except QueryError as error:
            raise misread(str(error)) from None
    return Made(body, _MEDIA_TYPE)


def as_csv(found: Iterable[Hit], *, for_spreadsheets: bool = False) -> bytes:
    """The hits below a header. For spreadsheets no cell is a formula, and all are read as UTF-8."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in found:
        row = [_plain(getattr(hit, name)) for name in COLUMNS]
        writer.writerow([defused(cell) for cell in row] if for_spreadsheets else row)
    return written.getvalue().encode("utf-8-sig" if for_spreadsheets else "utf-8")


def _plain(value: Marked | str | int | None) -> str:
    if isinstance(value, tuple):
        return "".join(piece for piece, _ in value)
    return "" if value is None else str(value)
