"""The archive: its tables, how they are written, read and handed out. Knows no crawler."""

import logging

# At INFO it tells of its plugins and of every look at the schema, in the midst of a crawl's log.
logging.getLogger("alembic.runtime").setLevel(logging.WARNING)
