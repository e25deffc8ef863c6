"""``python -m portalcrawl.config``: the table of docs/configuration.md."""

import sys

from portalcrawl.config.writing import as_table

if __name__ == "__main__":
    sys.stdout.write(as_table())
