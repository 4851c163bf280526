"""Violations on the desk: one's own, the team's, excuses, objections, an outage (D4, R23–R25)."""

import re
from datetime import timedelta

import pytest

from otklik.clocks import excusing, waking
from otklik.clocks.models import Excuse, Fault, Objection, Violation
from tests.clocks.test_norms import moscow, norm
from tests.desk.asking import HTMX, text
from tests.tickets.acting import opened

MONDAY = moscow(2026, 11, 16, 9)
LIST = "/desk/violations/"


@pytest.fixture
def boris(signed_in, cast):
    """Boris's browser."""
    return signed_in(cast.boris)


@pytest.fixture
def oleg(signed_in, cast):
    """Oleg's."""
    return signed_in(cast.oleg)


@pytest.fixture
def late(cast, time):
    """`late(person, hours, at)`: the violation of a request that this person kept so long, under 1, 2 and 4 hours."""
    norm("in_work", 1, 2, 4)

    def keep(person, hours=1.5, at=MONDAY, subject="Почта молчит"):
        time.stands(at)
        ticket = opened(cast.vera, subject=subject)
        ticket.accept(by=person)
        time.passes(hours=hours)
        ticket.reply(by=person, body="Какой тариф?", end="asked")
        return Violation.objects.get(ticket=ticket)

    return keep


def page_of(one, rest=""):
    return f"{LIST}{one.pk}/{rest}"


def shown(response):
    """The violations of a page, from top to bottom."""
    return [int(pk) for pk in re.findall(r'id="v-(\d+)"', response.content.decode())]


def test_r25_everybody_sees_their_own_and_a_lead_the_team(late, cast, anna, oleg, boris):
    first, second = late(cast.anna), late(cast.oleg)
    assert shown(anna.get(LIST)) == [first.pk]
    assert shown(oleg.get(LIST)) == [second.pk]
    assert shown(boris.get(LIST)) == [second.pk, first.pk]
    assert anna.get(page_of(second)).status_code == 404
    assert anna.get(page_of(first)).status_code == 200


def test_a_row_says_what_whose_and_how_long_and_opens_into_the_request(late, cast, boris):
    one = late(cast.anna, 2.5)
    page = boris.get(LIST)
    assert "Анна Белова 2 ч" in text(page)
    assert f'href="/desk/tickets/{one.ticket.number}/"' in boris.get(page_of(one)).content.decode()


def test_the_page_of_one_shows_the_time_piece_by_piece(late, cast, boris, time):
    """Anna held it from 9:00, Oleg from 9:30; degree II at 11:00, half an hour of it hers."""
    norm("in_work", 1, 2)
    time.stands(MONDAY)
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    time.passes(minutes=30)
    ticket.assign(to=cast.oleg, by=cast.anna)
    time.passes(minutes=120)
    waking.wake()
    page = text(boris.get(page_of(Violation.objects.get(ticket=ticket))))
    assert "Олег Дёмин 1 ч 30 мин" in page
    assert "Анна Белова 30 мин" in page
    assert "9:00 09:30" in page or "09:00 09:30" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("degree=1", ["anna"]),
        ("degree=2", ["oleg"]),
        ("degree=чепуха", []),
        ("state=charged", ["oleg"]),
        ("state=excused", ["anna"]),
        ("state=objected", ["oleg"]),
        ("state=open", ["oleg"]),
        ("state=nonsense", []),
        ("person=line", []),
        ("period=last", []),
        ("period=2026-11-16..2026-11-16", ["oleg", "anna"]),
        ("period=2026-11-17..2026-11-30", []),
        ("period=2026-13-99..x", ["oleg", "anna"]),
        ("line=99999999999999", []),
    ],
)
def test_filters_narrow_and_nonsense_finds_nothing(late, cast, boris, query, found):
    rows = {"anna": late(cast.anna, 1.5), "oleg": late(cast.oleg, 2.5)}
    excusing.excuse(rows["anna"], reason="Авария", fault=Fault.OUTAGE, by=cast.boris)
    excusing.object_to(rows["oleg"], text="Ждали клиента", by=cast.oleg)
    assert shown(boris.get(f"{LIST}?{query}")) == [rows[name].pk for name in found]


