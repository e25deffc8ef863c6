"""Labels in the search index, what a search sorts by and counts, articles by their URL.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.dialects import create_search_index, drop_search_index
from db.migrations import first_index

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them, empty. db.schema derives anew what follows from the stored revisions."""
    drop_search_index(op.get_bind())
    create_search_index(op.get_bind())
    op.create_table(
        "article_facets",
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("portal_id", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_facets_article_id_articles")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_facets")),
    )
    for columns in (["published", "article_id"], ["portal_id", "published", "article_id"]):
        op.create_index(op.f(f"ix_article_facets_{'_'.join(columns)}"), "article_facets", columns)
    op.create_index(op.f("ix_articles_canonical_url"), "articles", ["canonical_url"])
    _forget_what_was_derived()


def downgrade() -> None:
    """Take them away again. The version before fills its index when it upgrades the schema."""
    op.drop_index(op.f("ix_articles_canonical_url"), "articles")
    op.drop_table("article_facets")
    drop_search_index(op.get_bind())
    first_index.create(op.get_bind())
    _forget_what_was_derived()


def _forget_what_was_derived() -> None:
    op.execute("DELETE FROM fingerprints")
    op.execute("UPDATE articles SET indexed_revision = NULL, cluster = NULL")
