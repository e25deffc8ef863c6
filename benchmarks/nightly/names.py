"""The names of the fleet: a resolver that knows those of a file, as others know those of a zone."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from twisted.internet import defer

from portalcrawl.fetch.guard import GuardedResolver

FILE = "FLEET_NAMES"
"""The environment variable that names the file: a JSON object of names and addresses."""


class FleetNames(GuardedResolver):
    """Looks a name up in the file; what is not there has no address, as the guard has it."""

    def getHostByName(  # noqa: N802 - Twisted's name
        self, name: str, timeout: Sequence[int] = ()
    ) -> defer.Deferred[str]:
        """The address of ``name``."""
        address = json.loads(Path(os.environ[FILE]).read_text()).get(name)
        return defer.succeed(address) if address else super().getHostByName(name, timeout)
