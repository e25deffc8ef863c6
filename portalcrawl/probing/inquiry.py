"""The questions that a probe asks of a portal, in their order, and what it makes of the answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from w3lib.url import add_or_replace_parameter

from portalcrawl.engines.api import JsonListing, read_api
from portalcrawl.engines.base import Ask
from portalcrawl.engines.webforms import WebForms
from portalcrawl.errors import Fault
from portalcrawl.extraction import extract_page
from portalcrawl.extraction.text import squeeze
from portalcrawl.items import Extraction, Link
from portalcrawl.probing.endpoints import endpoints, scripts, served
from portalcrawl.probing.finding import Finding
from portalcrawl.probing.fingerprints import fingerprints, weights
from portalcrawl.probing.groups import (
    OFTEN,
    Group,
    folders,
    groups_of,
    plain_address,
    settled,
)
from portalcrawl.probing.learning import Pattern, joined, learn, without_parameters
from portalcrawl.probing.sections import Candidate, candidates, same_shape
from portalcrawl.probing.shapes import shape_of
from portalcrawl.probing.sight import (
    Answer,
    Everything,
    Seen,
    Sight,
    bare_host,
    own_address,
)

Asking = Generator[tuple[Ask, ...], tuple[Answer, ...], None]
Inquiry = Generator[tuple[Ask, ...], tuple[Answer, ...], Finding]

BUDGET = 25
"""Requests; robots.txt as the guards ask for it is not among them."""
_SECTIONS, _MORE_SECTIONS, _AT_ONCE = 7, 3, 3
_FEEDS, _SITEMAPS = 3, 2
_GROUPS, _OF_A_GROUP = 3, 2
_LIKELY = 0.25
_REST = "/wp-json/wp/v2/posts?per_page=1"
_GUESSED_FEEDS = ("/rss.xml", "/feed/", "/rss/")
_REFUSED = ("blocked", "login", "error")
_FEW_LINKS, _FEW_TITLES = 5, 3
_SCRIPTS, _ENDPOINTS = 2, 4
_COUNTERS, _FEW_NEW = ("page", "PageIndex", "trang"), 2


@dataclass(slots=True)
class Survey:
    """What has been asked and seen so far."""

    url: str
    origin: str = ""
    left: int = BUDGET
    answers: dict[Ask, Answer] = field(default_factory=dict)
    sights: dict[str, Sight] = field(default_factory=dict)
    """The HTML pages, by the URL that was asked."""
    readings: dict[str, Extraction] = field(default_factory=dict)
    """Of the pages that were fetched as articles, by their address."""
    feeds: list[Answer] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    """The sitemaps where reading begins; an index stands for what it names."""
    mapped: list[str] = field(default_factory=list)
    """The addresses that the sitemaps name."""
    names: dict[str, str] = field(default_factory=dict)
    """What links call a page, by its URL."""
    groups: list[Group] = field(default_factory=list)
    """Those whose pages proved to be articles."""
    pattern: Pattern | None = None
    endpoints: list[JsonListing] = field(default_factory=list)
    """Those behind pages that JavaScript draws."""
    served: list[Link] = field(default_factory=list)
    """What they list."""
    is_drawn: bool = False
    """Whether articles show nothing without JavaScript either."""
    counted: str | None = None
    """The parameter that pages lists which link no next page."""
    has_rest: bool = True
    """Whether WordPress' REST API answers, as far as it was asked."""

    @property
    def host(self) -> str:
        """With its port where that is not the default one."""
        return urlsplit(self.origin).netloc

    @property
    def lists(self) -> tuple[Sight, ...]:
        """The HTML pages that are no articles."""
        return tuple(each for url, each in self.sights.items() if not self.is_article_page(url))

    @property
    def missing(self) -> tuple[str, ...]:
        """What was asked for and is not there, and nothing that is written like it is."""
        gone = [ask.url for ask in self.answers if ask.url in self.names and not self._has(ask)]
        there = [ask.url for ask in self.answers if ask.url in self.names and self._has(ask)]
        return tuple(url for url in gone if not same_shape(url, there))

    def _has(self, ask: Ask) -> bool:
        return ask.url in self.sights

    @property
    def articles(self) -> tuple[str, ...]:
        """Every address that the pattern takes."""
        if self.pattern is None:
            return ()
        fits = self.pattern.fits
        linked = (link for sight in self.sights.values() for link in sight.links)
        given = (link.url for link in self.served)
        plain = (plain_address(url) for url in (*linked, *given, *self.mapped))
        return tuple(url for url in dict.fromkeys(plain) if fits(url))

    def is_article_page(self, url: str) -> bool:
        """Whether the page was read and is an article."""
        reading = self.readings.get(plain_address(url))
        return reading is not None and reading.kind == "article"

    def ask(self, *asks: Ask) -> Asking:
        """Ask for what has not been asked for, as far as the budget goes."""
        new = [ask for ask in dict.fromkeys(asks) if ask not in self.answers][: max(0, self.left)]
        self.left -= len(new)
        answers = (yield tuple(new)) if new else ()
        for answer in answers:
            self.answers[answer.ask] = _own(answer, self.host or urlsplit(self.url).netloc)
            if answer.page is not None and answer.page.status < 400 and is_html(answer):
                self.sights[answer.ask.url] = Sight(answer.page, answer.headers)

    def ask_urls(self, urls: Iterable[str]) -> Asking:
        """The same by URLs."""
        yield from self.ask(*(Ask(url) for url in urls))

    def read(self, url: str) -> Extraction | None:
        """The page as an article, by the rules for pages that nobody knows."""
        sight = self.sights.get(url)
        if sight is None:
            return None
        page = sight.page
        judged = extract_page(
            page.body, page.url, content_type=page.content_type, fetched_at=page.fetched_at
        )
        self.readings[plain_address(url)] = judged
        return judged


