"""Articles of about 5 KB, each made from its number alone, and what later edits make of them."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha1
from math import exp
from random import Random

from benchmarks.reading.language import TOPICS, Language
from benchmarks.reading.names import commune, company, person
from benchmarks.reading.plan import Planned
from db.words import folded_words
from portalcrawl.items import VIETNAM, Absence, Article, Attachment, Capture, Image, Precision

#: Bytes. The logarithm of a length has this mean and this deviation.
_LENGTH, _SPREAD = 8.36, 0.5
_LEAST_BYTES, _MOST_BYTES = 700, 60_000
_POSTS = ("Chủ tịch UBND", "Phó Chủ tịch UBND", "Bí thư Đảng ủy", "Giám đốc Sở Tài chính", "Trưởng")


class Articles:
    """Writes the articles of a seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._language = Language(seed)

    def article(self, planned: Planned) -> Article:
        """The first version."""
        chance = self._chance(planned.number)
        title, paragraphs = self._content(planned.desk.province_name, chance)
        if planned.original is not None:
            original = self._chance(planned.original)
            _, paragraphs = self._content(planned.desk.province_name, original)
            paragraphs = self._edited(chance, paragraphs)
        key = str(1000 + planned.number)
        address = f"https://{planned.desk.host}/tin-tuc/{'-'.join(folded_words(title).split())}"
        url = f"{address}-{key}.html"
        published_at, precision = _published(chance, planned.published)
        captions = [
            chance.choice(self._language.headlines) + "."
            for _ in range(chance.randint(1, 3) if chance.random() < 0.5 else 0)
        ]
        return Article(
            url=url,
            canonical_url=url,
            title=title,
            lead=paragraphs[0],
            text="\n\n".join(paragraphs),
            published_at=published_at,
            published_precision=precision,
            published_from="visible" if published_at else None,
            author=chance.choice(planned.desk.authors) if chance.random() < 0.6 else None,
            source="TTXVN" if chance.random() < 0.05 else None,
            section=chance.choice(planned.desk.sections) if chance.random() < 0.93 else None,
            captions=tuple(dict.fromkeys(captions)),
            images=tuple(
                Image(url=f"https://{planned.desk.host}/anh/{key}-{place}.jpg", caption=caption)
                for place, caption in enumerate(captions, 1)
            ),
            attachments=_attachments(chance, planned.desk.host, key),
            language="vi",
            extraction_method="profile:nukeviet",
            portal=planned.desk.host,
            article_key=key if planned.desk.has_keys else url,
            capture=_capture(planned, url, 1, planned.captured),
        )

    def revised(self, planned: Planned, article: Article, number: int) -> Article:
        """A later version: another paragraph at its end, every other time another title."""
        chance = Random(f"{self._seed} {planned.number} {number}")  # noqa: S311
        text = f"{article.text}\n\n{self._paragraph(chance)}"
        title = article.title
        if chance.random() < 0.5:
            title = self._title(chance, planned.desk.province_name, [])
        later = planned.captured + timedelta(days=7 * number, seconds=number)
        capture = _capture(planned, article.url or "", number, later)
        return replace(article, title=title, text=text, capture=capture)

    def seen_again(self, planned: Planned) -> Article:
        """The first version, captured ten days later."""
        article = self.article(planned)
        later = planned.captured + timedelta(days=10)
        capture = replace(_capture(planned, article.url or "", 1, later), is_revisit=True)
        return replace(article, capture=capture)

    def denied(self, planned: Planned, days: int) -> Absence:
        """The portal's answer, days after the first version was read, that it has no such."""
        article = self.article(planned)
        return Absence(
            portal=planned.desk.host,
            article_key=article.article_key or "",
            url=article.url or "",
            status=404,
            noticed_at=planned.captured.replace(tzinfo=VIETNAM) + timedelta(days=days),
        )

    def _chance(self, number: int) -> Random:
        return Random(self._seed * 1_000_000_007 + number)  # noqa: S311 - the same in every run

    def _content(self, province: str, chance: Random) -> tuple[str, list[str]]:
        topics = [phrase for phrase, share in TOPICS.items() if chance.random() < share]
        stock = [chance.choice(self._language.topical[phrase]) for phrase in topics]
        stock.append(_particulars(chance, province))
        length = min(max(exp(chance.gauss(_LENGTH, _SPREAD)), _LEAST_BYTES), _MOST_BYTES)
        stock += chance.choices(
            self._language.general, k=max(2, round(length / self._language.bytes_a_sentence))
        )
        chance.shuffle(stock)
        # Never one sentence alone: some other article has it too, and would look alike.
        paragraphs: list[str] = []
        place = 0
        while place < len(stock):
            size = chance.choice((2, 2, 3, 3, 4))
            if len(stock) - place - size < 2:
                size = len(stock) - place
            paragraphs.append(" ".join(stock[place : place + size]))
            place += size
        return self._title(chance, province, topics), paragraphs

    def _title(self, chance: Random, province: str, topics: list[str]) -> str:
        """8 to 16 words."""
        parts = [chance.choice(self._language.headlines)]
        if topics and chance.random() < 0.4:
            parts.append(chance.choice(topics))
        parts.append(chance.choice((f"tại xã {commune(chance)}", f"ở {province}", "trong năm nay")))
        return " ".join(" ".join(parts).split()[:16])

    def _edited(self, chance: Random, paragraphs: list[str]) -> list[str]:
        """As portals edit what they take over: a lead of their own, the last paragraph cut off."""
        edited = list(paragraphs)
        if chance.random() < 0.5:
            edited[0] = self._paragraph(chance)
        if len(edited) > 5 and chance.random() < 0.5:
            del edited[-1]
        return [*edited, "Nguồn: Cổng thông tin điện tử"]

    def _paragraph(self, chance: Random) -> str:
        return " ".join(chance.choices(self._language.general, k=3))


def _particulars(chance: Random, province: str) -> str:
    """What no other article says: a number, names."""
    told = (
        f"Theo Văn bản số {chance.randrange(1, 9999)}/UBND-VX, {chance.choice(_POSTS)} xã"
        f" {commune(chance)} {person(chance)} đã báo cáo UBND tỉnh {province}"
    )
    return told + (f" về dự án của Công ty {company(chance)}." if chance.random() < 0.3 else ".")


def _published(chance: Random, moment: datetime) -> tuple[str | None, Precision | None]:
    kind = chance.random()
    if kind < 0.02:
        return None, None
    if kind < 0.025:
        return f"{moment:%Y-%m}", "month"
    if kind < 0.1:
        return f"{moment:%Y-%m-%d}", "day"
    return f"{moment:%Y-%m-%dT%H:%M}+07:00", "minute"


def _attachments(chance: Random, host: str, key: str) -> tuple[Attachment, ...]:
    if chance.random() >= 0.1:
        return ()
    return tuple(
        Attachment(url=f"https://{host}/tep/{key}-{place}.pdf", name=f"Phụ lục {place}.pdf")
        for place in range(1, chance.randint(1, 3) + 1)
    )


def _capture(planned: Planned, url: str, number: int, captured: datetime) -> Capture:
    digest = sha1(f"{planned.number} {number}".encode(), usedforsecurity=False).digest()
    host = planned.desk.host
    return Capture(
        captured_at=captured.replace(tzinfo=VIETNAM),
        url=url,
        status=200,
        payload_digest=f"sha1:{b32encode(digest).decode()}",
        warc_file=f"warc/{host}-{captured:%Y%m%d}T000000Z-1.warc.gz",
        warc_offset=planned.number * 20_000 + number,
    )
