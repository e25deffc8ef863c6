"""The settings of a crawl follow the configuration, in every process."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from portalcrawl import settings as imported

Configured = Callable[[str], ModuleType]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configured]:
    """The settings, read again with this file in the working folder."""
    with monkeypatch.context() as environment:
        environment.chdir(tmp_path)
        for variable in ("PORTALCRAWL_CONFIG", "PORTALCRAWL_LOCKS", "PORTALCRAWL_REPLICAS"):
            environment.delenv(variable, raising=False)

        def read_again(text: str) -> ModuleType:
            (tmp_path / "portalcrawl.toml").write_text(text)
            return importlib.reload(imported)

        yield read_again
    importlib.reload(imported)


def test_settings_are_those_of_the_file(configured: Configured, tmp_path: Path) -> None:
    settings = configured(
        """
        [archive]
        folder = "a"
        attachments = true
        [crawl]
        contact = "archive@example.org"
        delay = 3
        spiders_at_once = 5
        memory_mb = 0
        log_level = "DEBUG"
        locks = ""
        chromium = "my-chromium"
        settings = { MAX_ARTICLES = 7, DNS_TIMEOUT = 5 }
        """
    )
    assert settings.CONFIG_FAULTS == ()
    assert Path(settings.ARCHIVE_DIR) == tmp_path / "a"
    assert settings.CAPTURE_ATTACHMENTS is True
    assert settings.USER_AGENT.endswith("(+archive@example.org)")
    assert settings.DOWNLOAD_DELAY == 3.0
    assert (settings.SPIDERS_AT_ONCE, settings.SPIDERS_MEMORY_MB) == (5, 0)
    assert (settings.LOG_LEVEL, settings.HOST_LOCKS) == ("DEBUG", "")
    assert settings.CHROMIUM == "my-chromium"
    assert (settings.MAX_ARTICLES, settings.DNS_TIMEOUT) == (7, 5)


def test_a_setting_of_another_configuration_does_not_stay(configured: Configured) -> None:
    configured("crawl.settings = { MAX_ARTICLES = 7, DNS_TIMEOUT = 5 }")
    settings = configured("")
    assert settings.MAX_ARTICLES == 10_000
    assert not hasattr(settings, "DNS_TIMEOUT")


def test_replicas_need_no_patience_whatever_the_file_says(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTALCRAWL_REPLICAS", '{"a.vn": "http://127.0.0.1:1"}')
    settings = configured("crawl = { delay = 9, settings = { CONCURRENT_REQUESTS = 1 } }")
    assert (settings.DOWNLOAD_DELAY, settings.CONCURRENT_REQUESTS) == (0, 8)


def test_a_faulty_file_is_told_and_raises_nothing(configured: Configured) -> None:
    settings = configured("[crawl]\nsettings = { MAX_ARTICLES = 7, MAX_ARTICLE = 7 }\n[x]")
    assert [fault.split(":")[0] for fault in settings.CONFIG_FAULTS] == [
        "portalcrawl.toml, line 2",
        "portalcrawl.toml, line 3",
    ]
    assert settings.MAX_ARTICLES == 10_000


def test_the_database_of_the_file_belongs_to_its_folder(
    configured: Configured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured('archive = { folder = "a", database = "postgresql://host/name" }')
    assert settings.ARCHIVE_DB == settings.database_url("a") == "postgresql://host/name"
    assert settings.database_url(tmp_path / "a") == "postgresql://host/name"
    assert settings.database_url("b") == "sqlite:///b/portalcrawl.sqlite"
    monkeypatch.setenv("PORTALCRAWL_DB", "sqlite:///c")
    assert settings.database_url("a") == settings.database_url("b") == "sqlite:///c"


def test_a_child_is_configured_as_its_parent_was_when_it_began(
    configured: Configured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured("crawl = { delay = 5, settings = { RETRY_HTTP_CODES = [500] } }")
    (tmp_path / "portalcrawl.toml").write_text("in the middle of a change")
    for name, value in settings.environment_of_children().items():
        monkeypatch.setenv(name, value)
    child = importlib.reload(imported)
    assert (child.CONFIG_FAULTS, child.DOWNLOAD_DELAY) == ((), 5.0)
    assert child.RETRY_HTTP_CODES == [500]


def test_a_child_has_the_variables_of_now(
    configured: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = configured('crawl.contact = "a@b.vn"')
    monkeypatch.setenv("PORTALCRAWL_CONTACT", "c@d.vn")
    assert settings.environment_of_children()["PORTALCRAWL_CONTACT"] == "c@d.vn"


def test_the_archive_is_not_told_to_children_by_a_variable(configured: Configured) -> None:
    settings = configured('archive = { folder = "a", database = "postgresql://host/name" }')
    told = settings.environment_of_children()
    assert not {"PORTALCRAWL_ARCHIVE", "PORTALCRAWL_DB"} & set(told)
