"""Reading the configuration: what holds, where it comes from, and what is wrong with it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.config import Config, Loaded, as_environment, load, misspelt_variables
from portalcrawl.config.keys import KEYS
from portalcrawl.config.values import as_toml

Write = Callable[[str], Loaded]
KNOWN = {"MAX_ARTICLES", "RETRY_TIMES", "DOWNLOAD_DELAY", "USER_AGENT"}


@pytest.fixture
def written(tmp_path: Path) -> Write:
    """The configuration of a file with this text."""

    def load_text(text: str) -> Loaded:
        (tmp_path / "portalcrawl.toml").write_text(text, encoding="utf-8")
        return load({}, tmp_path, KNOWN)

    return load_text


def value_of(loaded: Loaded, dotted: str) -> Any:
    [key] = [each for each in KEYS if each.dotted == dotted]
    return loaded.value(key)


# --- What holds --------------------------------------------------------------------------------


def test_without_file_and_variables_the_defaults_hold(tmp_path: Path) -> None:
    loaded = load({}, tmp_path)
    assert loaded.config == Config()
    assert (loaded.faults, loaded.path) == ((), None)
    assert {str(origin) for origin in loaded.origins.values()} == {"default"}


def test_a_file_in_the_working_folder_is_read(written: Write, tmp_path: Path) -> None:
    loaded = written('[night]\nuntil = "06:00"\n')
    assert loaded.config.night.until == "06:00"
    assert str(loaded.origins["night.until"]) == "portalcrawl.toml:2"
    assert loaded.path == tmp_path / "portalcrawl.toml"


def test_the_file_that_the_environment_names_is_read_instead(
    written: Write, tmp_path: Path
) -> None:
    written("[crawl]\ndelay = 5")
    (tmp_path / "other.toml").write_text("[crawl]\ndelay = 7")
    loaded = load({"PORTALCRAWL_CONFIG": "other.toml"}, tmp_path)
    assert loaded.config.crawl.delay == 7.0
    assert str(loaded.origins["crawl.delay"]) == "other.toml:2"


def test_a_variable_overrides_the_file(written: Write, tmp_path: Path) -> None:
    written("[crawl]\ndelay = 5")
    loaded = load({"PORTALCRAWL_CRAWL_DELAY": "9.5"}, tmp_path)
    assert loaded.config.crawl.delay == 9.5
    assert str(loaded.origins["crawl.delay"]) == "PORTALCRAWL_CRAWL_DELAY"


@pytest.mark.parametrize(
    ("variable", "text", "dotted", "value"),
    [
        ("PORTALCRAWL_ARCHIVE", "", "archive.folder", ""),
        ("PORTALCRAWL_DB", "sqlite:///x", "archive.database", "sqlite:///x"),
        ("PORTALCRAWL_ATTACHMENTS", "1", "archive.attachments", True),
        ("PORTALCRAWL_ATTACHMENTS", "No", "archive.attachments", False),
        ("PORTALCRAWL_CONTACT", "mailto:a@b.vn", "crawl.contact", "mailto:a@b.vn"),
        ("PORTALCRAWL_LOCKS", "", "crawl.locks", ""),
        ("PORTALCRAWL_LOG_LEVEL", "DEBUG", "crawl.log_level", "DEBUG"),
        ("PORTALCRAWL_CRAWL_MEMORY_MB", " 700 ", "crawl.memory_mb", 700),
        (
            "PORTALCRAWL_PORTALS_PROVINCES",
            "kon_tum ha_noi",
            "portals.provinces",
            ("kon_tum", "ha_noi"),
        ),
        (
            "PORTALCRAWL_NIGHT_HOOK",
            "/bin/tell 'two words'",
            "night.hook",
            ("/bin/tell", "two words"),
        ),
        (
            "PORTALCRAWL_CRAWL_SETTINGS",
            "MAX_ARTICLES=5 USER_AGENT=me",
            "crawl.settings",
            {"MAX_ARTICLES": 5, "USER_AGENT": "me"},
        ),
    ],
)
def test_a_variable_is_read_as_its_key_has_it(
    variable: str, text: str, dotted: str, value: object, tmp_path: Path
) -> None:
    loaded = load({variable: text}, tmp_path, KNOWN)
    assert loaded.faults == ()
    assert value_of(loaded, dotted) == value


@pytest.mark.parametrize(
    "variable", ["PORTALCRAWL_CRAWL_DELAY", "PORTALCRAWL_LOG_LEVEL", "PORTALCRAWL_ATTACHMENTS"]
)
def test_an_empty_variable_of_what_cannot_be_empty_is_none(variable: str, tmp_path: Path) -> None:
    assert load({variable: ""}, tmp_path) == load({}, tmp_path)


def test_relative_paths_are_relative_to_the_folder_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "portalcrawl.toml").write_text(
        """
        archive = { folder = "a", database = "sqlite:///b/c.sqlite?timeout=9" }
        crawl = { locks = "../locks", chromium = "bin/chromium" }
        night.hook = ["./tell", "./word"]
        reports.metrics = "m.prom"
        """
    )
    config = load({}, tmp_path).config
    assert config.archive.folder == f"{tmp_path}/a"
    assert config.archive.database == f"sqlite:///{tmp_path}/b/c.sqlite?timeout=9"
    assert config.crawl.locks == f"{tmp_path}/../locks"
    assert config.crawl.chromium == f"{tmp_path}/bin/chromium"
    assert config.night.hook == (f"{tmp_path}/tell", "./word")
    assert config.reports.metrics == f"{tmp_path}/m.prom"


@pytest.mark.parametrize(
    "line",
    [
        'archive.folder = "/srv/archive"',
        'archive.database = "postgresql+psycopg://me@host/name"',
        'archive.database = "sqlite:///:memory:"',
        'archive.database = "sqlite:////srv/a.sqlite"',
        'crawl.chromium = "chromium"',
        'night.hook = ["mail", "me"]',
        'crawl.locks = ""',
    ],
)
def test_what_is_no_relative_path_stays_as_it_is(line: str, written: Write) -> None:
    [(section, table)] = tomllib.loads(line).items()
    [(name, value)] = table.items()
    found = value_of(written(line), f"{section}.{name}")
    assert (list(found) if isinstance(found, tuple) else found) == value


def test_a_home_is_found(written: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    assert written('archive.folder = "~/archive"').config.archive.folder == "/home/me/archive"


def test_a_variable_is_relative_to_the_working_folder_as_ever(tmp_path: Path) -> None:
    assert load({"PORTALCRAWL_ARCHIVE": "a"}, tmp_path).config.archive.folder == "a"


# --- What is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            '[night]\nuntil = "6 Uhr"',
            'line 2: night.until = "6 Uhr": write a time of day like "06:00"',
        ),
        (
            "\nnight.until = 06:00:00",
            'line 2: night.until = 06:00:00: write a time of day like "06:00"',
        ),
        (
            '[night]\nuntill = "06:00"',
            ("line 2: there is no key night.untill; did you mean night.until?"),
        ),
        ("[night]\ndelay = 2", "line 2: there is no key night.delay; did you mean crawl.delay?"),
        ("[logs]\nxyzzy = 2", "line 2: there is no key logs.xyzzy; [logs] has keep_days"),
        ("[nigth]", "line 1: there is no section [nigth]; did you mean [night]?"),
        (
            "['a b']",
            (
                'line 1: there is no section ["a b"]; write one of archive, crawl, portals,'
                " night, snapshots, reports, logs"
            ),
        ),
        ("night = 3", "line 1: night = 3: it is a section: write [night]"),
        ("[[night]]", "line 1: night = [{}]: it is a section: write [night]"),
        (
            'contact = "a@b.vn"',
            ('line 1: contact = "a@b.vn": it stands in no section; did you mean crawl.contact?'),
        ),
        ("crawl.delay = 0.5", "line 1: crawl.delay = 0.5: write a number of seconds from 1 to 600"),
        ("crawl.delay = nan", "line 1: crawl.delay = nan: write a number of seconds from 1 to 600"),
        ("archive.attachments = 1", "line 1: archive.attachments = 1: write true or false"),
        (
            'crawl.contact = "me"',
            (
                'line 1: crawl.contact = "me": write a mail address or a URL like'
                ' "archive@example.org"'
            ),
        ),
        (
            'crawl.contact = "a@b.vn\\n"',
            (
                'line 1: crawl.contact = "a@b.vn\\n": write a mail address'
                ' or a URL like "archive@example.org"'
            ),
        ),
        (
            'night.hook = "tell"',
            (
                'line 1: night.hook = "tell": write the words of a command like'
                ' ["/usr/local/bin/tell", "--night"]'
            ),
        ),
        (
            'portals.provinces = ["ha_noi",\n"Kon Tum"]',
            'line 1: portals.provinces = "Kon Tum": write the slug "kon_tum"',
        ),
        (
            'portals.provinces = ["quang_ngi"]',
            (
                'line 1: portals.provinces = "quang_ngi": no'
                " province has this slug; did you mean quang_ngai (Quảng Ngãi), quang_ninh"
                " (Quảng Ninh), quang_tri (Quảng Trị)?"
            ),
        ),
        (
            'portals.leave_out = ["https://www.KonTum.gov.vn/tin"]',
            (
                "line 1: portals.leave_out ="
                ' "https://www.KonTum.gov.vn/tin": write the host alone, like "www.kontum.gov.vn"'
            ),
        ),
        (
            "[crawl.settings]\nRETRY_TIMES = 1\nMAX_ARTICLE = 1",
            (
                "line 3: crawl.settings ="
                " { MAX_ARTICLE = 1 }: there is no setting 'MAX_ARTICLE';"
                " did you mean MAX_ARTICLES?"
            ),
        ),
        (
            "crawl.settings = { DOWNLOAD_DELAY = 1 }",
            (
                "line 1: crawl.settings ="
                " { DOWNLOAD_DELAY = 1 }: DOWNLOAD_DELAY has a key of its own; write crawl.delay"
            ),
        ),
        (
            'archive.folder = "a\\u0000"',
            ('line 1: archive.folder = "a\\u0000": leave the NUL character out'),
        ),
        (
            'archive.folder = "~nobody-is-called-so/a"',
            (
                'line 1: archive.folder = "~nobody-is-called-so/a":'
                " nobody's home is known by this name; write the whole path"
            ),
        ),
    ],
)
def test_a_fault_says_where_what_and_what_instead(text: str, fault: str, written: Write) -> None:
    loaded = written(text)
    assert loaded.faults == (f"portalcrawl.toml, {fault}",)
    assert loaded.config == Config()


@pytest.mark.parametrize(
    ("text", "where", "advice"),
    [
        ("until = 6 Uhr", "line 1, column 11", 'texts in quotes: key = "text"'),
        ("[night]\nuntil = 1\nuntil = 2\n[logs]", "line 3, column 10", "leave one of the two"),
        ("[night]\n[logs]\n[night]", "line 3, column 7", "leave one of the two"),
        ('[night]\nuntil = """06:00"\n[logs]\n', "line 2", 'texts in quotes: key = "text"'),
        ("[night]\r\n\r\nhook = [\r\n", "line 3", 'texts in quotes: key = "text"'),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(
    text: str, where: str, advice: str, written: Write
) -> None:
    [fault] = written(text).faults
    assert fault.startswith(f"portalcrawl.toml, {where}: no TOML: ")
    assert fault.endswith(advice)


