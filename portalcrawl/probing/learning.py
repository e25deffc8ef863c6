"""From the addresses of some articles to the pattern of all: what ``Generic`` takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import unquote, urlsplit

from portalcrawl.engines.generic import Generic
from portalcrawl.probing.shapes import (
    SECOND_FORMS,
    folder_shape,
    path_and_query,
    segments,
    slug_words,
)
from portalcrawl.urls import parameters

_FOLDERS = {"{n}": r"\d+", "{month}": r"\d{6}", "{day}": r"\d{4}-\d{1,2}-\d{1,2}", "-": "-"}
_HEX = r"[0-9a-fA-F-]{20,}"
_TAIL = re.compile(r"(?P<slug>\{slug\})?(?P<mark>[^{}]*)\{(?P<kind>n|h|hex)\}(?P<rest>[^{}]*)")
_PLAIN_TAIL = re.compile(r"\{(?:slug|word)\}(?P<rest>[^{}]*)")
_KINDS = {"h": r"[0-9a-f]{7}", "hex": _HEX}
_LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
_SHORTER_IDS = 3
_SCRIPTS = re.compile(r"\.aspx?$", re.IGNORECASE)
_IDS = ("nid", "newsid", "itemid", "articleid", "id", "uuid", "item", "art", "p")
_LANGUAGES = "en|fr|zh|cn|ja|ko|ru|lo|km"
_MOST_EXCLUDED, _MOST_WORDS = 12, 4
_FEW_PAGES = 2
_KEY, _DIGITS, _WORD = "(?P<key>", r"\d+", r"[\w-]+"


@dataclass(frozen=True, slots=True)
class Pattern:
    """What tells the articles of a portal: the options of ``Generic`` in the making."""

    bodies: tuple[str, ...]
    """Regular expressions of path and query, one for each form of address."""
    never: tuple[str, ...] = ()
    """Beginnings of what matches and is no article."""
    ignores_case: bool = False
    form: str | None = None
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    identifying: str | None = None
    """The query parameter that the key is read from."""
    others: tuple[str, ...] = ()
    """Query parameters beside it, which may say nothing."""

    @property
    def article(self) -> str:
        """The regular expression; the key is that of the first form that has one."""
        bodies, keyed = [], False
        for body in sorted(self.bodies, key=lambda each: _KEY not in each):
            bodies.append(body.replace(_KEY, "(?:") if keyed else body)
            keyed = keyed or _KEY in body
        ahead = f"(?!{'|'.join(self.never)})" if self.never else ""
        flag = "(?i)" if self.ignores_case else ""
        return flag + ahead + (bodies[0] if len(bodies) == 1 else f"(?:{'|'.join(bodies)})")

    @property
    def engine(self) -> Generic:
        """An engine that knows nothing but the pattern."""
        return Generic(article=self.article, form=self.form, keep=self.keep, drop=self.drop)

    def fits(self, url: str) -> bool:
        """Whether the pattern takes the address."""
        return self.engine.is_article(url)

    def dropping(self, urls: Sequence[str]) -> Pattern:
        """The pattern without the parameters beside the id; ``urls`` are addresses without them."""
        plain = [_folded(url) if self.ignores_case else url for url in urls]
        folders = self.bodies[0].rpartition(r"\?")[0].rpartition("/")[0]
        pattern = replace(_by_query(plain, folders), ignores_case=self.ignores_case)
        shorter = _with_form(replace(pattern, never=self.never), urls)
        return replace(shorter, drop=self.others)


def without_parameters(url: str, names: Collection[str]) -> str:
    """The address without some of its query."""
    parts = urlsplit(url)
    kept = [
        part
        for part in parts.query.split("&")
        if unquote(part.partition("=")[0]).lower() not in {name.lower() for name in names}
    ]
    return parts._replace(query="&".join(kept)).geturl()


def learn(
    urls: Sequence[str], shape: str, *, pages: int, lists: Collection[str] = ()
) -> Pattern | None:
    """The pattern of addresses of one shape; None where nothing tells them from other pages.

    ``pages`` says on how many pages they were found: of one alone what they share may be the
    section. ``lists`` are addresses that are no articles; the pattern takes none of them.
    """
    is_script = any(_SCRIPTS.search(urlsplit(url).path) for url in urls)
    folded = [_folded(url) if is_script else url for url in urls]
    menu = {unquote(urlsplit(url).path).rstrip("/") for url in lists}
    folders = "".join(_folder_parts(folded, menu if pages >= _FEW_PAGES else None))
    asked = shape.partition("?")[2]
    if "{n}" in asked or "{hex}" in asked:
        pattern = _by_query(folded, folders)
    else:
        pattern = Pattern((_by_path(folded, shape, folders, lists),))
    pattern = replace(pattern, ignores_case=is_script)
    pattern = _keyed_by_folder(folded, pattern)
    pattern = _with_form(pattern, urls)
    pattern = replace(pattern, never=tuple(_second_forms(folded, folders)))
    pattern = _without(pattern, [url for url in lists if pattern.fits(url)])
    if not all(map(pattern.fits, urls)):
        return None
    return pattern if _keys_tell(pattern, urls) else _unkeyed(pattern)


def joined(patterns: Sequence[Pattern]) -> Pattern:
    """One pattern for all of them."""
    if len(patterns) == 1:
        return patterns[0]
    return Pattern(
        bodies=tuple(dict.fromkeys(body for each in patterns for body in each.bodies)),
        never=tuple(dict.fromkeys(each for pattern in patterns for each in pattern.never)),
        ignores_case=any(each.ignores_case for each in patterns),
    )


def _folded(url: str) -> str:
    """In lower case but for the values of the query: ASP.NET does not mind it."""
    path, mark, query = url.partition("?")
    parts = (part.partition("=") for part in query.split("&"))
    return (
        path.lower() + mark + "&".join(f"{name.lower()}{is_}{value}" for name, is_, value in parts)
    )


def _folder_parts(urls: Sequence[str], menu: Collection[str] | None) -> Iterator[str]:
    """A regular expression for each run of folders; what all of them share stays as it is.

    But not what a menu leads to, which is a section; nothing does where ``menu`` is None.
    """
    runs = [_runs(url) for url in urls]
    before = ""
    for at, (kind, _first) in enumerate(runs[0]):
        if kind != "*":
            yield f"/{_FOLDERS.get(kind, _HEX)}"
            continue
        written = [run[at][1] for run in runs]
        shared = _shared(written) if menu is not None else []
        for number, name in enumerate(shared):
            before = f"{before}/{unquote(name)}"
            if before in (menu or ()):
                shared = shared[:number]
                break
        yield "".join(f"/{_plain(name)}" for name in shared)
        lengths = {len(each) - len(shared) for each in written}
        if lengths != {0}:
            yield _any_folders(lengths)


def _runs(url: str) -> list[tuple[str, list[str]]]:
    folders = segments(urlsplit(url).path)[:-1]
    runs: list[tuple[str, list[str]]] = []
    for kind, names in groupby(folders, folder_shape):
        if kind == "*":
            runs.append((kind, list(names)))
        else:
            runs.extend((kind, [name]) for name in names)
    return runs


def _any_folders(lengths: set[int]) -> str:
    if lengths == {1}:
        return "/[^/]+"
    if len(lengths) == 1:
        return rf"(?:/[^/]+){{{lengths.pop()}}}"
    return "(?:/[^/]+)*" if 0 in lengths else "(?:/[^/]+)+"


def _shared(written: list[list[str]]) -> list[str]:
    shared = []
    for names in zip(*written, strict=False):
        if len(set(names)) > 1:
            break
        shared.append(names[0])
    return shared


def _by_path(urls: Sequence[str], shape: str, folders: str, lists: Collection[str]) -> str:
    tail = shape.partition("?")[0].rstrip("/").rpartition("/")[2]
    slash = "/?" if urlsplit(urls[0]).path.endswith("/") else ""
    if match := _TAIL.fullmatch(tail):
        slug = "[^/]*" if match["slug"] else ""
        key = f"{_KEY}{_digits(urls) if match['kind'] == 'n' else _KINDS[match['kind']]})"
        return f"{folders}/{slug}{_plain(match['mark'])}{key}{_plain(match['rest'])}{slash}$"
    plain = _PLAIN_TAIL.fullmatch(tail)
    if plain is None:
        return f"{folders}/{_plain(tail)}{slash}$"
    words = _least_words(urls, shape, lists)
    slug = "[^/]+" if words < _FEW_PAGES else rf"[^/_-]+(?:[_-]+[^/_-]+){{{words - 1},}}[_-]*"
    return f"{folders}/{slug}{_plain(plain['rest'])}{slash}$"


def _digits(urls: Sequence[str]) -> str:
    """Ids have grown: those of old articles may be some figures shorter than any seen."""
    lengths = [len(match[0]) for url in urls if (match := _LAST_NUMBER.search(urlsplit(url).path))]
    fewest = min(lengths, default=1) - _SHORTER_IDS
    return rf"\d{{{fewest},}}" if fewest > 1 else _DIGITS


def _least_words(urls: Sequence[str], shape: str, lists: Collection[str]) -> int:
    """How many words a slug must have, where lists are named in the same way as articles."""
    ending = shape.partition("?")[0].rpartition(".")[1]
    fewest = min(map(slug_words, urls))
    alike = [url for url in lists if bool(urlsplit(url).path.rpartition(".")[1]) == bool(ending)]
    if ending and len(alike) <= _MOST_EXCLUDED:
        return 1
    return min(fewest, _MOST_WORDS)


def _by_query(urls: Sequence[str], folders: str) -> Pattern:
    given = [dict(parameters(urlsplit(url).query)) for url in urls]
    tails = {segments(urlsplit(url).path)[-1] for url in urls}
    tail = _plain(tails.pop()) if len(tails) == 1 else "[^/]+"
    if any(name.isdigit() and not value for name, value in given[0].items()):
        return Pattern((rf"{folders}/{tail}\?(?P<key>\d+)=?$",))
    name = _identifying(given)
    is_number = all((values.get(name) or "").isdigit() for values in given)
    others = tuple(sorted({each for values in given for each in values} - {name}))
    ahead, behind = ("(?:[^&]*&)*", "(?:&|$)") if others else ("", "$")
    key = f"{_KEY}{_DIGITS if is_number else _WORD})"
    body = rf"{folders}/{tail}\?{ahead}{_plain(name)}={key}{behind}"
    return Pattern((body,), identifying=name, others=others)


def _identifying(given: Sequence[dict[str, str | None]]) -> str:
    """The parameter whose value is another one on every page; of several the one named like it."""
    names = sorted({name for values in given for name in values})

    def rank(name: str) -> tuple[int, bool, int]:
        values = [each.get(name) or "" for each in given]
        known = name.lower() in _IDS
        return len(set(values)), known, sum(map(str.isdigit, values)) * len(max(values, key=len))

    return max(names, key=rank)


def _keyed_by_folder(urls: Sequence[str], pattern: Pattern) -> Pattern:
    """The id may stand before the slug: ``/11/162996/Dien_van.htm``."""
    body = pattern.bodies[0]
    pieces = body.split(f"/{_DIGITS}")
    for number in range(len(pieces) - 1, 0, -1) if _KEY not in body else ():
        before, behind = (f"/{_DIGITS}".join(part) for part in (pieces[:number], pieces[number:]))
        keyed = f"{before}/{_KEY}{_DIGITS}){behind}"
        matches = [re.match(keyed, path_and_query(url)) for url in urls]
        if len({match["key"] for match in matches if match}) == len(set(urls)):
            return replace(pattern, bodies=(keyed,))
    return pattern


def _with_form(pattern: Pattern, urls: Sequence[str]) -> Pattern:
    """The spelling that most of the addresses have, where letter case says nothing."""
    written = Counter(urlsplit(url).path for url in urls)
    if not pattern.ignores_case or pattern.others or not pattern.identifying:
        return pattern
    if len({path.lower() for path in written}) > 1 or "{" in "".join(written):
        return pattern
    path = written.most_common(1)[0][0]
    names = Counter(
        name
        for url in urls
        for name, _value in parameters(urlsplit(url).query)
        if name.lower() == pattern.identifying
    )
    return replace(pattern, form=f"{path}?{names.most_common(1)[0][0]}={{key}}")


def _second_forms(urls: Sequence[str], folders: str) -> Iterator[str]:
    """Print views, tags, copies under a language, where the pattern leaves room for them."""
    if "[^/]" in folders:
        if not any(map(re.compile(f"/(?:{SECOND_FORMS})/").search, urls)):
            yield f".*/(?:{SECOND_FORMS})/"
        if not any(re.match(f"/(?:{_LANGUAGES})/", path_and_query(url)) for url in urls):
            yield f"/(?:{_LANGUAGES})/"


def _without(pattern: Pattern, lists: Iterable[str]) -> Pattern:
    """The pattern without the lists that it would take, each by its address."""
    targets = {path_and_query(url) for url in lists}
    ends = {
        _plain(target) + "$" if "?" in target else _plain(target.rstrip("/")) + r"/?(?:\?|$)"
        for target in targets
        if target.strip("/")
    }
    return replace(pattern, never=(*pattern.never, *sorted(ends)))


def _keys_tell(pattern: Pattern, urls: Sequence[str]) -> bool:
    """Whether addresses with different slugs have different keys."""
    engine = pattern.engine
    slugs: dict[str, set[str]] = {}
    for url in urls:
        path = urlsplit(url).path.rstrip("/").lower()
        slugs.setdefault(engine.article_key(url), set()).add(path.rpartition("/")[2])
    clashing = sum(len(each) > 1 for each in slugs.values())
    return clashing * 10 <= len(slugs)


def _unkeyed(pattern: Pattern) -> Pattern:
    bodies = tuple(body.replace(_KEY, "(?:") for body in pattern.bodies)
    return replace(pattern, bodies=bodies, form=None)


def _plain(text: str) -> str:
    """The text as a regular expression, with no more backslashes than it needs."""
    return re.escape(text).replace(r"\-", "-")
