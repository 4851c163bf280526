"""What the world writes to support in a storm: people, robots, broken programs; and what must become of it."""

from __future__ import annotations

import random
import smtplib
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from email.header import Header
from email.message import EmailMessage
from typing import Any

from tests.channels.email.letters import DSN, letter

SUPPORT = "support@prichal.example"
WORDS = ("сервер", "не", "отвечает", "письмо", "пропало", "оплата", "прошла", "домен", "продлить", "ошибка", "когда")
CHARSETS = ("utf-8", "koi8-r", "windows-1251")
Sent = tuple[str, str, bytes]
"""The envelope's sender and recipient, and the letter."""


@dataclass
class Person:
    """Somebody who writes once, is answered perhaps, and answers that: each letter holds a mark of its own."""

    number: int
    answer: EmailMessage | None = None
    marks: list[str] = field(default_factory=list)

    @property
    def email(self) -> str:
        """Their address; those of `gone.example` cannot be written to."""
        return f"p{self.number}@{'gone' if self.is_gone else 'people'}.example"

    @property
    def is_gone(self) -> bool:
        """Whether answers to them come back."""
        return self.number % 10 == 9

    def writes(self) -> Sent:
        """The first letter."""
        raw = letter(self._text(), sender=self.email, subject=f"Вопрос {self.number}").as_bytes()
        charset = CHARSETS[self.number % 3]
        if charset != "utf-8":
            raw = in_charset(self._text(again=True), self.email, f"Вопрос {self.number}", charset)
        return self.email, SUPPORT, raw

    def answers(self) -> Sent:
        """An answer to our letter: by the address that it names, or by its id alone."""
        assert self.answer
        ours, by_token = self.answer, self.number % 2 == 0
        to = str(ours["Reply-To"]) if by_token else SUPPORT
        known: dict[str, Any] = {} if by_token else {"In_Reply_To": str(ours["Message-ID"])}
        text = f"{self._text()}\n\n> {SUPPORT} пишет:\n> ответ поддержки"
        raw = letter(text, sender=self.email, to=to, subject=f"Re: {ours['Subject']}", **known).as_bytes()
        return self.email, to, raw

    def is_away(self) -> Sent:
        """What their mail program answers by itself."""
        assert self.answer
        to = str(self.answer["Reply-To"])
        known: dict[str, Any] = {"Auto_Submitted": "auto-replied", "In_Reply_To": str(self.answer["Message-ID"])}
        raw = letter("Меня нет, вернусь в понедельник", sender=self.email, to=to, subject="Автоответ", **known)
        return "", to, raw.as_bytes()

    def _text(self, *, again: bool = False) -> str:
        if not again:
            self.marks.append(f"mark{self.number}x{len(self.marks)}x")
        words = random.Random(self.number).choices(WORDS, k=40)
        return f"Здравствуйте. {' '.join(words)} {self.marks[-1]}"


def in_charset(text: str, sender: str, subject: str, charset: str) -> bytes:
    """A letter of an older program."""
    head = f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: {Header(subject, charset).encode()}\r\n"
    head += f"Message-ID: <{sender}.{charset}>\r\nMIME-Version: 1.0\r\n"
    head += f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    return head.encode() + text.encode(charset) + b"\r\n"


def broken(number: int) -> Sent:
    """A letter that no standard allows; a third of them name nobody."""
    sender = f"broken{number}@people.example"
    raws = (
        b"Subject: =?utf-8?b?0J/RgNC4?=\r\n\r\n\xd0\xff\xfe no sender %d\r\n",
        b"From: " + sender.encode() + b"\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--y\r\n\xd0 %d\r\n",
        b"From: =?koi8-r?Q?=\xc9?= <" + sender.encode() + b">\r\nContent-Type: text/html\r\n\r\n<div><p>%d\r\n",
    )
    return sender if number % 3 else "", SUPPORT, raws[number % 3].replace(b"%d", str(number).encode())


def newsletter(number: int) -> Sent:
    """Mail of a machine to nobody in particular."""
    sender = f"news{number}@machine.example"
    known: dict[str, Any] = {"Precedence": "bulk", "List_Unsubscribe": "<https://machine.example/>"}
    return sender, SUPPORT, letter(f"Новости {number}", sender=sender, subject=f"Новости {number}", **known).as_bytes()


def strange_bounce(number: int) -> Sent:
    """A bounce of a letter that we never sent."""
    raw = DSN % {b"ours": b"strange-%d@elsewhere.example" % number}
    return "", SUPPORT, raw.replace(b"bounce-1@", b"bounce-s%d@" % number)


class Robot:
    """A program that answers whatever it gets, at once and always; `is_honest`: it says that it is one."""

    def __init__(self, name: str, *, is_honest: bool) -> None:
        self.email, self.is_honest, self.count = f"{name}@machine.example", is_honest, 0

    def writes(self, to: str = SUPPORT, subject: str = "Заявка") -> Sent:
        """One more letter."""
        self.count += 1
        known: dict[str, Any] = {"Auto_Submitted": "auto-generated"} if self.is_honest else {}
        text = f"Ваше письмо получено и обрабатывается, номер {self.count}"
        return self.email, to, letter(text, sender=self.email, to=to, subject=subject, **known).as_bytes()


class Sending(threading.Thread):
    """Sends letters to a server in its own time; `done` says that all were taken."""

    def __init__(self, port: int, letters: Iterable[Sent]) -> None:
        super().__init__(daemon=True)
        self.port, self.letters, self.trouble = port, list(letters), ""

    def run(self) -> None:
        """Send them all over one connection."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as server:
                for sender, to, raw in self.letters:
                    server.sendmail(sender, [to], raw)
        except (OSError, smtplib.SMTPException) as trouble:
            self.trouble = repr(trouble)

    def finish(self) -> None:
        """Wait until the server has taken all of them."""
        self.join(600)
        if self.trouble or self.is_alive():
            raise AssertionError(f"letters were not taken: {self.trouble}")


def shuffled(letters: Sequence[Sent], seed: int) -> list[Sent]:
    """The same letters in another order."""
    mixed = list(letters)
    random.Random(seed).shuffle(mixed)
    return mixed
