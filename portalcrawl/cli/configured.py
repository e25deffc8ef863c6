"""Whether the configuration of this process can be gone by, before any command runs."""

from __future__ import annotations

from portalcrawl import settings
from portalcrawl.errors import Fault


def refuse_faulty_configuration() -> None:
    """Raise Fault where something is wrong with the configuration of this process."""
    if faults := settings.CONFIG_FAULTS:
        more = f" (and {len(faults) - 1} more: portalcrawl config check)" if faults[1:] else ""
        raise Fault(f"{faults[0]}{more}")
