"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real articles and facts beside the checkout; tests without it skip."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with real articles is not beside this checkout")
    return SHARED
