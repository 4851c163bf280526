"""Bytes of letters to text: mislabelled, unlabelled and broken ones too (research: mail, §3.7)."""

import codecs
import re
from functools import lru_cache

ALIASES = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "ascii",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "koi8": "koi8-u",
    "koi8-r": "koi8-u",
    "koi8-ru": "koi8-u",
    "win-1251": "cp1251",
    "x-cp1251": "cp1251",
    "windows1251": "cp1251",
    "cp-1251": "cp1251",
    "ansi": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}
NOT_CHARSETS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "palmos"}
WESTERN = {"ascii", "cp1252", "iso8859-15", "iso8859-9", "cp1250"}
CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5")
COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєё")
RARE = frozenset("ъґўђѓљњћќџѕјЂЃЉЊЋЌЏЅЈ")
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
ESCAPE = b"\x1b"


def to_text(octets: bytes, declared: str = "") -> str:
    """Text of `octets`: valid UTF-8 first, then what is declared, then what looks most like words. Never fails."""
    return clean(_decode(octets, codec(declared)))


def clean(text: str) -> str:
    """`text` without NUL, control characters, byte-order marks and lone surrogates; lines end in \\n."""
    return UNWANTED.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """Python's name for a charset label as letters write it, or an empty string if there is none."""
    name = label.strip().strip("\"';: ").lower().removeprefix("charset=").split("*")[0].strip()
    name = ALIASES.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, TypeError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in NOT_CHARSETS:
        return ""
    return ALIASES.get(found.name, found.name)


def _decode(octets: bytes, declared: str) -> str:
    if octets.isascii() and (ESCAPE not in octets or not declared.startswith("iso2022")):
        return octets.decode(declared if declared in ("utf-7", "hz") else "ascii", "replace")
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return octets.decode("utf-16", "replace")
    if _is_multibyte(declared):
        return _by_label(octets, declared)
    if (text := _as_utf8(octets)) is not None:
        return text
    return _single_byte(octets, declared)


def _is_multibyte(name: str) -> bool:
    return name.startswith(("gb", "big5", "cp9", "euc", "iso2022", "shift", "utf-16", "utf-32", "hz", "johab"))


def _by_label(octets: bytes, declared: str) -> str:
    try:
        return octets.decode(declared)
    except (UnicodeError, ValueError):
        text = _as_utf8(octets)
        return octets.decode(declared, "replace") if text is None else text


def _as_utf8(octets: bytes) -> str | None:
    """UTF-8, also with a few broken letters in it, or None."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        text = octets.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for letter in text[:4000] if letter > "\x7f" and letter != "\ufffd")
    return text if whole > 4 * broken else None


def _single_byte(octets: bytes, declared: str) -> str:
    guessed = guess(octets[:4000])
    if not declared or declared in ("utf-8", "ascii"):
        return octets.decode(guessed or "cp1252", "replace")
    stated = octets.decode(declared, "replace")
    if not guessed or guessed == declared:
        return stated
    margin = 0.15 if declared in WESTERN else 0.6
    better = _likeness(octets[:4000].decode(guessed, "replace"))
    return octets.decode(guessed, "replace") if better > _likeness(stated[:4000]) + margin else stated


def guess(octets: bytes) -> str:
    """The single-byte Cyrillic charset in which `octets` look most like Russian or Ukrainian; empty if in none."""
    scores = {name: _likeness(octets.decode(name, "replace")) for name in CYRILLIC}
    best = max(scores, key=scores.__getitem__)
    return best if scores[best] > 0.45 else ""


def _likeness(text: str) -> float:
    """From 0 (no Cyrillic words) to 1: the share of common small letters, less odd capitals and signs inside words."""
    padded = f" {text} "
    weights = [
        _weight(letter, padded[place], padded[place + 2])
        for place, letter in enumerate(text)
        if letter > "\x7f" and letter != "\xa0"
    ]
    return sum(weights) / len(weights) if weights else 0.0


def _weight(letter: str, before: str, after: str) -> float:
    if letter.isalpha() and ((before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha())):
        return -1.0  # a Latin word with a foreign letter in it
    if letter in RARE:
        return -1.0
    if letter in COMMON:
        return 1.0
    if "А" <= letter <= "я" or letter in "ЁІЇЄҐ":
        return -1.0 if letter.isupper() and before.islower() else 0.4
    return 0.3 if letter in "«»—–№…“”„’" else -0.7
