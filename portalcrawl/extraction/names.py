"""Which elements of a page bear which class, id and role: read in one pass, asked many times.

A CSS selector looks at every element of the page; with some hundred of them that took most of the
time of reading a page. A page has few different class attributes, so that what is asked of a name
is asked once for all the elements that bear it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, cast

from lxml.etree import XPath
from lxml.etree import _Element as Element

#: A mega menu has hundreds of these: their names are read only where somebody asks by tag.
NOT_NAMED = frozenset(("a", "li", "img"))
_NAMED = (
    *("article", "aside", "b", "blockquote", "body", "button", "center", "dd", "div", "dl", "dt"),
    *("em", "fieldset", "figcaption", "figure", "font", "footer", "form", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "header", "i", "input", "label", "main", "meta", "nav", "ol", "p", "section"),
    *("small", "span", "strong", "table", "tbody", "td", "th", "time", "tr", "u", "ul"),
)
#: Attributes besides class and id that say what an element is.
_OTHER = frozenset(
    ("itemprop", "itemtype", "property", "role", "hidden", "aria-hidden", "style", "type")
)
_UNION = XPath("$first | $others")
#: Class and style attributes are read no further.
MAX_CHARS = 500


@dataclass(slots=True)
class Names:
    """The elements of a tree by their names."""

    root: Element
    classes: dict[str, list[Element]] = field(default_factory=dict)
    """By whole class attribute."""
    ids: dict[str, list[Element]] = field(default_factory=dict)
    others: dict[str, list[tuple[str, Element]]] = field(default_factory=dict)
    """By attribute: its values and their elements."""
    _tokens: dict[str, list[str]] = field(default_factory=dict)

    def with_class(self, token: str) -> list[Element]:
        """The elements with a class, in the order of the page."""
        if not self._tokens:
            for attribute in self.classes:
                for each in set(attribute.split()):
                    self._tokens.setdefault(each, []).append(attribute)
        lists = [self.classes[each] for each in self._tokens.get(token, ())]
        return lists[0] if len(lists) == 1 else self.in_order(chain.from_iterable(lists))

    def named(self, matches: Callable[[str], object]) -> list[Element]:
        """The elements whose class attribute or id matches, in no order, some of them twice."""
        return [
            element
            for names in (self.classes, self.ids)
            for name, elements in names.items()
            if matches(name)
            for element in elements
        ]

    def with_property(self, name: str) -> Iterator[Element]:
        """The elements of a microdata property (``itemprop``)."""
        return (element for value, element in self.others.get("itemprop", ()) if value == name)

    def in_order(self, elements: Iterable[Element]) -> list[Element]:
        """The elements in the order of the page, each once."""
        found = list(elements)
        if len(found) <= 1:
            return found
        # XPath gives the nodes of a union so.
        first: Any = found[:1]
        others: Any = found[1:]
        return cast("list[Element]", _UNION(self.root, first=first, others=others))


def read_names(root: Element) -> Names:
    """The names in a tree, those of links and list items left out."""
    names = Names(root)
    classes, ids, others = names.classes, names.ids, names.others
    for element in root.iter(*_NAMED):
        for attribute, value in cast("list[tuple[str, str]]", element.items()):
            if attribute == "class":
                value = value[:MAX_CHARS]
                if value in classes:
                    classes[value].append(element)
                else:
                    classes[value] = [element]
            elif attribute == "id":
                ids.setdefault(value, []).append(element)
            elif attribute in _OTHER:
                others.setdefault(attribute, []).append((value, element))
    return names
