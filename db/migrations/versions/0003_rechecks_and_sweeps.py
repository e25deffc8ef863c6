"""When articles are asked for again, and when a portal's listings were last read to their end.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both. What is stored already is due at once; a run asks for some hundreds at a time."""
    op.add_column("articles", sa.Column("next_check", sa.DateTime(timezone=True)))
    op.add_column("portals", sa.Column("swept_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE articles SET next_check = last_seen WHERE status = 'live'")
    op.create_index(
        op.f("ix_articles_portal_id_next_check"), "articles", ["portal_id", "next_check"]
    )


def downgrade() -> None:
    """Take them away again; what they say can be had anew by asking."""
    op.drop_index(op.f("ix_articles_portal_id_next_check"), "articles")
    op.drop_column("portals", "swept_at")
    op.drop_column("articles", "next_check")
