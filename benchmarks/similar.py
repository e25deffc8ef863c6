"""Which fingerprint finds the same press release on two portals, and takes no series for one.

Invented Vietnamese articles of known truth: the texts of the gate and of the replicas, recombined
by sentence; copies edited as portals edit; and series (decisions, schedules, bulletins) with the
same opening and closing. Each way of sketching takes the lowest threshold that keeps a precision
of .99 on one half of the series and articles, and is measured on the other; simhash has its
customary distance. ``python -m benchmarks.similar``: two minutes.
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
import re
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path

from db.fingerprints import SHORTEST, SIMILAR, fingerprints, resemblance
from portalcrawl.replicas import replicas

GATE_PAGES = Path(__file__).resolve().parent.parent / "tests" / "gate" / "pages"
ARTICLES = 800
"""In each half, before they are edited."""
COPIES = 6
"""Edited copies of each article, each of another kind."""
SERIES = 40
"""In each half, of each kind."""
ISSUES = 6
MOST_PARAGRAPHS = 15
PRECISION = 0.99

Paragraphs = list[str]
Edit = Callable[[random.Random, Paragraphs], Paragraphs]
Sketch = tuple[int, ...]
_SENTENCE = re.compile(r"(?<=[.!?…]) (?=[“\"A-ZÀ-ỸĐ])")
_NUMBER = re.compile(r"\d+")


# What articles are made of


@cache
def sentences() -> tuple[str, ...]:
    """All sentences of the gate's and the replicas' articles, each once."""
    found = (each for text in _paragraphs() for each in _SENTENCE.split(text) if len(each) >= 30)
    return tuple(dict.fromkeys(each for each in found if "\n" not in each))


@cache
def short_lines() -> tuple[str, ...]:
    """Captions, subheadings and items: what is shorter than a sentence or two."""
    return tuple(dict.fromkeys(text for text in _paragraphs() if len(text) < 90))


@cache
def _paragraphs() -> tuple[str, ...]:
    gold = [json.loads(path.read_text("utf-8")) for path in sorted(GATE_PAGES.rglob("*.json"))]
    found = [
        text
        for page in gold
        if page["kind"] == "article"
        for text in (page["lead"] or "", *page["paragraphs"], *page["captions"])
    ]
    found += [text for site in replicas() for each in site.articles for text in each.paragraphs]
    return tuple(text for text in found if text)


def paragraph(chance: random.Random) -> str:
    """One to four sentences, about 300 characters, with numbers of its own."""
    chosen = [chance.choice(sentences()) for _ in range(chance.choice((1, 2, 2, 3, 3, 4)))]
    while sum(map(len, chosen)) < 120:
        chosen.append(chance.choice(sentences()))
    return _renumbered(chance, " ".join(chosen))


def article(chance: random.Random, length: int | None = None) -> Paragraphs:
    """A lead and paragraphs, 3 to 15, here and there with a short line between them."""
    count = length or chance.randint(3, MOST_PARAGRAPHS)
    text: Paragraphs = []
    for place in range(count):
        if place and chance.random() < 0.15:
            text.append(chance.choice(short_lines()))
        text.append(paragraph(chance))
    return text


def _renumbered(chance: random.Random, text: str) -> str:
    return _NUMBER.sub(lambda found: _other_number(chance, found[0]), text)


def _other_number(chance: random.Random, number: str) -> str:
    return number if number.startswith("0") else str(chance.randint(1, 10 ** len(number)))


# What portals do to an article that they take over


def same(chance: random.Random, text: Paragraphs) -> Paragraphs:  # noqa: ARG001
    return list(text)


def word(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """One word of one paragraph is another."""
    place = _long(chance, text)
    words = text[place].split(" ")
    words[chance.randrange(len(words))] = chance.choice(chance.choice(sentences()).split(" "))
    return _with(text, place, " ".join(words))


def number(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """One number of one paragraph is another."""
    with_numbers = [place for place, each in enumerate(text) if _NUMBER.search(each)]
    if not with_numbers:
        return list(text)
    place = chance.choice(with_numbers)
    found = chance.choice(list(_NUMBER.finditer(text[place])))
    other = str(int(found[0]) + chance.randint(1, 9))
    return _with(text, place, text[place][: found.start()] + other + text[place][found.end() :])


def sentence(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """One sentence of one paragraph is another, or goes, or comes."""
    place = _long(chance, text)
    parts = _SENTENCE.split(text[place])
    at = chance.randrange(len(parts))
    new = [chance.choice(sentences())]
    how = chance.choice(("replaced", "added", "dropped" if len(parts) > 1 else "replaced"))
    replaced = {"replaced": new, "added": [parts[at], *new], "dropped": []}[how]
    return _with(text, place, " ".join([*parts[:at], *replaced, *parts[at + 1 :]]))


def lead(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """The lead is the other portal's own."""
    return _with(text, 0, paragraph(chance))


