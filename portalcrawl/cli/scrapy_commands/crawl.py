"""``scrapy crawl``: an unknown spider or a bad argument is one line and exit status 2."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.crawl import Command as ScrapyCrawl

from portalcrawl.cli.registry import refuse_bad_arguments
from portalcrawl.errors import Fault


class Command(ScrapyCrawl):
    """Scrapy's command behind a check; Scrapy would show a traceback, and exit with 1."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what cannot be crawled, then crawl."""
        if len(args) == 1 and self.settings is not None:
            try:
                refuse_bad_arguments(args[0], opts.spargs, self.settings)
            except Fault as error:
                sys.stderr.write(f"portalcrawl: {error}\n")
                sys.exit(2)
        super().run(args, opts)
