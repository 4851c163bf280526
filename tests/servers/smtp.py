"""A mail server that keeps what it gets, and refuses, stalls or breaks off when a test tells it to."""

import smtplib
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Condition
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answer = Callable[[Envelope], str | None]


@dataclass(frozen=True)
class Received:
    """A letter that the server took: its envelope and its exact bytes."""

    sender: str
    recipients: list[str]
    octets: bytes

    @property
    def letter(self) -> EmailMessage:
        """The letter, parsed by the standard library."""
        return message_from_bytes(self.octets, policy=policy.default)


class Recorder:
    """The server's behaviour: `refused` by recipient, `after_data` runs when the letter has come, before the 250."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Be an ordinary server again, without letters."""
        self.letters: list[Received] = []
        self.refused: dict[str, str] = {}
        self.after_data: Answer | None = None
        self.tokens: dict[str, str] = {}
        self.arrived = Condition()

    def to(self, address: str) -> list[Received]:
        """Letters for an address."""
        with self.arrived:
            return [letter for letter in self.letters if address in letter.recipients]

    def wait_for(self, count: int, seconds: float = 20) -> list[Received]:
        """Wait until so many letters have come."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.letters) >= count, seconds):
                raise AssertionError(f"{len(self.letters)} letters instead of {count}")
            return list(self.letters)

    async def handle_RCPT(  # named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refused.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:
        """As Google does it: a refusal is a challenge first, which the client answers with nothing."""
        said = b64decode(arguments[1]).decode()
        token = said.partition("auth=Bearer ")[2].rstrip("\1")
        if token in self.tokens:
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status":"400"}', encode_to_b64=True)
        return AuthResult(success=False, handled=False)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.after_data(envelope) if self.after_data else None
        if answer and not answer.startswith("250"):
            return answer
        with self.arrived:
            self.letters.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.content or b""))  # type: ignore[arg-type]
            self.arrived.notify_all()
        return answer or "250 OK"


class Server(Controller):
    """The recorder behind a port of the loopback; takes user `robot` with password `secret`, or nobody at all."""

    def __init__(self, recorder: Recorder, port: int, limit: int = 60 * 2**20) -> None:
        self.recorder = recorder
        super().__init__(
            recorder,
            hostname="127.0.0.1",
            port=port,
            data_size_limit=limit,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=_authenticate,
        )


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    knows = isinstance(data, LoginPassword) and data.password == b"secret"
    return AuthResult(success=knows, handled=False)


@contextmanager
def running(port: int, limit: int = 60 * 2**20) -> Iterator[Server]:
    """A server on that port, which takes letters of at most `limit` bytes, gone afterwards."""
    server = Server(Recorder(), port, limit)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def send(port: int, raw: bytes, *, sender: str, to: list[str]) -> None:
    """Bring a letter to a server as a mail program would."""
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail(sender, to, raw)
