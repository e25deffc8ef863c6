"""Every column that the archive hands out, and what it means. The data format is written from here.

``python -m db.columns > docs/data-format.md`` writes the document; a test holds it to this table.
"""

from __future__ import annotations

import sys
from typing import Final

Columns = tuple[tuple[str, str], ...]

_IDENTITY: Final[Columns] = (
    (
        "article_id",
        "Stable name of the article: the portal, a slash, and the portal's own key of the article.",
    ),
)
_PROVINCE: Final[Columns] = (
    (
        "province",
        (
            "Slug of the unit that ran the portal, as it was before 2025-07-01 (`kon_tum`). Empty"
            " where the portal belongs to no province."
        ),
    ),
    ("province_name", "Vietnamese name of that unit before the merger (`Kon Tum`)."),
    ("province_now", "Slug of the unit that holds its territory today (`quang_ngai`)."),
    ("province_now_name", "Vietnamese name of that unit today (`Quảng Ngãi`, `Huế`)."),
)
_CONTENT: Final[Columns] = (
    ("title", "Headline."),
    (
        "lead",
        (
            "Opening paragraph: as the portal sets it apart, else the first prose under the title"
            " of a longer text. It also opens `text`."
        ),
    ),
    ("text", "The article, lead first: paragraphs separated by one blank line, without captions."),
    (
        "published_at",
        (
            "When the portal says that it was published: ISO 8601, local time of Viet Nam, cut at"
            " its precision: `2024-12`, `2024-07-01`, `2023-12-28T21:10+07:00`. Never the time of"
            " the crawl; empty where the page does not tell."
        ),
    ),
    ("published_precision", "`minute`, `day` or `month`."),
    (
        "published_from",
        (
            "Where the date was read: `json-ld`, `meta`, `visible`, `listing`, `url` or `lead`, in"
            " this order of trust."
        ),
    ),
    ("modified_at", "When the portal says that it was changed, written as `published_at`."),
    ("author", "Byline."),
    ("source", "Source credit (`Nguồn tin:`), where the portal took the article from elsewhere."),
    ("section", "Section of the portal."),
    ("captions", "Captions of images, in the order of the page: a JSON list of texts."),
)
_FILES: Final[Columns] = (
    ("images", "Images, in the order of the page: a JSON list of `{url, caption}`."),
    ("attachments", "Files to download, in the order of the page: a JSON list of `{url, name}`."),
)
_PROVENANCE: Final[Columns] = (
    (
        "extraction_method",
        "Which path read the page: `profile:<engine>`, `generic`, `page` or `lines`.",
    ),
    (
        "content_digest",
        (
            "SHA-256, in hex, over title, text, published_at, author, source, section, captions and"
            " attachments: two revisions differ in it exactly when a reader sees a difference."
        ),
    ),
    ("captured_at", "When the page was served: UTC. Empty where capturing was switched off."),
    (
        "warc_file",
        "WARC file that holds the page as it was served, relative to the archive folder.",
    ),
    ("warc_offset", "Byte at which its record begins in that file."),
)

ARTICLES: Final[Columns] = (
    *_IDENTITY,
    *_PROVINCE,
    ("portal", "Host that published it, with the port where it is not the default one."),
    ("canonical_url", "The one URL under which the article is kept."),
    *_CONTENT,
    *_FILES,
    ("language", "ISO 639-1 code."),
    ("first_seen", "First time that the portal served it to us: UTC."),
    ("last_seen", "Last time that the portal served it to us: UTC."),
    (
        "status",
        "`live`, or `gone` where the portal answered 404 or 410 twice, a day apart, and since.",
    ),
    ("gone_since", "First of these answers: UTC. Empty while it is live."),
    ("revision", "Number of the revision in this row: 1 is the first that was stored."),
    *_PROVENANCE,
)

