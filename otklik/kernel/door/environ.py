"""What Django is told about a request (F1)."""

import sys
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.parse import unquote_to_bytes

from otklik.kernel.door.body import Body
from otklik.kernel.door.exchange import Exchange


@dataclass(frozen=True)
class Proxies:
    """The networks whose word about a client's address is believed; whatever they say about host and scheme is not."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def named(cls, *names: str) -> "Proxies":
        """From addresses and networks as text: `10.0.0.1`, `10.0.0.0/8`. Raises ValueError."""
        return cls(tuple(ip_network(name.strip(), strict=False) for name in names))

    def client(self, peer: str, forwarded_for: str) -> str:
        """The nearest address that is not a trusted proxy: each proxy appends the one it was called from."""
        for told in [peer, *reversed(forwarded_for.split(","))]:
            address = _plain(told)
            if not address:
                break
            peer = address
            if not self._trusts(address):
                break
        return peer

    def _trusts(self, address: str) -> bool:
        return any(ip_address(address) in network for network in self.networks)


def environ(exchange: Exchange, body: Body, proxies: Proxies, scheme: str) -> dict[str, Any]:
    """The WSGI environment (PEP 3333); `scheme` comes from our own address, not from the request."""
    scope = exchange.scope
    host, port = scope["server"] or ("localhost", "80")
    peer = (scope["client"] or ("", 0))[0]
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in exchange.headers.items()}
    return {
        **headers,
        "REQUEST_METHOD": exchange.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "CONTENT_TYPE": exchange.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(body.size),
        "REMOTE_ADDR": proxies.client(peer, exchange.forwarded_for),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": body.file,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def _plain(text: str) -> str:
    """An address as we write it, IPv4 also when it came dressed as IPv6; empty when it is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)