def dropped(chance: random.Random, text: Paragraphs) -> Paragraphs:  # noqa: ARG001
    """The last two paragraphs are cut off, where two remain."""
    return text[:-2] if len(text) >= 4 else list(text)


def split(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """One paragraph is two."""
    several = [place for place, each in enumerate(text) if len(_SENTENCE.split(each)) > 1]
    if not several:
        return list(text)
    place = chance.choice(several)
    parts = _SENTENCE.split(text[place])
    at = chance.randrange(1, len(parts))
    return [*text[:place], " ".join(parts[:at]), " ".join(parts[at:]), *text[place + 1 :]]


def merged(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """Two paragraphs are one."""
    place = chance.randrange(len(text) - 1)
    return [*text[:place], f"{text[place]} {text[place + 1]}", *text[place + 2 :]]


def byline(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """A source or an author is added, as a line or behind the last word."""
    name = chance.choice(("Cổng TTĐT Chính phủ", "TTXVN", "Thu Hà", "Báo Nhân Dân", "Đ. Hoàng"))
    if chance.random() < 0.5:
        return [*text, chance.choice(("Nguồn: ", "Tác giả: ", "Theo ", "Tin, ảnh: ")) + name]
    return _with(text, len(text) - 1, f"{text[-1]} (Theo {name})")


_HERE = "òa óa ỏa õa ọa òe óe ỏe õe ọe ùy úy ủy ũy ụy"
_THERE = "oà oá oả oã oạ oè oé oẻ oẽ oẹ uỳ uý uỷ uỹ uỵ"
_TONES = list(zip(_HERE.split(), _THERE.split(), strict=True))
_TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "…": "..."})


def tones(chance: random.Random, text: Paragraphs) -> Paragraphs:  # noqa: ARG001
    """Tone marks stand in the other style: hoà."""
    for here, there in _TONES:
        text = [re.sub(rf"{here}\b", there, each) for each in text]
    return text


def quotes(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """Quotes, dashes and dots are a typewriter's, or the dashes longer; spaces before units go."""
    table = _TYPOGRAPHY if chance.random() < 0.5 else str.maketrans({"-": "–", '"': "”"})
    return [each.translate(table).replace(" %", "%") for each in text]


def several(chance: random.Random, text: Paragraphs) -> Paragraphs:
    """A sentence, the byline, tones and quotes: all at once."""
    return quotes(chance, tones(chance, byline(chance, sentence(chance, text))))


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        same, word, number, sentence, lead, dropped, split, merged, byline, tones, quotes, several
    )
}  # fmt: skip
ONE_PARAGRAPH = ("word", "number", "sentence")


def _long(chance: random.Random, text: Paragraphs) -> int:
    return chance.choice([place for place, each in enumerate(text) if len(each) >= 100])


def _with(text: Paragraphs, place: int, new: str) -> Paragraphs:
    return [*text[:place], new, *text[place + 1 :]]


# What only looks alike: issues of a series


def _blocks(text: str) -> Paragraphs:
    return [" ".join(each.split()) for each in text.split("\n\n")]