REVISIONS: Final[Columns] = (
    *_IDENTITY,
    ("revision", "1, 2, ... in the order of storing."),
    ("is_current", "`1` for the revision that articles.csv shows, else `0`."),
    (
        "origin",
        (
            "`portal` where the portal published it so, `reextracted` where the page is the same"
            " and our reading of it changed."
        ),
    ),
    ("recorded_at", "When the revision was stored: UTC."),
    ("url", "The URL that was answered, which may be a variant of the canonical one."),
    *_CONTENT,
    ("language", "ISO 639-1 code."),
    ("extractor_version", "Version of portalcrawl that read the page."),
    *_PROVENANCE,
    ("http_status", "Status of the response."),
    ("payload_digest", "Digest of the payload, as WARC-Payload-Digest writes it."),
)

PROVINCES: Final[Columns] = (
    ("slug", "Key of the unit. Names and codes are none: codes were given out again."),
    ("gso_code", "Code of the General Statistics Office before the merger."),
    ("iso_code", "ISO 3166-2."),
    ("name_vi", "Vietnamese name before the merger."),
    ("name_en", "English name before the merger."),
    ("kind", "`province` or `municipality`, before the merger."),
    ("merged_into", "Slug of the unit that holds the territory today; its own where it lives on."),
    ("gso_code_now", "Code today. This and the next three are empty for a unit merged away."),
    ("name_vi_now", "Vietnamese name today."),
    ("name_en_now", "English name today."),
    ("kind_now", "`province` or `municipality`, today."),
)

PORTALS: Final[Columns] = (
    ("host", "Host, with the port where it is not the default one."),
    ("province", "Slug of the unit that ran it, as it was before the merger."),
    ("role", "`portal`, `office`, `department` or `newspaper`."),
    ("engine", "CMS family; the last one where the host had several."),
    ("confidence", "How well the engine is established: `high`, `medium` or `low`."),
    ("since", "First day, ISO 8601; empty is open."),
    ("until", "Last day, ISO 8601; empty is open."),
    ("articles", "Articles in the archive."),
    ("revisions", "Revisions of them."),
    ("refused", "Captured pages that were no articles."),
    ("first_seen", "First time that an article of it was served to us: UTC."),
    ("last_seen", "Last time: UTC."),
)

#: Each file of a snapshot: its name, what a row is and how they are sorted, its columns.
FILES: Final[tuple[tuple[str, str, Columns], ...]] = (
    (
        "articles.csv",
        (
            "One row for each article, as its current revision has it; by province, portal,"
            " published_at (none last) and article key."
        ),
        ARTICLES,
    ),
    (
        "revisions.csv",
        "One row for each revision of each article; in the order of articles.csv, then by number.",
        REVISIONS,
    ),
    ("provinces.csv", "One row for each of the 63 units; by slug.", PROVINCES),
    ("portals.csv", "One row for each host; by host.", PORTALS),
)

_HEAD = """\
# Data format

<!-- Written by `python -m db.columns`; edit db/columns.py instead. -->

A snapshot is a folder named by its UTC date and time (`20261122T053015Z`). `latest` beside it
points to the newest one. `SHA256SUMS` in it is checked by `sha256sum -c SHA256SUMS`. The same
archive gives the same bytes.

The files are CSV as RFC 4180 has it: comma, double quotes, CRLF at the end of a row, UTF-8 without
a byte order mark, the first row is the header. Text keeps its line breaks (LF) inside quotes. An
empty cell is an unknown value; nothing is guessed. Cells are what the portals published: one may
begin with `=` or `+`, so switch formulas off when a spreadsheet asks.

Text is Unicode NFC without NUL characters: where a page served one, it was dropped.

The database has two views with the same columns, `article` (current revisions) and
`article_revision` (all of them). They have the columns of articles.csv and of revisions.csv, except
`images` and `attachments`, which are tables of their own: join them by `revision_id` to the view's
`revision_row`. `article_row` is the key of the table `articles`; near duplicates share a `cluster`.
[The data model](data-model.md) has the other views and queries to start from.
"""


def document() -> str:
    """The data format as a Markdown document."""
    parts = [_HEAD]
    for name, meaning, columns in FILES:
        parts.append(f"\n## {name}\n\n{meaning}\n\n| column | meaning |\n| --- | --- |\n")
        parts += [f"| `{column}` | {told} |\n" for column, told in columns]
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(document())
