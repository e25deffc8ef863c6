"""Files of snapshots: whole or in parts, and told by their checksum."""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from portalcrawl.web.answers import redirected
from portalcrawl.web.caching import is_known
from portalcrawl.web.faults import not_found
from portalcrawl.web.site import Site
from portalcrawl.web.snapshots import LATEST, File, Folder, latest, snapshot

_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".cff": "application/yaml",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".sqlite": "application/vnd.sqlite3",
    ".gz": "application/gzip",
    "": "text/plain; charset=utf-8",
}
#: Python makes no number of thousands of digits, and no file has so many bytes.
_PART = r"(\d{1,18}-\d{0,18}|-\d{1,18})"
_RANGES = re.compile(rf"bytes=\s*{_PART}(\s*,\s*{_PART}){{0,9}}\s*", re.ASCII)


def download(site: Site) -> Callable[[Request], Awaitable[Response]]:
    """``/downloads/{snapshot}/{file}``; the snapshot may be ``latest``."""

    async def downloaded(request: Request) -> Response:
        name, wanted = request.path_params["snapshot"], request.path_params["file"]
        if name == LATEST:
            newest = await site.ask(partial(latest, site.folder))
            if newest is None:
                raise not_found("there is no snapshot yet")
            return redirected(f"/downloads/{newest}/{wanted}")
        found = await site.ask(partial(snapshot, site.folder, name))
        if found is None:
            raise not_found("there is no such snapshot; see /downloads")
        return _sent(request, _named(found, wanted))

    return downloaded


def _named(folder: Folder, wanted: str) -> File:
    for file in folder.files:
        if file.name == wanted:
            return file
    names = ", ".join(file.name for file in folder.files)
    raise not_found(f"the snapshot {folder.name} has no such file; it has {names}")


def _sent(request: Request, file: File) -> Response:
    etag = f'"{file.sha256}"'
    headers = {
        "ETag": etag,
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",
        "Cache-Control": "public, max-age=86400",
    }
    if is_known(etag, request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    if not _is_range(request.headers.get("range", "")):
        # What is no range of bytes is passed over (RFC 9110, 14.2), not refused.
        request.scope["headers"] = [
            (name, value) for name, value in request.scope["headers"] if name != b"range"
        ]
    return FileResponse(
        file.path,
        headers=headers,
        media_type=_TYPES.get(file.path.suffix, "application/octet-stream"),
        filename=f"portalcrawl-{file.path.parent.name}-{file.name}",
    )


def _is_range(text: str) -> bool:
    return _RANGES.fullmatch(text) is not None and all(
        not first or not last or int(first) <= int(last)
        for first, _, last in (part.strip().partition("-") for part in text[6:].split(","))
    )