_LAWS = _blocks("""
    Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015; Luật sửa đổi, bổ sung một số điều
    của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22/11/2019;

    Căn cứ Luật Đất đai ngày 18/01/2024 và các nghị định quy định chi tiết thi hành một số điều
    của Luật Đất đai, Luật Nhà ở, Luật Kinh doanh bất động sản;

    Căn cứ Luật Đầu tư công ngày 29/11/2024; Nghị định số 85/2025/NĐ-CP ngày 08/4/2025 của Chính
    phủ quy định chi tiết thi hành một số điều của Luật Đầu tư công;

    Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ về công tác văn thư và Quy
    chế làm việc của Ủy ban nhân dân tỉnh ban hành kèm theo Quyết định số 11/2022/QĐ-UBND;
""")
_DECISION_END = _blocks("""
    Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc các sở, thủ trưởng các ban, ngành, Chủ tịch
    Ủy ban nhân dân các xã, phường và các tổ chức, cá nhân có liên quan chịu trách nhiệm thi
    hành Quyết định này. Quyết định này có hiệu lực thi hành kể từ ngày ký.

    Nơi nhận: Như Điều 3; Thường trực Tỉnh ủy; Thường trực HĐND tỉnh; Lưu: VT, KT.
""")
_SCHEDULE_OPEN = _blocks("""
    Văn phòng Ủy ban nhân dân tỉnh thông báo lịch công tác tuần của Chủ tịch, các Phó Chủ tịch
    Ủy ban nhân dân tỉnh. Lịch này thay giấy mời; các cơ quan, đơn vị chuẩn bị nội dung theo
    phân công.
""")
_SCHEDULE_END = _blocks("""
    Trong trường hợp có thay đổi, Văn phòng Ủy ban nhân dân tỉnh sẽ thông báo trên Cổng thông
    tin điện tử tỉnh và qua hệ thống quản lý văn bản; đề nghị các cơ quan, đơn vị thường xuyên
    theo dõi.

    Mọi chi tiết xin liên hệ: Phòng Hành chính - Tổ chức, điện thoại 0255 3822 000, thư điện tử
    vanphong@tinh.example, số 52 đường Hùng Vương, trong giờ hành chính từ thứ Hai đến thứ Sáu.
""")
_WEATHER_OPEN = _blocks("""
    Đài Khí tượng Thủy văn tỉnh phát bản tin dự báo thời tiết cho các khu vực trong tỉnh, ngày
    và đêm. Bản tin tiếp theo được phát lúc 15 giờ 30 phút, các địa phương chú ý theo dõi.
""")
_WEATHER_END = _blocks("""
    Cảnh báo: trong mưa dông có khả năng xảy ra lốc, sét, mưa đá và gió giật mạnh; người dân cần
    chủ động phòng tránh, không trú dưới gốc cây to, cột điện, biển quảng cáo.

    Cấp độ rủi ro thiên tai do lốc, sét, mưa đá: cấp 1. Mưa lớn cục bộ có thể gây ngập úng tại
    các khu đô thị, lũ quét trên các sông suối nhỏ và sạt lở đất ở khu vực miền núi.
""")
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu")
_REGIONS = ("vùng núi phía tây", "đồng bằng ven biển", "trung du", "hải đảo", "thành phố")
_SKIES = _blocks("""
    nhiều mây, có mưa rào và dông vài nơi

    ít mây, ngày nắng nóng

    mây thay đổi, đêm không mưa

    có mưa vừa, mưa to và dông rải rác

    sáng sớm có sương mù nhẹ, trưa chiều giảm mây trời nắng
""")
_WINDS = ("Gió nhẹ.", "Gió đông bắc cấp 3, cấp 4.", "Gió tây nam cấp 2, cấp 3.", "Gió đông cấp 3.")


def decisions(chance: random.Random) -> Iterator[Paragraphs]:
    """Preamble and closing stand for good; what is decided is another each time."""
    laws = chance.sample(_LAWS, chance.randint(1, len(_LAWS)))
    while True:
        new = [paragraph(chance) for _ in range(len(laws) + 2 + chance.randint(1, 3))]
        yield [*laws, *new, *_DECISION_END]