def test_a_sound_key_holds_beside_a_faulty_one(written: Write) -> None:
    config = written('[crawl]\ndelay = "slowly"\ncontact = "a@b.vn"').config
    assert (config.crawl.delay, config.crawl.contact) == (2.0, "a@b.vn")


def test_every_fault_is_told_in_the_order_of_the_lines(written: Write, tmp_path: Path) -> None:
    written("[logs]\nkeep_days = 0\n[nigth]\n[crawl]\ndelay = 0\nsettings.X = 1\n[night]\na = 1\n")
    loaded = load({"PORTALCRAWL_ARCHIVE": "a\0"}, tmp_path, KNOWN)
    assert [fault.split(":")[0] for fault in loaded.faults] == [
        *(f"portalcrawl.toml, line {line}" for line in (2, 3, 5, 6, 8)),
        'PORTALCRAWL_ARCHIVE = "a\\u0000"',
    ]


def test_what_a_variable_overrides_is_checked_all_the_same(written: Write, tmp_path: Path) -> None:
    written("crawl.delay = 0")
    assert len(load({"PORTALCRAWL_CRAWL_DELAY": "3"}, tmp_path).faults) == 1


@pytest.mark.parametrize(
    ("variable", "text", "fault"),
    [
        ("PORTALCRAWL_NIGHT_UNTIL", "6 Uhr", '"6 Uhr": write a time of day like "06:00"'),
        ("PORTALCRAWL_ATTACHMENTS", "maybe", '"maybe": write true or false'),
        ("PORTALCRAWL_CRAWL_MEMORY_MB", "1.5", '"1.5": write a number of megabytes, 0 or more'),
        ("PORTALCRAWL_NIGHT_HOOK", "tell 'me", '"tell \'me": write words as for a shell: one two'),
        (
            "PORTALCRAWL_CRAWL_SETTINGS",
            "X",
            ('"X": write words as for a shell: MAX_ARTICLES=100 RETRY_TIMES=1'),
        ),
        (
            "PORTALCRAWL_CRAWL_SETTINGS",
            "MAX_ARTICLE=1",
            ("{ MAX_ARTICLE = 1 }: there is no setting 'MAX_ARTICLE'; did you mean MAX_ARTICLES?"),
        ),
    ],
)
def test_a_fault_of_a_variable_names_it(
    variable: str, text: str, fault: str, tmp_path: Path
) -> None:
    assert load({variable: text}, tmp_path, KNOWN).faults == (f"{variable} = {fault}",)


