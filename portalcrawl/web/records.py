"""The WARC record of a capture, as it was written when the portal answered."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from portalcrawl.warc.faults import WarcFault
from portalcrawl.warc.one_record import raw_record
from portalcrawl.web.answers import REVALIDATED
from portalcrawl.web.caching import Made, is_known
from portalcrawl.web.described import RECORD
from portalcrawl.web.faults import not_found
from portalcrawl.web.gathering import Reading
from portalcrawl.web.gathering.articles import found_record
from portalcrawl.web.gathering.records import has_record
from portalcrawl.web.parameters import ArticleAsked, asked, pairs
from portalcrawl.web.site import Site

#: Bytes of the largest record that is handed out; a response is captured up to 16 MiB.
_MOST_BYTES = 32 * 2**20


def record(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """``/warc/{article_id}``: the record that a revision was read from, as a file of its own."""

    async def downloaded(request: Request) -> Response:
        wanted = asked(ArticleAsked, pairs(request.scope["query_string"]), strictly=True)
        article_id = wanted.named(request.path_params["article_id"])
        made, name = await site.ask(partial(_read, site, article_id, wanted))
        headers = {"ETag": made.etag, "Cache-Control": REVALIDATED}
        if is_known(made.etag, request.headers.get("if-none-match")):
            return Response(status_code=304, headers=headers)
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Response(made.body, headers=headers, media_type=made.media_type)

    return downloaded


def _read(site: Site, article_id: str, wanted: ArticleAsked) -> tuple[Made, str]:
    with site.reading() as connection:
        reading = Reading(connection, site.folder)
        found = found_record(reading, article_id, wanted.revision or None)
    version = found.version
    if (
        version.warc_file is None
        or version.warc_offset is None
        or not has_record(site.folder, version.warc_file)
    ):
        raise not_found("the WARC file of this revision is not beside the archive")
    try:
        body = raw_record(site.folder, version.warc_file, version.warc_offset, _MOST_BYTES)
    except WarcFault:
        # What it says names folders of the server.
        raise not_found("the WARC record of this revision cannot be read from its file") from None
    return Made(body, RECORD.media_type), _file_name(found.article_id, version.number)


def _file_name(article_id: str, revision: int) -> str:
    plain = re.sub(r"[^A-Za-z0-9.-]+", "_", article_id)[:100]
    return f"{plain}-{revision}.warc.gz"