def schedules(chance: random.Random) -> Iterator[Paragraphs]:
    """A line for each day, between what every week's schedule says."""
    while True:
        days = [
            f"{day}, ngày {chance.randint(1, 31)}/{chance.randint(1, 12)}: "
            + " ".join(chance.choice(sentences()) for _ in range(2))
            for day in _DAYS
        ]
        yield [*_SCHEDULE_OPEN, *days, *_SCHEDULE_END]


def bulletins(chance: random.Random) -> Iterator[Paragraphs]:
    """The weather of each region, from a few phrases and numbers."""
    while True:
        regions = [
            f"Khu vực {region}: {chance.choice(_SKIES)}. {chance.choice(_WINDS)} Nhiệt độ thấp nhất"
            f" từ {chance.randint(14, 26)} độ C, cao nhất {chance.randint(24, 38)} độ C, độ ẩm"
            f" trung bình từ {chance.randint(60, 75)} đến {chance.randint(76, 98)} phần trăm."
            for region in _REGIONS
        ]
        yield [*_WEATHER_OPEN, *regions, *_WEATHER_END]


def frames(chance: random.Random) -> Iterator[Paragraphs]:
    """Any article in which just less than half of the paragraphs are those of the series."""
    length = chance.randint(5, MOST_PARAGRAPHS)
    kept = [paragraph(chance) for _ in range((length - 1) // 2)]
    while True:
        opening, closing = kept[: len(kept) // 2], kept[len(kept) // 2 :]
        yield [*opening, *(paragraph(chance) for _ in range(length - len(kept))), *closing]


KINDS = (decisions, schedules, bulletins, frames)


# The corpus


@dataclass(frozen=True, slots=True)
class Text:
    """One text of the corpus. Texts of one ``origin`` are copies; of one ``series`` are not."""

    text: str
    origin: int
    edit: str | None = None
    paragraphs: int = 0
    """Of the article before it was edited, the long ones."""
    series: str | None = None


def corpus(seed: str) -> list[Text]:
    """Articles, their edited copies and the issues of series, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 -- the same corpus in every run
    texts = [each for origin in range(ARTICLES) for each in copies(chance, origin, article(chance))]
    for kind in KINDS:
        for _ in range(SERIES):
            issues = kind(chance)
            texts += [
                Text(joined(next(issues)), origin=len(texts) + at, series=kind.__name__)
                for at in range(ISSUES)
            ]
    return texts


def copies(chance: random.Random, origin: int, original: Paragraphs) -> Iterator[Text]:
    """The article, and copies with an edit each that changed something."""
    length = sum(len(each) >= 100 for each in original)
    yield Text(joined(original), origin, paragraphs=length)
    for name in chance.sample(list(EDITS), COPIES):
        edited = EDITS[name](chance, original)
        if edited != original or name == "same":
            yield Text(joined(edited), origin, name, length)


def joined(text: Paragraphs) -> str:
    return "\n\n".join(text)


# Ways of sketching


@dataclass(frozen=True, slots=True)
class Method:
    """A sketch, and from which likeness of two sketches on they are one text."""

    name: str
    sketch: Callable[[str], Sketch]
    likeness: Callable[[Sketch, Sketch], float]
    threshold: float | None = None
    """None: the lowest that keeps the precision."""
    bands: Callable[[Sketch], Iterable[int]] = iter
    """What two sketches must share one of to be compared."""


_WORD = re.compile(r"\w+")
_64_BITS = (1 << 64) - 1


def _hash(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest(), "big", signed=True)


def bottom(size: int, pieces: Callable[[str], Iterable[str]], text: str) -> Sketch:
    return tuple(heapq.nsmallest(size, {_hash(piece) for piece in pieces(text)}))


def jaccard(size: int, one: Sketch, other: Sketch) -> float:
    """As ``resemblance``, of sketches of any size."""
    common = set(one).intersection(other)
    smallest = sorted(set(one).union(other))[:size]
    return sum(each in common for each in smallest) / max(len(smallest), 1)


def as_written(text: str) -> Iterator[str]:
    """Paragraphs with their marks: letters and digits, case folded."""
    for each in text.split("\n"):
        letters = "".join(_WORD.findall(each.casefold()))
        if len(letters) >= 80:
            yield letters


def skeletons(shortest: int, end: str, text: str) -> Iterator[str]:
    """Consonants and digits of paragraphs, or of sentences."""
    for each in text.replace(end, "\n").encode("ascii", "ignore").lower().split(b"\n"):
        letters = each.translate(None, _NOT_IN_SKELETON).decode()
        if len(letters) >= shortest:
            yield letters


_NOT_IN_SKELETON = bytes(set(range(256)) - set(b"bcdfghjklmnpqrstvwxz0123456789"))


def shingles(text: str) -> Iterator[str]:
    """Five words in a row."""
    words = _WORD.findall(text.casefold())
    return (" ".join(words[at : at + 5]) for at in range(len(words) - 4))


def simhash(text: str) -> Sketch:
    """64 bits, each by the majority of the hashes of three words in a row (Charikar 2002)."""
    words = _WORD.findall(text.casefold())
    pieces = [" ".join(words[at : at + 3]) for at in range(max(len(words) - 2, 1))]
    bits = "".join(format(_hash(piece) & _64_BITS, "064b") for piece in pieces)
    majority = (bits[bit::64].count("1") * 2 > len(pieces) for bit in range(64))
    return (int("".join("01"[each] for each in majority), 2),)


def same_bits(one: Sketch, other: Sketch) -> float:
    return 64 - (one[0] ^ other[0]).bit_count()


def quarters(sketch: Sketch) -> Iterator[int]:
    """Of four quarters one is the same where at most three bits differ."""
    return (place << 16 | sketch[0] >> 16 * place & 0xFFFF for place in range(4))


def _bottom(name: str, size: int, pieces: Callable[[str], Iterable[str]]) -> Method:
    return Method(f"{name}, {size}", partial(bottom, size, pieces), partial(jaccard, size))


METHODS = (
    Method("db.fingerprints", fingerprints, resemblance, SIMILAR),
    Method("simhash, 3 bits", simhash, same_bits, 61, quarters),
    _bottom("5 words", 16, shingles),
    _bottom("sentences", 16, partial(skeletons, 24, ". ")),
    _bottom("paragraphs as written", 16, as_written),
    *(
        _bottom(f"paragraphs from {shortest}", size, partial(skeletons, shortest, "\n"))
        for size, shortest in ((16, SHORTEST), (12, SHORTEST), (8, SHORTEST), (16, 20), (16, 60))
    ),
)


# Measuring


@dataclass(frozen=True, slots=True)
class Pair:
    """An unedited text and another that share a value, by their places, and how alike they are."""

    one: int
    other: int
    likeness: float


def pairs(method: Method, texts: Sequence[Text], sketches: Sequence[Sketch]) -> Iterator[Pair]:
    """All pairs of an unedited text and another that an index of the values finds."""
    unedited: dict[int, list[int]] = defaultdict(list)
    for place, sketch in enumerate(sketches):
        if texts[place].edit is None:
            for value in set(method.bands(sketch)):
                unedited[value].append(place)
    for place, sketch in enumerate(sketches):
        for each in {each for value in method.bands(sketch) for each in unedited.get(value, ())}:
            if each < place or (each > place and texts[place].edit):
                yield Pair(each, place, method.likeness(sketches[each], sketch))


@dataclass(frozen=True, slots=True)
class Found:
    """What a method finds in one corpus, at any threshold."""

    texts: list[Text]
    pairs: list[Pair]
    values: float
    """That a text has on average."""

    def at(self, threshold: float) -> list[tuple[Text, Text]]:
        """The pairs taken for one text."""
        return [
            (self.texts[pair.one], self.texts[pair.other])
            for pair in self.pairs
            if pair.likeness >= threshold
        ]

    def precision(self, threshold: float) -> float:
        right = [a.origin == b.origin for a, b in self.at(threshold)]
        return sum(right) / max(len(right), 1)

    def recall(self, threshold: float) -> dict[str, list[tuple[int, bool]]]:
        """For each kind of edit: long paragraphs of the original, and whether it was found."""
        found = {(b.origin, b.edit) for a, b in self.at(threshold) if a.origin == b.origin}
        by_edit: dict[str, list[tuple[int, bool]]] = {name: [] for name in EDITS}
        for text in self.texts:
            if text.edit:
                by_edit[text.edit].append((text.paragraphs, (text.origin, text.edit) in found))
        return by_edit

    def false(self, threshold: float) -> Counter[str]:
        """Wrong pairs, by the series that they are of."""
        return Counter(
            a.series if a.series == b.series and a.series else "others"
            for a, b in self.at(threshold)
            if a.origin != b.origin
        )


def found(method: Method, texts: list[Text]) -> Found:
    sketches = [method.sketch(each.text) for each in texts]
    return Found(texts, list(pairs(method, texts, sketches)), statistics.mean(map(len, sketches)))


def lowest_threshold(found: Found) -> float:
    """Of those by hundredths, the lowest that keeps the precision."""
    steps = (step / 100 for step in range(10, 101, 4))
    return next((each for each in steps if found.precision(each) >= PRECISION), 1.0)


def microseconds(method: Method, texts: Sequence[str]) -> float:
    """CPU of one sketch: the best of ten rounds, since other work only adds."""
    rounds = []
    for _ in range(10):
        started = time.process_time()
        for text in texts:
            method.sketch(text)
        rounds.append((time.process_time() - started) / len(texts) * 1e6)
    return min(rounds)


def articles_of_5_kb() -> list[str]:
    chance = random.Random("5 KB")  # noqa: S311
    made = (joined(article(chance, chance.randint(12, 15))) for _ in range(400))
    return [text for text in made if 4600 <= len(text.encode()) <= 5400][:60]


def _share(results: Iterable[tuple[int, bool]]) -> str:
    flags = [right for _, right in results]
    return f"{sum(flags) / len(flags):6.3f}" if flags else "     -"


def report(method: Method, chosen_on: list[Text], texts: list[Text]) -> Found:
    """One line: what the method takes, finds and mistakes."""
    threshold = method.threshold or lowest_threshold(found(method, chosen_on))
    result = found(method, texts)
    recall = result.recall(threshold)
    print(
        f"{method.name:26}{threshold:6.2f}{microseconds(method, articles_of_5_kb()):8.0f}"
        f"{result.values:7.1f}{result.precision(threshold):8.4f}"
        + "".join(f"{_share(each):>9}" for each in recall.values())
        + "  "
        + ", ".join(f"{kind} {count}" for kind, count in result.false(threshold).items())
    )
    return result


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    chosen_on, texts = corpus("chosen on"), corpus("measured on")
    issues = sum(each.series is not None for each in texts)
    print(
        f"{len(texts)} texts: {ARTICLES} articles, {len(texts) - issues - ARTICLES} edited copies,"
        f" {issues} issues of {SERIES * len(KINDS)} series\n"
    )
    print(
        f"{'':26}{'from':>6}{'µs':>8}{'values':>7}{'precis.':>8}"
        + "".join(f"{name:>9}" for name in EDITS)
        + "  wrong pairs"
    )
    results = [report(method, chosen_on, texts) for method in METHODS]
    print_by_length(results[0])


def print_by_length(result: Found) -> None:
    """The recall of our own for short articles: there an edit weighs most."""
    print("\nRecall of db.fingerprints by the long paragraphs that the article had:\n")
    recall = result.recall(SIMILAR)
    print(f"{'':6}" + "".join(f"{name:>9}" for name in EDITS))
    for name, lengths in (("3", {3}), ("4", {4}), ("5", {5}), ("more", range(6, 99))):
        shares = (_share(each for each in held if each[0] in lengths) for held in recall.values())
        print(f"{name:6}" + "".join(f"{share:>9}" for share in shares))


if __name__ == "__main__":
    main()
