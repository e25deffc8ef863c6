"""Invented names: of people, of communes, of companies that hardly any other article has."""

from __future__ import annotations

from random import Random

_LISTS = """
Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Y Hà Đinh Lương
Văn Thị Hữu Đức Minh Thanh Ngọc Quốc Xuân Thu Hồng Kim Đình Bá Anh Quang
An Bình Chi Cường Dung Dũng Đạt Giang Hà Hải Hạnh Hiền Hòa Hoa Huệ Hùng Hương Khánh Lan Linh Long
b c d đ g h k l m n p r s t v x ch gi kh ng nh ph qu th tr
a an ang anh ao e en i in inh o on ong oa oan u un ung uy ê ên ô ôn ông ơ ơn ư ưng
vi na tex co pe tro se a gri fu ji sam lo te ha do mi ka ru bex xi no vo ti lu
"""
_FAMILIES, _MIDDLES, _GIVEN, _ONSETS, _RIMES, _SYLLABLES = map(str.split, _LISTS.split("\n")[1:-1])


def person(chance: Random) -> str:
    """A name of three parts."""
    return f"{chance.choice(_FAMILIES)} {chance.choice(_MIDDLES)} {chance.choice(_GIVEN)}"


def commune(chance: Random) -> str:
    """A name of two syllables; there are half a million of them."""
    return " ".join((chance.choice(_ONSETS) + chance.choice(_RIMES)).capitalize() for _ in "xy")


def company(chance: Random) -> str:
    """A word of three to five syllables; there are millions of them."""
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(3, 5))).capitalize()
