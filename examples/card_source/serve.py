"""A card source for Otklik, standard library only: it checks who asks, answers with an account, does an action once.

    OTKLIK_CARD_KEY=a-long-shared-secret python3 serve.py 8099

The contract is docs/guide/card-source.md. Put your own database where ACCOUNTS is; behind a proxy with a certificate.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

WINDOW = 300
"""Seconds: older questions are refused, and the same one is answered only once within them."""
LARGEST = 64 * 1024

ACCOUNTS = {
    "vera@warm.example": {
        "title": "Тёплый дом, договор 17-204",
        "url": "https://billing.example/accounts/17-204",
        "state": {"text": {"ru": "Оплачено", "uk": "Сплачено", "en": "Paid"}, "kind": "fine"},
        "fields": [
            {"name": {"ru": "Тариф", "uk": "Тариф", "en": "Plan"}, "value": "Бизнес 30", "code": "plan"},
            {"name": "Баланс", "type": "money", "value": "12450.00", "currency": "RUB"},
            {"name": "Последний вход", "type": "time", "value": "2026-11-27T18:40:00+03:00"},
            {"name": "Двухфакторный вход", "type": "yes_no", "value": False},
            {"name": "Ящиков", "type": "number", "value": 28},
        ],
        "products": [
            {"name": "Почта", "state": "28 из 30 ящиков", "kind": "fine", "until": "2027-03-01"},
            {"name": "Сертификат warm.example", "state": "скоро кончится", "kind": "warn", "until": "2026-12-09"},
        ],
        "payments": [
            {"date": "2026-11-01", "amount": "4900.00", "currency": "RUB", "what": "Ноябрь", "state": "оплачен"},
            {"date": "2026-10-01", "amount": "4900.00", "currency": "RUB", "what": "Октябрь", "state": "оплачен"},
        ],
        "actions": [
            {"code": "password_link", "name": "Выслать ссылку на пароль", "about": "Письмо уйдёт на адрес договора."},
            {"code": "sign_out", "name": "Завершить все сеансы", "needs_identity": True},
        ],
    }
}
QUERIES = [
    {
        "code": "sessions",
        "name": {"ru": "Входы в почту", "uk": "Входи до пошти", "en": "Mail sign-ins"},
        "about": {"ru": "Кто и откуда входил.", "uk": "Хто і звідки входив.", "en": "Who signed in, and from where."},
        "parameters": [
            {"code": "since", "name": {"ru": "С какого дня", "uk": "З якого дня", "en": "Since"}, "type": "date"},
            {
                "code": "outcome",
                "name": {"ru": "Чем кончился", "uk": "Чим закінчився", "en": "Outcome"},
                "type": "choice",
                "choices": [
                    {"value": "failed", "name": {"ru": "не вошли", "uk": "не увійшли", "en": "failed"}},
                    {"value": "fine", "name": {"ru": "вошли", "uk": "увійшли", "en": "signed in"}},
                ],
            },
            {"code": "most", "name": {"ru": "Сколько строк", "uk": "Скільки рядків", "en": "Rows"}, "type": "number"}
            | {"min": 1, "max": 50, "required": True},
            {"code": "mailbox", "name": {"ru": "Ящик", "uk": "Скринька", "en": "Mailbox"}, "max_length": 64},
        ],
    }
]
"""Each is offered whether the customer is known or not; "lines": ["second"] would offer it to that line only."""
SESSIONS = [
    ("2026-11-27T18:40:00+03:00", "info", "fine", "203.0.113.7"),
    ("2026-11-27T18:39:00+03:00", "info", "failed", "203.0.113.7"),
    ("2026-11-20T09:02:00+03:00", "orders", "failed", "198.51.100.4"),
]


class Source:
    """What is known and what was done; `done` is by idempotency key, so that a second try does nothing."""

    def __init__(self, key: str) -> None:
        self.key = key.encode()
        self.done: dict[str, dict] = {}
        self.seen: dict[str, float] = {}
        self.lock = threading.Lock()

    def is_ours(self, stamp: str, signature: str, body: bytes, now: float) -> bool:
        """The signature is right, fresh, and was not seen before: whoever overheard it cannot use it again."""
        good = "sha256=" + hmac.new(self.key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(good.encode(), signature.encode()):
            return False
        if not stamp.isdecimal() or abs(now - int(stamp)) > WINDOW:
            return False
        with self.lock:
            self.seen = {one: at for one, at in self.seen.items() if now - at <= 2 * WINDOW}
            is_new = signature not in self.seen
            self.seen[signature] = now
        return is_new

    def is_link(self, address: str, now: float) -> bool:
        """Whether Otklik made this link (its path and query as it came), and it is not too old."""
        signed, _, signature = address.rpartition("&otklik_signature=")
        good = hmac.new(self.key, signed.encode(), hashlib.sha256).hexdigest()
        expires = parse_qs(urlsplit(signed).query).get("otklik_expires", ["0"])[0]
        return hmac.compare_digest(good.encode(), signature.encode()) and now <= int(expires)

    def answer(self, asked: dict, key: str) -> dict:
        """The account of whoever has confirmed that they read at one of its addresses, or the end of an action."""
        account = self.account(asked["customer"])
        if asked["ask"] == "card":
            return {"contract": 1, "found": account is not None, "queries": QUERIES, **(account or {})}
        if asked["ask"] == "query":
            return {"contract": 1, **self.search(asked["parameters"], account)}
        with self.lock:
            if key not in self.done:
                self.done[key] = self.act(asked, account)
            return self.done[key]

    def act(self, asked: dict, account: dict | None) -> dict:
        """Do it. Here nothing is sent; a real source calls its own program."""
        if account is None or asked["action"] not in {one["code"] for one in account["actions"]}:
            return {"contract": 1, "done": False, "said": "Такого действия для этого клиента нет"}
        said = {"password_link": "Ссылка отправлена на адрес договора", "sign_out": "Сеансы завершены: 3"}
        return {"contract": 1, "done": True, "said": said[asked["action"]]}

    def search(self, parameters: dict, account: dict | None) -> dict:
        """The sign-ins that were asked for: every parameter comes as text, those left empty do not come at all."""
        if account is None:
            return {"text": "Подтверждённого адреса этого клиента мы не знаем"}
        columns = [{"name": "Когда", "type": "time"}, {"name": "Ящик"}, {"name": "Чем кончилось"}, {"name": "Откуда"}]
        words = {"fine": "вошли", "failed": "не вошли"}
        rows = [
            [at, mailbox, words[outcome], address]
            for at, mailbox, outcome, address in SESSIONS
            if at[:10] >= parameters.get("since", "")
            and parameters.get("outcome") in (None, outcome)
            and parameters.get("mailbox") in (None, mailbox)
        ]
        return {"columns": columns, "rows": rows[: int(parameters["most"])]}

    def account(self, customer: dict) -> dict | None:
        confirmed = [one["value"] for one in customer["addresses"] if one["is_confirmed"]]
        return next((ACCOUNTS[value] for value in confirmed if value in ACCOUNTS), None)


def listener(source: Source) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(min(length, LARGEST))
            stamp, signature = self.headers.get("Otklik-Time", ""), self.headers.get("Otklik-Signature", "")
            if not source.is_ours(stamp, signature, body, time.time()):
                self.reply(403, {"contract": 1, "said": "The signature is wrong, too old, or was used before"})
                return
            self.reply(200, source.answer(json.loads(body), self.headers.get("Idempotency-Key", "")))

        def do_GET(self) -> None:
            """A page of ours that only a fresh link of Otklik opens; the link was signed with its whole address."""
            is_good = source.is_link(f"http://{self.headers.get('Host')}{self.path}", time.time())
            self.reply(200 if is_good else 403, {"said": "Welcome" if is_good else "The link is wrong or too old"})

        def reply(self, status: int, told: dict) -> None:
            octets = json.dumps(told, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *_: object) -> None:
            """Quiet: a log of ours would hold what customers asked."""

    return Asked


def server(port: int, key: str) -> ThreadingHTTPServer:
    """Listens on loopback; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), listener(Source(key)))


if __name__ == "__main__":
    with server(int(sys.argv[1]), os.environ["OTKLIK_CARD_KEY"]) as listening:
        listening.serve_forever()
