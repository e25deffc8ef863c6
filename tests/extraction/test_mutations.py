"""Damaged pages give clean text and no crash; ``make bench-extraction`` reads 10,000 of them."""

from __future__ import annotations

import pytest
from trafilatura import meta

from benchmarks.mutations import MUTATIONS, mutated, read
from portalcrawl.extraction import extract_page

NUMBERS = range(400)


@pytest.mark.parametrize("start", NUMBERS[::50])
def test_damaged_pages_give_clean_text(start: int) -> None:
    wrong = {number: read(number) for number in range(start, start + 50)}
    assert {number: found for number, found in wrong.items() if found} == {}


def test_a_damaged_page_follows_from_its_number() -> None:
    assert mutated(7) == mutated(7) != mutated(8)


def test_every_way_of_damaging_is_used() -> None:
    assert len(MUTATIONS) == 8
    assert len({mutated(number) for number in NUMBERS}) > len(NUMBERS) - 10


def test_trafilaturas_caches_are_reset_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    resets: list[int] = []

    def reset() -> None:
        resets.append(1)
        meta.reset_caches()

    monkeypatch.setattr("portalcrawl.extraction.cleaning.reset_caches", reset)
    for number in range(450):
        extract_page(f"<html><body><span>Trang số {number}</span></body></html>")
    assert len(resets) >= 2
