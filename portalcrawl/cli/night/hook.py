"""The operator's own command, which gets the report: a mail, a chat message, a webhook."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

PATIENCE = 60.0
"""Seconds, after which the command is killed: the night must end."""


def told(command: Sequence[str], report: str) -> str | None:
    """Run it with the report (JSON) on standard input; a sentence where that did not go well."""
    try:
        run = subprocess.run(  # noqa: S603 - what the operator configured
            command,
            input=report.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        why = error.strerror if isinstance(error, OSError) else f"no end after {PATIENCE:g} s"
        return f"the hook {command[0]} could not be run: {why}"
    if run.returncode:
        last = run.stderr.decode(errors="replace").strip().splitlines()[-1:]
        said = f": {last[0]}" if last else ""
        return f"the hook {command[0]} ended with exit status {run.returncode}{said}"
    return None
