"""Bytes of letters to text: mislabelled, unlabelled and broken ones too (research: mail, §3.7)."""

import codecs
import re
from functools import lru_cache

import cchardet

ALIASES = {  # by the label as letters write it, without case, spaces and a leading x-
    "ansi": "cp1252",
    "ansi_x3.110-1983": "cp1252",
    "cp-850": "cp850",
    "dos-866": "cp866",
    "euc-jp": "euc_jp",
    "gb-2312": "gb18030",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "koi8": "koi8-u",
    "koi8-ru": "koi8-u",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "ms949": "cp949",
    "sjis": "cp932",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "win-1251": "cp1251",
}
WIDER = {  # by Python's name: what programs mean when they say so (WHATWG Encoding)
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "koi8-r": "koi8-u",
    "iso2022_jp": "iso2022_jp_ext",
    "iso2022_jp_1": "iso2022_jp_ext",
    "big5": "big5hkscs",
}
NOT_CHARSETS = {
    "idna",
    "punycode",
    "unicode-escape",
    "raw-unicode-escape",
    "undefined",
    "mbcs",
    "oem",
    "palmos",
    "mac-cyrillic",
}
WESTERN = {"ascii", "cp1252", "iso8859-15", "iso8859-9", "cp1250"}
OTHER_SCRIPTS = {
    *("cp1253", "iso8859-7", "cp737", "cp869"),
    *("cp1255", "iso8859-8", "cp862"),
    *("cp1256", "iso8859-6", "cp864", "cp720"),
    *("cp874", "cp1258"),
}
"""Greek, Hebrew, Arabic, Thai, Vietnamese: whoever says so means it, though each octet could be Cyrillic as well."""
CYRILLIC = ("cp1251", "koi8-u", "cp866", "iso8859-5")
COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфіїєё")
RARE = frozenset("ъґўђѓљњћќџѕјЂЃЉЊЋЌЏЅЈ")
UNWANTED = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
ESCAPE = b"\x1b"
JAPANESE = re.compile(rb"\x1b\$[@B]|\x1b\([BJ]")
SPACES = re.compile(r"\s+")
NUMBERED = re.compile(r"(windows|win|cp|ibm|iso_?-?8859)[-_]?(\d{1,4})(?:http.*)?$")
FAMILIES = {"windows": "cp", "win": "cp", "cp": "cp", "ibm": "cp"} | dict.fromkeys(
    ("iso8859", "iso-8859", "iso_8859", "iso_-8859"), "iso8859-"
)
GUESSED_FROM, LIKENESS_FROM = 20_000, 2_000
BY_CHANCE = 3
TRUSTED = 0.5
"""How sure the library's guess must be."""


def to_text(octets: bytes, declared: str = "") -> str:
    """Text of `octets`: valid UTF-8 first, then what is declared, then what looks most like words. Never fails."""
    return clean(_decode(octets, codec(declared)))


def clean(text: str) -> str:
    """`text` without NUL, control characters, byte-order marks and lone surrogates; lines end in \\n."""
    return UNWANTED.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n")


@lru_cache(maxsize=512)
def codec(label: str) -> str:
    """Python's name for a charset label as letters write it, or an empty string if there is none."""
    name = SPACES.sub("", label.lower().replace("charset=", "")).strip("\"';:,.<>").split("*")[0].split(";")[0]
    for wanted in (name, name.removeprefix("x-"), name.removeprefix("cs")):
        numbered = NUMBERED.match(wanted)
        wanted = ALIASES.get(wanted) or (FAMILIES[numbered[1]] + numbered[2] if numbered else wanted)
        try:
            found = codecs.lookup(wanted)
        except (LookupError, ValueError, TypeError):
            continue
        if getattr(found, "_is_text_encoding", True) and found.name not in NOT_CHARSETS:
            return WIDER.get(found.name, found.name)
    return ""


def _decode(octets: bytes, declared: str) -> str:
    if octets.isascii():
        return octets.decode(_seven_bit(octets, declared), "replace")
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return octets.decode("utf-16", "replace")
    if _is_multibyte(declared):
        return _by_label(octets, declared) if _is_hardly_utf8(octets) else octets.decode("utf-8")
    if (text := _as_utf8(octets)) is not None:
        return text
    return _single_byte(octets, declared)


def _seven_bit(octets: bytes, declared: str) -> str:
    """The charset of text in seven bits: Japanese hides behind escapes."""
    if declared in ("utf-7", "hz") or (declared.startswith(("utf-16", "utf-32")) and b"\0" in octets):
        return declared
    if ESCAPE in octets and (declared.startswith("iso2022") or JAPANESE.search(octets)):
        return declared if declared.startswith("iso2022") else "iso2022_jp_ext"
    return "ascii"


def _is_multibyte(name: str) -> bool:
    return name.startswith(("gb", "big5", "cp9", "euc", "iso2022", "shift", "utf-16", "utf-32", "hz", "johab"))


def _is_hardly_utf8(octets: bytes) -> bool:
    """Whether octets that an East Asian label claims are not UTF-8: one or two characters may be so by chance."""
    try:
        return sum(1 for letter in octets.decode("utf-8") if letter > "\x7f") < BY_CHANCE
    except UnicodeDecodeError:
        return True


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
    if declared in OTHER_SCRIPTS:
        return octets.decode(declared, "replace")
    guessed = guess(octets[:LIKENESS_FROM])
    if not declared or declared in ("utf-8", "ascii"):
        return octets.decode(guessed or _looks_like(octets[:GUESSED_FROM]) or "cp1252", "replace")
    stated = octets.decode(declared, "replace")
    if not guessed or guessed == declared:
        return stated
    margin = 0.15 if declared in WESTERN else 0.6
    better = _likeness(octets[:LIKENESS_FROM].decode(guessed, "replace"))
    return octets.decode(guessed, "replace") if better > _likeness(stated[:LIKENESS_FROM]) + margin else stated


def _looks_like(octets: bytes) -> str:
    """The last guess: what a library that knows the languages of the world takes it for."""
    found = cchardet.detect(octets)
    name = codec(found["encoding"] or "")
    return name if (found["confidence"] or 0) > TRUSTED and name not in ("utf-8", "ascii") else ""


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
