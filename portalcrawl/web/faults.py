"""What the site cannot do for who asked: a status of HTTP, and one line."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus


class WebFault(Exception):  # noqa: N818 -- it is what people are told, not a crash
    """Something asked for cannot be had. The message is one line: what is wrong, what to do."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})

    @property
    def title(self) -> str:
        """What the status means: ``Not Found``."""
        return HTTPStatus(self.status).phrase


def not_found(message: str) -> WebFault:
    """There is no such thing."""
    return WebFault(404, message)


def misread(message: str) -> WebFault:
    """What was asked means nothing."""
    return WebFault(400, message)


def busy(message: str, seconds: float) -> WebFault:
    """It may be had later."""
    return WebFault(503, message, {"Retry-After": str(max(1, round(seconds)))})
