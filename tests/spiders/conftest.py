"""Crawls of small real servers, each in a process of its own: Scrapy runs once per process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portalcrawl.replicas import RunningReplica

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass(frozen=True)
class Told:
    """What a crawl came to."""

    pages: list[dict[str, Any]]
    refusals: list[dict[str, str]]
    memory: dict[str, Any]
    stats: dict[str, Any]
    log: str
    portal: str

    @property
    def keys(self) -> list[str]:
        return sorted(page["key"] for page in self.pages)

    def page(self, key: str) -> dict[str, Any]:
        return next(page for page in self.pages if page["key"] == key)

    def count(self, what: str) -> int:
        return int(self.stats.get(f"portal/{self.portal}/{what}", 0))

    def counts(self, kind: str) -> dict[str, int]:
        prefix = f"portal/{self.portal}/{kind}/"
        return {
            name.removeprefix(prefix): value
            for name, value in self.stats.items()
            if name.startswith(prefix)
        }


Crawl = Callable[..., Told]


@pytest.fixture(scope="session")
def crawl() -> Crawl:
    """Crawl a served replica: ``crawl(running, spider, memory=..., settings..., **arguments)``."""

    def run(
        running: RunningReplica,
        spider: str,
        *,
        memory: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        **arguments: str,
    ) -> Told:
        plan = {
            "settings": {
                "REPLICAS": {running.replica.declared_host: running.origin},
                **(settings or {}),
            },
            "arguments": arguments,
            "memory": memory or {},
        }
        done = subprocess.run(
            [sys.executable, str(HERE / "crawl_and_tell.py"), spider, json.dumps(plan)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCRAPY_SETTINGS_MODULE": "portalcrawl.settings",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert done.returncode == 0, done.stderr
        portal = running.origin.removeprefix("http://")
        return Told(**json.loads(done.stdout.splitlines()[-1]), log=done.stderr, portal=portal)

    return run
