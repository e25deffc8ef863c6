"""Search index, absences, revisits, attachments, near duplicates, imports.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects import (
    drop_search_index,
    local_time_as_text,
    moment_as_text,
)
from db.migrations import first_index, first_views

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new. db.schema fills the index and the fingerprints of what is stored."""
    first_views.drop(op)
    with op.batch_alter_table("captures") as captures:
        captures.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="page"))
        captures.add_column(
            sa.Column("is_revisit", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        captures.create_check_constraint(op.f("ck_captures_kind"), "kind IN ('page', 'attachment')")
    with op.batch_alter_table("articles") as articles:
        articles.add_column(sa.Column("missing_since", sa.DateTime(timezone=True)))
        articles.add_column(sa.Column("indexed_revision", sa.Integer()))
        articles.add_column(sa.Column("cluster", sa.Integer()))
    op.create_index(op.f("ix_articles_cluster"), "articles", ["cluster"])
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("confirmed_by", sa.Text()))
    op.drop_index(op.f("ix_fingerprints_kind_value"), "fingerprints")
    op.create_index(
        op.f("ix_fingerprints_value_kind_revision_id"),
        "fingerprints",
        ["value", "kind", "revision_id"],
    )
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        sa.UniqueConstraint("file", "size", name=op.f("uq_imports_file_size")),
    )
    first_index.create(op.get_bind())
    for name, sql in views(op.get_bind().dialect.name).items():
        op.execute(f"CREATE VIEW {name} AS {sql}")


def downgrade() -> None:
    """Take it away again. Absences, clusters and imports are lost, articles are not."""
    for name in reversed(views(op.get_bind().dialect.name)):
        op.execute(f"DROP VIEW {name}")
    drop_search_index(op.get_bind())
    op.drop_table("imports")
    op.drop_index(op.f("ix_fingerprints_value_kind_revision_id"), "fingerprints")
    op.create_index(op.f("ix_fingerprints_kind_value"), "fingerprints", ["kind", "value"])
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("confirmed_by")
    op.drop_index(op.f("ix_articles_cluster"), "articles")
    with op.batch_alter_table("articles") as articles:
        for name in ("missing_since", "indexed_revision", "cluster"):
            articles.drop_column(name)
    with op.batch_alter_table("captures") as captures:
        captures.drop_constraint(op.f("ck_captures_kind"), type_="check")
        captures.drop_column("is_revisit")
        captures.drop_column("kind")
    first_views.create(op)


def views(dialect: str) -> dict[str, str]:
    """The flat views, each as its query; docs/data-model.md says what they are for."""
    return {
        "article_revision": _revisions(dialect),
        "article": _revisions(dialect) + " WHERE r.number = a.current_revision",
        "article_capture": _captures(dialect),
        "article_attachment": _attachments(dialect),
        "similar_article": _similar(dialect),
    }


def _revisions(dialect: str) -> str:
    published_at = local_time_as_text(dialect, "r.published_at", "r.published_precision")
    modified_at = local_time_as_text(dialect, "r.modified_at", "r.modified_precision")
    return f"""
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
    CASE WHEN a.status = 'gone' THEN {moment_as_text(dialect, "a.missing_since")} END
        AS gone_since,
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
    a.cluster AS cluster,
    a.id AS article_row,
    r.id AS revision_row
FROM revisions r
JOIN articles a ON a.id = r.article_id
JOIN portals po ON po.id = a.portal_id
LEFT JOIN provinces former ON former.slug = po.province
LEFT JOIN provinces heir ON heir.slug = former.merged_into
LEFT JOIN captures c ON c.id = r.capture_id
"""  # noqa: S608 - every part is a constant of this file


def _captures(dialect: str) -> str:
    return f"""
SELECT
    po.host || '/' || a.key AS article_id,
    {moment_as_text(dialect, "c.captured_at")} AS captured_at,
    c.kind AS kind,
    c.url AS url,
    c.status AS http_status,
    (SELECT min(r.number) FROM revisions r WHERE r.capture_id = c.id) AS revision,
    c.payload_digest AS payload_digest,
    CASE WHEN c.is_revisit THEN 1 ELSE 0 END AS is_revisit,
    c.warc_file AS warc_file,
    c.warc_offset AS warc_offset,
    a.id AS article_row,
    c.id AS capture_row
FROM captures c
JOIN articles a ON a.id = c.article_id
JOIN portals po ON po.id = a.portal_id
"""  # noqa: S608 - every part is a constant of this file


def _attachments(dialect: str) -> str:
    return f"""
SELECT
    po.host || '/' || a.key AS article_id,
    r.number AS revision,
    CASE WHEN r.number = a.current_revision THEN 1 ELSE 0 END AS is_current,
    f.position AS position,
    f.name AS name,
    f.url AS url,
    {moment_as_text(dialect, "c.captured_at")} AS captured_at,
    c.payload_digest AS payload_digest,
    c.warc_file AS warc_file,
    c.warc_offset AS warc_offset,
    r.id AS revision_row
FROM attachments f
JOIN revisions r ON r.id = f.revision_id
JOIN articles a ON a.id = r.article_id
JOIN portals po ON po.id = a.portal_id
LEFT JOIN captures c ON c.id = (
    SELECT max(last.id) FROM captures last
    WHERE last.portal_id = a.portal_id AND last.url = f.url AND last.kind = 'attachment'
)
"""  # noqa: S608 - every part is a constant of this file


def _similar(dialect: str) -> str:
    published_at = local_time_as_text(dialect, "r.published_at", "r.published_precision")
    return f"""
SELECT
    a.cluster AS cluster,
    po.host || '/' || a.key AS article_id,
    po.province AS province,
    po.host AS portal,
    r.title AS title,
    {published_at} AS published_at,
    r.source AS source,
    {moment_as_text(dialect, "a.first_seen")} AS first_seen,
    a.status AS status,
    a.id AS article_row
FROM articles a
JOIN portals po ON po.id = a.portal_id
JOIN revisions r ON r.article_id = a.id AND r.number = a.current_revision
WHERE a.cluster IS NOT NULL
"""  # noqa: S608 - every part is a constant of this file
