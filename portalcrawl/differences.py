"""What changed from one version of a text to another, paragraph by paragraph and word by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

Change = Literal["same", "changed", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one version, and whether the other version lacks it."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the older version beside the one of the newer that it became.

    The pieces of a side together are its paragraph; a side is empty where it has none.
    """

    change: Change
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


#: Paragraphs are those of ``revisions.text``: one blank line between them.
_BETWEEN = "\n\n"
#: Letters with their marks, a number with its separators, white space, or any other character.
#: A Vietnamese syllable is a word.
_WORDS = re.compile(r"\d+(?:[.,:/-]\d+)*|[\w\u0300-\u036f]+|\s+|[^\w\s]")
#: Sentences, or lines: the units of a paragraph that is too long to be compared by words.
_SENTENCES = re.compile(r"[^.!?;\n]+[.!?;\n]*\s*|[.!?;\n]+\s*")
_LONGEST_BY_WORDS = 100_000
"""Characters."""
#: The share of words that two paragraphs must have in common for one to have become the other.
_ALIKE = 0.5
#: Up to so many words that are the same are not told apart between longer changes.
_SHORT = 3
#: How many pairs of units one difference may compare: about a second. What would take more is
#: compared less closely, by the units alone that stand once in either version.
_PAIRS = 4_000_000
_DEEPEST = 20

_Match = tuple[int, int, int]
"""Where it begins in the one, in the other, and how many units are the same from there on."""


def rows(before: str, after: str) -> tuple[Row, ...]:
    """The two texts paragraph by paragraph, in order.

    The paragraphs of a side, joined by a blank line, are its text. Time and memory grow with the
    length of the texts alone, whatever is in them.
    """
    if before > after:  # one direction is enough, and both then say the same
        return tuple(_in_order(map(_turned, rows(after, before))))
    return tuple(_in_order(_rows(_paragraphs(before), _paragraphs(after), _Effort())))


def row(before: str | None, after: str | None) -> Row:
    """The two versions of a title, or of another short text; None where there was none."""
    before, after = before or None, after or None  # nothing is nothing, however it is written
    if before is not None and after is not None and before > after:
        return _turned(row(after, before))
    return _row(before, after, _Effort())


def inline(row: Row) -> Iterator[tuple[Change, str]]:
    """Both sides of a row in one line: runs of characters that are same, removed or added.

    Without what was added it is the older paragraph, without what was removed the newer one.
    """
    before, after = list(row.before[::-1]), list(row.after[::-1])
    while before or after:
        if before and before[-1].is_changed:
            yield "removed", before.pop().text
        elif after and after[-1].is_changed:
            yield "added", after.pop().text
        else:
            yield "same", _common(before, after)


def _common(before: list[Piece], after: list[Piece]) -> str:
    """Take what both begin with: where the one lacks a change, the piece of the other is longer."""
    one, other = before.pop(), after.pop()
    length = min(len(one.text), len(other.text))
    for rest, piece in ((before, one), (after, other)):
        if piece.text[length:]:
            rest.append(Piece(piece.text[length:], False))
    return one.text[:length]


class _Effort:
    """What may still be spent on one difference."""

    def __init__(self) -> None:
        self._left = _PAIRS

    def allows(self, pairs: int) -> bool:
        """Whether so much may be spent; it is, then."""
        if pairs > self._left:
            return False
        self._left -= pairs
        return True


def _paragraphs(text: str) -> list[str]:
    return text.split(_BETWEEN) if text else []


def _rows(before: list[str], after: list[str], effort: _Effort) -> Iterator[Row]:
    done_before = done_after = 0
    for here, there, size in [*_matches(before, after, effort), (len(before), len(after), 0)]:
        yield from _replaced(before[done_before:here], after[done_after:there], effort)
        for paragraph in before[here : here + size]:
            yield _whole(paragraph, paragraph)
        done_before, done_after = here + size, there + size


def _replaced(before: list[str], after: list[str], effort: _Effort) -> Iterator[Row]:
    """Paragraphs between those that stayed: such as are alike stand beside each other."""
    done_before = done_after = 0
    for here, there in [*_pairs(before, after, effort), (len(before), len(after))]:
        yield from (_whole(gone, None) for gone in before[done_before:here])
        yield from (_whole(None, new) for new in after[done_after:there])
        if here < len(before):
            yield _row(before[here], after[there], effort)
        done_before, done_after = here + 1, there + 1


def _pairs(before: list[str], after: list[str], effort: _Effort) -> list[tuple[int, int]]:
    """Which paragraph became which: the pairs, in order, that are the most alike altogether."""
    if not before or not after:
        return []
    words_before, words_after = list(map(_bag, before)), list(map(_bag, after))
    bound = min(sum(map(len, words_before)) * len(after), sum(map(len, words_after)) * len(before))
    if not effort.allows(bound):
        paired = zip(words_before, words_after, strict=False)
        return [(at, at) for at, (one, other) in enumerate(paired) if _alike(one, other) >= _ALIKE]
    best: list[list[float]] = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    shares = [[_alike(one, other) for other in words_after] for one in words_before]
    for here in reversed(range(len(before))):
        for there in reversed(range(len(after))):
            share = shares[here][there]
            together = share + best[here + 1][there + 1] if share >= _ALIKE else 0.0
            best[here][there] = max(together, best[here + 1][there], best[here][there + 1])
    found, here, there = [], 0, 0
    while here < len(before) and there < len(after):
        if best[here][there] == best[here + 1][there]:
            here += 1
        elif best[here][there] == best[here][there + 1]:
            there += 1
        else:
            found.append((here, there))
            here, there = here + 1, there + 1
    return found


