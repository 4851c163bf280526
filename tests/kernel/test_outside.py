"""What strangers' addresses may make us fetch: nothing inside, nothing large, nothing slow (mail research §3.6)."""

import ipaddress

import pytest

from otklik.kernel import outside
from tests.pictures_server import png, serving

KNOWN = {"kinds": "image/", "limit": 50_000, "seconds": 20.0}


@pytest.fixture
def stranger(settings):
    with serving() as (address, asked):
        settings.OUTSIDE_ALSO = frozenset([address])
        yield address, asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "10.0.0.1",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "fe80::1",
        "fc00::1",
        "ff02::1",
    ],
)
def test_the_inner_network_is_never_asked(address):
    assert not outside.is_public(ipaddress.ip_address(address), 80)
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(outside.Refused, match="public"):
        outside.fetch(f"http://{host}/", **KNOWN)


def test_the_internet_is_asked_on_the_ports_of_the_web_alone():
    assert outside.is_public(ipaddress.ip_address("93.184.216.34"), 443)
    assert outside.is_public(ipaddress.ip_address("2606:2800:220:1::1"), 80)
    assert not outside.is_public(ipaddress.ip_address("93.184.216.34"), 22)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.com/",
        "file:///etc/passwd",
        "http://",
        "http://a:b@x.com/",
        "http://x.com:99999/",
        "//x",
        "x",
        "http://[::",
    ],
)
def test_only_addresses_of_the_web_are_asked(url):
    with pytest.raises(outside.Refused):
        outside.fetch(url, **KNOWN)


def test_a_picture_comes_without_telling_who_looks(stranger):
    address, asked = stranger
    fetched = outside.fetch(f"http://{address}/a.png?x=1 2", **KNOWN)
    assert (fetched.mime, fetched.octets) == ("image/png", png())
    ((path, headers),) = asked
    assert path == "/a.png?x=1%202"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_name_that_leads_inside_is_refused_even_once(stranger):
    address, asked = stranger
    _, port = address.split(":")
    with pytest.raises(outside.Refused, match="public"):
        outside.fetch("http://x.example/", resolving=lambda *_: ["93.184.216.34", "10.0.0.1"], **KNOWN)
    found = outside.fetch(f"http://x.example:{port}/a.png", resolving=lambda *_: ["127.0.0.1"], **KNOWN)
    assert found.octets == png()
    assert asked[0][1]["Host"] == f"x.example:{port}"


def test_redirects_are_checked_again_and_few(stranger):
    address, _ = stranger
    here = f"http://{address}"
    assert outside.fetch(f"{here}/redirect/{here}/a.png", **KNOWN).octets == png()
    with pytest.raises(outside.Refused, match="public"):
        outside.fetch(f"{here}/redirect/http://169.254.169.254/", **KNOWN)
    with pytest.raises(outside.Refused, match="redirects"):
        outside.fetch(f"{here}/redirect/" * 4 + f"{here}/a.png", **KNOWN)
    with pytest.raises(outside.Refused, match="web"):
        outside.fetch(f"{here}/redirect/file:///etc/passwd", **KNOWN)


@pytest.mark.parametrize(("path", "why"), [("page", "type"), ("flood", "large")])
def test_what_is_no_picture_or_too_large_is_refused(stranger, path, why):
    with pytest.raises(outside.Refused, match=why):
        outside.fetch(f"http://{stranger[0]}/{path}", **KNOWN)


def test_a_server_that_trickles_is_cut_off(stranger):
    """Otherwise this test would not end."""
    with pytest.raises(outside.Refused):
        outside.fetch(f"http://{stranger[0]}/trickle", kinds="image/", limit=2**30, seconds=0.3)
