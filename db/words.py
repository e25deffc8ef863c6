"""The words of a text as the search index holds them, the same for every database.

Each text is indexed twice. The exact words keep their diacritics, in one style of tone marks (hòa
is hoà); the folded words have none (``chuyen doi so`` finds "chuyển đổi số", ``dak lak`` "Đắk
Lắk"). Both are lower case and apart by blanks: letters and digits only, so that SQLite and
PostgreSQL cannot disagree on where a word begins. Folded words are Latin; a word of another script
is found by the exact ones alone.

A text in Vietnamese letters and common signs, which is nearly every one, goes through tables of one
byte a character: storing waits for this, and the way for all other texts takes three times as long.
Both give the same.

A change of what these functions give needs a migration that fills the index anew: the index is
told which words to forget, not which text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

#: Characters of a word. The index holds a longer one, and a query asks for it, by its beginning: no
#: language has it, but data that somebody pasted have, and PostgreSQL takes none of 2,048 bytes.
LONGEST_WORD: Final = 60
#: Words of an article in the index. Positions in PostgreSQL's end at 16,383.
MOST_WORDS: Final = 16_000
#: Places of one word among them. PostgreSQL forgets all others.
MOST_PLACES: Final = 255
#: Bytes of them in UTF-8. PostgreSQL takes 1,048,575, with up to five for each word beside it.
MOST_BYTES: Final = 900_000

#: Old style on the left, as typewriters had it; the dictionaries of today follow the right.
_TONE_STYLES = dict(
    pair
    for olds, news in (
        ("òa óa ỏa õa ọa", "oà oá oả oã oạ"),
        ("òe óe ỏe õe ọe", "oè oé oẻ oẽ oẹ"),
        ("ùy úy ủy ũy ụy", "uỳ uý uỷ uỹ uỵ"),
    )
    for pair in zip(olds.split(), news.split(), strict=True)
)
_OLD_STYLE = re.compile("|".join(_TONE_STYLES))
#: A word of the index that no query asks for: exact words have it in the new style, folded ones are
#: without diacritics.
NO_WORD: Final = "òa"


def search_words(texts: Iterable[str | None]) -> tuple[str, str]:
    """The exact and the folded words of the texts together, in NFC, each apart by blanks."""
    exact, folded, _ = _words(" ".join(filter(None, texts)))
    return exact, folded


def _words(text: str) -> tuple[str, str, bool]:
    """The exact and the folded words, and whether each of the first is one of the second."""
    try:
        exact, folded = _words_by_table(text)
    except UnicodeEncodeError:
        exact, folded = _words_by_character(text)
        return _shortened(exact), _shortened(folded), False
    if _TOO_LONG.search(f" {folded}") is None:
        return exact, folded, True
    return _shortened(exact), _shortened(folded), True


def indexed_words(texts: Iterable[str | None]) -> tuple[str, str]:
    """What the index holds of an article: the exact and the folded words, as many as it takes.

    Something that is no word stands between two texts, so that no phrase reaches from one into the
    next, and in the place of a word that stood in too many places before.

    The limits are those of PostgreSQL, for both databases: what one finds, the other finds.
    """
    words = [_words(text) for text in texts if text]
    exact = _BORDER.join(each[0] for each in words)
    folded = _BORDER.join(each[1] for each in words)
    # Storing waits for this, and nearly no article comes near a limit.
    if _is_within_limits(folded) and (all(each[2] for each in words) or _is_within_limits(exact)):
        return exact, folded
    return _limited(exact), _limited(folded)


def exact_words(text: str) -> str:
    """The words of a text with their diacritics."""
    return search_words((text,))[0]


def folded_words(text: str) -> str:
    """The words of a text without diacritics: the tone and vowel marks, and the bar of đ."""
    return search_words((text,))[1]


#: Of a text with a blank before it: to look behind each blank is to look at few places.
_TOO_LONG = re.compile(f" [^ ]{{{LONGEST_WORD + 1}}}")


def _shortened(words: str) -> str:
    if _TOO_LONG.search(f" {words}") is None:
        return words
    return " ".join(word[:LONGEST_WORD] for word in words.split())


_BORDER = f" {NO_WORD} "


_FIRST_BYTES = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INNER_BYTES = b" abcdefghijklmnopqrstuvwxyz"


def _is_within_limits(words: str) -> bool:
    """Where folded words are, the exact ones that they were made of are, too.

    No word has too many places if no letter begins so many words, which is soon told.
    """
    if len(words) > MOST_WORDS * 2:
        return False
    written = words.encode()
    firsts = written.title().translate(None, _INNER_BYTES)
    counts = [firsts.count(byte) for byte in _FIRST_BYTES]
    if max(*counts, len(firsts) - sum(counts)) <= MOST_PLACES:
        return True
    return max(Counter(written.split()).values()) <= MOST_PLACES


def _limited(words: str) -> str:
    held = list(_not_too_often(words.split()[:MOST_WORDS]))
    sizes = list(accumulate(len(word.encode()) for word in held))
    return " ".join(held[: bisect_right(sizes, MOST_BYTES)])


def _not_too_often(words: Iterable[str]) -> Iterator[str]:
    places: Counter[str] = Counter()
    for word in words:
        places[word] += 1
        yield word if places[word] <= MOST_PLACES else NO_WORD


def _words_by_character(text: str) -> tuple[str, str]:
    lowered = unicodedata.normalize("NFC", text.lower())
    exact = "".join(sign if _is_of_word(sign) else " " for sign in lowered)
    exact = _OLD_STYLE.sub(lambda old: _TONE_STYLES[old[0]], exact)
    parts = unicodedata.normalize("NFD", exact.replace("đ", "d"))
    folded = "".join(
        sign if sign.isascii() else " " for sign in parts if not unicodedata.combining(sign)
    )
    return exact, folded


def _is_of_word(sign: str) -> bool:
    """A letter or a decimal digit. ² and ½ are digits for one database and none for the other."""
    return sign.isalpha() or sign.isdecimal()


_BLANK = ord(" ")
_ASCII = "\n" + "".join(map(chr, range(_BLANK, 0x7F)))
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_VOWELS = {
    unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in _TONES
}
_LETTERS = sorted(letter for letter in _VOWELS | {"đ"} if not letter.isascii())
_SIGNS = "\u00a0°²³«»–—‘’“”•…"
#: Stands where a byte stands for nothing; it is no character and occurs in no text.
_NOTHING = "\ufffe"


def _alphabet() -> str:
    """Which character each byte stands for: ASCII for itself, the others where there is room."""
    others = iter([*_LETTERS, *(letter.upper() for letter in _LETTERS), *_SIGNS])
    return "\0" + "".join(
        chr(byte) if chr(byte) in _ASCII else next(others, _NOTHING) for byte in range(1, 256)
    )


_CHARACTERS = _alphabet()
_BYTES = codecs.charmap_build(_CHARACTERS)


def _table(result_of: dict[str, str]) -> bytes:
    """What each byte becomes: a blank, where nothing is said of its character."""
    byte_of = {sign: byte for byte, sign in enumerate(_CHARACTERS)}
    return bytes(byte_of[result_of[sign]] if sign in result_of else _BLANK for sign in _CHARACTERS)


_OF_WORDS = [sign for sign in _CHARACTERS if _is_of_word(sign)]
_TO_EXACT = _table({sign: sign.lower() for sign in _OF_WORDS})
_TO_FOLDED = _table(
    {sign: unicodedata.normalize("NFD", sign.lower().replace("đ", "d"))[0] for sign in _OF_WORDS}
)


def _words_by_table(text: str) -> tuple[str, str]:
    """Raises UnicodeEncodeError for a text with a character that has no byte."""
    written, _ = codecs.charmap_encode(text, "strict", _BYTES)
    lowered, _ = codecs.charmap_decode(written.translate(_TO_EXACT), "strict", _CHARACTERS)
    exact = _OLD_STYLE.sub(lambda old: _TONE_STYLES[old[0]], lowered)
    return exact, written.translate(_TO_FOLDED).decode("ascii")


def words_in_place(text: str) -> tuple[str, str] | None:
    """The exact and the folded words, each character in the place of the one that it comes from.

    Tone marks stand in the style of the text. None for a text that not all tables know.
    """
    try:
        written, _ = codecs.charmap_encode(text, "strict", _BYTES)
    except UnicodeEncodeError:
        return None
    exact, _ = codecs.charmap_decode(written.translate(_TO_EXACT), "strict", _CHARACTERS)
    return exact, written.translate(_TO_FOLDED).decode("ascii")


_NEW_STYLE = re.compile("|".join(_TONE_STYLES.values()))
_OLD_OF = {new: old for old, new in _TONE_STYLES.items()}


def in_either_style(word: str) -> str:
    """A regular expression for an exact word in a text whose tone marks are of either style."""
    return _NEW_STYLE.sub(lambda new: f"(?:{new[0]}|{_OLD_OF[new[0]]})", word)
