"""``python -m portalcrawl``."""

from __future__ import annotations

from portalcrawl.cli import main

if __name__ == "__main__":
    main()
