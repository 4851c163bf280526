"""Letters that are encrypted or signed (RFC 8551, RFC 3156, RFC 9580): what can be said of them without a key.

Nothing is decrypted and no signature of an author is checked here: keys of customers are not ours to hold.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from otklik.channels.email.parts import Part

SMIME: Final = "smime"
PGP: Final = "pgp"
SMIME_CLOSED: Final = "smime_closed"
SMIME_SIGNED: Final = "smime_signed"
PGP_SIGNED: Final = "pgp_signed"
CLOSED = frozenset({SMIME, PGP, SMIME_CLOSED})
"""Those whose words cannot be read."""

MIMES = {"application/pkcs7-mime", "application/x-pkcs7-mime"}
SIGNATURES = {
    "application/pkcs7-signature": SMIME_SIGNED,
    "application/x-pkcs7-signature": SMIME_SIGNED,
    "application/pgp-signature": PGP_SIGNED,
}
NUMBERS = {
    bytes.fromhex("2a864886f70d010702"): SMIME_CLOSED,
    bytes.fromhex("2a864886f70d010703"): SMIME,
    bytes.fromhex("2a864886f70d0109100117"): SMIME,
}
"""What is inside by its number: signed, enveloped, authenticated-enveloped data (RFC 5652, RFC 5083)."""
BEGINNING = 80
ARMOUR = re.compile(r"^-----BEGIN PGP MESSAGE-----\n.*?(?:^-----END PGP MESSAGE-----$|\Z)", re.MULTILINE | re.DOTALL)


def of_part(part: Part, name: str, octets: bytes, *, is_beside_words: bool) -> str:
    """How a part that is a file seals its letter; empty if it does not: many sign the files that they attach."""
    if part.mime in SIGNATURES:
        return SIGNATURES[part.mime] if part.branch == "multipart/signed" else ""
    if part.mime == "application/pgp-encrypted":
        return PGP
    stated = part.mime in MIMES or name.lower() == "smime.p7m"
    if not stated or (is_beside_words and not name.lower().startswith("smime.p7")):
        return ""
    return _of_kind(part.parameters.get("smime-type", "").lower(), octets)


def _of_kind(kind: str, octets: bytes) -> str:
    if kind == "certs-only":
        return ""
    if kind in ("signed-data", "compressed-data"):
        return SMIME_CLOSED
    return next((seal for number, seal in NUMBERS.items() if number in octets[:BEGINNING]), SMIME)


def of_text(text: str) -> str:
    """How the words themselves are sealed: armour of PGP without MIME."""
    start = text[:2000]
    if "-----BEGIN PGP MESSAGE-----" in start:
        return PGP
    return PGP_SIGNED if "-----BEGIN PGP SIGNED MESSAGE-----" in start else ""


def stronger(one: str, other: str) -> str:
    """Of two seals the one that hides more."""
    return one if one in CLOSED or not other else other


def without_armour(text: str) -> str:
    """`text` less its encrypted block, which nobody reads."""
    return ARMOUR.sub("", text).strip()


def words(seal: str) -> str:
    """What a reader should know, in their language; empty if the letter is open."""
    return {
        SMIME: _("Encrypted with S/MIME: it could not be read here. The letter as it came is attached."),
        PGP: _("Encrypted with PGP: it could not be read here. The letter as it came is attached."),
        SMIME_CLOSED: _("Signed with S/MIME and closed: it could not be read here. The letter as it came is attached."),
        SMIME_SIGNED: _("Signed with S/MIME; the signature was not checked."),
        PGP_SIGNED: _("Signed with PGP; the signature was not checked."),
    }.get(seal, "")
