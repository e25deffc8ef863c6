"""From what was seen of a portal to its declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from portalcrawl.engines.base import Ask, Engine
from portalcrawl.engines.generic import Generic
from portalcrawl.engines.paging import page_number
from portalcrawl.engines.profiles import PROFILES
from portalcrawl.engines.webforms import WebForms
from portalcrawl.errors import Fault
from portalcrawl.extraction import extract_page
from portalcrawl.extraction.profile import GENERIC, Profile
from portalcrawl.extraction.text import fold
from portalcrawl.items import Article
from portalcrawl.portals import Confidence, Portal
from portalcrawl.probing.datelines import date_line
from portalcrawl.probing.families import Known, Vote, chosen
from portalcrawl.probing.finding import Finding, SectionFound
from portalcrawl.probing.fingerprints import Evidence, fingerprints, weights
from portalcrawl.probing.groups import OFTEN, is_second_form, plain_address
from portalcrawl.probing.inquiry import BUDGET, Inquiry, Survey, survey
from portalcrawl.probing.learning import Pattern
from portalcrawl.probing.sections import Candidate, candidates, is_news, is_other, same_shape
from portalcrawl.probing.shapes import path_and_query
from portalcrawl.probing.sight import Sight

_MOST_SECTIONS = 60
_EXAMPLES = 5
_FEW_ARTICLES = 5
_PROVEN = 2
_SURE = 3
_HOME_NAMES = ("trang chu", "home", "english", "tieng anh")
_SAME = 3  # links in which two copies of a page may differ
_PROFILES = {name.replace("_", ""): profile for name, profile in PROFILES.items()}


def inquire(url: str) -> Inquiry:
    """Ask a portal what it is: yields what to ask for, is sent the answers, returns the finding.

    ``url`` is its home page, a section or an article. Raises Fault in one line where the portal
    cannot be reached, is not to be read, or shows no articles.
    """
    seen = yield from survey(url)
    return conclude(seen)


def conclude(seen: Survey) -> Finding:
    """What all the answers say. Raises Fault where no pattern tells the articles."""
    pattern = seen.pattern
    articles = seen.articles
    if pattern is None or not articles:
        raise Fault(f"nothing tells the addresses of articles on {seen.host} from other pages")
    signs = fingerprints(seen.sights.values())
    sections = _sections(seen, pattern)
    known = _known(seen, pattern, articles, sections)
    vote = None if seen.endpoints else chosen(known, weights(signs))
    engine = _engine(known, pattern, vote, seen)
    engine = engine if seen.is_drawn else _with_layout(engine, signs, seen)
    portal = replace(known.portal(engine), browser=seen.is_drawn)
    sample = _sample(seen, engine)
    article, line = _read(sample, engine)
    article = _told(seen, article) if seen.is_drawn else article
    paged = tuple(replace(each, paging=_paging(each, engine, seen)) for each in sections)
    return Finding(
        url=seen.url,
        portal=portal,
        probed_at=datetime.now(UTC),
        requests=BUDGET - seen.left,
        evidence=signs,
        reason=_reason(engine, vote, signs, known),
        examples=articles[:_EXAMPLES],
        articles=len(articles),
        sections=paged,
        feeds=known.feeds,
        sitemaps=known.sitemaps,
        sample=sample.page,
        article=article,
        date_line=line,
        unknown=tuple(_unknown(seen, known, paged, article)),
        confidence=_confidence(seen, portal, signs, paged),
    )


def _sections(seen: Survey, pattern: Pattern) -> tuple[SectionFound, ...]:
    """The lists that were read, then the links that are written and named like those."""
    lists = [each for each in seen.lists if _may_list(each, pattern)]
    taken = {sight.page.url: _taken(sight, pattern) for sight in lists}
    on = Counter(url for urls in taken.values() for url in urls)
    often = max(2, OFTEN * len(lists))
    own = {
        address: [url for url in urls if on[url] <= often] or (urls if len(lists) < _PROVEN else [])
        for address, urls in taken.items()
    }
    proved = [sight for sight in lists if own[sight.page.url]]
    found = [
        SectionFound(
            path_and_query(sight.page.url), _name(seen, sight.page.url), len(taken[sight.page.url])
        )
        for sight in proved
        if not _is_home(sight, seen)
    ]
    in_vain = [*seen.missing, *(each.page.url for each in lists if not own[each.page.url])]
    alike = [
        SectionFound(path_and_query(each.url), each.name, None)
        for each in _alike(seen, found, in_vain)
    ]
    distinct = {each.path.rstrip("/").lower(): each for each in (*alike, *found)}
    ordered = sorted(distinct.values(), key=lambda each: -(each.articles or 0))
    return tuple(ordered[:_MOST_SECTIONS])


def _is_home(sight: Sight, seen: Survey) -> bool:
    """The home page, under whatever address: it lists what all sections do."""
    url = sight.page.url
    path = urlsplit(url).path.rstrip("/")
    if not path or fold(_name(seen, url)) in _HOME_NAMES:
        return True
    home = seen.sights.get(f"{seen.origin}/")
    is_above = any(
        each.page.url.startswith(f"{url.rstrip('/')}/") and each is not sight for each in seen.lists
    )
    return is_above and home is not None and len(set(home.links) ^ set(sight.links)) <= _SAME


def _may_list(sight: Sight, pattern: Pattern) -> bool:
    url = sight.page.url
    return page_number(url) in (None, 1) and not is_second_form(url) and not pattern.fits(url)


def _taken(sight: Sight, pattern: Pattern) -> list[str]:
    plain = dict.fromkeys(plain_address(url) for url in sight.links)
    return [url for url in plain if pattern.fits(url)]


def _alike(seen: Survey, found: Sequence[SectionFound], in_vain: Sequence[str]) -> list[Candidate]:
    """Links that were not followed, written like the lists that were."""
    good = [seen.origin + each.path for each in found]
    asked = {ask.url for ask in seen.answers}
    unread = candidates(tuple(seen.sights.values()), set(seen.articles), asked)
    chosen_ones = []
    for each in unread:
        alike = sum(same_shape(each.url, [url]) for url in good)
        against = sum(same_shape(each.url, [url]) for url in in_vain)
        is_above = any(url.startswith(f"{each.url.rstrip('/')}/") for url in seen.articles)
        if (is_above and not is_other(each.name)) or (is_news(each.name) and alike > against):
            chosen_ones.append(each)
    return chosen_ones


def _name(seen: Survey, url: str) -> str:
    return seen.names.get(url) or urlsplit(url).path.strip("/").rpartition("/")[2]


def _known(
    seen: Survey, pattern: Pattern, articles: tuple[str, ...], sections: Sequence[SectionFound]
) -> Known:
    feeds = [
        answer.ask.url
        for answer in seen.feeds
        if any(pattern.fits(plain_address(link.url)) for link in answer.listed)
    ]
    linked = dict.fromkeys(url for sight in seen.lists for url in (*sight.links, sight.page.url))
    mapped = any(pattern.fits(plain_address(url)) for url in seen.mapped)
    return Known(
        origin=seen.origin,
        articles=articles,
        others=tuple(url for url in linked if plain_address(url) not in articles),
        sections=tuple(each.path for each in sections),
        feeds=tuple(dict.fromkeys(map(path_and_query, feeds))),
        sitemaps=tuple(map(path_and_query, seen.sitemaps)) if mapped else (),
        counted=seen.counted,
        has_rest=seen.has_rest,
    )


def _engine(known: Known, pattern: Pattern, vote: Vote | None, seen: Survey) -> Engine:
    generic = Generic(
        article=pattern.article,
        form=pattern.form,
        keep=pattern.keep,
        drop=pattern.drop,
        sections=known.sections,
        feeds=known.feeds,
        sitemaps=known.sitemaps,
        api=tuple(seen.endpoints),
    )
    posting = WebForms(
        article=pattern.article,
        form=pattern.form,
        keep=pattern.keep,
        drop=pattern.drop,
        sections=known.sections,
        feeds=known.feeds,
        layout=GENERIC,
    )
    if seen.endpoints:
        return generic
    engines: list[Engine] = [*([vote.engine] if vote else []), generic, posting]
    paged = [sum(map(bool, _pagings(engine, known, seen))) for engine in engines]
    # The family goes first; another one only where the family's lists cannot be turned.
    if not any(paged) or paged[0]:
        return engines[0]
    return engines[paged.index(max(paged))]


def _pagings(engine: Engine, known: Known, seen: Survey) -> list[str | None]:
    found = [SectionFound(path, "", 0) for path in known.sections]
    return [_paging(each, engine, seen) for each in found]


def _paging(section: SectionFound, engine: Engine, seen: Survey) -> str | None:
    """How the page after the first is asked for, as the engine reads it."""
    url = seen.origin + section.path
    sight = seen.sights.get(url) or next(
        (each for each in seen.sights.values() if each.page.url == url), None
    )
    following = engine.parse_listing(sight.page, Ask(url)).next_page if sight else None
    if following is None:
        return None
    return "link" if following.body is None else "posted"


def _with_layout(engine: Engine, signs: Sequence[Evidence], seen: Survey) -> Engine:
    """A family's profile where its software shows, and a pattern tells its articles."""
    if not isinstance(engine, Generic | WebForms):
        return engine
    sums = weights(signs)
    for family in sorted(sums, key=lambda each: -sums[each]):
        profile = _PROFILES.get(family.lower())
        if profile and sums[family] >= _SURE and _reads(profile, seen):
            return replace(engine, layout=profile)
    return engine


