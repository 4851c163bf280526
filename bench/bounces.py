"""How well letters that came back are told from those of people: `bin/bench bounces [--half tuned|held|all] [--show]`.

Letters are made of templates in bench/data/mail (servers.txt, people.txt), each in three shapes: another charset and
encoding, more or fewer of the fields that servers put on top, the letter returned whole, as its head, inline or not at
all. Templates are parted in two by a hash of their names: rules are mended on one half and measured on the other.
"""

import argparse
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from pathlib import Path

from otklik.channels.email import parsing

DATA = Path(__file__).parent / "data" / "mail"
SHAPES = 3
OURS = "t.15.k3j2h4@prichal.example"
ORIGINAL = f"""Received: from desk.prichal.example by out.prichal.example with ESMTPS; Mon, 5 Jan 2026 15:04:01 +0300
From: =?utf-8?B?0J/RgNC40YfQsNC7?= <support@prichal.example>
To: $to
Subject: $subject
Message-ID: <{OURS}>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit
"""
WORDS = "Здравствуйте! Счёт во вложении.\n\nАнна\n"
REPORT = """Reporting-MTA: dns; $host
Arrival-Date: Mon, 5 Jan 2026 15:04:05 +0300 (MSK)

Final-Recipient: rfc822; $to
Action: $action
Status: $status
Diagnostic-Code: smtp; $diagnostic
"""
TOP = (
    "Received: from mx.$domain ([192.0.2.25]) by mx.prichal.example with ESMTPS; Mon, 5 Jan 2026 15:05:00 +0300",
    "Date: Mon, 5 Jan 2026 15:05:00 +0300",
    "To: support@prichal.example",
    "Message-ID: <20260105120500.$number@$host>",
    "MIME-Version: 1.0",
)


@dataclass(frozen=True)
class Template:
    """A letter with holes. `kind`: how it is built; `returned`: how the other letter is in it."""

    name: str
    kind: str
    returned: str
    head: str
    body: str
    action: str = ""
    status: str = ""

    @property
    def is_held(self) -> bool:
        """Whether it belongs to the half that no rule was made for."""
        return bool(zlib.crc32(self.name.encode()) & 4)


def templates(name: str) -> list[Template]:
    """What a file of templates holds."""
    found = []
    for block in (DATA / f"{name}.txt").read_text().split("\n=== "):
        title, _, letter = block.removeprefix("=== ").partition("\n")
        head, _, body = letter.partition("\n\n")
        called, kind, returned, *rest = (word.strip() for word in title.split("|"))
        found.append(Template(called, kind, returned, head, body, *rest))
    return found


def letters(which: list[Template]) -> Iterator[tuple[Template, bytes]]:
    """Each template in several shapes, the same ones at each run."""
    for template in which:
        for shape in range(SHAPES):
            yield template, _letter(template, random.Random(f"{template.name} {shape}"), shape)


def _letter(template: Template, chance: random.Random, shape: int) -> bytes:
    domain = chance.choice(["shop.example", "firma.example.org", "xn--80a.example", "mail.co.example"])
    person = chance.choice(["Вера Соколова", "John Doe", "Иван", "María García", "Klaus Müller", "李雷"])
    user = chance.choice(["vera", "john.doe", "i_petrov", "info", "maria-garcia", "buh"])
    known = {
        "$to": f"{user}@{domain}",
        "$from": f"{user}@{domain}",
        "$host": chance.choice(["mx.out.example", "relay3.hosting.example", "server.lan.example"]),
        "$domain": domain,
        "$person": person,
        "$name": person,
        "$subject": chance.choice(["Re: Счёт за январь", "Ваше обращение № 4812", "Re: domain transfer", "Привет"]),
        "$number": str(chance.randrange(10**6)),
        "$action": template.action,
        "$status": template.status or "5.0.0",
        "$diagnostic": _diagnostic(template.body),
    }
    charset = chance.choice(["utf-8", "koi8-r", "windows-1251"]) if shape else "utf-8"
    top = list(TOP) if shape != 1 else chance.sample(TOP, 3)
    own = [line for line in template.head.split("\n") if shape != 1 or line.startswith(("From:", "Subject:"))]
    head = [_encoded(_filled(line, known)) for line in [*top, *own]]
    body = _filled(template.body, known).rstrip("\n") + "\n"
    return _built(template, head, body, _Returned(known, template.returned, chance, shape), charset)


def _filled(text: str, known: dict[str, str]) -> str:
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, known[name])
    return text


def _diagnostic(body: str) -> str:
    said = next((line.strip() for line in body.split("\n") if "55" in line and " " in line), "")
    return " ".join(said.split())[-200:] or "delivery error"


def _encoded(line: str) -> str:
    name, _, value = line.partition(": ")
    if value.isascii():
        return line
    words, bracket, address = value.rpartition(" <")
    return f"{name}: {Header(words or value, 'utf-8').encode()}{bracket}{address if words else ''}"


@dataclass(frozen=True)
class _Returned:
    """The letter that came back, in one of its shapes."""

    known: dict[str, str]
    how: str
    chance: random.Random
    shape: int

    @property
    def head(self) -> str:
        lines = _filled(ORIGINAL, self.known).rstrip("\n").split("\n")
        return "\n".join(_encoded(line) for line in lines)

    @property
    def text(self) -> str:
        return self.head + "\n\n" + WORDS


def _part(kind: str, text: str, charset: str = "utf-8", more: str = "") -> bytes:
    octets = text.encode(charset, "replace")
    return f"Content-Type: {kind}\n{more}\n".encode() + octets


