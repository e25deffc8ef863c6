"""What the tests of the deployment share."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def deploy() -> Path:
    """The folder that is shipped."""
    return ROOT / "deploy"


@pytest.fixture
def install_page() -> str:
    return (ROOT / "docs" / "install.md").read_text("utf-8")


@pytest.fixture
def systemd_analyze() -> str:
    """systemd's own checker; it needs no running systemd."""
    found = shutil.which("systemd-analyze")
    if found is None:
        missing = "no systemd-analyze on this machine (Debian: apt install systemd)"
        if os.environ.get("PORTALCRAWL_REQUIRE_SYSTEMD"):
            pytest.fail(missing)
        pytest.skip(missing)
    return found
