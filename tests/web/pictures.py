"""Makes the pictures of the site in the docs: ``python -m tests.web.pictures demo-archive``.

The archive is the one that ``make demo`` makes. Needs a Chromium on PATH.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.web.browsing import ARGUMENTS, found_chromium
from tests.web.serving import serving

FOLDER = Path("docs/images")
EDITED = "127.0.0.1:8802/118022"
"""An article of the demo that its portal edited."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One of them: where it is taken, and how large it is in pixels."""

    name: str
    path: str
    height: int
    width: int = 1080
    scheme: str = "light"


PICTURES = (
    Picture("home", "/", 900),
    Picture("search", "/search?q=chuyen+doi+so&order=best", 680),
    Picture("article", f"/article/{EDITED}", 620),
    Picture("difference", f"/difference/{EDITED}?before=1&after=2", 800),
    Picture("downloads", "/downloads", 800),
    Picture("dark", "/en/search?q=chuyen+doi+so+province:lang_son&order=best", 720, scheme="dark"),
    Picture("phone", "/search?q=chuyen+doi+so&order=best", 844, width=390),
)


def take(archive: Path, folder: Path) -> None:
    """Write ``site-NAME.png`` for each into the folder."""
    database = f"sqlite:///{archive.resolve() / 'portalcrawl.sqlite'}"
    with serving(database, archive) as served, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found_chromium(), args=[*ARGUMENTS, "--disable-lcd-text"]
        )
        for picture in PICTURES:
            page = browser.new_page(
                viewport={"width": picture.width, "height": picture.height},
                color_scheme="dark" if picture.scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            page.goto(served.origin + picture.path)
            page.screenshot(path=folder / f"site-{picture.name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "demo-archive"), FOLDER)
