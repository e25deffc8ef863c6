"""Telling captions from headings and prose.

In HTML the structure tells (see :mod:`portalcrawl.extraction.blocks`); in text that is already
flattened only the wording is left. A portal's caption names a scene (``Quang cảnh hội nghị``) or a
person with an office who does something, and has no full stop; a heading has none either, but names
a subject.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice, takewhile

from lxml.etree import _Element as Element

from portalcrawl.extraction.blocks import Block, own_align
from portalcrawl.extraction.document import text_length
from portalcrawl.extraction.text import CAPITALS, clean, ends_sentence, squeeze, word_count

MAX_CAPTION_WORDS = 60
_MAX_CHARS = 400
#: So much text is no article, whatever shares the table with it.
_FRAME_CHARS = 200
#: A picture stands so deep in an item of a gallery.
_ITEM_LEVELS = 3

_SCENE = re.compile(
    r"(?:quang cảnh|toàn cảnh|khung cảnh|một góc|hình ảnh|ảnh|chủ trì|đoàn chủ tịch|ra mắt|"
    r"các đại biểu|đại biểu|lễ ký|lễ cắt băng|cắt băng|trao|tặng|thả|biểu diễn|tiết mục|lãnh đạo|"
    r"đông đảo|đoàn công tác|đoàn viên|thành viên|người dân|nhân dân|bà con|học sinh|sinh viên|"
    r"giáo viên|cán bộ|chiến sĩ|"
    r"lực lượng|nông dân|công nhân|du khách|khách|vận động viên|một (?:số|buổi|góc|tiết|trong)|"
    r"phát biểu|bấm nút|dâng hương|chụp ảnh|tham quan|khởi công)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:đồng chí|đ/c|các đồng chí|ông|bà|anh|chị|thượng tướng|trung tướng|thiếu tướng|đại tá|"
    r"thượng tá|chủ tịch|phó|bí thư|trưởng|chánh|giám đốc|tổng giám đốc|bộ trưởng|thứ trưởng|"
    r"thủ tướng|hiệu trưởng|ủy viên|uỷ viên|đại diện|thường trực)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"(?:[{CAPITALS}][^\W\d_]+\s){{1,4}}[{CAPITALS}][^\W\d_]+")
_CREDIT = re.compile(r"[.(]\s*\(?(?:ảnh|nguồn|ảnh minh (?:họa|hoạ))\b[^.]{0,60}$", re.IGNORECASE)


def reads_as_caption(line: str) -> bool:
    """Whether a line of flattened text reads as the caption of a picture that is gone."""
    text = clean(line)
    if len(text) > _MAX_CHARS or word_count(text) > MAX_CAPTION_WORDS:
        return False
    if _CREDIT.search(text):
        return True
    if ends_sentence(text):
        return False
    return _SCENE.match(text) is not None or names_person_in_office(text)


def without_repeats(captions: list[str]) -> tuple[str, ...]:
    """The captions in order, each once: alt text and hidden copies repeat them."""
    return tuple(dict.fromkeys(captions))


def mark_captions(blocks: list[Block]) -> list[Block]:
    """The blocks, those turned into captions that layout or wording shows to be some."""
    marked: list[Block] = []
    for block in blocks:
        image = _image_before(marked)
        if image is not None and _is_caption_of(block, image):
            block = replace(block, kind="caption")
        marked.append(block)
    return marked


def _image_before(blocks: list[Block]) -> Block | None:
    """The picture right above, or above the captions that stand with it in one table."""
    last = blocks[-1] if blocks else None
    if last is None or last.kind == "image":
        return last
    if last.kind != "caption" or last.table is None:
        return None
    # A row of pictures, and their captions in the row below.
    above = takewhile(lambda each: each.table is last.table, reversed(blocks))
    kinds = [each.kind for each in above]
    short = kinds.count("caption") < kinds.count("image")
    return (
        next((each for each in reversed(blocks) if each.kind == "image"), None) if short else None
    )


def _is_caption_of(block: Block, image: Block) -> bool:
    if block.kind not in ("p", "h", "li") or block.words > MAX_CAPTION_WORDS:
        return False
    if image.text and squeeze(block.text) == squeeze(image.text):
        return True
    if _reads_as_prose(block):
        return False
    if block.table is not None and block.table is image.table and _is_framed(block, block.table):
        return True
    if _share_an_item(block, image):
        return True
    if block.kind == "h" or block.bold:
        # "Một số kết quả nổi bật" is a heading; a person who does something is a caption.
        return block.kind != "h" and names_person_in_office(block.text)
    return block.italic or block.align == "center" or reads_as_caption(block.text)


def _reads_as_prose(block: Block) -> bool:
    """Whether a line is a long sentence that is not set as a caption itself."""
    long = block.is_prose and ends_sentence(block.text)
    set_apart = block.italic or own_align(block.element) == "center"
    return long and not set_apart and not reads_as_caption(block.text)


def _share_an_item(block: Block, image: Block) -> bool:
    """Whether picture and line are all that stands in an item of a gallery."""
    around = {*islice(image.element.iterancestors(), _ITEM_LEVELS)}
    item = next((e for e in (block.element.getparent(), block.element) if e in around), None)
    if item is None or sum(1 for _ in item.iter("img")) != 1:
        return False
    chars = len(block.text)
    siblings = item.getparent()
    same = 0 if siblings is None else sum(each.tag == item.tag for each in siblings)
    return same > 1 and text_length(item, 2 * chars) <= chars


def names_person_in_office(line: str) -> bool:
    """Whether a line opens with an office, names a person and is no sentence."""
    if ends_sentence(line) or len(line) > _MAX_CHARS:
        return False
    return _OFFICE.match(line) is not None and _PERSON.search(line) is not None


def _is_framed(block: Block, table: Element) -> bool:
    """Whether a layout table frames pictures and captions like this one, not a whole article."""
    pictures = sum(1 for _ in table.iter("img"))
    limit = max(_FRAME_CHARS, 2 * len(block.text) * pictures)
    return text_length(table, limit) <= limit
