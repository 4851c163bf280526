"""The only way to an address that a stranger wrote: no inner network, few redirects, little time, few bytes."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from threading import Timer
from time import monotonic
from typing import TypeVar
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from dns import resolver
from dns.exception import DNSException

REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
AGENT = "Otklik"
CHUNK = 64 * 1024
NAT64 = ipaddress.ip_network("64:ff9b::/96")
SAFE = "/%:@!$&'()*+,;=~-._?"

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
T = TypeVar("T")
May = Callable[[Address, int], bool]
Resolve = Callable[[str, float], list[str]]


class Refused(Exception):
    """The address may not be asked, or what it answers is not wanted."""


@dataclass(frozen=True)
class Fetched:
    """What came: its stated type, and its octets."""

    mime: str
    octets: bytes


@dataclass(frozen=True)
class Answer:
    """What another system said: its status, its headers, its octets."""

    status: int
    headers: http.client.HTTPMessage
    octets: bytes


def is_public(address: Address, port: int) -> bool:
    """Whether an address belongs to the internet, as the web does: its usual ports, nothing private, loopback, local
    or multicast, nor an IPv6 disguise of those (RFC 6890)."""
    if f"{address}:{port}" in settings.OUTSIDE_ALSO:
        return True
    inner = _inner(address)
    if inner is not None:
        return is_public(inner, port)
    return port in PORTS.values() and address.is_global and not address.is_multicast and not address.is_reserved


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


def resolve(host: str, seconds: float) -> list[str]:
    """Every address of a host, IPv4 first. Raises Refused."""
    found: list[str] = []
    for kind in ("A", "AAAA"):
        try:
            found += [str(one) for one in resolver.resolve(host, kind, lifetime=seconds / 2)]
        except DNSException:
            continue
    if not found:
        raise Refused("unknown host")
    return found


def fetch(
    url: str, *, kinds: str, limit: int, seconds: float, may: May = is_public, resolving: Resolve = resolve
) -> Fetched:
    """What stands at `url`, of a type that begins with `kinds`, at most `limit` octets, within `seconds` in all.

    The host is resolved once and that very address is asked, so that no second answer of DNS leads inside. Nothing of
    us is told but our name: no cookies, no referrer. Raises Refused.
    """
    until = monotonic() + seconds
    for _ in range(REDIRECTS + 1):
        parts = _checked(url)
        answer = _asked(parts, limit, until, may, resolving)
        if isinstance(answer, Fetched):
            if not answer.mime.startswith(kinds):
                raise Refused("not the wanted type")
            return answer
        url = urljoin(url, answer)
    raise Refused("too many redirects")


def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    limit: int,
    seconds: float,
    may: May = is_public,
    resolving: Resolve = resolve,
) -> Answer:
    """Speak with a system that an administrator named: its answer of any status, within `limit` octets and `seconds`.

    Its address is held to the same rules. A redirect is an answer and is not followed: what `headers` carry, a token
    for example, is for that host alone. Raises Refused.
    """
    until = monotonic() + seconds
    sent = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close", **headers}

    def read(response: http.client.HTTPResponse) -> Answer:
        return Answer(response.status, response.headers, _octets(response, limit))

    return _exchange(_checked(url), method, sent, body, until, read, may, resolving)


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("no address") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password or port == 0:
        raise Refused("no address of the web")
    return parts


def _asked(parts: SplitResult, limit: int, until: float, may: May, resolving: Resolve) -> Fetched | str:
    """The contents, or where to go on."""
    headers = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    return _exchange(parts, "GET", headers, None, until, lambda found: _answered(found, limit), may, resolving)


def _exchange(
    parts: SplitResult,
    method: str,
    headers: Mapping[str, str],
    body: bytes | None,
    until: float,
    read: Callable[[http.client.HTTPResponse], T],
    may: May,
    resolving: Resolve,
) -> T:
    """One question and its answer, cut off when time is up."""
    port = parts.port or PORTS[parts.scheme]
    line = _connected(parts, port, until, may, resolving)
    asking = http.client.HTTPConnection(_named(parts.hostname or ""), port)
    asking.sock = line
    watch = Timer(max(0.0, until - monotonic()), _cut, [line])
    watch.start()
    try:
        path = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
        asking.request(method, path, body=body, headers=dict(headers))
        with closing(asking.getresponse()) as response:
            answer = read(response)
        if monotonic() >= until:
            raise Refused("too slow")
        return answer
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Refused("too slow" if monotonic() >= until else "no answer") from error
    finally:
        watch.cancel()
        asking.close()
        line.close()


def _connected(parts: SplitResult, port: int, until: float, may: May, resolving: Resolve) -> socket.socket:
    host = _named(parts.hostname or "")
    left = until - monotonic()
    if left <= 0:
        raise Refused("too slow")
    address = _address(host, port, left, may, resolving)
    try:
        line = socket.create_connection((str(address), port), timeout=max(0.1, until - monotonic()))
    except (OSError, ValueError) as error:
        raise Refused("no connection") from error
    if parts.scheme == "http":
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except (OSError, ValueError) as error:
        line.close()
        raise Refused("no safe connection") from error


def _address(host: str, port: int, seconds: float, may: May, resolving: Resolve) -> Address:
    """The one address that will be asked. A host with even one inner address is refused."""
    try:
        found: list[Address] = [ipaddress.ip_address(host)]
    except ValueError:
        found = [ipaddress.ip_address(one) for one in resolving(host, seconds)]
    if not found or not all(may(one, port) for one in found):
        raise Refused("not a public address")
    return found[0]


def _named(host: str) -> str:
    try:
        return host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise Refused("no host") from error


def _answered(answer: http.client.HTTPResponse, limit: int) -> Fetched | str:
    if answer.status in (301, 302, 303, 307, 308) and (to := answer.headers.get("Location")):
        return to
    if answer.status != 200:
        raise Refused("not there, or too large")
    return Fetched(answer.headers.get_content_type(), _octets(answer, limit))


def _octets(answer: http.client.HTTPResponse, limit: int) -> bytes:
    if int(answer.headers.get("Content-Length") or 0) > limit:
        raise Refused("too large")
    octets = bytearray()
    while chunk := answer.read1(CHUNK):
        octets += chunk
        if len(octets) > limit:
            raise Refused("too large")
    return bytes(octets)


def _cut(line: socket.socket) -> None:
    """Time is up, however slowly it trickles: whoever reads is woken."""
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
