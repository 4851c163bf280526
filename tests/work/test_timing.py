"""Time is logged with a word, changed for a day, then corrected by a counter-entry; leads see all of it (C9)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.tickets.models import Ticket
from otklik.work import timing
from otklik.work.models import Entry
from tests.desk.asking import address, post, text
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


@pytest.fixture
def entry(cast, ticket):
    return timing.log(ticket, 30, "Разбор журнала", by=cast.anna)


def block(client, ticket):
    return text(client.get(address(ticket, "ledger/")))


def test_time_is_logged_from_the_request_and_its_total_is_shown(signed_in, cast, ticket):
    anna = signed_in(cast.anna)
    form = {"minutes": "95", "word": "Настройка", "day": timing.today().isoformat(), "is_billable": "on"}
    assert post(anna, ticket, "time-log/", **form).status_code == 200
    made = Entry.objects.get()
    assert (made.minutes, made.word, made.is_billable, made.person) == (95, "Настройка", True, cast.anna)
    assert (made.organization, made.customer) == (cast.company("warm"), cast.vera)
    assert "1 ч 35 мин" in block(anna, ticket).replace("\u00a0", " ")


def test_implementation_is_billable_by_itself_and_other_work_is_not(cast, ticket):
    assert not timing.log(ticket, 5, "Ответ", by=cast.anna).is_billable
    ticket.set_work("implementation", by=cast.anna)
    made = timing.log(Ticket.objects.get(pk=ticket.pk), 5, "Внедрение", by=cast.anna)
    assert (made.is_billable, made.work_type) == (True, "implementation")


def test_a_mistake_comes_back_with_what_was_typed(signed_in, cast, ticket):
    answer = post(signed_in(cast.anna), ticket, "time-log/", minutes="0", word="Настройка", day="2020-01-01")
    assert answer.status_code == 422
    assert 'value="Настройка"' in answer.content.decode()
    answer = post(signed_in(cast.anna), ticket, "time-log/", minutes="5", word="Настройка", day="2020-01-01")
    assert "из последних" in text(answer)
    assert not Entry.objects.exists()


def test_ones_own_entry_is_changed_in_place_within_a_day(cast, entry, time):
    time.passes(hours=23)
    timing.change(entry, 45, "Разбор журнала и дисков", by=cast.anna)
    entry.refresh_from_db()
    assert (entry.minutes, Entry.objects.count()) == (45, 1)
    assert codes(entry.ticket)[-1] == "time.changed"


def test_after_a_day_it_is_corrected_and_nothing_is_deleted(signed_in, cast, ticket, entry, time):
    time.passes(hours=25)
    with pytest.raises(Stale):
        timing.change(entry, 45, "Поздно", by=cast.anna)
    post(signed_in(cast.anna), ticket, "time-change/", entry=entry.pk, minutes="20", word="Ошиблась")
    assert list(Entry.objects.order_by("pk").values_list("minutes", flat=True)) == [30, -30, 20]
    assert Entry.objects.of(ticket).minutes() == 20
    with pytest.raises(Stale):
        timing.correct(entry, 10, "Ещё раз", by=cast.anna)


def test_a_colleague_changes_nothing_and_a_lead_corrects(cast, entry):
    with pytest.raises(Forbidden):
        timing.change(entry, 1, "Чужое", by=cast.oleg)
    with pytest.raises(Forbidden):
        timing.correct(entry, 1, "Чужое", by=cast.oleg)
    counter = timing.correct(entry, 0, "Не та заявка", by=cast.boris)
    assert (counter.minutes, counter.person, counter.by) == (-30, cast.anna, cast.boris)
    assert Entry.objects.of(entry.ticket).minutes() == 0


def test_the_month_of_the_counter_entry_is_its_own(cast, entry, time):
    time.passes(days=40)
    assert timing.correct(entry, 0, "Лишнее", by=cast.anna).day > entry.day + timedelta(days=30)


def test_everybody_sees_the_total_and_their_own_a_lead_sees_all(signed_in, cast, ticket, entry):
    assert "Разбор журнала" in block(signed_in(cast.anna), ticket)
    olegs = block(signed_in(cast.oleg), ticket)
    assert ("Разбор журнала" in olegs, "30" in olegs) == (False, True)
    assert "Разбор журнала" in block(signed_in(cast.boris), ticket)


def test_who_does_not_see_a_request_logs_nothing_on_it(cast, ticket):
    with pytest.raises(Forbidden):
        timing.log(ticket, 5, "Мимо", by=cast.dana)
    with pytest.raises(Refused):
        timing.log(ticket, 5, " ", by=cast.anna)


def test_the_block_asks_as_much_for_many_entries_as_for_one(signed_in, cast, ticket, entry):
    boris = signed_in(cast.boris)
    boris.get(address(ticket, "ledger/"))
    with CaptureQueriesContext(connection) as one:
        boris.get(address(ticket, "ledger/"))
    for _ in range(12):
        timing.log(ticket, 1, "Ещё", by=cast.anna)
    with CaptureQueriesContext(connection) as many:
        boris.get(address(ticket, "ledger/"))
    assert len(many) == len(one)
