"""axe-core finds nothing on any page: in both languages, light and dark, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.web.browsing import Browsing, browsing  # noqa: F401 -- a fixture
from tests.web.test_browser import PATHS

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
OPEN_ALL = "document.querySelectorAll('details').forEach(each => { each.open = true })"
RUN = "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})"


def violations(page: Page) -> Iterator[str]:
    """What axe finds on a page with all that can be opened open; of dark mode, the contrast."""
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    yield from told(page.evaluate(RUN, list(RULES)), "light")
    page.emulate_media(color_scheme="dark")
    yield from told(page.evaluate(RUN, {"type": "rule", "values": ["color-contrast"]}), "dark")
    page.emulate_media(color_scheme="light")


def told(results: dict[str, Any], scheme: str) -> Iterator[str]:
    """A line for each violation; that there were passes says that axe did run."""
    assert results["passes"]
    for each in results["violations"]:
        targets = [node["target"] for node in each["nodes"]]
        yield f"{scheme}: {each['id']} at {targets}"


@pytest.mark.parametrize(("prefix", "width"), [("", 1180), ("/en", 320)])
def test_no_page_shuts_anybody_out(browsing: Browsing, prefix: str, width: int) -> None:  # noqa: F811
    with browsing.visit(viewport={"width": width, "height": 800}, bypass_csp=True) as opened:
        found = {
            path: lines for path in PATHS if (lines := list(violations(opened.to(prefix + path))))
        }
    assert found == {}
