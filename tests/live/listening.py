"""A browser's side of the live line, without the browser."""

from http.client import HTTPConnection, HTTPResponse
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from tests.serving import PATIENCE, Server


class Stream:
    """An open `/events`: `heard()` is the next message with names, and `position` the id it came with."""

    def __init__(self, server: Server, cookie: str = "", *, position: int | None = None, address: str = "/events"):
        self._line = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        told = {} if position is None else {"Last-Event-ID": str(position)}
        self._line.request("GET", address, headers={"Cookie": cookie, **told})
        self.response: HTTPResponse = self._line.getresponse()
        self.status = self.response.status
        self.position = 0
        self.retry = ""

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def joined(self) -> "Stream":
        """Wait until the stream hears what is said from now on; a message that comes with it is not for this."""
        assert self._message() == []
        return self

    def heard(self) -> list[str]:
        """The names of the next message that has some."""
        while not (names := self._message()):
            pass
        return names

    def ended(self) -> bool:
        """Wait for the end, and say whether nothing came before it."""
        return self.response.readline() == b""

    def close(self) -> None:
        self.response.close()
        self._line.close()

    def _message(self) -> list[str]:
        names = []
        while line := self._line_of_text():
            field, _, value = line.partition(": ")
            if field == "id":
                self.position = int(value)
            elif field == "data":
                names.append(value)
            else:
                self.retry = value
        return names

    def _line_of_text(self) -> str:
        if not (line := self.response.readline()):
            raise EOFError("the stream has ended")
        return line.decode().rstrip("\n")


def somebody(name: str) -> Any:
    """A person who can sign in."""
    model = get_user_model()
    known = {"name": name} if hasattr(model, "name") else {"username": name}
    return model.objects.create(**known)


def cookie_of(person: Any) -> str:
    """The session cookie of a browser in which the person has just signed in."""
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
