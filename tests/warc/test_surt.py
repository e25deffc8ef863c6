"""The key of a URL in an index: that of pywb, without its library."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.warc.surt import urlkey

HERE = Path(__file__).parent
REPLAY_PYTHON = HERE.parents[1] / ".venv-replay" / "bin" / "python"
THEIRS = """
import json, sys
from surt import surt
print(json.dumps([surt(url) for url in json.load(sys.stdin)]))
"""

#: URLs that differ in what makes no difference, as (the one, the other).
SAME = [
    ("http://langson.gov.vn/tin", "https://langson.gov.vn/tin"),
    ("http://langson.gov.vn/tin", "HTTP://WWW.LangSon.gov.vn:80/Tin/#top"),
    ("http://langson.gov.vn/tin", "http://user:secret@www2.langson.gov.vn/tin?"),
    ("http://langson.gov.vn/?a=1&b=2", "http://langson.gov.vn?B=2&A=1"),
    ("http://langson.gov.vn/Đ", "http://langson.gov.vn/%c4%90"),
    ("http://langson.gov.vn/Đ", "http://langson.gov.vn/%25C4%2590"),
    ("http://langson.gov.vn/b", "http://langson.gov.vn/a/..//./b"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://203.0.113.7/", "http://3405803783/"),
    (
        "http://langson.gov.vn/tin?id=1",
        "http://langson.gov.vn/tin?PHPSESSID=0123456789abcdef0123456789abcdef&id=1",
    ),
    (
        "http://langson.gov.vn/tin.aspx",
        "http://langson.gov.vn/(S(lit3py55t21z5v55vlm25s55))/Tin.aspx",
    ),
]
LABELS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=9).map(
    lambda name: f"x{name}"
)
PATHS = st.text("/abYZ019%.-_~;=Đạ", max_size=20).map(lambda rest: f"/{rest}")
FIELDS = st.lists(st.text("abYZ019%=-_.Đạ", max_size=8), max_size=4)


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.langson.gov.vn/", "vn,gov,langson)/"),
        ("https://langson.gov.vn/Tin-Tuc/?b=2&a=1", "vn,gov,langson)/tin-tuc?a=1&b=2"),
        ("http://langson.gov.vn:8080/tin", "vn,gov,langson:8080)/tin"),
        ("http://langson.gov.vn/tin tức", "vn,gov,langson)/tin%20t%e1%bb%a9c"),
        ("http://203.0.113.7/", "7,113,0,203)/"),
        ("http://[2001:db8::7]/", "2001:db8::7)/"),
        ("http://bücher.example/", "example,xn--bcher-kva)/"),
        ("", "-"),
    ],
)
def test_a_url_has_a_key(url: str, key: str) -> None:
    assert urlkey(url) == key


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_makes_no_difference_makes_no_other_key(one: str, other: str) -> None:
    assert urlkey(one) == urlkey(other)


@given(st.lists(LABELS, min_size=1, max_size=4), PATHS, FIELDS)
def test_scheme_case_order_and_fragment_make_no_difference(
    labels: list[str], path: str, fields: list[str]
) -> None:
    host = ".".join(labels)
    one = f"http://{host}{path}?{'&'.join(fields)}"
    other = f"https://www.{host.upper()}:443{path}?{'&'.join(reversed(fields))}#top"
    assert urlkey(one) == urlkey(other)


@given(st.lists(LABELS, min_size=1, max_size=4), PATHS, FIELDS)
def test_the_address_that_a_key_stands_for_has_that_key(
    labels: list[str], path: str, fields: list[str]
) -> None:
    key = urlkey(f"http://{'.'.join(labels)}{path}?{'&'.join(fields)}")
    host, rest = key.split(")", 1)
    assert urlkey(f"http://{'.'.join(reversed(host.split(',')))}{rest}") == key


@given(st.text() | st.text("htps:/.%25[]@#?&=a\ud800 \t").map(lambda rest: f"http://{rest}"))
def test_any_text_has_a_key_of_one_word_that_can_be_written(url: str) -> None:
    assert len(urlkey(url).encode().decode().split()) == 1


@pytest.mark.parametrize("url", ["urn:x:1", "http://[", "dns:langson.gov.vn", "http://a.vn:b/"])
def test_what_is_no_address_of_the_web_is_its_own_key(url: str) -> None:
    assert urlkey(url) == url


def test_escapes_nested_a_million_times_do_not_hold_the_reader_up() -> None:
    assert urlkey(f"http://langson.gov.vn/{'%25' + '25' * 10**6}41") == "vn,gov,langson)/a"
    assert urlkey(f"http://langson.gov.vn/{'%' * 10**6}32{'35' * 10**4}").startswith("vn,gov,")


def test_no_key_asks_the_network() -> None:
    asked = """
import sys
def refuse(event, args):
    if event in {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}:
        raise SystemExit(f"asked the network: {event} {args}")
sys.addaudithook(refuse)
from portalcrawl.warc.surt import urlkey
print(urlkey("https://quangngai.gov.vn/tin"), urlkey("http://999.1.1.1/"), urlkey("http://127.1/"))
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout == "vn,gov,quangngai)/tin 1,1,1,999)/ 1,0,0,127)/\n", done.stderr


def keys_of_the_library(urls: list[str]) -> list[str]:
    if not REPLAY_PYTHON.exists():
        pytest.fail("the library surt is not installed: `make test` sets it up in .venv-replay")
    done = subprocess.run(
        [REPLAY_PYTHON, "-c", THEIRS],
        input=json.dumps(urls),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    keys: list[str] = json.loads(done.stdout)
    return keys


def differences(urls: list[str]) -> dict[str, tuple[str, str]]:
    """URL -> (our key, that of the library), where they are not the same."""
    keys = zip(urls, map(urlkey, urls), keys_of_the_library(urls), strict=True)
    return {url: (ours, theirs) for url, ours, theirs in keys if ours != theirs}


def test_odd_urls_have_the_keys_of_the_library() -> None:
    urls = (HERE / "odd_urls.txt").read_text().splitlines()
    assert len(urls) > 70
    assert differences(urls) == {}


def test_every_url_of_the_registry_has_the_key_of_the_library(shared: Path) -> None:
    with (shared / "registry" / "portals.csv").open(newline="") as file:
        urls = [
            url
            for row in csv.DictReader(file)
            for column in ("article_urls", "listing_urls")
            for url in re.findall(r"https?://[^\s|]+", row[column])
        ]
    assert len(urls) > 100
    assert differences(urls) == {}


@pytest.mark.parametrize(
    ("url", "ours", "theirs"),
    [
        pytest.param("http://", "http://", "http:", id="no host, so nothing that people look up"),
        pytest.param("http://[", "http://[", "http:", id="no host either"),
        pytest.param(
            "urn:Text:1", "urn:Text:1", "urn:text:1", id="names of other kinds may tell cases apart"
        ),
        pytest.param(
            "ftp://langson.gov.vn/a",
            "ftp://langson.gov.vn/a",
            "vn,gov,langson)/a",
            id="an FTP server is another server than the portal of that name",
        ),
    ],
)
def test_what_is_not_of_the_web_has_another_key_than_the_librarys(
    url: str, ours: str, theirs: str
) -> None:
    assert urlkey(url) == ours
    assert keys_of_the_library([url]) == [theirs]
