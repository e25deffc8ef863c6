"""Records of captures in the WARC files of the archive."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from portalcrawl.warc import FOLDER


def has_record(folder: Path, warc_file: str | None) -> bool:
    """Whether the file that the archive names is there."""
    return file_of_record(folder, warc_file) is not None


def file_of_record(folder: Path, warc_file: str | None) -> Path | None:
    """Where it is, in the folder of the WARC files and nowhere else; None where it is not."""
    if not warc_file or PurePosixPath(warc_file).parent != PurePosixPath(FOLDER):
        return None
    file = folder / warc_file
    return file if file.is_file() and not file.is_symlink() else None
