"""R20: the lead moves single requests, sees what nobody has and who calls for help."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.desk import counting
from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.notices import telling
from otklik.notices.models import Notice
from otklik.people.models import Line
from otklik.routing import away, calling, shifts
from otklik.routing.models import HelpCall
from otklik.tickets.models import Message
from tests.desk.asking import HTMX, opened_page, post, text
from tests.tickets.acting import opened

CONSOLE = "/desk/shift/console/"


@pytest.fixture
def boris(signed_in, cast):
    return signed_in(cast.boris)


@pytest.fixture
def ticket(cast):
    one = opened(cast.vera, subject="Не печатает принтер")
    one.accept(by=cast.anna)
    return one


def _move(client, ticket, to, **form):
    was = form.pop("was", ticket.responsible_id or 0)
    return post(client, ticket, "reassignment/", to=to, was=was, **form)


def test_a_lead_gives_a_request_of_one_person_to_another_with_a_word(boris, cast, ticket):
    answer = _move(boris, ticket, f"person-{cast.oleg.pk}", why="У Анны полно")
    assert (answer.status_code, answer.headers["HX-Trigger"]) == (200, "live:desk")
    ticket.refresh_from_db()
    assert ticket.responsible == cast.oleg
    assert Message.objects.filter(ticket=ticket, kind="note", body="У Анны полно").exists()
    assert ticket.participants.present().filter(person=cast.anna).exists()


def test_without_javascript_the_lead_comes_back_to_the_console(boris, cast, ticket):
    form = {"to": f"person-{cast.oleg.pk}", "was": ticket.responsible_id}
    answer = post(boris, ticket, "reassignment/", htmx=False, **form)
    assert (answer.status_code, answer["Location"]) == (303, CONSOLE)


def test_to_the_line_and_to_another_line(boris, cast, ticket):
    _move(boris, ticket, "pool")
    ticket.refresh_from_db()
    assert ticket.responsible is None
    second = Line.objects.get(code="second")
    _move(boris, ticket, f"line-{second.pk}")
    ticket.refresh_from_db()
    assert ticket.line == second


def test_what_nobody_has_accepted_is_listed_and_given_to_somebody(boris, cast):
    one = opened(cast.vera, subject="Нет связи")
    page = text(boris.get(CONSOLE))
    assert "Никто не принял" in page
    assert "Нет связи" in page
    _move(boris, one, f"person-{cast.oleg.pk}")
    one.refresh_from_db()
    assert one.responsible == cast.oleg
    assert "Никто не принял" not in text(boris.get(CONSOLE))


def test_what_was_dropped_on_is_chosen_and_shows_who_has_how_much(boris, cast, ticket):
    page = boris.get(f"/desk/tickets/{ticket.number}/reassignment/?to=person-{cast.oleg.pk}", headers=HTMX)
    assert f'value="person-{cast.oleg.pk}" selected' in page.content.decode()
    assert "Олег Дёмин: в работе 0" in text(page)


def test_two_leads_at_once_the_second_reads_whose_it_is(boris, cast, ticket):
    ticket.assign(to=cast.oleg, by=cast.gleb)
    answer = _move(boris, ticket, f"person-{cast.misha.pk}", was=cast.anna.pk, why="Срочно")
    assert answer.status_code in (409, 422)
    assert "Срочно" in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.responsible == cast.oleg


def test_nothing_is_given_to_somebody_away(boris, cast, ticket):
    now = clock.now()
    away.plan(cast.oleg, "vacation", since=now, until=now + timedelta(days=3), by=cast.boris)
    assert _move(boris, ticket, f"person-{cast.oleg.pk}").status_code == 422
    assert f'data-to="person-{cast.oleg.pk}"' not in boris.get(CONSOLE).content.decode()


def test_an_agent_moves_nothing_here(anna, cast, ticket):
    assert _move(anna, ticket, f"person-{cast.oleg.pk}").status_code == 403


def test_a_call_for_help_stands_on_the_console_and_in_the_head_and_tells_the_lead(anna, boris, cast, ticket):
    assert "Позвали старшего смены" in text(post(anna, ticket, "help/"))
    telling.tell(Event.objects.get(code="ticket.help_called"))
    assert {one.person for one in Notice.objects.filter(reason="help")} == {cast.boris, cast.gleb}
    assert "Анна Белова зовёт на помощь" in opened_page(boris, ticket)
    page = text(boris.get(CONSOLE))
    assert page.index("Зовут на помощь") < page.index("Не печатает принтер")
    post(anna, ticket, "help/")
    assert HelpCall.objects.get().ended_how == "withdrawn"


@pytest.mark.parametrize("helps", ["note", "reply", "assign"])
def test_a_call_ends_by_itself_when_a_colleague_steps_in(cast, ticket, helps):
    calling.call(ticket, by=cast.anna)
    ticket.note(by=cast.anna, body="Не понимаю")
    assert HelpCall.objects.open().exists()
    {
        "note": lambda: ticket.note(by=cast.oleg, body="Смотри журнал"),
        "reply": lambda: ticket.reply(by=cast.oleg, body="Проверьте кабель"),
        "assign": lambda: ticket.assign(to=cast.oleg, by=cast.boris),
    }[helps]()
    call = HelpCall.objects.get()
    assert (call.ended_how, call.answered_by) == ("answered", cast.boris if helps == "assign" else cast.oleg)


def test_a_call_is_moot_when_its_author_answers_and_a_customer_does_not_end_it(cast, ticket):
    calling.call(ticket, by=cast.anna)
    ticket.write(by=cast.vera, body="Ну что?")
    assert HelpCall.objects.open().exists()
    ticket.reply(by=cast.anna, body="Готово")
    assert HelpCall.objects.get().ended_how == "moot"


def test_two_presses_make_one_call_and_a_stranger_does_not_withdraw_it(anna, signed_in, cast, ticket):
    assert calling.call(ticket, by=cast.anna) == calling.call(ticket, by=cast.anna)
    assert post(signed_in(cast.oleg), ticket, "help/").status_code == 403
    assert HelpCall.objects.open().count() == 1


def test_withdrawn_from_the_console_twice_calls_nobody_anew(boris, cast, ticket):
    calling.call(ticket, by=cast.anna)
    for _ in range(2):
        assert post(boris, ticket, "help/?console=1").status_code == 200
    assert not HelpCall.objects.open()


def test_the_console_asks_as_much_for_many_requests_as_for_few(boris, cast):
    def asked():
        counting.forget()
        with CaptureQueriesContext(connection) as seen:
            boris.get(CONSOLE, headers=HTMX)
        return len(seen)

    def more(count):
        for person in (cast.anna, cast.oleg) * count:
            one = opened(cast.vera)
            one.accept(by=person)
            calling.call(one, by=person)
            opened(cast.vera)

    shifts.enter(cast.oleg, by=cast.oleg)
    more(1)
    boris.get(CONSOLE, headers=HTMX)
    few = asked()
    more(6)
    assert asked() == few
    page = boris.get(CONSOLE, headers=HTMX).content.decode()
    assert page.count('class="hand"') == 10 + 10 + 2 * 4
