"""What a snapshot is called, and how it is cited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from db.columns import FILES
from db.snapshots.files import as_sums
from db.snapshots.selection import Selection

TITLE = "Articles of Vietnamese provincial news and government portals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """How to cite a snapshot."""

    id: str
    articles: int
    last_seen: str
    """The last moment at which a portal served one of the articles; empty where there are none."""
    selection: Selection

    @property
    def day(self) -> str:
        """ISO date of that moment, in UTC; empty where there are no articles."""
        return self.last_seen[:10]

    @property
    def title(self) -> str:
        """With what is selected."""
        return TITLE if self.selection.is_whole else f"{TITLE}, {self.selection}"

    def __str__(self) -> str:
        """The plain sentence."""
        as_of = f" as of {self.day}" if self.day else ""
        return (
            f"{self.title}{as_of}. Data set, portalcrawl, snapshot {self.id},"
            f" {self.articles} article{'' if self.articles == 1 else 's'}."
        )

    def as_cff(self) -> str:
        """``CITATION.cff``, Citation File Format 1.2.0. A JSON string is a YAML one."""

        def text(value: str) -> str:
            return json.dumps(value, ensure_ascii=False)

        abstract = (
            f"{self.articles} articles as the portals published them, with every revision that was"
            " seen and where the page as it was served is kept."
        )
        if self.day:
            abstract += (
                f" It is dated {self.day}, the last day (UTC) on which a portal served one of these"
                " articles; when the files were written does not show in them."
            )
        lines = [
            "cff-version: 1.2.0",
            f"message: {text(f'Cite it so: {self}')}",
            "type: dataset",
            f"title: {text(self.title)}",
            f"abstract: {text(abstract)}",
            "authors:",
            "  - name: portalcrawl",
            f"version: {text(self.id)}",
            *([f"date-released: {text(self.day)}"] if self.day else []),
            "identifiers:",
            "  - type: other",
            f"    value: {text(self.id)}",
            '    description: "Id of the snapshot, made of the checksums of its data"',
        ]
        return "\n".join(lines) + "\n"


def id_of(sums: Mapping[str, str]) -> str:
    """The id of a snapshot with these checksums: two with the same data have the same."""
    of_data = {name: sums[name] for name, _, _ in FILES}
    return hashlib.sha256(as_sums(of_data).encode()).hexdigest()[:16]