def test_filters_by_person_status_and_line_follow_their_chips(late, cast, boris):
    first, second = late(cast.anna), late(cast.oleg)
    assert shown(boris.get(f"{LIST}?person={cast.oleg.pk}")) == [second.pk]
    assert shown(boris.get(f"{LIST}?status={first.status_id}&line={first.line_id}")) == [second.pk, first.pk]
    assert shown(boris.get(f"{LIST}?status=debt")) == []
    assert "Чьё время: Олег Дёмин" in text(boris.get(f"{LIST}?person={cast.oleg.pk}"))


def test_an_agent_is_asked_for_no_name_and_cannot_ask_for_anothers(late, cast, anna):
    late(cast.anna)
    other = late(cast.oleg)
    assert shown(anna.get(f"{LIST}?person={cast.oleg.pk}")) == []
    assert "Чьё время" not in text(anna.get(LIST))
    assert anna.post(page_of(other, "objections/"), {"text": "Моё"}).status_code == 404


def test_pages_turn_by_key_and_cost_the_same_however_long(
    late, cast, boris, monkeypatch, django_assert_max_num_queries
):
    from otklik.desk.views import violations

    monkeypatch.setattr(violations, "SIZE", 2)
    made = [late(cast.anna, at=MONDAY + timedelta(hours=hour)).pk for hour in range(3)]
    first = boris.get(LIST)
    assert shown(first) == made[:0:-1]
    older = re.search(r'rel="next" href="([^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    with django_assert_max_num_queries(26):
        assert shown(boris.get(f"{LIST}{older}")) == made[:1]


def test_nothing_broken_says_so(boris):
    assert "Нормативы не нарушались" in text(boris.get(LIST))
    assert "За период такого нет" in text(boris.get(f"{LIST}?degree=3"))


def test_d4_a_lead_excuses_with_a_reason_and_charges_again(late, cast, boris):
    one = late(cast.anna)
    done = boris.post(page_of(one, "excuse/"), {"fault": "outage", "reason": "Авария в ДЦ"})
    assert done.status_code == 303
    excuse = Excuse.objects.get()
    assert (excuse.reason, excuse.fault, excuse.by) == ("Авария в ДЦ", "outage", cast.boris)
    page = text(boris.get(page_of(one)))
    assert "Авария в ДЦ" in page
    assert "Снова засчитать" in page
    boris.post(page_of(one, "charge/"))
    assert Violation.objects.at_fault().get() == one
    assert "Снова засчитано" in text(boris.get(page_of(one)))


def test_an_excuse_without_a_reason_is_refused_in_its_form(late, cast, boris):
    answer = boris.post(page_of(late(cast.anna), "excuse/"), {"fault": "downtime", "reason": "  "})
    assert answer.status_code == 422
    assert 'value="downtime" selected' in answer.content.decode()
    assert not Excuse.objects.exists()


def test_two_leads_at_once_and_the_second_keeps_the_words(late, cast, boris):
    one = late(cast.anna)
    excusing.excuse(one, reason="Уже", by=cast.gleb)
    answer = boris.post(page_of(one, "excuse/"), {"fault": "decision", "reason": "И я так думаю"})
    assert answer.status_code == 409
    assert Excuse.objects.get().by == cast.gleb


def test_r25_an_agent_objects_within_five_working_days_and_sees_the_answer(late, cast, anna, boris):
    one = late(cast.anna)
    assert "Возразить можно до" in text(anna.get(page_of(one)))
    assert anna.post(page_of(one, "objections/"), {"text": ""}).status_code == 422
    assert anna.post(page_of(one, "objections/"), {"text": "Ждали доступа"}).status_code == 303
    assert "Возразить можно" not in text(anna.get(page_of(one)))
    objection = Objection.objects.get()
    assert "Ждали доступа" in text(boris.get(page_of(one)))
    rest = f"objections/{objection.pk}/answer/"
    assert anna.post(page_of(one, rest), {"answer": "Сама"}).status_code == 403
    assert boris.post(page_of(one, rest), {"answer": ""}).status_code == 422
    assert boris.post(page_of(one, rest), {"answer": "Доступ был с утра"}).status_code == 303
    page = text(anna.get(page_of(one)))
    assert "Доступ был с утра" in page
    assert "остаётся в силе" in page
    again = boris.post(page_of(one, rest), {"answer": "Ещё раз"})
    assert again.status_code == 409
    assert "Ваши слова: Ещё раз" in text(again)


def test_after_five_working_days_it_is_too_late(late, cast, anna, time):
    one = late(cast.anna)
    time.stands(moscow(2026, 11, 24, 9))
    assert "Пять рабочих дней на возражение закончились" in text(anna.get(page_of(one)))
    assert anna.post(page_of(one, "objections/"), {"text": "Поздно"}).status_code == 422


def test_a_lead_whose_own_objection_waits_does_not_judge_it(late, cast, boris, signed_in):
    one = late(cast.boris)
    boris.post(page_of(one, "objections/"), {"text": "Ждали клиента"})
    assert boris.post(page_of(one, "excuse/"), {"fault": "decision", "reason": "Сам"}).status_code == 403
    assert "Не засчитывать" not in text(boris.get(page_of(one)))
    gleb = signed_in(cast.gleb)
    assert gleb.post(page_of(one, "excuse/"), {"fault": "decision", "reason": "Верно"}).status_code == 303
    assert Objection.objects.get().answer == "Верно"


def test_an_open_objection_is_counted_in_the_rail_of_leads_only(late, cast, boris, anna):
    one = late(cast.anna)
    excusing.object_to(one, text="Ждали доступа", by=cast.anna)
    counted = re.compile(r"<span>Нарушения</span><span class=\"count\"[^>]*>1<")
    assert counted.search(boris.get(LIST).content.decode())
    assert not counted.search(anna.get(LIST).content.decode())


OUTAGE = {
    "since": "2026-11-16T09:30",
    "until": "2026-11-16T11:00",
    "touches": "reached",
    "fault": "outage",
    "reason": "Авария в дата-центре",
}


def test_r25_an_outage_is_shown_first_and_excused_in_one_action(late, cast, boris):
    inside, later = late(cast.anna), late(cast.oleg, at=MONDAY + timedelta(hours=6))
    preview = boris.post(LIST + "outage/", OUTAGE)
    assert preview.status_code == 200
    assert shown(preview) == [inside.pk]
    assert not Excuse.objects.exists()
    done = boris.post(LIST + "outage/", {**OUTAGE, "seen": "1"})
    assert done.status_code == 303
    assert list(Violation.objects.at_fault()) == [later]
    assert Excuse.objects.get().fault == Fault.OUTAGE


def test_an_outage_that_grew_meanwhile_is_shown_again(late, cast, boris):
    late(cast.anna)
    late(cast.oleg)
    again = boris.post(LIST + "outage/", {**OUTAGE, "seen": "1"})
    assert again.status_code == 409
    assert "что-то изменилось" in text(again)
    assert not Excuse.objects.exists()


def test_an_outage_touches_time_by_line_and_by_status_when_asked(late, cast, boris):
    one = late(cast.anna, 2.5)  # degree II at 11:00, counted from 9:00
    short = {**OUTAGE, "until": "2026-11-16T10:00", "since": "2026-11-16T09:10"}
    assert shown(boris.post(LIST + "outage/", short)) == []
    during = {**short, "touches": "during"}
    assert shown(boris.post(LIST + "outage/", during)) == [one.pk]
    assert shown(boris.post(LIST + "outage/", {**during, "status": str(one.status_id)})) == [one.pk]
    assert shown(boris.post(LIST + "outage/", {**during, "line": str(one.line_id)})) == [one.pk]


@pytest.mark.parametrize("changed", [{"since": "вчера"}, {"until": "2026-11-16T08:00"}, {"reason": ""}, {"line": "0"}])
def test_an_outage_that_cannot_be_is_refused_and_keeps_the_words(boris, changed):
    answer = boris.post(LIST + "outage/", {**OUTAGE, **changed})
    assert answer.status_code == 422
    assert "Авария в дата-центре" in answer.content.decode() or "reason" in changed


def test_the_table_is_fetched_anew_by_the_live_line(late, cast, boris):
    late(cast.anna)
    page = boris.get(LIST, headers=HTMX)
    assert "live:violations from:body" in page.content.decode()