def _bag(text: str) -> Counter[str]:
    """The words of a paragraph; of a very long one its beginning says enough."""
    return Counter(word for word in _WORDS.findall(text[:_LONGEST_BY_WORDS]) if not word.isspace())


def _alike(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that both have, 0 to 1."""
    fewer, more = sorted((one, other), key=len)
    both = sum(min(count, more[word]) for word, count in fewer.items() if word in more)
    return 2 * both / max(1, one.total() + other.total())


def _row(before: str | None, after: str | None, effort: _Effort) -> Row:
    if before is None or after is None or before == after:
        return _whole(before, after)
    return _compared(before, after, effort)


def _compared(before: str, after: str, effort: _Effort) -> Row:
    """Two paragraphs that are not the same, unit by unit."""
    start, end = _same_ends(before, after)
    inner_before, inner_after = before[start : len(before) - end], after[start : len(after) - end]
    is_long = max(len(inner_before), len(inner_after)) > _LONGEST_BY_WORDS
    units = _SENTENCES if is_long else _WORDS
    words_before, words_after = units.findall(inner_before), units.findall(inner_after)
    runs = [
        (before[:start], before[:start], False),
        *_runs(words_before, words_after, _matches(words_before, words_after, effort)),
        (before[len(before) - end :], after[len(after) - end :], False),
    ]
    readable = _slid(_without_confetti(_merged(runs)))
    return Row(
        "changed",
        _pieces([(text, is_changed) for text, _, is_changed in readable]),
        _pieces([(text, is_changed) for _, text, is_changed in readable]),
    )


def _same_ends(before: str, after: str) -> tuple[int, int]:
    """How many characters of both are the same at the start, and at the end, in whole words."""
    start = _same_start(before, after)
    while start and not _is_between(before, after, start):
        start -= 1
    one, other = before[start:], after[start:]
    end = _same_start(one[::-1], other[::-1])
    while end and not (_is_border(one, len(one) - end) and _is_border(other, len(other) - end)):
        end -= 1
    return start, end


def _is_between(before: str, after: str, at: int) -> bool:
    return _is_border(before, at) and _is_border(after, at)


def _is_border(text: str, at: int) -> bool:
    """Whether no word stands on both sides of a place; nor a number, whose separators belong."""
    return at in (0, len(text)) or text[at - 1].isspace() != text[at].isspace()


def _runs(
    before: Sequence[str], after: Sequence[str], matches: Sequence[_Match]
) -> Iterator[tuple[str, str, bool]]:
    """The text of both, run by run, and whether it is a change."""
    done_before = done_after = 0
    for here, there, size in [*matches, (len(before), len(after), 0)]:
        yield "".join(before[done_before:here]), "".join(after[done_after:there]), True
        same = "".join(before[here : here + size])
        yield same, same, False
        done_before, done_after = here + size, there + size


def _merged(runs: Sequence[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Neighbours of one kind as one run, and none that is empty."""
    some = (run for run in runs if run[0] or run[1])
    return [
        ("".join(run[0] for run in group), "".join(run[1] for run in group), is_changed)
        for is_changed, group in (
            (is_changed, list(group)) for is_changed, group in groupby(some, key=lambda run: run[2])
        )
    ]


def _without_confetti(runs: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """Without the few words that happen to be the same between two changes that are longer."""
    sizes = [max(_count(before), _count(after)) for before, after, _ in runs]
    joined = [
        (before, after, is_changed or _is_confetti(sizes, at))
        for at, (before, after, is_changed) in enumerate(runs)
    ]
    return _merged(joined)


def _slid(runs: list[tuple[str, str, bool]]) -> list[tuple[str, str, bool]]:
    """With the white space behind words that one side lacks, not before them, where it may be."""
    done = list(runs)
    for at in range(1, len(done) - 1):
        before, after, is_changed = done[at]
        text = before or after
        space = text[: len(text) - len(text.lstrip())]
        rest = done[at + 1][0]
        if is_changed and space and not (before and after) and rest.startswith(space):
            moved = text[len(space) :] + space
            done[at - 1] = (done[at - 1][0] + space, done[at - 1][1] + space, False)
            done[at] = (moved, "", True) if before else ("", moved, True)
            done[at + 1] = (rest[len(space) :], rest[len(space) :], False)
    return done


def _is_confetti(sizes: list[int], at: int) -> bool:
    if at in (0, len(sizes) - 1):
        return False
    around = min(sizes[at - 1], sizes[at + 1])
    return sizes[at] == 0 or (sizes[at] <= _SHORT and sizes[at] < around)


def _count(text: str) -> int:
    """Words in a run; punctuation and white space are none."""
    return sum(1 for word in _WORDS.findall(text) if word[0].isalnum())


def _pieces(runs: list[tuple[str, bool]]) -> tuple[Piece, ...]:
    some = [run for run in runs if run[0]]
    pieces = tuple(
        Piece("".join(text for text, _ in group), is_changed)
        for is_changed, group in groupby(some, key=lambda run: run[1])
    )
    return pieces or (Piece("", False),)


def _whole(before: str | None, after: str | None) -> Row:
    """A text that is the same in both, or that only one of them has."""
    is_changed = before is None or after is None
    sides = [() if text is None else (Piece(text, is_changed),) for text in (before, after)]
    change: Change = "same" if before == after else "added" if before is None else "removed"
    return Row(change, sides[0], sides[1])


_OTHER_WAY: dict[Change, Change] = {
    "same": "same",
    "changed": "changed",
    "removed": "added",
    "added": "removed",
}


def _turned(row: Row) -> Row:
    return Row(_OTHER_WAY[row.change], row.after, row.before)


def _in_order(rows: Iterable[Row]) -> Iterator[Row]:
    """What was removed stands before what was added in its place."""
    for _, group in groupby(rows, key=lambda row: row.change in ("removed", "added")):
        yield from sorted(group, key=lambda row: row.change == "added")


def _matches(before: Sequence[str], after: Sequence[str], effort: _Effort) -> list[_Match]:
    """What is the same in both, in order.

    Units that stand once in either version are the fixed points (patience diff), difflib compares
    what is left between them: alone it would take the cube of the length.
    """
    found: list[_Match] = []
    waiting = [(0, len(before), 0, len(after), 0)]
    while waiting:
        here, here_end, there, there_end, depth = waiting.pop()
        start = _same_from(before, after, here, here_end, there, there_end)
        if start:
            found.append((here, there, start))
            here, there = here + start, there + start
        end = _same_to(before, after, here, here_end, there, there_end)
        if end:
            here_end, there_end = here_end - end, there_end - end
            found.append((here_end, there_end, end))
        if here == here_end or there == there_end:
            continue
        one, other = before[here:here_end], after[there:there_end]
        fixed: list[tuple[int, int]] = []
        if depth < _DEEPEST and (not depth or effort.allows(len(one) + len(other))):
            fixed = _fixed_points(one, other)
        if not fixed:
            found += [(here + i, there + j, n) for i, j, n in _by_difflib(one, other, effort)]
            continue
        done = (0, 0)
        for i, j in fixed:
            found.append((here + i, there + j, 1))
            waiting.append((here + done[0], here + i, there + done[1], there + j, depth + 1))
            done = (i + 1, j + 1)
        waiting.append((here + done[0], here_end, there + done[1], there_end, depth + 1))
    return sorted(found)


def _same_start(before: str, after: str) -> int:
    most = min(len(before), len(after))
    return next((n for n in range(most) if before[n] != after[n]), most)


def _same_from(
    before: Sequence[str],
    after: Sequence[str],
    here: int,
    here_end: int,
    there: int,
    there_end: int,
) -> int:
    most = min(here_end - here, there_end - there)
    return next((n for n in range(most) if before[here + n] != after[there + n]), most)


def _same_to(
    before: Sequence[str],
    after: Sequence[str],
    here: int,
    here_end: int,
    there: int,
    there_end: int,
) -> int:
    most = min(here_end - here, there_end - there)
    differs = (n for n in range(most) if before[here_end - 1 - n] != after[there_end - 1 - n])
    return next(differs, most)


def _fixed_points(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Places of units that stand once in either version: as many as come in the same order."""
    once_before, once_after = _once(before), _once(after)
    both = [(at, once_after[unit]) for unit, at in once_before.items() if unit in once_after]
    ends: list[int] = []
    """Of the rising sequences of each length the one that ends lowest: its last place."""
    at_end: list[int] = []
    previous: list[int] = []
    for number, (_, place) in enumerate(both):
        length = bisect_left(ends, place)
        previous.append(at_end[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        at_end[length : length + 1] = [number]
    longest: list[tuple[int, int]] = []
    number = at_end[-1] if at_end else -1
    while number >= 0:
        longest.append(both[number])
        number = previous[number]
    return longest[::-1]


def _once(units: Sequence[str]) -> dict[str, int]:
    """The place of each unit that is not white space and stands there once, in order."""
    counts = Counter(units)
    return {unit: at for at, unit in enumerate(units) if counts[unit] == 1 and not unit.isspace()}


def _by_difflib(before: Sequence[str], after: Sequence[str], effort: _Effort) -> list[_Match]:
    counts, others = Counter(before), Counter(after)
    shared = [(counts[unit], others[unit]) for unit in counts if unit in others and unit.strip()]
    pairs = sum(one * other for one, other in shared)
    rounds = min(sum(one for one, _ in shared), sum(other for _, other in shared))
    if not effort.allows(len(before) + len(after) + pairs * rounds // 4):
        return []
    matcher = SequenceMatcher(str.isspace, before, after, autojunk=False)
    return [(i, j, size) for i, j, size in matcher.get_matching_blocks() if size]
