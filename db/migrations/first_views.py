"""The two views of schema 0001, which 0002 replaces."""

from __future__ import annotations

from types import ModuleType

from db.dialects import local_time_as_text, moment_as_text


def create(op: ModuleType) -> None:
    """Make them. ``op`` is ``alembic.op``."""
    dialect = op.get_bind().dialect.name
    op.execute(_view("article_revision", dialect))
    op.execute(_view("article", dialect, "WHERE r.number = a.current_revision"))


def drop(op: ModuleType) -> None:
    """Take them away."""
    for name in ("article", "article_revision"):
        op.execute(f"DROP VIEW {name}")


def _view(name: str, dialect: str, where: str = "") -> str:
    """Every revision in one flat row."""
    published_at = local_time_as_text(dialect, "r.published_at", "r.published_precision")
    modified_at = local_time_as_text(dialect, "r.modified_at", "r.modified_precision")
    return f"""
CREATE VIEW {name} AS
SELECT
    po.host || '/' || a.key AS article_id,
    po.province AS province,
    former.name_vi AS province_name,
    heir.slug AS province_now,
    heir.name_vi_now AS province_now_name,
    po.host AS portal,
    a.canonical_url AS canonical_url,
    r.title AS title,
    r.lead AS lead,
    r.text AS text,
    {published_at} AS published_at,
    r.published_precision AS published_precision,
    r.published_from AS published_from,
    {modified_at} AS modified_at,
    r.author AS author,
    r.source AS source,
    r.section AS section,
    CAST(r.captions AS TEXT) AS captions,
    r.language AS language,
    {moment_as_text(dialect, "a.first_seen")} AS first_seen,
    {moment_as_text(dialect, "a.last_seen")} AS last_seen,
    a.status AS status,
    r.number AS revision,
    CASE WHEN r.number = a.current_revision THEN 1 ELSE 0 END AS is_current,
    r.origin AS origin,
    {moment_as_text(dialect, "r.recorded_at")} AS recorded_at,
    r.url AS url,
    r.extraction_method AS extraction_method,
    r.extractor_version AS extractor_version,
    r.content_digest AS content_digest,
    {moment_as_text(dialect, "c.captured_at")} AS captured_at,
    c.status AS http_status,
    c.payload_digest AS payload_digest,
    c.warc_file AS warc_file,
    c.warc_offset AS warc_offset,
    a.id AS article_row,
    r.id AS revision_row
FROM revisions r
JOIN articles a ON a.id = r.article_id
JOIN portals po ON po.id = a.portal_id
LEFT JOIN provinces former ON former.slug = po.province
LEFT JOIN provinces heir ON heir.slug = former.merged_into
LEFT JOIN captures c ON c.id = r.capture_id
{where}
"""  # noqa: S608 - every part is a constant of this file