@pytest.mark.parametrize(
    "line",
    [
        'archive.database = "mysql://me:geheim@host/name"',
        'archive.database = "mysql://host/name?user=me&password=geheim"',
        'night.hook = "https://me:geheim@host/"',
        'crawl.settings = { MAIL_PASS = "geheim" }',
    ],
)
def test_no_fault_tells_a_password(line: str, written: Write) -> None:
    [fault] = written(line).faults
    assert "geheim" not in fault
    assert "***" in fault


@pytest.mark.parametrize(
    ("name", "why"),
    [("no.toml", "No such file or directory"), (".", "Is a directory"), ("a\0", "null byte")],
)
def test_a_file_that_is_named_and_cannot_be_read_is_a_fault(
    name: str, why: str, tmp_path: Path
) -> None:
    loaded = load({"PORTALCRAWL_CONFIG": name}, tmp_path)
    assert loaded.faults[0].startswith(f"PORTALCRAWL_CONFIG: {name}: ")
    assert why in loaded.faults[0]
    assert "portalcrawl config init FILE" in loaded.faults[0]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[night]\n# \xff", "portalcrawl.toml, line 2: no UTF-8; save the file as UTF-8"),
        (b"a" * 10**7, "portalcrawl.toml: more than 32,768 bytes or 1,000 lines"),
        (b"\n" * 1001, "portalcrawl.toml: more than 32,768 bytes or 1,000 lines"),
        (b"a = " + b"[" * 30_000, "portalcrawl.toml: lists or tables stand too deep"),
        (b"a = " + b"9" * 5000, "portalcrawl.toml: no TOML: "),
        (b"a\0 = 1", "portalcrawl.toml, line 1, column 2: no TOML: "),
    ],
)
def test_what_is_no_configuration_is_a_fault(content: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / "portalcrawl.toml").write_bytes(content)
    loaded = load({}, tmp_path)
    assert len(loaded.faults) == 1
    assert loaded.faults[0].startswith(fault)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "portalcrawl.toml").write_bytes(b"\xef\xbb\xbf[crawl]\r\ndelay = 3\r\n")
    assert load({}, tmp_path).config.crawl.delay == 3.0