def survey(url: str) -> Generator[tuple[Ask, ...], tuple[Answer, ...], Survey]:
    """Ask a portal for what a crawl of it has to know. Raises Fault where it tells nothing."""
    seen = Survey(url)
    yield from _begin(seen)
    yield from _ask_beside(seen)
    yield from _ask_sections(seen, _SECTIONS)
    if not any(_is_a_list(group) for group in _likely(seen)):
        yield from _ask_endpoints(seen)
    yield from _prove_groups(seen)
    seen.pattern = _pattern(seen)
    yield from _drop_parameters(seen)
    yield from _ask_sections(seen, _MORE_SECTIONS, below=seen.articles)
    seen.pattern = _pattern(seen, seen.pattern)
    yield from _ask_counted(seen)
    yield from _ask_rest(seen)
    return seen


def _own(answer: Answer, host: str) -> Answer:
    """The answer without the addresses in its lists that are no addresses, or of other hosts."""
    base = answer.page.url if answer.page else answer.ask.url

    def own(url: str) -> str | None:
        return own_address(base, url, host, files=True)

    return replace(
        answer,
        further=tuple(url for each in answer.further if (url := own(each))),
        listed=tuple(replace(link, url=url) for link in answer.listed if (url := own(link.url))),
    )


def is_html(answer: Answer) -> bool:
    """Whether the answer is a page of markup."""
    page = answer.page
    if page is None:
        return False
    kind = (page.content_type or "").lower()
    return "html" in kind or (not kind and page.body.lstrip()[:1] == b"<")


def _begin(seen: Survey) -> Asking:
    yield from seen.ask(Ask(seen.url))
    answer = next(iter(seen.answers.values()))
    _refuse_failure(seen.url, answer)
    sight = seen.sights.get(seen.url)
    if sight is None or answer.page is None:
        kind = answer.page.content_type if answer.page else None
        raise Fault(f"{seen.url} is no HTML page ({kind or 'no type told'}); give the home page")
    asked, came = urlsplit(seen.url), urlsplit(sight.page.url)
    if bare_host(asked.netloc) != bare_host(came.netloc):
        raise Fault(f"{seen.url} leads to {came.netloc}, another host: probe {sight.page.url}")
    seen.origin = f"{came.scheme}://{came.netloc.lower()}"
    judged = seen.read(seen.url)
    if judged and judged.kind in _REFUSED and len(sight.links) < _FEW_LINKS:
        reasons = "; ".join(judged.reasons)
        raise Fault(f"{seen.url} is no page of a portal but {judged.kind}: {reasons}")


