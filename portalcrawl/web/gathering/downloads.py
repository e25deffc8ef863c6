"""The snapshots that can be downloaded."""

from __future__ import annotations

from portalcrawl.web.gathering import Reading
from portalcrawl.web.parameters import Nothing
from portalcrawl.web.snapshots import Folder, latest, snapshots
from portalcrawl.web.views import Downloads, SnapshotFile, SnapshotLine


def downloads(reading: Reading, _path: dict[str, str], _asked: Nothing) -> Downloads:
    """The page ``downloads``."""
    newest = latest(reading.folder)
    return Downloads(
        snapshots=tuple(
            _line(folder, is_latest=folder.name == newest) for folder in snapshots(reading.folder)
        )
    )


def _line(folder: Folder, *, is_latest: bool) -> SnapshotLine:
    return SnapshotLine(
        name=folder.name,
        taken_at=f"{folder.taken_at:%Y-%m-%dT%H:%M:%SZ}",
        is_latest=is_latest,
        articles=folder.rows.get("articles.csv"),
        files=tuple(
            SnapshotFile(
                name=file.name,
                bytes=file.bytes,
                sha256=file.sha256,
                rows=folder.rows.get(file.name),
            )
            for file in folder.files
        ),
        citation=folder.citation,
    )
