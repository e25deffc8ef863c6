"""Every key of the configuration, read from the classes in ``portalcrawl.config.shape``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from portalcrawl.config.shape import Config

#: Names that are older than the configuration.
_VARIABLES = {
    "archive.folder": "PORTALCRAWL_ARCHIVE",
    "archive.database": "PORTALCRAWL_DB",
    "archive.attachments": "PORTALCRAWL_ATTACHMENTS",
    "crawl.contact": "PORTALCRAWL_CONTACT",
    "crawl.log_level": "PORTALCRAWL_LOG_LEVEL",
    "crawl.locks": "PORTALCRAWL_LOCKS",
    "crawl.chromium": "PORTALCRAWL_CHROMIUM",
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key: ``[section]`` and ``name``."""

    section: str
    name: str
    type: Any
    default: Any
    description: str
    """Sentences."""
    write: str
    """What to write instead of a value that is wrong."""
    is_path: bool
    """Whether it is a path, relative to the file's folder where it stands in a file."""

    @property
    def dotted(self) -> str:
        """``section.name``."""
        return f"{self.section}.{self.name}"

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        made = f"PORTALCRAWL_{self.section}_{self.name}".upper()
        return _VARIABLES.get(self.dotted, made)


def _keys(section: str, struct: type[Struct]) -> list[Key]:
    found = []
    for each in fields(struct):
        meta = next(part for part in each.type.__metadata__ if isinstance(part, Meta))
        extra = meta.extra or {}
        default = each.default_factory() if each.default is NODEFAULT else each.default
        found.append(
            Key(
                section=section,
                name=each.name,
                type=each.type,
                default=default,
                description=meta.description or "",
                write=extra["write"],
                is_path=extra["path"],
            )
        )
    return found


#: The classes of the sections by name, in their order.
SECTIONS: dict[str, type[Struct]] = {each.name: each.type for each in fields(Config)}
#: All keys, in the order of the classes.
KEYS: tuple[Key, ...] = tuple(
    key for section, struct in SECTIONS.items() for key in _keys(section, struct)
)
