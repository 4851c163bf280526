"""Whether a call comes from whom it says: a signature of its octets, or a word that was agreed on."""

from __future__ import annotations

import hashlib
import hmac


def is_signed(secret: str, body: bytes, signature: str) -> bool:
    """Whether `sha256=…` is the HMAC of the octets; true where no secret was agreed on."""
    if not secret:
        return True
    mac = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return is_word(f"sha256={mac}", signature)


def is_word(agreed: str, given: str) -> bool:
    """Whether it is the word that was agreed on, told in the same time whichever letter differs."""
    return not agreed or hmac.compare_digest(agreed.encode(), given.encode("utf-8", "replace"))
