"""How fast letters are read: `bin/bench mail [--count N]` prints one table and one JSON line.

Letters are made here, mixed as a support mailbox gets them, 24 kB on the average: plain answers, Outlook's and Gmail's
pages with quotes, pictures and files, old charsets, bounces. CPU seconds, so that a busy machine does not matter.
"""

import argparse
import base64
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from otklik.channels.email.parsing import parse
from otklik.channels.email.quotes import strip_reply

PHRASE = (
    "здравствуйте сервер почта не доходит письмо договор оплата счёт домен сайт ошибка настройка пароль клиент прошу "
    "hello server invoice payment domain error settings password please thanks regards order number account"
)
WORDS = PHRASE.split()
DIFFERENT = 400
PATHOLOGICAL = {
    "a line of addresses": "a@b.c " * 50_000 + ":",
    "attributions": "On Mon, Jan 5, 2026 at 3:04 PM Bob <b@x.com> wrote\n" * 6_000,
    "marks of quoting": "> " * 150_000,
    "fields": "From: a\nSent: b\n" * 20_000,
    "less-than signs": "<" * 300_000,
    "nested quotes": "<blockquote>" * 25_000,
    "nested elements": "<div><b>" * 40_000,
    "open paragraphs": "<p>x" * 75_000,
    "empty elements": "<span></span>" * 40_000,
    "ampersands": "&" * 300_000,
    "blank lines": "\n" * 300_000,
    "spaces": " " * 300_000,
    "rules": ("-" * 70 + "\n") * 4_000,
    "dates": "1.1.2026 10:00 " * 20_000,
}


def prose(chance: random.Random, words: int) -> str:
    said = [chance.choice(WORDS) for _ in range(words)]
    return "\n".join(" ".join(said[place : place + 11]) + "." for place in range(0, words, 11))


def plain(chance: random.Random, letter: EmailMessage) -> None:
    quoted = "\n".join("> " + line for line in prose(chance, chance.randrange(40, 700)).split("\n"))
    head = "пн, 21 сент. 2026 г. в 10:00, Иван <i@x.ru>:"
    letter.set_content(f"{prose(chance, chance.randrange(10, 120))}\n\n{head}\n\n{quoted}\n", cte="8bit")


def page(chance: random.Random, letter: EmailMessage) -> None:
    text, old = prose(chance, chance.randrange(10, 120)), prose(chance, chance.randrange(150, 1000))
    rows = "".join(
        f'<p class="MsoNormal"><span style="font-size:11.0pt;color:#1F497D">{line}</span></p>\n'
        for line in old.split("\n")
    )
    head = '<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p><b>От:</b> А<br><b>Тема:</b> Б</p></div>'
    letter.set_content(f"{text}\n\nОт: А <a@x.ru>\nОтправлено: 4 сентября 2026 г. 9:43\nТема: Б\n\n{old}")
    letter.add_alternative(f"<html><body><div><p>{text}</p>{head}{rows}</div></body></html>", subtype="html")


def with_file(chance: random.Random, letter: EmailMessage) -> None:
    page(chance, letter)
    octets = chance.randbytes(chance.randrange(5_000, 60_000))
    letter.add_attachment(octets, maintype="application", subtype="pdf", filename="Счёт № 15 от 4 сентября.pdf")


def old_charset(chance: random.Random, letter: EmailMessage) -> None:
    letter.set_content(prose(chance, chance.randrange(100, 1500)), charset="koi8-r", cte="base64")


def bounce(chance: random.Random, letter: EmailMessage) -> None:
    letter.set_content("Undelivered Mail Returned to Sender\n" + prose(chance, 60))
    status = EmailMessage()
    status.set_content("Final-Recipient: rfc822; v@x.ru\nAction: failed\nStatus: 5.1.1\n")
    letter.add_attachment(status.as_bytes(), maintype="application", subtype="octet-stream", filename="status")


KINDS: list[tuple[Callable[[random.Random, EmailMessage], None], int]] = [
    (plain, 35),
    (page, 35),
    (with_file, 20),
    (old_charset, 7),
    (bounce, 3),
]


def letters() -> list[bytes]:
    """Different letters, the same ones at each run."""
    chance = random.Random(2026)
    made = []
    for number in range(DIFFERENT):
        letter = EmailMessage()
        for name, value in (("From", "Иван Петров <i@x.ru>"), ("To", "Поддержка <s@y.ru>"), ("Subject", "Ошибка №15")):
            letter[name] = value
        letter["Message-ID"], letter["References"] = f"<{number}.1@x.ru>", " ".join(f"<{n}@y.ru>" for n in range(9))
        for hop in range(6):
            letter[f"X-Received-{hop}"] = (
                f"by mx{hop}.x.ru with SMTP id " + base64.b64encode(chance.randbytes(60)).decode()
            )
        chance.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])[0](chance, letter)
        made.append(letter.as_bytes())
    return made


def per_second(count: int, work: Iterator[object]) -> float:
    began = time.process_time()
    for _ in work:
        pass
    return count / (time.process_time() - began)


def memory() -> float:
    """MB held now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def slowest() -> tuple[str, float]:
    """The pathological body that takes longest, and its CPU seconds."""
    spent = {}
    for name, body in PATHOLOGICAL.items():
        began = time.process_time()
        strip_reply(body, "")
        strip_reply("", body)
        parse(b"Content-Type: text/html\n\n" + body.encode())
        spent[name] = time.process_time() - began
    return max(spent.items(), key=lambda pair: pair[1])


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--count", type=int, default=4_000, help="letters to read (100000 shows that memory is flat)")
    count = wanted.parse_args().count
    raw = letters()
    for octets in raw:
        parse(octets)
    held = [memory()]
    speeds = []
    for share in (4, 4, 4, 4):
        part = count // share
        speeds.append(per_second(part, (parse(raw[n % DIFFERENT]) for n in range(part))))
        held.append(memory())
    said = [parse(octets) for octets in raw]
    stripped = per_second(len(said), (strip_reply(one["text"], one["html"]) for one in said))
    body, seconds = slowest()
    figures = {
        "letters": count // 4 * 4,
        "mean_kb": round(sum(map(len, raw)) / len(raw) / 1000, 1),
        "letters_per_cpu_second": round(sum(speeds) / len(speeds)),
        "memory_mb": [round(one, 1) for one in held],
        "replies_stripped_per_cpu_second": round(stripped),
        "slowest_body": body,
        "slowest_body_cpu_seconds": round(seconds, 2),
    }
    for name, value in figures.items():
        print(f"{name:34} {value}")
    print(json.dumps({"bench": "mail", **figures}))


if __name__ == "__main__":
    main()
