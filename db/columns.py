"""Every column that the archive hands out: its meaning and its type.

The data format and what a snapshot says of itself are written from here:
``python -m db.columns > docs/data-format.md`` writes the document; a test holds it to this table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

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
CONTENT: Final[Columns] = (
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
PROVENANCE: Final[Columns] = (
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
    *CONTENT,
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
    *PROVENANCE,
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
    *CONTENT,
    ("language", "ISO 639-1 code."),
    ("extractor_version", "Version of portalcrawl that read the page."),
    *PROVENANCE,
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
    ("articles", "Articles in the archive; of a snapshot of some days, those of these days."),
    ("revisions", "Revisions of them."),
    (
        "refused",
        "Captured pages that were no articles. Empty in a snapshot of some days: they have none.",
    ),
    ("first_seen", "First time that one of these articles was served to us: UTC."),
    ("last_seen", "Last time: UTC."),
)

DELTA: Final[Columns] = (
    ("article_id", "The article, as in articles.csv."),
    (
        "change",
        (
            "The first that holds of these. `new`: not in the other snapshot. `removed`: not in"
            " this one: no longer what it selects, or of another archive. `gone`: was `live` there,"
            " the portal has taken it down; `back`: the other way round. Such an article may be"
            " reworded as well: then the two digests differ. `changed`: these differ, so"
            " a reader sees a difference. `noted`: only other columns differ, like `last_seen`."
        ),
    ),
    ("old_content_digest", "`content_digest` in the other snapshot; empty where it is new."),
    ("content_digest", "`content_digest` in this one; empty where it is removed."),
    ("old_status", "`status` in the other snapshot; empty where it is new."),
    ("status", "`status` in this one; empty where it is removed."),
)

#: A file: its name, what a row is and how they are sorted, its columns.
File = tuple[str, str, Columns]

#: Each file of a snapshot.
FILES: Final[tuple[File, ...]] = (
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
    (
        "portals.csv",
        (
            "One row for each host; by host. In a snapshot of some days, only hosts with an article"
            " of these days."
        ),
        PORTALS,
    ),
)

#: What a snapshot has besides where it was asked for the difference to another one.
DELTA_FILES: Final[tuple[File, ...]] = (
    (
        "delta.csv",
        (
            "One row for each article that differs from the other snapshot; in the order of"
            " articles.csv, those that are removed last, by article_id."
        ),
        DELTA,
    ),
    (
        "articles.delta.csv",
        (
            "The rows of articles.csv of the articles in delta.csv, but for those removed; in the"
            " order of articles.csv."
        ),
        ARTICLES,
    ),
)

_LOCAL: Final = {
    "type": "string",
    "constraints": {"pattern": r"\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}\+07:00)?)?"},
}
_PRECISION: Final = {"type": "string", "constraints": {"enum": ["minute", "day", "month"]}}
_STATUS: Final = {"type": "string", "constraints": {"enum": ["live", "gone"]}}
_MOMENT: Final = {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%SZ"}
_DAY: Final = {"type": "date"}
_NUMBER: Final = {"type": "integer"}
_LIST: Final = {"type": "array"}

#: The type of each column that is not just text, as Frictionless Table Schema writes it. A name
#: has the same type in every file. No value of these types but the lists needs quotes in CSV.
TYPES: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "published_at": _LOCAL,
        "modified_at": _LOCAL,
        "published_precision": _PRECISION,
        "captions": _LIST,
        "images": _LIST,
        "attachments": _LIST,
        "first_seen": _MOMENT,
        "last_seen": _MOMENT,
        "gone_since": _MOMENT,
        "recorded_at": _MOMENT,
        "captured_at": _MOMENT,
        "status": _STATUS,
        "old_status": _STATUS,
        "origin": {"type": "string", "constraints": {"enum": ["portal", "reextracted"]}},
        "change": {
            "type": "string",
            "constraints": {"enum": ["new", "gone", "back", "changed", "noted", "removed"]},
        },
        "is_current": {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]},
        "since": _DAY,
        "until": _DAY,
        **dict.fromkeys(
            ("revision", "warc_offset", "http_status", "articles", "revisions", "refused"), _NUMBER
        ),
    }
)

_FOLDER = """\
# Data format

