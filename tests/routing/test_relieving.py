"""C10: an agent passes a difficult request on with one key; a lead has it, and nothing counts against the agent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from otklik.clocks import waking
from otklik.clocks.models import Share, Violation
from otklik.kernel.events import Event
from otklik.kernel.verbs import Forbidden, Refused
from otklik.notices import telling
from otklik.notices.models import Notice
from otklik.people.models import Line, LineMembership, Person
from otklik.routing import placing, relieving, shifts
from otklik.routing.models import Offer, Placement, Relief
from otklik.tickets import taking
from tests.clocks.test_levels import of_level
from tests.clocks.test_norms import moscow
from tests.desk.asking import opened_page, post, text
from tests.routing.floor import automatic, here, offered_to
from tests.tickets.acting import codes, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast):
    fresh = opened(cast.vera)
    fresh.accept(by=cast.anna)
    return fresh


def now(row):
    return type(row).objects.get(pk=row.pk)


def test_a_lead_of_the_line_on_shift_has_it_at_once_and_nobody_asks_why(signed_in, cast, ticket):
    here(cast.anna, cast.oleg, cast.boris)
    assert "Передано: Борис Королёв" in text(post(signed_in(cast.anna), ticket, "relief/"))
    assert now(ticket).responsible == cast.boris
    assert codes(ticket)[-2:] == ["ticket.assigned", "ticket.passed_up"]
    assert "у руководителей, от: Анна Белова" in opened_page(signed_in(cast.boris), ticket)


def test_of_two_leads_it_goes_to_whoever_got_fewer_then_to_whoever_carries_less(cast):
    here(cast.boris, cast.gleb)
    for one in (opened(cast.vera), opened(cast.vera)):
        one.assign(to=cast.boris, by=cast.boris)
    got = [relieving.pass_up(opened(cast.vera), by=cast.anna).to for _ in range(4)]
    assert got[0] == cast.gleb
    assert sorted(one.login for one in got) == ["boris", "boris", "gleb", "gleb"]


def test_a_lead_of_another_line_has_it_only_when_the_lines_own_are_not_there(cast, ticket):
    LineMembership.objects.filter(person=cast.gleb).update(line=Line.objects.get(code="second"))
    here(cast.boris, cast.gleb)
    assert relieving.pass_up(ticket, by=cast.anna).to == cast.boris
    shifts.leave(cast.boris, by=cast.boris)
    other = opened(cast.vera)
    assert relieving.pass_up(other, by=cast.anna).to == cast.gleb


def test_without_a_lead_it_waits_on_their_list_and_is_offered_and_given_to_no_agent(signed_in, cast, ticket):
    automatic()
    here(cast.anna, cast.oleg)
    post(signed_in(cast.anna), ticket, "relief/")
    assert now(ticket).responsible is None
    placing.begin_missing()
    placing.distribute()
    assert offered_to(ticket) is None
    assert not Placement.objects.filter(ticket=ticket).exists()
    assert taking.take_next(by=cast.oleg) is None
    assert "Передано руководителям" in text(signed_in(cast.boris).get("/desk/shift/console/"))
    assert taking.take_next(by=cast.boris) == ticket
    assert not Relief.objects.waiting().exists()


def test_the_leads_are_told_while_nobody_has_it_and_only_its_lead_otherwise(cast, ticket):
    relieving.pass_up(ticket, by=cast.anna)
    telling.tell(Event.objects.get(code="ticket.passed_up"))
    assert {one.person for one in Notice.objects.filter(reason="passed_up")} == {cast.boris, cast.gleb}
    Notice.objects.all().delete()
    here(cast.boris)
    other = opened(cast.vera)
    relieving.pass_up(other, by=cast.anna)
    telling.tell(Event.objects.get(code="ticket.passed_up", ticket_id=other.pk))
    assert not Notice.objects.filter(reason="passed_up").exists()


def test_an_offer_that_stood_is_over_when_its_request_is_passed_on(cast):
    automatic()
    here(cast.oleg)
    one = opened(cast.vera)
    placing.distribute()
    assert offered_to(one) == cast.oleg
    relieving.pass_up(one, by=cast.anna)
    assert offered_to(one) is None
    assert Offer.objects.get().ended_how == "moot"


def test_two_presses_are_one(cast, ticket):
    here(cast.boris)
    assert relieving.pass_up(ticket, by=cast.anna) == relieving.pass_up(ticket, by=cast.anna)
    assert codes(ticket).count("ticket.passed_up") == 1


def test_a_lead_who_gives_it_back_to_the_line_gives_it_to_everybody(cast, ticket):
    automatic()
    here(cast.oleg, cast.boris)
    relieving.pass_up(ticket, by=cast.anna)
    now(ticket).return_to_pool(by=cast.boris)
    assert not Relief.objects.standing().exists()
    placing.distribute()
    assert offered_to(ticket) in (cast.oleg, cast.boris)


def test_nobody_passes_on_what_a_colleague_has_or_what_is_closed(cast, ticket):
    with pytest.raises(Forbidden):
        relieving.pass_up(ticket, by=cast.oleg)
    with pytest.raises(Forbidden):
        relieving.pass_up(ticket, by=cast.misha)
    ticket.close("solved", by=cast.anna)
    with pytest.raises(Refused, match="closed"):
        relieving.pass_up(ticket, by=cast.anna)


def _late(cast, time, passes):
    """In work two hours are allowed: anna has it from nine, boris from ten; noon is past the norm."""
    time.stands(moscow(2026, 11, 16, 9))
    of_level("in_work", None, 2)
    one = opened(cast.vera)
    one.accept(by=cast.anna)
    time.passes(hours=1)
    here(cast.boris)
    passes(one)
    time.passes(hours=2)
    waking.wake()
    return {share.holder: share.time for share in Share.objects.filter(violation=Violation.objects.get())}


def test_the_time_before_is_not_charged_to_the_agent_though_it_is_counted(cast, time):
    told = _late(cast, time, lambda one: relieving.pass_up(one, by=cast.anna))
    assert told == {None: timedelta(hours=1), cast.boris: timedelta(hours=1)}


def test_whoever_only_hands_over_is_charged_as_ever(cast, time):
    told = _late(cast, time, lambda one: one.assign(to=cast.boris, by=cast.anna))
    assert told == {cast.anna: timedelta(hours=1), cast.boris: timedelta(hours=1)}


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_share_the_leads_evenly_and_lose_nothing(cast):
    here(cast.boris, cast.gleb)
    tickets = [opened(cast.vera) for _ in range(16)]
    connection.close()

    def press(ticket):
        try:
            return relieving.pass_up(ticket, by=Person.objects.get(login="anna")).to.login
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(press, tickets))
    assert (got.count("boris"), got.count("gleb")) == (8, 8)
    assert all(now(one).responsible_id == now(one).reliefs.get().to_id for one in tickets)
