"""The company's own system of the demo: it knows the customers' accounts and does what agents order there (C2).

A process of its own beside the others, spoken with over HTTP as a real one is, from this machine only.
"""

from __future__ import annotations

import hmac
import json
import os
import threading
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Event
from typing import Any

from otklik.cards import proving, vouching
from otklik.cards.models import Link, Permit, Source, Way
from otklik.kernel import clock, databases
from otklik.people.models import Line, Person
from otklik.tickets.models import Ticket

PORT = "OTKLIK_DEMO_CARD"
"""The environment's name of the port where it listens."""
PLANS = (
    ("Старт", 3, "490.00"),
    ("Бизнес 30", 30, "4900.00"),
    ("Магазин", 10, "1990.00"),
    ("Почта и сайт", 15, "2400.00"),
)
ACTIONS: list[dict[str, Any]] = [
    {"code": "password_link", "name": "Выслать ссылку на пароль", "about": "Письмо уйдёт на адрес договора."},
    {"code": "sign_out", "name": "Завершить все сеансы", "needs_identity": True},
]
QUERIES: list[dict[str, Any]] = [
    {
        "code": "mail_log",
        "name": {"ru": "Журнал почты", "uk": "Журнал пошти", "en": "Mail log"},
        "about": "Что приняли и отправили серверы.",
        "parameters": [
            {"code": "since", "name": {"ru": "С какого дня", "uk": "З якого дня", "en": "Since"}, "type": "date"},
            {
                "code": "outcome",
                "name": {"ru": "Итог", "uk": "Підсумок", "en": "Outcome"},
                "type": "choice",
                "choices": ["доставлено", "отложено", "отклонено"],
            },
            {"code": "most", "name": {"ru": "Сколько строк", "uk": "Скільки рядків", "en": "Rows"}, "type": "number"}
            | {"min": 1, "max": 50, "required": True},
        ],
    }
]
SAID = {"password_link": "Ссылка отправлена на адрес договора", "sign_out": "Сеансы завершены: 3"}


def run(stop: Event) -> None:
    """Listen until `stop`, and let the product know where."""
    port = int(os.environ[PORT])
    with databases.unit_of_work():
        known = Source.objects.order_by("id").first()
        key = known.key if known is not None else token_urlsafe(24)
        Source.set_up(by=None, url=f"http://127.0.0.1:{port}/", key=key)
    with ThreadingHTTPServer(("127.0.0.1", port), _listener(key)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stop.wait()
        server.shutdown()
        thread.join()


def allow() -> None:
    """What the lines may do there, where they may look, and one customer who has confirmed who they are."""
    gleb, anna = (Person.objects.select_related("role").get(login=login) for login in ("gleb", "anna"))
    lines = Line.objects.filter(code__in=("first", "second"))
    for one in ACTIONS:
        needs = bool(one.get("needs_identity"))
        Permit.add(by=gleb, code=one["code"], name={"ru": one["name"]}, lines=lines, needs_proof=needs)
    for one in QUERIES:
        second = Line.objects.filter(code="second")
        known = {"name": one["name"], "lines": second, "needs_proof": False}
        Permit.add(by=gleb, code=one["code"], kind=Permit.Kind.QUERY, **known)
    billing = {"ru": "Биллинг", "uk": "Білінг", "en": "Billing"}
    Link.add(by=gleb, name=billing, address="https://billing.example/accounts/?q={email}", is_deeper=False)
    logs = {"ru": "Журналы сервера", "uk": "Журнали сервера", "en": "Server logs"}
    known = {"is_signed": True, "key": token_urlsafe(24), "minutes": 5}
    Link.add(by=gleb, name=logs, address="https://logs.example/search?customer={id}", is_deeper=True, **known)
    ticket = Ticket.objects.of(anna).ours().select_related("customer").order_by("-changed_at").first()
    if ticket is not None:
        vouching.note(ticket, Way.PHONE, words="Назван номер договора и дата оплаты", by=anna)


def account(address: str) -> dict[str, Any]:
    """Made of the address alone, so that it is the same each time."""
    chance = int(sha256(address.encode()).hexdigest(), 16)
    plan, boxes, price = PLANS[chance % len(PLANS)]
    today = clock.now().date()
    paid = today.replace(day=1)
    is_late = chance % 5 == 0
    return {
        "title": f"Договор {chance % 90 + 10}-{chance // 7 % 900 + 100}",
        "url": "https://billing.example/accounts/",
        "state": {"text": "Долг" if is_late else "Оплачено", "kind": "problem" if is_late else "fine"},
        "fields": [
            {"name": {"ru": "Тариф", "uk": "Тариф", "en": "Plan"}, "value": plan},
            {"name": "Баланс", "type": "money", "value": f"-{price}" if is_late else "0.00", "currency": "RUB"},
            {"name": "Ящиков", "type": "number", "value": chance // 3 % boxes + 1},
            {"name": "Второй фактор", "type": "yes_no", "value": chance % 3 == 0},
        ],
        "products": [
            {
                "name": address.partition("@")[2],
                "state": "домен",
                "until": str(today + timedelta(days=chance % 300 + 9)),
            }
        ],
        "payments": [
            {
                "date": str(paid),
                "amount": price,
                "currency": "RUB",
                "what": plan,
                "state": "ждём" if is_late else "оплачен",
            }
        ],
        "actions": ACTIONS,
    }


def log(address: str, parameters: dict[str, str]) -> dict[str, Any]:
    """A mail log, made of the address alone as well."""
    now, domain = clock.now(), address.partition("@")[2]
    rows = []
    for number in range(60):
        chance = int(sha256(f"{address} {number}".encode()).hexdigest(), 16)
        at = now - timedelta(minutes=37 * number + chance % 30)
        outcome = ("доставлено", "доставлено", "отложено", "отклонено")[chance % 4]
        if str(at.date()) >= parameters.get("since", "") and parameters.get("outcome", outcome) == outcome:
            rows.append([at.isoformat(), f"client{chance % 90}@mail.example", f"info@{domain}", outcome])
    columns = [{"name": "Когда", "type": "time"}, {"name": "От кого"}, {"name": "Кому"}, {"name": "Итог"}]
    return {"contract": 1, "columns": columns, "rows": rows[: int(parameters.get("most", "20"))]}


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    if asked["ask"] == "action":
        return {
            "contract": 1,
            "done": asked["action"] in SAID,
            "said": SAID.get(asked["action"], "Такого действия нет"),
        }
    confirmed = [one for one in asked["customer"]["addresses"] if one["kind"] == "email" and one["is_confirmed"]]
    if asked["ask"] == "query":
        return log(confirmed[0]["value"] if confirmed else "", asked["parameters"])
    known = account(confirmed[0]["value"]) if confirmed else {}
    return {"contract": 1, "found": bool(confirmed), "queries": QUERIES, **known}


def _listener(key: str) -> type[BaseHTTPRequestHandler]:
    class Asked(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 2**16))
            stamp = self.headers.get(proving.TIME, "")
            good = proving.of_body(key, int(stamp) if stamp.isdecimal() else 0, body)
            is_ours = hmac.compare_digest(good.encode(), self.headers.get(proving.SIGNATURE, "").encode())
            octets = json.dumps(_answer(json.loads(body)) if is_ours else {"contract": 1}).encode()
            self.send_response(200 if is_ours else 403)
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    return Asked
