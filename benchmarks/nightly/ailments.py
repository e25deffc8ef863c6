"""The ways in which portals of the fleet fall ill, and as what each has to be known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from portalcrawl.health.state import State
from portalcrawl.replicas import Replica
from portalcrawl.replicas.ailing import circling, growing, guarded, storming, unlisted


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailment:
    """What becomes of a portal, and the state and the cause that say so."""

    name: str
    state: State
    cause: str
    province: str
    """Whose portal has it: another engine each time, as far as there are."""
    dress: Callable[[Replica], Replica] | None = None
    """The site as it answers then; None where it does not."""


NO_NAME = Ailment(name="dns", state="unreachable", cause="dns", province="lai_chau")
BAD_CERTIFICATE = Ailment(name="tls", state="unreachable", cause="tls", province="da_nang")
SILENCE = Ailment(name="silence", state="unreachable", cause="timeout", province="gia_lai")
DRIP = Ailment(name="slow drip", state="unreachable", cause="timeout", province="thanh_hoa")

AILMENTS = (
    NO_NAME,
    BAD_CERTIFICATE,
    SILENCE,
    Ailment(
        name="503 storm",
        state="unreachable",
        cause="5xx",
        province="binh_phuoc",
        dress=storming,
    ),
    Ailment(
        name="block page",
        state="blocked",
        cause="blocked",
        province="hau_giang",
        dress=guarded,
    ),
    Ailment(
        name="new layout",
        state="layout changed",
        cause="no links",
        province="dak_nong",
        dress=unlisted,
    ),
    Ailment(
        name="endless redirect",
        state="unreachable",
        cause="redirect",
        province="hai_phong",
        dress=circling,
    ),
    DRIP,
)
VARIANTS = (
    Ailment(
        name="503 for an hour",
        state="unreachable",
        cause="5xx",
        province="dong_thap",
        dress=lambda site: storming(site, 3600),
    ),
    Ailment(
        name="challenge",
        state="blocked",
        cause="blocked",
        province="ha_giang",
        dress=lambda site: guarded(site, HTTPStatus.OK),
    ),
    Ailment(
        name="growing redirect",
        state="unreachable",
        cause="redirect",
        province="tra_vinh",
        dress=growing,
    ),
)
"""Three of them in another way."""
