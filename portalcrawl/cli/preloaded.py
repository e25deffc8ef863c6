"""All that a spider needs, imported once: the server that the spiders of a run are forked from.

Only that server imports this module (see ``portalcrawl.cli.children``). What it has imported its
children share with it, page by page, as long as neither side writes.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from scrapy.settings import BaseSettings, Settings
from scrapy.utils.misc import load_object, walk_modules_iter
from sqlalchemy.orm import configure_mappers

import pipelines.workers  # noqa: F401 - what workers do
import portalcrawl.cli  # the command: a child imports it again as its main module
import portalcrawl.cli.spider_process  # noqa: F401 - what spiders begin with


def become_ready() -> None:
    """Import what the settings name, and have the memory shared that it takes.

    The server is out of the terminal's group, and an order to stop that reaches it waits for ever:
    it ends with the last of its clients, and how their children ended is known through it alone.
    Its children let the signal through again.
    """
    if os.getpgid(0) != os.getpid():
        os.setsid()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    settings = Settings()
    settings.setmodule("portalcrawl.settings", priority="project")
    for name in settings["SPIDER_MODULES"]:
        list(walk_modules_iter(name))
    for path in _paths(settings):
        with suppress(ImportError, NameError, ValueError):  # no path, or not for this installation
            load_object(path)
    configure_mappers()
    gc.collect()
    gc.freeze()  # so that collecting in a child does not write to what it shares


def _paths(value: Any) -> Iterator[str]:
    """Every string among settings that may name an object."""
    if isinstance(value, (BaseSettings, Mapping)):
        for name, each in value.items():
            yield from _paths(name)
            yield from _paths(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _paths(each)
    elif isinstance(value, str) and value.count(".") > 0 and "/" not in value:
        yield value


become_ready()
