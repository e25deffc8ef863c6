"""``portalcrawl extract``: one page in, one article out."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from portalcrawl.cli.explain import explanation
from portalcrawl.cli.fetch_one import fetch_one
from portalcrawl.cli.registry import portal_of
from portalcrawl.cli.web_address import is_address, require_web_address
from portalcrawl.errors import Fault
from portalcrawl.extraction import Profile, extract_page, extract_text
from portalcrawl.extraction.trace import SILENT, Trace
from portalcrawl.items import PUBLIC_FIELDS, Article, Extraction


@click.command("extract")
@click.argument("source", metavar="FILE|URL|-")
@click.option("--text", "flattened", is_flag=True, help="SOURCE is text that is already flattened.")
@click.option("--url", help="The address that the page of a FILE was served at.")
@click.option("--loopback", is_flag=True, help="Allow a URL on this machine (a replica).")
@click.option(
    "--explain", is_flag=True, help="Say which rule chose each field and dropped each line."
)
@click.option("--generic", is_flag=True, help="Read it as a page of a portal that nobody knows.")
def extract_command(
    source: str, flattened: bool, url: str | None, loopback: bool, explain: bool, generic: bool
) -> None:
    """Print the article of one page as JSON, or how it was read."""
    trace = Trace() if explain else SILENT
    if url is not None:
        require_web_address(url)
    if is_address(source):
        if flattened:
            raise Fault("--text reads a file or '-'; save the text of the page first")
        extraction = _from_address(source, loopback, generic, trace)
    elif flattened:
        if explain:
            raise Fault("--explain reads a page; flattened text has no elements to speak of")
        text = _read(source).decode("utf-8", "replace")
        extraction = Extraction(article=extract_text(text), kind="article")
    else:
        profile = None if generic else _profile(url)
        extraction = extract_page(_read(source), url, profile, trace=trace)
    if explain:
        click.echo(explanation(extraction, trace))
        return
    click.echo(as_json(_addressed(extraction.article)))
    if extraction.kind != "article":
        reasons = "; ".join(extraction.reasons)
        click.echo(
            f"portalcrawl: this page is no article but {extraction.kind}: {reasons}", err=True
        )


def as_json(article: Article) -> str:
    """The public fields of an article, in their order, as indented JSON."""
    values = asdict(article)
    return json.dumps({name: values[name] for name in PUBLIC_FIELDS}, ensure_ascii=False, indent=2)


def _from_address(url: str, loopback: bool, generic: bool, trace: Trace) -> Extraction:
    require_web_address(url)
    page = fetch_one(url, loopback=loopback)
    return extract_page(
        page.body,
        page.url,
        None if generic else _profile(page.url),
        content_type=page.content_type,
        status=page.status,
        fetched_at=page.fetched_at,
        trace=trace,
    )


def _addressed(article: Article) -> Article:
    """The article under the address that its portal's engine gives it, if the portal is known."""
    portal = portal_of(article.url) if article.url else None
    if portal is None or article.url is None or not portal.engine.is_article(article.url):
        return article
    return replace(article, canonical_url=portal.engine.canonical(article.url))


def _profile(url: str | None) -> Profile | None:
    portal = portal_of(url) if url else None
    return portal.engine.profile if portal else None


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(source).read_bytes()
    except FileNotFoundError:
        raise Fault(f"no such file: {source}; give a file, a URL or '-'") from None
    except OSError as error:
        raise Fault(f"cannot read {source}: {error.strerror}") from None
