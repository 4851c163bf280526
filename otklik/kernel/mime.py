"""What a file is, by what it holds; its name only chooses between equals."""

import mimetypes
import re
from contextlib import suppress
from pathlib import PurePosixPath

import puremagic

INLINE_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""The only types that may be shown in a page; SVG and HTML never are."""

_CERTAIN = [
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"%PDF-"), "application/pdf"),
    (re.compile(rb"\{\\rtf"), "application/rtf"),
    (re.compile(rb"MZ.*\0", re.DOTALL), "application/x-msdownload"),
    (re.compile(rb"\x7fELF"), "application/x-executable"),
]
_MARKUP = [
    (re.compile(r"<svg[\s>]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(r"<(?:!doctype html|html|head|body|script|iframe|meta)[\s>]", re.IGNORECASE), "text/html"),
    (re.compile(r"<\?xml\s", re.IGNORECASE), "application/xml"),
]
_TEXTS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".eml": "message/rfc822",
    ".md": "text/markdown",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
}
_PROGRAMS = frozenset(
    {"application/x-msdownload", "application/x-executable", "text/html", "image/svg+xml", "application/java-archive"}
)
_PROGRAM_NAMES = re.compile(
    r"\.(exe|dll|msi|msix|scr|com|pif|cpl|bat|cmd|ps1|psm1|vbs|vbe|js|jse|mjs|wsf|wsh|hta|jar|lnk|url|reg|inf|apk|ipa|app"
    r"|deb|rpm|sh|run|bin|svg|svgz|x?html?|mht|mhtml|xll|docm|dotm|xlsm|xltm|xlam|pptm|ppam|iso|img|vhdx?|scf|chm)$",
    re.IGNORECASE,
)


def detect(head: bytes, name: str = "") -> str:
    """The MIME type of contents that begin with `head`; "application/octet-stream" if nobody knows."""
    for pattern, mime in _CERTAIN:
        if pattern.match(head):
            return mime
    suffix = PurePosixPath(name).suffix.lower()
    if (text := _as_utf8(head)) is not None:
        return _text_type(text, suffix)
    return _by_magic(head, suffix) or ("text/plain" if _is_8_bit_text(head) else "application/octet-stream")


def is_inline_image(mime: str) -> bool:
    """Whether a browser may show it in a page."""
    return mime in INLINE_IMAGES


def is_dangerous(name: str, mime: str) -> bool:
    """Whether opening it may run a program; people are warned, nothing is refused."""
    return mime in _PROGRAMS or bool(_PROGRAM_NAMES.search(name.rstrip(". ")))


def _as_utf8(head: bytes) -> str | None:
    if not head or re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]", head):
        return None
    for cut in range(4):  # the beginning of a file may end within a letter
        with suppress(UnicodeDecodeError):
            return head[: len(head) - cut].decode()
    return None


def _text_type(text: str, suffix: str) -> str:
    start = text.lstrip("\ufeff \t\r\n")[:2000]
    if start.startswith("<"):
        for pattern, mime in _MARKUP:
            if pattern.search(start):
                return mime
    return _TEXTS.get(suffix, "text/plain")


def _by_magic(head: bytes, suffix: str) -> str | None:
    try:
        found = [match for match in puremagic.magic_string(head) if match.mime_type]
    except (puremagic.PureError, ValueError):
        return None
    named = next((match for match in found if suffix and match.extension == suffix), None)
    if head.startswith(b"PK"):  # the many children of ZIP look alike
        return str(named.mime_type) if named else mimetypes.types_map[".zip"]
    best = named or (found[0] if found and found[0].confidence >= 0.4 else None)
    return str(best.mime_type)[:100] if best else None


def _is_8_bit_text(head: bytes) -> bool:
    return bool(head) and not re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]", head)
