"""Ten thousand damaged pages: none may crash reading, take longer than the limit, or spoil text.

The pages of the gate are cut, doubled, shuffled, spliced and sprinkled with what breaks parsers;
each is read in a worker under the time limit of a crawl. Every page follows from its number, so
that a failure can be read again: ``python -m benchmarks.mutations --only 4711``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
import unicodedata
from collections.abc import Callable
from functools import cache

from pebble import ProcessPool

from benchmarks.gate import pages
from portalcrawl.engines.profiles import PROFILES
from portalcrawl.extraction import extract_page
from portalcrawl.settings import PAGE_TIME_LIMIT

COUNT = 10_000
NASTY = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xc3\x28",
        "\u202e".encode(),
        "e\u0301".encode(),
        b"&#0;",
        b"&#x110000;",
    ),
    *(
        b"<",
        b">",
        b"</div>",
        b"</table></td>",
        b"<!--",
        b"]]>",
        b"<![CDATA[",
        b"<?xml",
        b"<plaintext>",
    ),
    *(
        b'"',
        b"'>",
        b"<table>",
        b"<form>",
        b"<select><option>",
        b"<title>",
        b"<base href='http://['>",
    ),
    *(b"<script>", b"<style>", b"<svg><title>", b"<noscript>", b"<p hidden>", b"<br>" * 400),
    *(b"<div class='" + b"x " * 3000 + b"'>", b"<b>" * 300, b"<td>" * 300, b"=cmd()", b"../../etc"),
    *(b"32/13/20245", b"/Date(99999999999999999)/", b"T25:61", "Tác giả:".encode() * 50),
)

Mutation = Callable[[random.Random, bytes], bytes]


def cut(chance: random.Random, page: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:start] + page[end:]


def truncated(chance: random.Random, page: bytes) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def doubled(chance: random.Random, page: bytes) -> bytes:
    start, end = sorted(chance.randrange(len(page) + 1) for _ in range(2))
    return page[:end] + page[start:end] * chance.randint(1, 3) + page[end:]


def shuffled(chance: random.Random, page: bytes) -> bytes:
    tags = page.split(b"<")
    start = chance.randrange(len(tags))
    part = tags[start : start + chance.randint(2, 400)]
    chance.shuffle(part)
    return b"<".join([*tags[:start], *part, *tags[start + len(part) :]])


def spliced(chance: random.Random, page: bytes) -> bytes:
    other = chance.choice(_originals())
    return page[: chance.randrange(len(page) + 1)] + other[chance.randrange(len(other)) :]


def sprinkled(chance: random.Random, page: bytes) -> bytes:
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(page) + 1)
        page = page[:at] + chance.choice(NASTY) + page[at:]
    return page


def flipped(chance: random.Random, page: bytes) -> bytes:
    damaged = bytearray(page)
    for _ in range(chance.randint(1, 200) if damaged else 0):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def decomposed(_: random.Random, page: bytes) -> bytes:
    return unicodedata.normalize("NFD", page.decode("utf-8", "replace")).encode()


MUTATIONS: tuple[Mutation, ...] = (
    *(cut, truncated, doubled, shuffled, spliced, sprinkled, flipped, decomposed),
)


@cache
def _originals() -> tuple[bytes, ...]:
    return tuple(page.html for page in pages())


def mutated(number: int) -> bytes:
    """The damaged page of a number: the same in every run."""
    chance = random.Random(number)  # noqa: S311 -- not for secrets
    page = chance.choice(_originals())
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 4)):
        page = mutation(chance, page)
    return page


def read(number: int) -> str | None:
    """Read one damaged page as a crawl does; what is wrong with the outcome, or None."""
    chance = random.Random(-number)  # noqa: S311 -- not for secrets
    profile = chance.choice([None, *PROFILES.values()])
    url = "https://tinh.example/tin-tuc/bai-6760.html"
    article = extract_page(mutated(number), url, profile).article
    texts = [article.text, article.title, article.lead, article.author, article.source]
    texts += [article.section, *article.captions, *(each.name for each in article.attachments)]
    for text in filter(None, texts):
        if not unicodedata.is_normalized("NFC", text):
            return f"not in NFC: {text[:60]!r}"
        if any(unicodedata.category(char) in ("Cc", "Cs") and char != "\n" for char in text):
            return f"a control character or half a surrogate pair: {text[:60]!r}"
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--only", type=int, help="the number of one page")
    arguments = parser.parse_args()
    if arguments.only is not None:
        print(read(arguments.only) or "nothing wrong")
        return
    sys.exit(1 if run(arguments.count) else 0)


def run(count: int) -> int:
    """Reads so many damaged pages; prints what went wrong and gives its number."""
    started = time.monotonic()
    failures = 0
    context = multiprocessing.get_context("spawn")
    with ProcessPool(max_tasks=2000, context=context) as pool:
        outcomes = pool.map(read, range(count), timeout=PAGE_TIME_LIMIT).result()
        for number in range(count):
            try:
                wrong = next(outcomes)
            except TimeoutError:
                wrong = f"took longer than {PAGE_TIME_LIMIT} s"
            except Exception as error:
                wrong = f"raised {error!r}"
            if wrong:
                failures += 1
                print(f"page {number}: {wrong}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(
        f"{count:,} damaged pages in {time.monotonic() - started:.0f} s: {failures} failures;"
        f" the largest worker took {memory:.0f} MB"
    )
    return failures


if __name__ == "__main__":
    main()