def _built(template: Template, head: list[str], body: str, returned: _Returned, charset: str) -> bytes:
    try:
        body.encode(charset)
    except UnicodeEncodeError:
        charset = "utf-8"
    plain = f"text/plain; charset={charset}"
    if template.kind == "plain" or template.kind == "rawreport":
        text = body + _inline(template, returned)
        kind = "message/delivery-status" if template.kind == "rawreport" else plain
        return _joined(head, _part(kind, text, charset, "Content-Transfer-Encoding: 8bit\n"))
    parts = [_part(plain, body, charset)]
    outer = "multipart/mixed"
    if template.kind == "report":
        outer = "multipart/report; report-type=delivery-status"
        parts.append(_part("message/delivery-status", _filled(REPORT, returned.known)))
        if returned.how == "rfc822":
            parts.append(_part("message/rfc822", returned.text))
        elif returned.how == "headers":
            parts.append(_part("text/rfc822-headers", returned.head))
    elif template.kind == "mdn":
        outer = "multipart/report; report-type=disposition-notification"
        said = "Final-Recipient: rfc822; $to\nDisposition: manual-action/MDN-sent-manually; displayed\n"
        parts.append(_part("message/disposition-notification", _filled(said, returned.known)))
    elif template.kind == "calendar":
        card = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:Moving the server\nEND:VEVENT\nEND:VCALENDAR\n"
        parts.append(_part("text/calendar; method=REPLY; charset=utf-8", card))
    elif template.kind == "attached":
        parts.append(_part("message/rfc822", _whole_bounce(returned), more="Content-Disposition: attachment\n"))
    joined = b"".join(b"--=_B15\n" + part + b"\n" for part in parts) + b"--=_B15--\n"
    return _joined(head, f'Content-Type: {outer}; boundary="=_B15"\n\n'.encode() + joined)


def _joined(head: list[str], rest: bytes) -> bytes:
    return "\n".join(head).encode() + b"\n" + rest


def _inline(template: Template, returned: _Returned) -> str:
    if template.returned in ("inline", "rfc822", "headers"):
        return "\n" + (returned.head if returned.shape == 2 else returned.text)
    bounce = _a_bounce(returned)
    if template.returned == "quote":
        said = "05.01.2026 15:04, Mail Delivery System <MAILER-DAEMON@mx.out.example> пишет:\n"
        return "\n" + said + "".join(f"> {line}\n" for line in bounce.split("\n"))
    return "\n" + bounce if template.returned in ("forward", "paste") else ""


def _a_bounce(returned: _Returned) -> str:
    """What one of the servers wrote, as people pass it on."""
    other = returned.chance.choice([one for one in templates("servers") if one.kind in ("plain", "report")])
    return _filled(other.body, returned.known)


def _whole_bounce(returned: _Returned) -> str:
    other = returned.chance.choice([one for one in templates("servers") if one.kind == "report"])
    head = "\n".join(_encoded(_filled(line, returned.known)) for line in other.head.split("\n"))
    parts = [_part("text/plain; charset=utf-8", _filled(other.body, returned.known)).decode()]
    parts.append("Content-Type: message/delivery-status\n\n" + _filled(REPORT, returned.known))
    joined = "".join(f"--=_I\n{part}\n" for part in parts) + "--=_I--\n"
    return f'{head}\nMIME-Version: 1.0\nContent-Type: multipart/report; boundary="=_I"\n\n{joined}'


def measured(half: str, *, show: bool) -> dict[str, object]:
    """Figures of one half, or of both."""
    wanted = {"tuned": (False,), "held": (True,), "all": (False, True)}[half]
    servers = [one for one in templates("servers") if one.is_held in wanted]
    people = [one for one in templates("people") if one.is_held in wanted]
    found, exact, stated, named, ours, sent, count = 0, 0, 0, 0, 0, 0, 0
    for template, raw in letters(servers):
        bounce = parsing.read(raw).bounce
        count += 1
        if bounce is None:
            print("not found:", template.name) if show else None
            continue
        found += 1
        named += "@" in bounce.recipient
        stated += bool(template.status)
        exact += bool(template.status) and bounce.status == template.status
        sent += template.returned in ("rfc822", "headers", "inline")
        ours += template.returned in ("rfc822", "headers", "inline") and bounce.message_id == OURS
        if show and (bounce.action != template.action or (template.status and bounce.status != template.status)):
            told = bounce.action, bounce.status
            print("told otherwise:", template.name, *told, "for", template.action, template.status)
        if show and template.returned in ("rfc822", "headers", "inline") and bounce.message_id != OURS:
            print("ours not named:", template.name, bounce.message_id)
    wrong, total = 0, 0
    for template, raw in letters(people):
        total += 1
        if parsing.read(raw).bounce is not None:
            wrong += 1
            print("called a bounce:", template.name) if show else None
    return {
        "half": half,
        "bounces": count,
        "found_percent": round(100 * found / count, 1),
        "recipient_named_percent": round(100 * named / found, 1),
        "status_exact_percent": round(100 * exact / max(1, stated), 1),
        "our_id_percent": round(100 * ours / max(1, sent), 1),
        "letters_of_people": total,
        "people_called_bounce": wrong,
    }


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--half", choices=["tuned", "held", "all", "both"], default="both")
    wanted.add_argument("--show", action="store_true", help="name what was told wrong")
    asked = wanted.parse_args()
    halves = ["tuned", "held"] if asked.half == "both" else [asked.half]
    for half in halves:
        figures = measured(half, show=asked.show)
        for name, value in figures.items():
            print(f"{name:34} {value}")
        print(json.dumps({"bench": "bounces", **figures}))


if __name__ == "__main__":
    main()
