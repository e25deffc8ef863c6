"""The language of a text, told by its letters: portals publish Vietnamese, and some English."""

from __future__ import annotations

import re

_LETTER = re.compile(r"[^\W\d_]")
_VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|is|was|for|with|that)\b", re.IGNORECASE)


def language_of(text: str) -> str | None:
    """``vi`` or ``en``; None for anything else and for text too short to tell (ISO 639-1)."""
    sample = text[:1000]
    letters = len(_LETTER.findall(sample))
    if letters < 20:
        return None
    if len(_VIETNAMESE.findall(sample)) > 0.08 * letters:
        return "vi"
    words = sample.split()
    if len(_ENGLISH.findall(sample)) > 0.05 * len(words):
        return "en"
    return None
