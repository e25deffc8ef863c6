"""The error that people see: one line that says what, where, and what to do."""

from __future__ import annotations


class Fault(Exception):  # noqa: N818 -- it is what people are told, not a crash
    """Something asked for cannot be done. The message is one line; nothing was written."""