scraps = st.sampled_from(
    [key.name.encode() for key in KEYS]
    + [
        b"[night]",
        b"[crawl.settings]",
        b"=",
        b"\n",
        b'"',
        b"'''",
        b"[",
        b"]",
        b"{",
        b"}",
        b",",
        b".",
        b"#",
        b"1",
        b"9" * 5000,
        b"[" * 2000,
        b"\xff",
        b"\0",
        b"\r\n",
        b"06:00",
        b"inf",
    ]
)


@given(st.one_of(st.binary(), st.lists(scraps | st.binary(max_size=3)).map(b"".join)))
def test_no_file_makes_loading_go_wrong(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "portalcrawl.toml").write_bytes(content)
    assert all("\n" not in fault for fault in load({}, folder, KNOWN).faults)


@given(st.dictionaries(st.sampled_from([key.variable for key in KEYS]), st.text()))
def test_no_environment_makes_loading_go_wrong(environment: dict[str, str]) -> None:
    faults = load(environment, Path("/nowhere"), KNOWN).faults
    assert all("\n" not in fault for fault in faults)
    assert all(fault.split(" = ")[0] in environment for fault in faults)


# --- For other processes -------------------------------------------------------------------------

plain = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
tables: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "archive": {"folder": plain, "attachments": st.booleans()},
    "crawl": {
        "contact": st.sampled_from(["", "a@b.vn", "https://a.vn/x?y=%20"]),
        "delay": st.floats(1, 600),
        "locks": plain.filter(lambda text: not text.startswith("~")),
        "settings": st.dictionaries(
            st.sampled_from(["A", "B", "C"]),
            st.recursive(
                st.booleans() | st.integers(-9, 9) | plain,
                lambda inner: st.lists(inner) | st.dictionaries(plain, inner),
                max_leaves=4,
            ),
        ),
    },
    "portals": {"provinces": st.lists(st.sampled_from(["ha_noi", "kon_tum"]))},
    "night": {"hook": st.lists(plain).filter(lambda words: not words or words[0].strip())},
}
configurations = st.fixed_dictionaries(
    {name: st.fixed_dictionaries({}, optional=keys) for name, keys in tables.items()}
)


