"""A request on behalf of a customer (R12): found or made, written down word for word, shown to them (R13)."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from otklik.people.models import Identity, Line, Person
from otklik.tickets.kinds import MessageKind, Turn
from otklik.tickets.models import Category, Ticket
from tests.tickets.acting import opened


@pytest.fixture
def send(anna):
    """`send(name="…", …)`: Anna sends the form."""

    def post(**form):
        return anna.post("/desk/tickets/new/", {"channel": "phone", "body": "Не открывается сайт", **form})

    return post


def test_a_call_of_a_known_customer_is_written_down_in_both_names(send, cast):
    """R12."""
    answer = send(customer=cast.vera.pk, accepts="on")
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/desk/tickets/{ticket.number}/"
    assert (ticket.customer, ticket.created_by, ticket.responsible) == (cast.vera, cast.anna, cast.anna)
    assert ticket.last_message.kind == MessageKind.CALL
    assert (ticket.reply_owed_since, ticket.turn) == (None, Turn.OURS)


def test_what_came_by_another_way_is_a_request_that_waits(send, cast):
    send(customer=cast.vera.pk, channel="telegram")
    ticket = Ticket.objects.get()
    assert ticket.last_message.kind == MessageKind.REQUEST
    assert ticket.reply_owed_since
    assert ticket.responsible is None


def test_an_address_finds_its_owner_whatever_the_case(send, cast):
    send(email="VERA@warm.example", name="Кто-то другой")
    assert Ticket.objects.get().customer == cast.vera


def test_a_new_customer_is_made_with_every_address(send):
    send(name="Мария Светлова", email="maria@new.example", phone="8 (912) 345-67-89")
    customer = Ticket.objects.get().customer
    assert customer.name == "Мария Светлова"
    assert dict(customer.identities.values_list("kind", "normalised")) == {
        "email": "maria@new.example",
        "phone": "+79123456789",
    }
    assert not customer.identities.filter(verified_at__isnull=False).exists()


def test_a_caller_may_be_known_by_name_only(send):
    """R12: no address is known, so only the voice confirms."""
    send(name="Мария Светлова")
    customer = Ticket.objects.get().customer
    assert (customer.name, customer.identities.count()) == ("Мария Светлова", 0)


def test_everything_known_is_set_at_once(send, cast):
    category, second = Category.objects.create(name={"ru": "Почта"}), Line.objects.get(code="second")
    more = {"subject": "Письма", "category": category.pk, "tags": "VPS, почта", "line": second.pk}
    send(customer=cast.vera.pk, files=[SimpleUploadedFile("журнал.txt", b"ok")], **more)
    ticket = Ticket.objects.get()
    assert (ticket.subject, ticket.category, ticket.line) == ("Письма", category, second)
    assert set(ticket.tags.values_list("name", flat=True)) == {"VPS", "почта"}
    assert ticket.last_message.attachments.get().name == "журнал.txt"


def test_the_same_form_sent_twice_opens_one_request(send, cast):
    """F12."""
    first, second = (send(customer=cast.vera.pk, once="key").headers["Location"] for _ in range(2))
    assert first == second
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "form",
    [
        {"body": "Без клиента"},
        {"name": "Вера", "body": ""},
        {"email": "не адрес"},
        {"phone": "12"},
        {"email": "oleg@otklik.example"},
        {"customer": "999999"},
        {"customer": "x" * 30},
        {"email": "new@new.example", "phone": "+79990000000", "channel": "pigeon"},
    ],
)
def test_what_cannot_be_opened_comes_back_with_its_words(send, form):
    answer = send(**{"subject": "Тема сохранена", **form})
    assert answer.status_code == 422
    assert "Тема сохранена" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_nothing_is_left_of_what_was_refused(send, cast):
    Identity.objects.create(person=cast.vera, kind="phone", value="+79990000000", normalised="+79990000000")
    assert send(name="Мария", email="maria@new.example", phone="+79990000000").status_code == 422
    assert not Person.objects.filter(name="Мария").exists()


def test_customers_are_found_by_a_part_of_a_name_or_an_address(anna, cast):
    for text in ("соколов", "VERA@", "warm.example"):
        assert "Вера Соколова" in anna.get(f"/desk/customers/?who={text}").content.decode()
    assert "Вера Соколова" not in anna.get("/desk/customers/?who=ибрагимов").content.decode()
    assert "Анна Белова" not in anna.get("/desk/customers/?who=анна").content.decode()
    assert "radio" not in anna.get("/desk/customers/?who=в").content.decode()


def test_the_card_shows_the_last_five_requests(anna, cast):
    """R19."""
    made = [opened(cast.vera, f"Вопрос {place}") for place in range(6)]
    page = anna.get(f"/desk/customers/{cast.vera.pk}/").content.decode()
    shown = [int(number) for number in re.findall(r"/desk/tickets/(\d+)/", page)]
    assert shown == [ticket.number for ticket in reversed(made)][:5]
    assert "Тёплый дом" in page


def test_a_colleague_is_nobodys_customer(anna, cast):
    assert anna.get(f"/desk/customers/{cast.oleg.pk}/").status_code == 404


def test_a_form_can_begin_with_a_customer(anna, cast):
    page = anna.get(f"/desk/tickets/new/?customer={cast.vera.pk}").content.decode()
    assert re.search(rf'name="customer" value="{cast.vera.pk}" checked', page)


def test_who_may_not_open_requests_does_not(signed_in, cast):
    misha = signed_in(cast.misha)
    assert misha.get("/desk/tickets/new/").status_code == 403
    assert (
        misha.post("/desk/tickets/new/", {"customer": cast.vera.pk, "channel": "phone", "body": "x"}).status_code == 403
    )
    assert not Ticket.objects.exists()