def _refuse_failure(url: str, answer: Answer) -> None:
    host = urlsplit(url).netloc
    if answer.kind == "robots":
        raise Fault(f"robots.txt of {host} forbids {url}: it is left alone")
    if answer.kind == "blocked":
        raise Fault(f"{url} is no page of a portal but blocked: {answer.trouble}")
    if answer.page is None:
        raise Fault(f"{host} cannot be reached: {answer.trouble or 'no answer'}")
    if answer.page.status >= 400:
        raise Fault(f"{url} answers {answer.page.status}; give an address that a browser opens")


def _ask_beside(seen: Survey) -> Asking:
    """The home page, robots.txt, sitemaps and feeds."""
    robots = Ask(f"{seen.origin}/robots.txt")
    yield from seen.ask(Ask(f"{seen.origin}/"), robots)
    named = seen.answers[robots].further if robots in seen.answers else ()
    roots = (list(named) or [f"{seen.origin}/sitemap.xml"])[:_SITEMAPS]
    yield from seen.ask_urls(roots)
    for root in roots:
        yield from _open_sitemap(seen, root)
    declared = [feed for sight in seen.sights.values() for feed in sight.feeds]
    guessed = [f"{seen.origin}{path}" for path in _GUESSED_FEEDS]
    feeds = list(dict.fromkeys(declared))[:_FEEDS] or guessed
    yield from seen.ask_urls(feeds)
    # A page that lists the feeds, as many portals have at /rss/.
    further = [feed for url in feeds if url in seen.sights for feed in seen.sights[url].feeds]
    yield from seen.ask_urls(further[:_FEEDS])
    seen.feeds = [each for each in seen.answers.values() if _is_feed(each, seen)]


def _open_sitemap(seen: Survey, root: str) -> Asking:
    answer = seen.answers.get(Ask(root))
    if answer is None or not (answer.listed or answer.further):
        return
    seen.sitemaps.append(root)
    yield from seen.ask_urls(answer.further[:1])
    for each in (root, *answer.further[:1]):
        named = seen.answers.get(Ask(each))
        seen.mapped += [link.url for link in named.listed] if named else []


def _is_feed(answer: Answer, seen: Survey) -> bool:
    is_map = answer.ask.url in seen.sitemaps or urlsplit(answer.ask.url).path == "/robots.txt"
    return bool(answer.listed) and not is_map and not answer.further and answer.is_feed


def _ask_sections(seen: Survey, number: int, below: Sequence[str] = ()) -> Asking:
    """The pages that are named like lists of news; ``below`` them stand articles already seen.

    A few at a time: where one is not there, others that are written like it are not asked for.
    """
    articles = set(below) or {url for group in _likely(seen) for url in group.urls}
    above = {folder for url in below for folder in folders(url)}
    while number > 0:
        found = _unasked(seen, articles)
        seen.names.update({each.url: each.name for each in found if each.url not in seen.names})
        wanted = [each for each in found if not below or each.url.rstrip("/") in above]
        chosen = wanted[: min(number, _AT_ONCE)]
        yield from seen.ask_urls(each.url for each in chosen)
        number = number - len(chosen) if chosen and seen.left > 0 else 0


def _unasked(seen: Survey, articles: Collection[str]) -> list[Candidate]:
    """What may be asked for next; what is written like a page that is not there comes last."""
    asked = {ask.url for ask in seen.answers}
    missing = seen.missing
    alike = Counter(shape_of(url) for url in articles)

    def rank(each: Candidate) -> float:
        in_vain = sum(same_shape(each.url, [url]) for url in missing)
        like_an_article = each.is_titled and alike[shape_of(each.url)] > 0
        return each.score - 1.5 * in_vain - 4 * like_an_article

    found = candidates(tuple(seen.sights.values()), articles, asked)
    ordered = sorted(found, key=rank, reverse=True)
    named = [each for each in ordered if rank(each) > 0]
    return named or ordered[: 0 if seen.names else _AT_ONCE]


