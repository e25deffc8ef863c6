"""The portals and provinces that a query may name, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from db import models
from db.models import table_of
from db.near_hosts import near_hosts
from db.search.query import Query, QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A portal and the unit that ran it."""

    portal_id: int
    host: str
    province: str | None
    """Slug of the unit, as it was before the merger; None for a portal of no province."""
    province_name: str | None
    province_now: str | None
    province_now_name: str | None


def places(connection: Connection) -> dict[int, Place]:
    """All portals by their ids."""
    portals, former = table_of(models.Portal), table_of(models.Province)
    heir = former.alias("heir")
    query = (
        select(
            portals.c.id.label("portal_id"),
            portals.c.host,
            portals.c.province,
            former.c.name_vi.label("province_name"),
            heir.c.slug.label("province_now"),
            heir.c.name_vi_now.label("province_now_name"),
        )
        .outerjoin(former, former.c.slug == portals.c.province)
        .outerjoin(heir, heir.c.slug == former.c.merged_into)
    )
    return {row["portal_id"]: Place(**row) for row in connection.execute(query).mappings()}


def portals_of(query: Query, known: Mapping[int, Place]) -> tuple[int, ...] | None:
    """The ids of the portals that the query asks for, ascending; None where it asks for all.

    Raises QueryError for a host that the archive does not know.
    """
    if not query.portals and not query.provinces:
        return None
    hosts = {place.host for place in known.values()}
    for host in query.portals:
        if host not in hosts:
            raise _no_portal(host, hosts)
    return tuple(
        sorted(
            place.portal_id
            for place in known.values()
            if (not query.portals or place.host in query.portals)
            and (not query.provinces or place.province in query.provinces)
        )
    )


def _no_portal(host: str, hosts: set[str]) -> QueryError:
    near = near_hosts(host, hosts)
    hint = f"did you mean {', '.join(near)}?" if near else "`portalcrawl provinces` lists them"
    return QueryError(
        f"the archive has no portal {host!r}; {hint}",
        "did_you_mean" if near else "no_portal",
        host=host,
        near=", ".join(near),
    )
