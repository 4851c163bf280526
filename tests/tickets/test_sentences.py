"""Event codes become sentences when they are read (STYLE 6)."""

from datetime import timedelta

import pytest
from django.utils import translation

from otklik.kernel import clock, events
from otklik.kernel.models import Event
from otklik.people.models import Line
from otklik.tickets import codes, sentences
from otklik.tickets.models import Category, Tag
from otklik.ui.formats import Words
from tests.tickets.acting import opened


def said(ticket, reader):
    found = list(Event.objects.filter(ticket_id=ticket.pk).order_by("id"))
    with translation.override(reader.language):
        read = sentences.read(found, Words(reader))
    return [read[event.pk].text for event in found]


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


def test_a_name_stands_where_the_event_keeps_an_id(cast, ticket):
    ticket.accept(by=cast.anna)
    ticket.assign(to=cast.oleg, by=cast.anna)
    assert "Анна Белова" in said(ticket, cast.boris)[1]
    assert "Олег Дёмин" in said(ticket, cast.boris)[2]


def test_tags_and_the_category_are_named(cast, ticket):
    ticket.tag(["Почта", "DKIM"], by=cast.anna)
    ticket.tag(["DKIM", "срочно"], by=cast.anna)
    category = Category.objects.create(name={"ru": "Доставка писем"})
    ticket.categorise(category, by=cast.anna)
    ticket.categorise(None, by=cast.anna)
    read = said(ticket, cast.boris)
    assert "Почта" in read[1]
    assert "DKIM" in read[1]
    assert "срочно" in read[2]
    assert "Почта" in read[2]
    assert "DKIM" not in read[2]
    assert "Доставка писем" in read[3]


def test_waiting_says_for_whom_and_what_and_development_its_key(cast, ticket):
    until = clock.now() + timedelta(days=1)
    ticket.await_other(whom="Дата-центр", what="Заменить диск", again_at=until, by=cast.anna)
    ticket.develop(key="MAIL-318", url="https://tracker.example/MAIL-318", by=cast.anna)
    ticket.postpone(until=until, why="Ждём понедельника", by=cast.anna)
    read = said(ticket, cast.boris)
    assert "Дата-центр" in read[1]
    assert "Заменить диск" in read[1]
    assert "MAIL-318" in read[2]
    assert "Ждём понедельника" in read[3]
    developed = Event.objects.get(ticket_id=ticket.pk, code="ticket.in_development")
    assert sentences.read([developed], Words(cast.boris))[developed.pk].url == "https://tracker.example/MAIL-318"


def test_what_a_person_typed_stays_what_it_is(cast, ticket):
    """A name with a percent sign or a brace fills a hole and opens none."""
    ticket.await_other(whom="100 % %(actor)s {x}", what="да", again_at=clock.now() + timedelta(days=1), by=cast.anna)
    assert "100 % %(actor)s {x}" in said(ticket, cast.boris)[1]


def test_a_row_that_is_gone_leaves_a_dash(cast, ticket):
    ticket.tag(["Почта"], by=cast.anna)
    ticket.ticket_tags.all().delete()
    Tag.objects.all().delete()
    assert "—" in said(ticket, cast.boris)[1]


def test_all_names_of_a_page_come_in_one_query(cast, ticket, django_assert_num_queries):
    ticket.accept(by=cast.anna)
    ticket.tag(["Почта"], by=cast.anna)
    ticket.move_to_line(Line.objects.exclude(pk=ticket.line_id).first(), by=cast.anna)
    ticket.postpone(until=clock.now() + timedelta(days=1), why="потом", by=cast.anna)
    ticket.categorise(Category.objects.create(name={"ru": "Почта"}), by=cast.anna)
    found = list(Event.objects.filter(ticket_id=ticket.pk))
    words = Words(cast.boris)
    with django_assert_num_queries(1):
        sentences.read(found, words)


@pytest.mark.parametrize("language", ["ru", "uk", "en"])
def test_every_code_has_a_sentence_in_every_language_without_any_data(cast, language):
    happened = [
        Event(pk=place, code=code, at=clock.now(), data=_nothing(code)) for place, code in enumerate(codes.CODES)
    ]
    with translation.override(language):
        read = sentences.read(happened, Words(cast.anna))
    assert not [event.code for event in happened if not read[event.pk].text or "%" in read[event.pk].text]


def _nothing(code):
    empty = dict.fromkeys(events.KINDS[code].keys)
    return empty | {"closing": "solved"} if "closing" in empty else empty
