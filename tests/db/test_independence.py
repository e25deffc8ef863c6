from __future__ import annotations

import subprocess
import sys

WITHOUT = "import sys; sys.modules.update(scrapy=None, trafilatura=None, twisted=None)"


def test_the_archive_works_where_no_crawler_is_installed() -> None:
    told = f"{WITHOUT}; import db.archive, db.queries, db.snapshots"
    subprocess.run([sys.executable, "-c", told], check=True)
