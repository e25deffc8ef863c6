"""The project's settings, but for its ``crawl`` command, which takes registered spiders only."""

from portalcrawl.settings import *  # noqa: F403 - all of them

COMMANDS_MODULE = ""
