"""The same site with its engine hidden: what a probe has to find out from structure alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace

from portalcrawl.replicas.site import Page, Replica, Visit

_NAMES = re.compile(
    r"(?<=\s)(class|id|for|aria-labelledby|aria-controls|data-target)="
    r'(?P<quote>\\?")([^"\\]*)(?P=quote)'
)
"""In JSON the quotation marks stand behind a backslash."""
_IN_SCRIPTS = re.compile(r"\b(getElementById\(|className = )\"([^\"]*)\"")
_FRAGMENT = re.compile(r'href="#([\w-]+)"')
_TELLING = (
    re.compile(r"<meta\b[^>]*\bname=\"generator\"[^>]*>\s*", re.IGNORECASE),
    re.compile(
        r"<link\b[^>]*\brel=\"(?:stylesheet|https://api\.w\.org/)\"[^>]*>\s*", re.IGNORECASE
    ),
    re.compile(r"<style\b.*?</style>\s*", re.IGNORECASE | re.DOTALL),
    re.compile(r"<script\b[^>]*\bsrc=.*?</script>\s*", re.IGNORECASE | re.DOTALL),
    re.compile(r"<script(?: type=\"text/javascript\")?>(?!/\* site \*/).*?</script>\s*", re.DOTALL),
    re.compile(r"<!--(?!\[).*?-->", re.DOTALL),
    re.compile(r"\sdata-(?!src\b)[a-z-]+=\"[^\"]*\"(?=[^<>]*>)"),
    re.compile(r"<p class=\"powered-by\">.*?</p>\s*", re.DOTALL),
)
"""What names the software: generator, style sheets, scripts, comments, data of its own, credits."""


def disguised(site: Replica, folders: tuple[str, ...] = ()) -> Replica:
    """The site without what names its engine; addresses, feeds and sitemaps stay as they are.

    Headers and cookies are not sent. Class names and ids become neutral ones, the same name always
    the same. ``folders`` are where the software keeps its files: they get other names.
    """
    to_neutral = {folder: f"/tep/{_neutral(folder)}/" for folder in folders}
    from_neutral = {neutral: folder for folder, neutral in to_neutral.items()}

    def pages(visit: Visit) -> Page | None:
        page = site.pages(replace(visit, path=_with_prefix(visit.path, from_neutral)))
        if page is None or isinstance(page.content, bytes):
            return page
        if not page.content_type.startswith("text/html"):
            return replace(page, content=_with_neutral_names(page.content), headers=())
        return replace(page, content=_hidden(page.content, to_neutral), headers=())

    return replace(site, name=f"{site.name}-hidden", pages=pages, headers=())


def _hidden(text: str, folders: dict[str, str]) -> str:
    for telling in _TELLING:
        text = telling.sub("", text)
    text = _with_neutral_names(text)
    text = _IN_SCRIPTS.sub(lambda match: f'{match[1]}"{_renamed(match[2])}"', text)
    text = _FRAGMENT.sub(lambda match: f'href="#{_neutral(match[1])}"', text)
    for folder, neutral in folders.items():
        text = re.sub(
            rf"(?<=[\"'])((?:https?://[^/\"']+)?){re.escape(folder)}", rf"\g<1>{neutral}", text
        )
    return text


def _with_neutral_names(text: str) -> str:
    return _NAMES.sub(
        lambda match: f"{match[1]}={match['quote']}{_renamed(match[3])}{match['quote']}", text
    )


def _renamed(names: str) -> str:
    """But for ``MsoNormal`` and its like: Word's, not the portal's."""
    return " ".join(each if each.startswith("Mso") else _neutral(each) for each in names.split())


def _neutral(name: str) -> str:
    return f"k{hashlib.blake2b(name.encode(), digest_size=3).hexdigest()}"


def _with_prefix(path: str, prefixes: dict[str, str]) -> str:
    named: Callable[[str], bool] = path.startswith
    return next(
        (own + path.removeprefix(prefix) for prefix, own in prefixes.items() if named(prefix)), path
    )