def _ask_endpoints(seen: Survey) -> Asking:
    """What the scripts of the first page ask for, where pages show no lists by themselves."""
    first = seen.sights[seen.url]
    sources = scripts(first)[:_SCRIPTS]
    yield from seen.ask_urls(sources)
    text = "\n".join([first.markup, *(_body(seen, url) for url in sources)])
    for path in endpoints(text)[:_ENDPOINTS]:
        ask = JsonListing(path).ask(seen.origin, 1)
        yield from seen.ask(ask)
        answer = seen.answers.get(ask)
        found = served(path, answer.page.body, text) if answer and answer.page else None
        if found is not None and answer is not None and answer.page is not None:
            listing = read_api(answer.page, ask, (found,), Everything(seen.host))
            if listing is not None and listing.links:
                seen.endpoints.append(found)
                seen.served += listing.links


def _body(seen: Survey, url: str) -> str:
    answer = seen.answers.get(Ask(url))
    return answer.page.body.decode(errors="replace") if answer and answer.page else ""


def _is_a_list(group: Group) -> bool:
    return len(group.seen) >= _FEW_TITLES and group.titled > 1 / 2


def _prove_offered(seen: Survey) -> Asking:
    """The articles that endpoints, feeds or sitemaps list, where no page does.

    One that shows nothing although an endpoint lists it needs a browser.
    """
    fed = [link for answer in seen.feeds for link in answer.listed]
    offered = seen.served or fed or [Link(url=url) for url in seen.mapped]
    titles = {plain_address(link.url): link.title or "" for link in offered}
    shapes = settled({url: shape_of(url) for url in titles})
    if len(shapes) < _FEW_TITLES:
        return
    shape = Counter(shapes.values()).most_common(1)[0][0]
    chosen = tuple(Seen(url, titles[url], "") for url in shapes if shapes[url] == shape)
    kinds = yield from _kinds(seen, [each.url for each in chosen[:_OF_A_GROUP]])
    asked = [each.url for each in chosen if each.url in seen.sights]
    is_empty = any(len(seen.sights[url].links) < _FEW_LINKS for url in asked)
    seen.is_drawn = bool(seen.served) and not kinds["article"] and is_empty
    if kinds["article"] or seen.is_drawn:
        seen.groups.append(Group(shape, chosen, pages=_FEW_TITLES, everywhere=0.0))


def _likely(seen: Survey) -> list[Group]:
    """The groups of links that may be articles, what is most like them first."""
    found = groups_of(seen.lists or tuple(seen.sights.values()), seen.sights)
    heaviest = found[0].weight if found else 0.0
    enough = [group for group in found if len(group.seen) >= _FEW_TITLES]
    return [group for group in enough if group.weight >= _LIKELY * heaviest][:_GROUPS]


def _prove_groups(seen: Survey) -> Asking:
    """Fetch a few of each likely group: a page that is no article speaks against all of them."""
    for group in _likely(seen):
        yield from _prove(seen, group)
    if not seen.groups:
        yield from _prove_offered(seen)
    if not seen.groups and seen.is_article_page(seen.url):
        here = groups_of(tuple(seen.sights.values()))
        own = plain_address(seen.url)
        seen.groups = [group for group in here if own in group.urls]
    if not seen.groups:
        raise Fault(_nothing_found(seen))


