"""Letters whose truth is known, and what they are written with: for `bench/fields.py` and the tests."""

import base64
from dataclasses import dataclass, field
from typing import Any

RU, LONG = "Счёт за январь", "Письма с нашего домена не доходят до Gmail и Mail.ru со вчерашнего вечера"
WORDS = "Здравствуйте!\nСайт не открывается, помогите."
CHARSETS = {
    "utf-8": WORDS,
    "koi8-r": WORDS,
    "koi8-u": "Добрий день, їжак не відкривається",
    "windows-1251": WORDS,
    "iso-8859-5": WORDS,
    "cp866": WORDS,
    "iso-8859-1": "Grüße aus München, ça va très bien",
    "iso-8859-2": "Příliš žluťoučký kůň úpěl",
    "iso-8859-15": "Preis: 15 € für Größe",
    "windows-1250": "Příliš žluťoučký kůň",
    "windows-1252": "“Quoted” – naïve café €",
    "windows-1253": "Καλημέρα, δεν ανοίγει",
    "windows-1254": "Şifre çalışmıyor, yardım",
    "windows-1255": "שלום, האתר לא נפתח",
    "windows-1256": "مرحبا الموقع لا يعمل",
    "windows-1257": "Ačiū, neveikia svetainė",
    "iso-2022-jp": "お世話になっております",
    "shift_jis": "サイトが開きません",
    "euc-jp": "サイトが開きません",
    "gb2312": "网站打不开，请帮忙",
    "gbk": "網站打不開，请帮忙",
    "gb18030": "网站打不开",
    "big5": "網站打不開，請幫忙",
    "euc-kr": "사이트가 열리지 않습니다",
    "tis-620": "เว็บไซต์ไม่เปิด",
    "utf-7": "Сайт не открывается",
    "utf-16": WORDS,
}


@dataclass
class Letter:
    """A letter and the truth of it; what is not named in `truth` is not compared."""

    name: str
    raw: bytes
    truth: dict[str, Any] = field(default_factory=dict)


def encoded(text: str, charset: str = "utf-8", how: str = "B") -> str:
    octets = text.encode(charset)
    if how == "B":
        return f"=?{charset}?B?{base64.b64encode(octets).decode()}?="
    return f"=?{charset}?Q?" + "".join("_" if one == 32 else f"={one:02X}" for one in octets) + "?="


def cut(text: str, charset: str = "utf-8", size: int = 15) -> str:
    """Encoded words that are cut inside of characters, as Mail.ru and many scripts do."""
    octets = text.encode(charset)
    parts = [octets[place : place + size] for place in range(0, len(octets), size)]
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(part).decode()}?=" for part in parts)


def head(**fields: str | bytes) -> bytes:
    """A head; values may be raw octets."""
    known: dict[str, str | bytes] = {
        "From": "Vera <vera@shop.example>",
        "To": "support@prichal.example",
        "Subject": "Hello",
        "Message-ID": "<1@shop.example>",
        "MIME-Version": "1.0",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = (
        name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()) for name, value in known.items()
    )
    return b"\r\n".join(lines) + b"\r\n"


def plain(name: str, truth: dict[str, Any], body: bytes = b"words", **fields: str | bytes) -> Letter:
    return Letter(name, head(**fields) + b"\r\n" + body + b"\r\n", truth)


def part(kind: str, body: bytes, *lines: str) -> bytes:
    return "\r\n".join([f"Content-Type: {kind}", *lines, "", ""]).encode() + body


def many(kind: str, *parts: bytes, boundary: str = "=_A", more: str = "") -> bytes:
    inside = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    return (
        f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
        + inside
        + f"--{boundary}--\r\n".encode()
    )


TEXT = part("text/plain; charset=utf-8", WORDS.encode())
PAGE = part("text/html; charset=utf-8", f"<p>{WORDS}</p>".encode())
PNG = part(
    "image/png; name=a.png", base64.b64encode(b"\x89PNG1234"), "Content-Transfer-Encoding: base64", "Content-ID: <i@x>"
)


def file(*lines: str, kind: str = "application/pdf", body: bytes = b"%PDF") -> bytes:
    return part(kind, base64.b64encode(body), "Content-Transfer-Encoding: base64", *lines)
