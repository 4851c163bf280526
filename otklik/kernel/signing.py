"""Proof that we wrote a value: short HMACs that survive mail, with the id of their key (F27).

Lower-case base32, since addresses in mail lose their case; 80 bits, since they can only be guessed against a server.
"""

import base64
import hashlib
import hmac
import re

from django.conf import settings

_LENGTH = 16  # characters of 5 bits


class BadSignature(Exception):
    """Not ours, not for this purpose, or changed."""


def mark(purpose: str, value: str | int) -> str:
    """The proof for `value`, under the newest key."""
    key_id = list(settings.KEYS.mail)[-1]
    return key_id + _mac(key_id, purpose, str(value))


def is_marked(purpose: str, value: str | int, proof: str) -> bool:
    """Whether `proof` is ours for `value`, under any key that we still have."""
    key_id, given = proof[:-_LENGTH], proof[-_LENGTH:]
    if key_id not in settings.KEYS.mail or not re.fullmatch("[a-z2-7]+", given):
        return False
    return hmac.compare_digest(given, _mac(key_id, purpose, str(value)))


def sign(purpose: str, value: str | int) -> str:
    """`value` with its proof, as one word: 4831-ak3x…"""
    return f"{value}-{mark(purpose, value)}"


def read(purpose: str, token: str) -> str:
    """The value of a signed word. Raises BadSignature."""
    value, _, proof = token.rpartition("-")
    if not is_marked(purpose, value, proof):
        raise BadSignature(purpose)
    return value


def _mac(key_id: str, purpose: str, value: str) -> str:
    message = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    digest = hmac.digest(bytes.fromhex(settings.KEYS.mail[key_id]), message, hashlib.sha256)
    return base64.b32encode(digest)[:_LENGTH].decode().lower()