def _prove(seen: Survey, group: Group) -> Asking:
    longest = sorted(group.seen, key=lambda each: -min(each.words, 8))
    chosen = [longest[0], *longest[len(longest) // 2 : len(longest) // 2 + 1]][:_OF_A_GROUP]
    kinds = yield from _kinds(seen, [each.url for each in chosen])
    if kinds and kinds["article"] * 2 < kinds.total():
        kinds += yield from _kinds(seen, [each.url for each in longest[1:3]])
    is_proved = kinds["article"] > 0 and kinds["article"] * 2 >= kinds.total()
    if is_proved and not _is_known_already(seen, group):
        seen.groups.append(group)


def _is_known_already(seen: Survey, group: Group) -> bool:
    """Whether its pages are those of another group under second addresses: ``/node/117``."""
    known = {squeeze(each.text) for other in seen.groups for each in other.seen}
    readings = [seen.readings[url] for url in group.urls if url in seen.readings]
    titles = [squeeze(each.article.title) for each in readings if each.article.title]
    return bool(titles) and all(title in known for title in titles)


def _kinds(
    seen: Survey, urls: Sequence[str]
) -> Generator[tuple[Ask, ...], tuple[Answer, ...], Counter[str]]:
    """How many of the pages are of which kind."""
    yield from seen.ask_urls(urls)
    readings = [seen.read(url) for url in dict.fromkeys(urls)]
    return Counter(each.kind for each in readings if each is not None)


def _nothing_found(seen: Survey) -> str:
    kinds = Counter(each.kind for each in seen.readings.values())
    read = ", ".join(f"{number} {kind}" for kind, number in kinds.items()) or "none"
    links = sum(len(sight.links) for sight in seen.sights.values())
    return (
        f"no articles found on {seen.host}: {len(seen.sights)} pages with {links} links were read, "
        f"of those likely to be articles {read}; give the address of a section or an article"
    )


def _pattern(seen: Survey, before: Pattern | None = None) -> Pattern | None:
    """What tells the articles, learnt from all links of their shapes."""
    others = _others(seen)
    proved = {group.shape for group in seen.groups}
    if before is not None and before.drop:
        return before
    everything = groups_of(seen.lists or tuple(seen.sights.values()), others)
    found = [group for group in everything if group.shape in proved]
    patterns = []
    for group in found or seen.groups:
        pattern = learn(group.urls, group.shape, pages=group.pages, lists=others)
        if pattern is not None:
            patterns.append(pattern)
    return joined(patterns) if patterns else before


def _others(seen: Survey) -> tuple[str, ...]:
    """Addresses that are no articles: what was read and is a list, what stands on every page."""
    on: Counter[str] = Counter(url for sight in seen.lists for url in sight.links)
    often = max(2, OFTEN * len(seen.lists))
    proved = {url for group in seen.groups for url in group.urls}
    menus = [
        url for url, number in on.items() if number > often and plain_address(url) not in proved
    ]
    read = [sight.page.url for sight in seen.lists]
    refused = [url for url, reading in seen.readings.items() if reading.kind != "article"]
    named = {each.url for each in candidates(seen.lists, proved)}
    return tuple(
        dict.fromkeys(
            plain_address(url)
            for url in (*read, *menus, *sorted(named))
            if plain_address(url) not in proved and url not in refused
        )
    )


def _drop_parameters(seen: Survey) -> Asking:
    """Ask for an article without what stands beside its id: the same title, and it says nothing."""
    pattern = seen.pattern
    if pattern is None or not pattern.others or pattern.identifying is None:
        return
    known = next((url for url in seen.articles if _title(seen, url)), None)
    if known is None:
        return
    bare = without_parameters(known, pattern.others)
    yield from seen.ask_urls([bare])
    seen.read(bare)
    if _title(seen, bare) == _title(seen, known):
        urls = [without_parameters(url, pattern.others) for url in seen.articles]
        seen.pattern = pattern.dropping(urls)


def _ask_counted(seen: Survey) -> Asking:
    """Ask for the second page of a list that links none, by the names that pages are counted by."""
    pattern = seen.pattern
    if pattern is None or not seen.lists:
        return
    engine = WebForms(article=pattern.article)
    lists = {
        each.page.url: engine.parse_listing(each.page, Ask(each.page.url)) for each in seen.lists
    }
    home = f"{seen.origin}/"
    best = max(lists, key=lambda url: (url != home, len(lists[url].links)))
    if any(each.next_page for each in lists.values()) or not lists[best].links:
        return
    shown = {link.url for link in lists[best].links}
    for name in _COUNTERS:
        second = add_or_replace_parameter(best, name, "2")
        yield from seen.ask_urls([second])
        sight = seen.sights.get(second)
        links = {link.url for link in engine.parse_listing(sight.page).links} if sight else set()
        if len(links - shown) >= _FEW_NEW:
            seen.counted = name
            return


def _ask_rest(seen: Survey) -> Asking:
    """Whether a WordPress answers its REST API: some portals have closed it."""
    if weights(fingerprints(seen.sights.values())).get("WordPress"):
        ask = Ask(f"{seen.origin}{_REST}")
        yield from seen.ask(ask)
        answer = seen.answers.get(ask)
        seen.has_rest = answer is None or (answer.page is not None and answer.page.status < 400)


def _title(seen: Survey, url: str) -> str | None:
    reading = seen.readings.get(url)
    return reading.article.title if reading and reading.kind == "article" else None