<!-- Written by `python -m db.columns`; edit db/columns.py instead. -->

A snapshot is a folder named by its UTC date and time (`20261122T053015Z`). `latest` beside it
points to the newest one. A folder whose name goes on behind the time is not the whole archive: of
some provinces (`20261122T053015Z-kon_tum`), of some years, or `-held-back` because it has fewer
articles than the one before; `latest` never points to it.

| file | what it is |
| --- | --- |
| `articles.csv`, `revisions.csv`, `provinces.csv`, `portals.csv` | the data: below |
| `delta.csv`, `articles.delta.csv` | what differs from another snapshot, with `--delta-from` |
| `*.excel.csv` | each of these for spreadsheets, with `--excel` |
| `*.parquet` | each of these as Apache Parquet, with `--parquet` |
| `snapshot.sqlite` | all of them as one SQLite database, with `--sqlite` |
| `datapackage.json` | Frictionless Data Package: types, keys, rows and checksums, for machines |
| `DATA_DICTIONARY.md` | what each column means |
| `CITATION.cff` | how to cite it (Citation File Format 1.2.0) |
| `SHA256SUMS` | of all other files; `sha256sum -c SHA256SUMS` checks them |

The same archive gives the same CSV files and the same texts beside them, byte for byte, on every
database: no file tells when it was written. The bytes of `*.parquet` and `snapshot.sqlite` follow
also from the versions of Arrow and SQLite that wrote them, which the files name; the values in them
do not. The
`id` of a snapshot is made of the checksums of its data: the first 16 hex digits of the SHA-256 of
the lines of `SHA256SUMS` for `articles.csv`, `portals.csv`, `provinces.csv` and `revisions.csv`,
in this order. Two snapshots with one id have the same data. The date that it is cited with is the
last one on which a portal served one of its articles.

A snapshot of some days (`--from`, `--to`) has nothing of articles that were published on others,
nor of undated ones, and stays what it is when those change. It changes when an article of its days
is added, reworded, redated, taken down or only served again (`last_seen`), and when something else
is known of its portals. A snapshot of some provinces has all that there is of their portals.

"""

_CELLS = """\
The files are CSV as RFC 4180 has it: comma, double quotes, CRLF at the end of a row, UTF-8 without
a byte order mark, the first row is the header. Text keeps its line breaks (LF) inside quotes. An
empty cell is an unknown value; nothing is guessed. Cells are what the portals published: one may
begin with `=` or `+`, so switch formulas off when a spreadsheet asks.

Text is Unicode NFC without NUL characters: where a page served one, it was dropped.
"""

_VIEWS = """
The database has two views with the same columns, `article` (current revisions) and
`article_revision` (all of them). They have the columns of articles.csv and of revisions.csv, except
`images` and `attachments`, which are tables of their own: join them by `revision_id` to the view's
`revision_row`. `article_row` is the key of the table `articles`; near duplicates share a `cluster`.
[The data model](data-model.md) has the other views and queries to start from.
"""


def document() -> str:
    """The data format as a Markdown document."""
    return "".join([_FOLDER, _CELLS, _VIEWS, *map(_table, FILES + DELTA_FILES[:1])])


def dictionary(files: Iterable[File]) -> str:
    """What stands in a snapshot beside the files: what their columns mean, in Markdown."""
    return "".join(["# Data dictionary\n\n", _CELLS, *map(_table, files)])


def _table(file: File) -> str:
    name, meaning, columns = file
    head = f"\n## {name}\n\n{meaning}\n\n| column | meaning |\n| --- | --- |\n"
    return head + "".join(f"| `{column}` | {told} |\n" for column, told in columns)


if __name__ == "__main__":
    sys.stdout.write(document())
