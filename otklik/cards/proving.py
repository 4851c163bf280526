"""How the company's own systems know that it is us: HMAC-SHA256 with a key that both sides hold.

docs/guide/card-source.md is the contract; examples/card_source checks it from the other side.
"""

from __future__ import annotations

import hashlib
import hmac

TIME, SIGNATURE, ONCE = "Otklik-Time", "Otklik-Signature", "Idempotency-Key"
WINDOW = 300
"""Seconds: the other side refuses what is older, or was seen within them."""


def of_body(key: str, seconds: int, body: bytes) -> str:
    """The signature of a request: over its time in Unix seconds, a dot, and its exact octets."""
    return f"sha256={_mac(key, str(seconds).encode() + b'.' + body)}"


def of_address(key: str, address: str) -> str:
    """The signature of a link: over everything before "&otklik_signature="."""
    return _mac(key, address.encode())


def _mac(key: str, message: bytes) -> str:
    return hmac.digest(key.encode(), message, hashlib.sha256).hex()
