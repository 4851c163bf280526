"""A provider of tokens as Google and Microsoft are: the token endpoint, its errors, and what Dovecot asks of it."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from otklik.channels.email import oauth
from tests.servers.dovecot import free_port


class Provider:
    """`codes` and `refreshes` are what may be exchanged; `trouble` answers everything instead: (status, body)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.forget()

    def forget(self) -> None:
        """Nobody has been here yet."""
        self.codes: dict[str, str] = {}
        self.refreshes: set[str] = set()
        self.tokens: dict[str, str] = {}
        self.trouble: tuple[int, object] | None = None
        self.asked: list[dict[str, str]] = []
        self.user = ""

    def agree(self, address: str) -> str:
        """The owner agrees on the page at `address`; the code they come back with."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked["code_challenge"]
        return code

    def answer(self, form: dict[str, str]) -> tuple[int, object]:
        """RFC 6749 §4.1.3, §5.2, §6; RFC 7636 §4.6."""
        self.asked.append(form)
        if self.trouble:
            return self.trouble
        if form.get("client_secret") not in (None, "secret"):
            return 401, {"error": "invalid_client", "error_description": "The provided client secret is invalid."}
        if form["grant_type"] == "authorization_code":
            if self.codes.pop(form["code"], None) != oauth.challenge(form.get("code_verifier", "")):
                return 400, {"error": "invalid_grant", "error_description": "Malformed auth code."}
            self.refreshes = {secrets.token_urlsafe(16)}
        elif form["refresh_token"] not in self.refreshes:
            return 400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
        token = secrets.token_urlsafe(16)
        self.tokens[token] = self.user
        given = {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}
        return 200, given | ({"refresh_token": next(iter(self.refreshes))} if "code" in form else {})


def described(provider: Provider) -> oauth.Provider:
    """How the product knows the fake."""
    return oauth.Provider(
        title="Google",
        authorize=f"{provider.address}/authorize",
        token=f"{provider.address}/token",
        scope="https://mail.example/",
        hosts=frozenset({"127.0.0.1"}),
        is_plain=True,
    )


@contextmanager
def running(port: int = 0) -> Iterator[Provider]:
    """A provider on the loopback, gone afterwards."""
    provider = Provider(port or free_port())

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*provider.answer({name: values[0] for name, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
            user = provider.tokens.get(token)
            self._say(200, {"email": user, "expires_in": 3000}) if user else self._say(400, {"error": "invalid_token"})

        def _say(self, status: int, said: object) -> None:
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", provider.port), Door)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
