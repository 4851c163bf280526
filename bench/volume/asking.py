"""Which pages of a large history are asked for, by whom, and what is done with a request from opening to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from html import unescape
from typing import Any
from uuid import uuid4

from bench.volume import words

LONG = "Долгая переписка"
"""The request that `stories.tell_long` tells."""

WORDS = {"rare": words.RARE, "middle": words.MIDDLE, "common": words.COMMON, "absent": "нетникогда"}
DEEP = 100


@cache
def client_of(person: int) -> Any:
    """A browser in which somebody is signed in."""
    from django.test import Client

    from otklik.people.models import Person

    client = Client(headers={"Host": "localhost"})
    client.force_login(Person.objects.get(pk=person))
    return client


def readings() -> Iterator[tuple[str, int, str]]:
    """What is asked for: its name, the person who asks, the address."""
    from otklik.people.models import Person

    anna = Person.objects.get(login="anna").pk
    for name in ("unaccepted", "mine", "soon", "unanswered", "customer", "postponed", "open", "all"):
        yield f"list {name}", anna, f"/desk/{name}/"
    yield "list all, hundred pages deep", anna, _deep(anna, "/desk/all/")
    yield "list filtered", anna, "/desk/all/?q=статус:закрыто"
    yield from _requests(anna)
    for how, word in WORDS.items():
        yield f"palette: {how} word", anna, f"/desk/palette/?q={word}"
    for how, word in WORDS.items():
        yield f"search: {how} word", anna, f"/desk/search/?q={word}"
    yield from _portal()


def _requests(anna: int) -> Iterator[tuple[str, int, str]]:
    from django.db.models import Count

    from otklik.tickets.kinds import Kind
    from otklik.tickets.models import Message, Ticket

    sizes = Message.objects.filter(ticket__in=Ticket.objects.order_by("-pk")[:3000]).values("ticket__number", "ticket")
    rows = list(sizes.annotate(size=Count("pk")).order_by("size"))
    for label, row in (("usual", rows[len(rows) // 2]), ("longest", rows[-1])):
        yield f"request, {label} ({row['size']} messages)", anna, f"/desk/tickets/{row['ticket__number']}/"
    if long := Ticket.objects.filter(subject=LONG).first():
        yield f"request, long ({long.messages.count()} messages)", anna, f"/desk/tickets/{long.number}/"
        yield "request, long, its thread", anna, f"/desk/tickets/{long.number}/thread/"
    one = Ticket.objects.exclude(kind=Kind.CLOSED).exclude(subject=LONG).order_by("-pk")[0]
    for piece in ("thread", "head", "facts", "suggestions"):
        yield f"request, its {piece}", anna, f"/desk/tickets/{one.number}/{piece}/"


def _portal() -> Iterator[tuple[str, int, str]]:
    from django.db.models import Count

    from otklik.tickets.models import Ticket

    # whoever wrote most among the last ten thousand
    recent = Ticket.objects.filter(pk__in=Ticket.objects.order_by("-pk").values("pk")[:10_000])
    vera = recent.values("customer").annotate(n=Count("pk")).order_by("-n", "customer")[0]["customer"]
    count = Ticket.objects.filter(customer=vera).count()
    mine = Ticket.objects.filter(customer=vera).order_by("-pk")[0]
    yield f"portal home ({count} requests)", vera, "/"
    yield "portal requests", vera, "/requests/"
    yield "portal request", vera, f"/requests/{mine.number}/"


def one_life(place: int) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Forms of one request one after another; each is to be sent before the next is asked for."""
    from otklik.people.models import Person
    from otklik.tickets.models import Ticket

    customers = Person.objects.filter(role=None, merged_into=None).exclude(identities=None).order_by("-pk")
    vera, anna = customers[place].pk, Person.objects.get(login="anna").pk
    text = f"Не открывается страница оплаты, ошибка {7000 + place}"
    yield "create by form", partial(client_of(vera).post, "/ask/", {"text": text, "once": uuid4().hex})
    ticket = Ticket.objects.filter(customer=vera).order_by("-pk")[0]
    desk, portal = f"/desk/tickets/{ticket.number}", f"/requests/{ticket.number}"
    say = partial(_htmx, anna, f"{desk}/messages/")
    yield "accept", partial(_htmx, anna, f"{desk}/responsibility/")
    yield "reply", partial(say, mode="reply", body="Посмотрели журнал, уточните адрес страницы", end="asked")
    yield "write", partial(client_of(vera).post, f"{portal}/messages/", {"text": "Страница оплаты, с телефона"})
    yield "note", partial(say, mode="note", body="Проверить сертификат")
    yield "propose", partial(say, mode="reply", body="Исправили, проверьте, пожалуйста", end="solution")
    yield "close", partial(_htmx, anna, f"{desk}/closing/", kind="solved")


def _htmx(person: int, address: str, **form: str) -> Any:
    return client_of(person).post(address, form, headers={"HX-Request": "true"})


def _deep(person: int, address: str) -> str:
    """The address of a page a hundred pages further; the last one if there are fewer."""
    for _ in range(DEEP):
        found = re.search(r'id="show-more" href="([^"]+)"', client_of(person).get(address).content.decode())
        if not found:
            break
        address = unescape(found[1])
    return address
