"""What the site cannot do for who asked: a status of HTTP, and one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class Told:
    """What is wrong, in one line, and what another language needs to say it."""

    english: str
    code: str = ""
    """Of the sentence in ``texts/CODE.faults.toml``; empty where there is none."""
    values: dict[str, str] = field(default_factory=dict)
    """What stands in it."""


class WebFault(Exception):  # noqa: N818 -- it is what people are told, not a crash
    """Something asked for cannot be had. The message is one line: what is wrong, what to do."""

    def __init__(self, status: int, told: Told, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(told.english)
        self.status = status
        self.told = told
        self.headers = dict(headers or {})

    @property
    def title(self) -> str:
        """What the status means: ``Not Found``."""
        return HTTPStatus(self.status).phrase


def not_found(message: str, code: str = "", **values: str) -> WebFault:
    """There is no such thing. ``code`` and ``values`` as in Told."""
    return WebFault(404, Told(message, code, values))


def misread(message: str, code: str = "", **values: str) -> WebFault:
    """What was asked means nothing."""
    return WebFault(400, Told(message, code, values))


def busy(message: str, seconds: float, code: str = "") -> WebFault:
    """It may be had later."""
    return WebFault(503, Told(message, code), {"Retry-After": str(max(1, round(seconds)))})
