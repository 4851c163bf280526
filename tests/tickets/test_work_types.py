"""Consultation, support and implementation are told apart: by default and by one key (C9)."""

import re
from datetime import timedelta

import pytest

from otklik.clocks.models import Deadline, Promise
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people.models import Line
from otklik.tickets.models import Category, Ticket
from tests.desk.asking import opened_page, post
from tests.tickets.acting import codes, opened
from tests.tickets.test_fields import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast):
    return opened(cast.vera)


def first_line(**values):
    Line.objects.filter(code="first").update(**values)


def work(ticket):
    return Ticket.objects.get(pk=ticket.pk).work_type


def category(name, work_type="", parent=None):
    return Category.objects.create(name={"ru": name}, parent=parent, work_type=work_type)


def test_c9_a_request_has_the_kind_of_work_of_its_line_from_the_beginning(cast):
    first_line(work_type="support")
    assert work(opened(cast.vera)) == "support"


def test_c9_a_category_says_more_than_the_line_and_one_above_speaks_for_those_below(cast):
    first_line(work_type="support")
    ticket = opened(cast.vera)
    ticket.categorise(category("Отчёты", parent=category("Доработки", "implementation")), by=cast.anna)
    assert work(ticket) == "implementation"
    ticket.categorise(None, by=cast.anna)
    assert work(ticket) == "support"


def test_what_somebody_chose_stays_when_category_and_line_change(cast, ticket):
    ticket.set_work("consultation", by=cast.anna)
    ticket.categorise(category("Доработки", "implementation"), by=cast.anna)
    second = Line.objects.create(code="other", name={"ru": "Другая"}, work_type="support")
    ticket.move_to_line(second, by=cast.anna)
    assert work(ticket) == "consultation"


def test_another_line_brings_its_own_kind(cast, ticket):
    second = Line.objects.create(code="other", name={"ru": "Другая"}, work_type="implementation")
    ticket.move_to_line(second, by=cast.anna)
    assert work(ticket) == "implementation"
    assert Event.objects.filter(code="ticket.work_set").get().actor_id is None


def test_one_key_goes_round_the_kinds(signed_in, cast, ticket):
    anna, seen = signed_in(cast.anna), []
    for _press in range(4):
        pressed = re.search(r'formaction="([^"]*work-type/[^"]*)"[^>]*data-key="KeyV"', opened_page(anna, ticket))
        anna.post(pressed[1])
        seen.append(work(ticket))
    assert seen == ["consultation", "support", "implementation", "consultation"]


def test_the_timeline_says_which_kind_it_became(signed_in, cast, ticket):
    post(signed_in(cast.anna), ticket, "work-type/implementation/")
    assert "Вид работы: внедрение" in opened_page(signed_in(cast.anna), ticket)


def test_the_same_kind_again_is_no_event(cast, ticket):
    ticket.set_work("support", by=cast.anna)
    ticket.set_work("support", by=cast.oleg)
    assert codes(ticket).count("ticket.work_set") == 1


def test_there_are_only_three_kinds_and_a_trainee_sets_none(cast, ticket, signed_in):
    with pytest.raises(Refused):
        ticket.set_work("magic", by=cast.anna)
    with pytest.raises(Forbidden):
        ticket.set_work("support", by=cast.misha)
    assert post(signed_in(cast.anna), ticket, "work-type/magic/").status_code == 422


def test_f15_requests_are_found_by_their_kind(cast, ticket):
    ticket.set_work("implementation", by=cast.anna)
    opened(cast.zoya)
    assert found("вид:внедрение", cast.anna) == {ticket}
    assert found("work:implementation", cast.anna) == {ticket}


def test_a_list_marks_implementation(signed_in, cast, ticket):
    before = signed_in(cast.anna).get("/desk/open/").content.decode()
    ticket.set_work("implementation", by=cast.anna)
    after = signed_in(cast.anna).get("/desk/open/").content.decode()
    assert ("внедрение" in before, "внедрение" in after) == (False, True)


def test_d1_the_promise_for_a_kind_holds_from_the_moment_it_is_set(cast, ticket):
    Promise.objects.create(name={"ru": "Внедрение"}, work_type="implementation", first_reply=timedelta(minutes=7))
    mine = Deadline.objects.filter(ticket=ticket, kind="first_reply")
    assert not mine.exists()
    ticket.set_work("implementation", by=cast.anna)
    assert mine.exists()


def test_a_lead_says_which_kind_a_category_and_a_line_usually_are(signed_in, cast):
    boris = signed_in(cast.boris)
    boris.post("/manage/categories/new/", {"name_ru": "Доработки", "work_type": "implementation"})
    assert Category.objects.get(name__ru="Доработки").work_type == "implementation"
    line = Line.objects.get(code="first")
    boris.post(f"/manage/lines/{line.pk}/", {"name_ru": "Первая", "work_type": "support"})
    assert Line.objects.get(pk=line.pk).work_type == "support"