def _reads(profile: Profile, seen: Survey) -> bool:
    page = _article_sight(seen).page
    judged = extract_page(page.body, page.url, profile, content_type=page.content_type)
    return judged.kind == "article" and judged.article.extraction_method.startswith("profile:")


def _article_sight(seen: Survey) -> Sight:
    """The page of an article, one with a date where there is any."""
    proved = [
        url
        for url, each in seen.readings.items()
        if each.kind == "article" or (seen.is_drawn and seen.pattern and seen.pattern.fits(url))
    ]
    shown = ("visible", "json-ld", "meta")
    best = sorted(proved, key=lambda url: seen.readings[url].article.published_from not in shown)
    for url in best:
        for asked, sight in seen.sights.items():
            if plain_address(asked) == url:
                return sight
    raise Fault(f"no page of {seen.host} was read as an article")


def _sample(seen: Survey, engine: Engine) -> Sight:
    """The page under its canonical address."""
    sight = _article_sight(seen)
    return replace(sight, page=replace(sight.page, canonical_url=engine.canonical(sight.page.url)))


def _read(sample: Sight, engine: Engine) -> tuple[Article, str | None]:
    page = sample.page
    judged = extract_page(
        page.body,
        page.url,
        engine.profile,
        content_type=page.content_type,
        fetched_at=page.fetched_at,
    )
    article = replace(judged.article, canonical_url=page.canonical_url)
    return article, date_line(sample, article)


