"""Which addresses may be asked: the rules, without a network."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portalcrawl.fetch.address import Reach, is_public, literal, ports_of, refusal

PUBLIC = Reach()
WITH_LOOPBACK = Reach(allow_loopback=True)
ONLY_LOOPBACK = Reach(loopback_only=True)


def kind(url: str, reach: Reach = PUBLIC, declared: tuple[str, ...] = ()) -> str | None:
    refused = refusal(url, reach, declared)
    return refused.kind if refused else None


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::10.0.0.1]/",
        "http://[2002:a00:1::]/",
    ],
)
def test_a_literal_address_that_is_not_public_is_refused(url: str) -> None:
    assert kind(url) == "address"
    assert kind(url, WITH_LOOPBACK) == "address"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8801/", "http://[::1]:8801/"])
def test_loopback_is_asked_only_where_it_is_allowed(url: str) -> None:
    assert kind(url) == "address"
    assert kind(url, WITH_LOOPBACK) is None
    assert kind(url, ONLY_LOOPBACK) is None


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "017700000001"]
)
def test_the_forms_that_only_a_socket_takes_are_seen_through(host: str) -> None:
    assert kind(f"http://{host}/") == "address"
    assert kind(f"http://{host}:8801/", WITH_LOOPBACK) is None


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_means_the_same_in_decimal_and_in_ipv6(
    address: ipaddress.IPv4Address,
) -> None:
    assert literal(str(int(address))) == address
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")
    assert is_public(mapped) == is_public(address)


@given(st.ip_addresses())
def test_with_loopback_only_no_other_address_is_asked(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    assert ONLY_LOOPBACK.refuses_address(address) == (not address.is_loopback)


@given(st.text(max_size=40))
def test_whatever_a_socket_takes_for_an_address_is_judged_as_one(host: str) -> None:
    try:
        spelled = ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return
    assert literal(host) == spelled


@given(st.text(max_size=60))
def test_any_text_gets_a_judgement(text: str) -> None:
    refusal(text, PUBLIC)
    refusal(f"http://{text}", ONLY_LOOPBACK, ("langson.gov.vn",))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://langson.gov.vn/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://admin:secret@langson.gov.vn/", "credentials"),
        ("http://admin@langson.gov.vn/", "credentials"),
        ("http://langson.gov.vn:22/", "port"),
        ("http://langson.gov.vn:99999/", "url"),
        ("http:///path", "url"),
    ],
)
def test_what_is_no_plain_web_address_is_refused(url: str, reason: str) -> None:
    assert kind(url) == reason


def test_a_password_is_not_repeated_in_the_reason() -> None:
    refused = refusal("http://admin:secret@langson.gov.vn/", PUBLIC)
    assert refused is not None
    assert "secret" not in refused.reason


@pytest.mark.parametrize("url", ["https://langson.gov.vn/", "http://langson.gov.vn:443/"])
def test_a_public_name_at_a_default_port_is_asked(url: str) -> None:
    assert kind(url) is None


def test_a_declared_port_is_the_only_one_of_its_host() -> None:
    declared = ("127.0.0.1:8801", "langson.gov.vn")
    assert kind("http://127.0.0.1:8801/", WITH_LOOPBACK, declared) is None
    assert kind("http://127.0.0.1:8802/", WITH_LOOPBACK, declared) == "port"
    assert kind("http://127.0.0.1/", WITH_LOOPBACK, declared) == "port"
    assert kind("https://langson.gov.vn/", WITH_LOOPBACK, declared) is None
    assert kind("http://langson.gov.vn:8801/", WITH_LOOPBACK, declared) == "port"


def test_www_is_the_same_site_and_a_subdomain_is_not() -> None:
    assert ports_of("www.langson.gov.vn", ["langson.gov.vn"])
    assert ports_of("langson.gov.vn", ["www.langson.gov.vn"])
    assert not ports_of("evil.langson.gov.vn", ["langson.gov.vn"])


def test_with_loopback_only_a_name_is_not_even_looked_up() -> None:
    assert kind("http://langson.gov.vn/", ONLY_LOOPBACK) == "address"
    assert kind("http://localhost:8801/", ONLY_LOOPBACK) is None
    assert kind("http://8.8.8.8/", ONLY_LOOPBACK) == "address"


@pytest.mark.parametrize("name", ["invalid", "portal.invalid", "PORTAL.INVALID."])
def test_a_name_that_exists_nowhere_may_be_asked_for(name: str) -> None:
    assert kind(f"http://{name}/", ONLY_LOOPBACK) is None
    assert kind(f"http://{name}.vn/", ONLY_LOOPBACK) == "address"
