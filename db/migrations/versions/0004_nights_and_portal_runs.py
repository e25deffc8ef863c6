"""Which runs make up a night, and what each run did at each portal.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBERS = (
    "listings",
    "unmodified",
    "starts_failed",
    "starts_empty",
    "found",
    "known",
    "requested",
    "requests",
    "stored",
    "revised",
    "unchanged",
    "rechecked",
    "missing",
    "gone",
    "busy",
)
#: By the name in the counts of a run.
_GROUPS = {"failed": "failed", "refused": "refused", "method": "methods", "without": "without"}
_PORTALS = sa.text("SELECT host, id FROM portals")
_STATES = (
    "state IN ('ok', 'silent', 'degraded', 'layout changed', 'blocked', 'unreachable', 'gone')"
)


def upgrade() -> None:
    """Add both. The counts of earlier runs are spread over their portals; of no night."""
    op.add_column("runs", sa.Column("night", sa.Text()))
    op.add_column("runs", sa.Column("day", sa.Text()))
    op.create_index(op.f("ix_runs_night"), "runs", ["night"])
    portal_runs = op.create_table(
        "portal_runs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("portal_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NUMBERS),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in _GROUPS.values()),
        sa.Column("state", sa.Text()),
        sa.Column("cause", sa.Text()),
        sa.Column("evidence", sa.JSON(none_as_null=True)),
        sa.Column("needs_person", sa.Boolean()),
        sa.CheckConstraint(_STATES, name=op.f("ck_portal_runs_state")),
        sa.ForeignKeyConstraint(
            ["portal_id"], ["portals.id"], name=op.f("fk_portal_runs_portal_id_portals")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_portal_runs_run_id_runs")),
        sa.PrimaryKeyConstraint("run_id", "portal_id", name=op.f("pk_portal_runs")),
    )
    op.create_index(op.f("ix_portal_runs_portal_id_run_id"), "portal_runs", ["portal_id", "run_id"])
    connection = op.get_bind()
    portals = {each.host: each.id for each in connection.execute(_PORTALS)}
    runs = connection.execute(sa.text("SELECT id, stats FROM runs ORDER BY id")).all()
    for run, stats in runs:
        told = json.loads(stats) if isinstance(stats, str) else stats
        rows = [
            {"run_id": run, "portal_id": portals[host], **counts}
            for host, counts in _by_portal(told or {})
            if host in portals
        ]
        if rows:
            connection.execute(portal_runs.insert(), rows)


def downgrade() -> None:
    """Take them away again; the counts stay in ``runs.stats``, the states are lost."""
    op.drop_table("portal_runs")
    op.drop_index(op.f("ix_runs_night"), "runs")
    op.drop_column("runs", "day")
    op.drop_column("runs", "night")


def _by_portal(stats: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The counts named ``portal/<host>/<name>[/<class>]`` as columns, by host."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in stats.items():
        parts = key.split("/", 3)
        if parts[0] != "portal" or len(parts) < 3:
            continue
        row = found.setdefault(
            parts[1],
            dict.fromkeys(_NUMBERS, 0) | {name: {} for name in _GROUPS.values()},
        )
        if len(parts) == 3 and parts[2] in _NUMBERS:
            row[parts[2]] = int(value)
        elif len(parts) == 4 and parts[2] in _GROUPS:
            row[_GROUPS[parts[2]]][parts[3]] = int(value)
    yield from found.items()