def _told(seen: Survey, article: Article) -> Article:
    """What the endpoint says of an article whose page shows nothing by itself."""
    for link in seen.served:
        if plain_address(link.url) == plain_address(article.url or ""):
            return replace(article, title=link.title, section=link.section)
    return article


def _reason(engine: Engine, vote: Vote | None, signs: Sequence[Evidence], known: Known) -> str:
    family = type(engine).__name__
    if vote is not None and engine is vote.engine:
        speaking = sum(each.family == family for each in signs)
        rest = f"{speaking} signs speak for it" if speaking else "no other sign speaks for it"
        return (
            f"its grammar takes {vote.taken} of {len(known.articles)} articles and"
            f" {vote.wrong} of {len(known.others)} other links; {rest}"
        )
    learnt = f"the pattern is learnt from {len(known.articles)} links"
    if isinstance(engine, Generic) and engine.api:
        return f"{learnt}; its pages are drawn by JavaScript; the endpoints behind them were found"
    why = (
        f"{vote.family}'s grammar fits, but its lists have no next page that it can read"
        if vote is not None
        else "no family's grammar fits"
    )
    posted = ", and its lists are paged by posting" if family == "WebForms" else ""
    return f"{learnt}; {why}{posted}"


def _unknown(
    seen: Survey, known: Known, sections: Sequence[SectionFound], article: Article
) -> list[str]:
    read = [each for each in sections if each.articles is not None]
    unread = len(sections) - len(read)
    proved = sum(each.kind == "article" for each in seen.readings.values())
    told = {
        "no feed was found": not known.feeds,
        "no sitemap names articles": not known.sitemaps,
        "no section was found: only what feeds or sitemaps list is read": not sections
        and not seen.endpoints,
        "no next page was seen on any section: older articles may not be found": bool(read)
        and not any(each.paging for each in read),
        f"{unread} sections were not read, only named like those that were": unread > 0,
        "articles show nothing without JavaScript, so none was read: they need a browser;"
        " install it: .venv/bin/pip install -e '.[browser]'": seen.is_drawn,
        "the article shows no date": article.published_at is None and not seen.is_drawn,
        f"only {len(known.articles)} addresses of articles were seen": len(known.articles)
        < _FEW_ARTICLES,
        f"only {proved} pages were read as articles": proved < _PROVEN and not seen.is_drawn,
        "robots.txt could not be read": not _has_robots(seen),
    }
    return [text for text, holds in told.items() if holds]


def _has_robots(seen: Survey) -> bool:
    answer = seen.answers.get(Ask(f"{seen.origin}/robots.txt"))
    return answer is not None and answer.page is not None


def _confidence(
    seen: Survey, portal: Portal, signs: Sequence[Evidence], sections: Sequence[SectionFound]
) -> Confidence:
    proved = [each.article for each in seen.readings.values() if each.kind == "article"]
    dated = sum(each.published_at is not None for each in proved)
    if dated < _PROVEN or not any(each.articles for each in sections):
        return "low"
    family = type(portal.engine).__name__
    return "high" if weights(signs).get(family, 0) >= _SURE else "medium"
