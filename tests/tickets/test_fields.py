"""What can be asked of requests (F15): the query and the answer about one request agree."""

from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from otklik.kernel import conditions
from otklik.kernel.conditions import BadCondition, Context
from otklik.people.models import Identity, Line, Person
from otklik.tickets.fields import TICKETS
from otklik.tickets.models import Category, Ticket
from tests.tickets.acting import opened


def context(person, language="ru"):
    return Context(person=person, zone=ZoneInfo("Europe/Moscow"), language=language)


def found(text, person):
    """The requests of which the condition is true, by the query; each agrees when asked by itself."""
    asked = context(person)
    tree = conditions.read(text, TICKETS, asked)
    matching = set(Ticket.objects.filter(conditions.q(tree, TICKETS, asked)))
    assert matching == {ticket for ticket in Ticket.objects.all() if conditions.holds(tree, TICKETS, asked, ticket)}
    again = conditions.read(conditions.write(tree, TICKETS, asked), TICKETS, asked)
    assert again == tree
    return matching


@pytest.fixture
def mail(cast):
    """A request about mail, with everything set."""
    ticket = opened(cast.vera, subject="Письма не доходят до Gmail", channel="email")
    ticket.accept(by=cast.anna)
    ticket.tag(["Почта"], by=cast.anna)
    root = Category.objects.create(name={"ru": "Почта", "en": "Mail"})
    ticket.categorise(Category.objects.create(name={"ru": "Доставка"}, parent=root), by=cast.anna)
    ticket.reply(by=cast.anna, body="Какой адрес?", end="asked")
    return ticket


@pytest.fixture
def site(cast):
    """A request about a site, untouched, on the second line."""
    return opened(cast.rival, subject="Сайт не открывается", line=Line.objects.get(code="second"), channel="form")


@pytest.mark.parametrize(
    "text",
    [
        "GMAIL",
        "вера",
        "vera@warm",
        "от:соколова",
        "от:VERA@",
        'компания:"Тёплый дом"',
        "статус:awaiting_customer",
        "ход:customer",
        "ответственный:анна",
        'ответственный:"Анна Белова"',
        "у:я",
        "-ответственный:нет",
        "участник:нет -статус:new",
        "метка:почта",
        "категория:доставка",
        "категория:почта",
        "категория:mail",
        "-категория:нет",
        "линия:first",
        "канал:email",
        "долг:нет",
        "тема:письма ждёт:<5мин",
        "статус:open -линия:second",
        "(Gmail или сайт) -от:ибрагимов",
    ],
)
def test_a_condition_finds_the_request_about_mail(cast, mail, site, text):
    assert found(text, cast.anna) == {mail}


@pytest.mark.parametrize("text", ["статус:new", "долг:да", "метка:нет", "линия:2-я-линия", "ответственный:нет", "сайт"])
def test_a_condition_finds_the_request_about_a_site(cast, mail, site, text):
    text = text.replace("2-я-линия", '"2-я линия"')
    assert found(text, cast.anna) == {site}


def test_a_number_finds_its_request_with_or_without_its_sign(cast, mail, site):
    assert found(str(mail.number), cast.anna) == {mail}
    assert found(f"№{mail.number}", cast.anna) == {mail}
    assert found(f"номер:{site.number}", cast.anna) == {site}


def test_signs_of_the_search_language_of_the_database_mean_themselves(cast, mail, site):
    assert found("%", cast.anna) == set()
    assert found("_", cast.anna) == set()


def test_a_word_that_a_field_does_not_know_is_explained(cast):
    with pytest.raises(BadCondition):
        conditions.read("статус:чепуха", TICKETS, context(cast.anna))


@pytest.mark.parametrize(
    ("rows", "index"),
    [
        (Ticket.objects.filter(subject__icontains="gmail"), "ticket_subject_parts"),
        (Person.objects.filter(name__icontains="gmail"), "person_name_parts"),
        (Identity.objects.filter(normalised__icontains="gmail"), "identity_parts"),
    ],
)
def test_a_part_of_a_word_is_found_through_an_index(db, rows, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert index in rows.explain()