@given(configurations)
def test_another_process_gets_the_same_by_its_environment_alone(
    tmp_path_factory: pytest.TempPathFactory, table: dict[str, Any]
) -> None:
    table["archive"].update(folder=f"/{table['archive'].get('folder', '')}")
    folder = tmp_path_factory.getbasetemp()
    text = "".join(f"{name} = {as_toml(section)}\n" for name, section in table.items())
    (folder / "portalcrawl.toml").write_text(text, encoding="utf-8")
    here = load({}, folder)
    there = load(as_environment(here, {}), Path("/nowhere"))
    assert here.faults == there.faults == ()
    assert there.config == here.config
    assert there.path is None


def test_a_variable_of_this_process_holds_in_the_other(written: Write, tmp_path: Path) -> None:
    written("crawl.delay = 5")
    environment = {"PORTALCRAWL_CRAWL_DELAY": "8", "PATH": "/bin"}
    given = as_environment(load(environment, tmp_path), environment)
    assert given == {**environment, "PORTALCRAWL_CONFIG": os.devnull}


def test_without_a_file_the_environment_is_handed_on_as_it_is(tmp_path: Path) -> None:
    assert as_environment(load({}, tmp_path), {"A": "b"}) == {"A": "b"}


def test_a_key_may_be_left_to_the_other_process(written: Write) -> None:
    loaded = written('[archive]\nfolder = "/a"\nattachments = true')
    assert as_environment(loaded, {}, ["archive.folder"]) == {
        "PORTALCRAWL_ATTACHMENTS": "yes",
        "PORTALCRAWL_CONFIG": os.devnull,
    }


# --- Variables that are none ---------------------------------------------------------------------


def test_a_misspelt_variable_is_told_with_the_one_that_is_meant() -> None:
    environment = {"PORTALCRAWL_NIGHT_UNTILL": "", "PORTALCRAWL_REPLICAS": "", "PATH": ""}
    assert misspelt_variables(environment) == (
        "no key is set by PORTALCRAWL_NIGHT_UNTILL; did you mean PORTALCRAWL_NIGHT_UNTIL?",
    )


def test_no_two_keys_have_one_variable() -> None:
    assert len({key.variable for key in KEYS}) == len(KEYS)


def test_an_empty_variable_that_is_not_heeded_does_not_hide_the_files_value_from_children(
    written: Write, tmp_path: Path
) -> None:
    written("crawl.delay = 10")
    environment = {"PORTALCRAWL_CRAWL_DELAY": "", "PORTALCRAWL_CONTACT": ""}
    given = as_environment(load(environment, tmp_path), environment)
    assert load(given, Path("/nowhere")).config.crawl.delay == 10
    assert given["PORTALCRAWL_CONTACT"] == ""
