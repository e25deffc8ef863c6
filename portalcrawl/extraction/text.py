"""Text as the archive keeps it: NFC, no zero-width or control characters, single spaces."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    # Controls but for white space, marks without width, halves of surrogate pairs.
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_MARKS = re.compile("[\u0300-\u036f]+")
_STRAY_PUNCTUATION = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?…:;][\"”’')\]»]*$|\./\.$")

#: The capital letters of Vietnamese, for character classes.
CAPITALS = "A-Z" + "".join(
    char for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA)) if (char := chr(code)).isupper()
)


def clean(text: str) -> str:
    """One line of clean text: NFC, white space (NBSP too) folded to single spaces, trimmed."""
    # In this order: a mark of no width may stand between a letter and its accent.
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def fold(text: str) -> str:
    """Lower case without diacritics (đ too), for comparing wording, never for keeping."""
    return _MARKS.sub("", unicodedata.normalize("NFD", clean(text).lower().replace("đ", "d")))


def squeeze(text: str) -> str:
    """The letters and digits alone, folded: equal for texts that differ in spacing and marks."""
    # Marks that stand by themselves after NFD are no letters either.
    return _STRAY_PUNCTUATION.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))


def is_stray(text: str) -> bool:
    """Whether a line holds no letter and no digit (a lone ``.`` or ``;`` or ``|``)."""
    return _STRAY_PUNCTUATION.fullmatch(text) is not None


def ends_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does; ``./.`` closes official prose."""
    return _SENTENCE_END.search(text[-20:]) is not None


def word_count(text: str) -> int:
    """Words as Vietnamese writes them: syllables between spaces."""
    return len(text.split())
