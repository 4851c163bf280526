"""C1: a waiting request reaches the right person by itself, and nobody is left waiting for somebody who went."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people.models import Line, LineMembership
from otklik.routing import hours, jobs, offering, placing, planning, shifts
from otklik.routing.models import Given, Offer, Placement
from otklik.tickets.models import Category, Span
from tests.routing.floor import automatic, here, offer_of, offered_to
from tests.tickets.acting import codes, opened


@pytest.fixture
def line(cast, time):
    time.stands(clock.now())
    return automatic()


def test_c1_a_new_request_is_offered_to_somebody_on_shift_only(cast, line):
    here(cast.anna)
    shifts.enter(cast.oleg, "lunch", by=cast.oleg)
    ticket = opened(cast.vera)
    jobs.distribute()
    assert offered_to(ticket) == cast.anna
    assert (ticket.responsible, ticket.offered_until) == (None, clock.now() + timedelta(minutes=3))


def test_c1_whoever_accepts_first_has_it_even_if_it_was_offered_to_another(cast, line):
    here(cast.anna)
    ticket = opened(cast.vera)
    jobs.distribute()
    ticket.accept(by=cast.oleg)
    assert (offered_to(ticket), ticket.responsible) == (None, cast.oleg)
    assert Offer.objects.get().ended_how == "taken"
    assert not Placement.objects.exists()


def test_c1_an_offer_that_is_accepted_counts_for_the_day(cast, line):
    here(cast.anna)
    ticket = opened(cast.vera)
    jobs.distribute()
    ticket.accept(by=cast.anna)
    assert Offer.objects.get().ended_how == "accepted"
    given = Given.objects.get()
    assert (given.person, given.points, given.count) == (cast.anna, 100, 1)


def test_c1_what_is_not_answered_goes_to_the_next_then_to_all_then_the_lead_is_told(cast, line, time):
    automatic(rounds=2)
    here(cast.anna, cast.oleg, cast.boris)
    ticket = opened(cast.vera)
    asked = []
    for _ in range(2):
        jobs.distribute()
        asked.append(offered_to(ticket))
        time.passes(minutes=3)
    assert len(set(asked)) == 2
    jobs.distribute()
    assert (offered_to(ticket), Placement.objects.get().stage) == (None, "open")
    jobs.mind()
    assert "ticket.unplaced" not in codes(ticket)
    time.passes(minutes=10)
    jobs.mind()
    jobs.mind()
    assert codes(ticket)[-2:] == ["ticket.open_to_all", "ticket.unplaced"]
    assert list(Offer.objects.values_list("ended_how", flat=True)) == ["late", "late"]


def test_c1_who_passes_is_not_asked_again_and_gives_no_reason(cast, line):
    here(cast.anna, cast.oleg)
    ticket = opened(cast.vera)
    jobs.distribute()
    first = offered_to(ticket)
    offer = offer_of(ticket)
    with pytest.raises(Forbidden):
        offering.pass_on(offer, by=cast.boris)
    offering.pass_on(offer, by=first)
    jobs.distribute()
    assert offered_to(ticket) not in (first, None)
    with pytest.raises(Stale):
        offering.pass_on(offer, by=first)


@pytest.mark.parametrize("how", ["pause", "lunch", "off"])
def test_c1_who_goes_gives_back_what_was_offered(cast, line, how):
    here(cast.anna)
    ticket = opened(cast.vera)
    jobs.distribute()
    shifts.leave(cast.anna, by=cast.anna) if how == "off" else shifts.enter(cast.anna, how, by=cast.anna)
    jobs.give_back(event_id=Event.objects.filter(code__startswith="shift.").latest("id").pk)
    assert offered_to(ticket) is None
    here(cast.oleg)
    jobs.distribute()
    assert offered_to(ticket) == cast.oleg


def test_c1_the_end_of_a_shift_returns_what_was_not_begun_and_leaves_what_was(cast, line):
    here(cast.anna)
    begun, idle = opened(cast.vera), opened(cast.rival)
    jobs.distribute()
    for ticket in (begun, idle):
        ticket.accept(by=cast.anna)
    begun.note(by=cast.anna, body="Смотрю журнал")
    shifts.leave(cast.anna, by=cast.anna)
    jobs.give_back(event_id=Event.objects.get(code="shift.left").pk)
    for ticket in (begun, idle):
        ticket.refresh_from_db()
    assert (begun.responsible, idle.responsible) == (cast.anna, None)
    assert Placement.objects.get().ticket == idle


def test_c1_a_full_hand_gets_nothing_and_the_request_waits(cast, line, time):
    hours.set_ceiling(cast.anna, 1, by=cast.boris)
    here(cast.anna)
    first, second = opened(cast.vera), opened(cast.rival)
    jobs.distribute()
    assert (offered_to(first), offered_to(second)) == (cast.anna, None)
    assert Placement.objects.get(ticket=second).stage == "waiting"
    first.accept(by=cast.anna)
    first.propose(by=cast.anna, body="Перезапустили, проверьте")
    time.passes(seconds=20)
    jobs.distribute()
    assert offered_to(second) == cast.anna


def test_c1_a_phone_call_may_weigh_more_than_a_letter(cast, line):
    automatic(weights={"channel": {"phone": 20}, "work_type": {"implementation": 30}})
    hours.set_ceiling(cast.anna, 3, by=cast.boris)
    here(cast.anna)
    call, second, third = (opened(cast.vera, channel=channel) for channel in ("phone", "phone", "form"))
    jobs.distribute()
    assert [offered_to(one) for one in (call, second, third)] == [cast.anna, None, cast.anna]


def test_c1_skills_decide_who_can_have_it(cast, line):
    accounting = Category.objects.create(name={"en": "Accounting"})
    leaf = Category.objects.create(name={"en": "Invoices"}, parent=accounting)
    anna = LineMembership.objects.get(person=cast.anna)
    oleg = LineMembership.objects.get(person=cast.oleg)
    planning.set_skills(anna, level=2, languages=["uk"], by=cast.boris)
    planning.set_skills(oleg, level=2, categories=[accounting], by=cast.boris)
    here(cast.anna, cast.oleg)
    ticket = opened(cast.vera)
    ticket.categorise(leaf, by=cast.boris)
    jobs.distribute()
    assert offered_to(ticket) == cast.oleg


def test_c1_nobody_with_the_skill_leaves_it_open_to_all_at_once(cast, line):
    planning.set_skills(LineMembership.objects.get(person=cast.anna), level=2, languages=["uk"], by=cast.boris)
    here(cast.anna)
    ticket = opened(cast.vera)
    jobs.distribute()
    placement = Placement.objects.get()
    assert (offered_to(ticket), placement.stage, placement.why) == (None, "open", "nobody_fits")


def test_c1_the_customers_last_agent_and_the_one_a_colleague_proposed_come_first(cast, line):
    before = opened(cast.vera)
    before.accept(by=cast.oleg)
    before.close(by=cast.oleg, kind="solved")
    here(cast.anna, cast.oleg, cast.boris)
    same, proposed = opened(cast.vera), opened(cast.vera)
    proposed.nominate(to=cast.boris, by=cast.anna)
    jobs.distribute()
    assert (offered_to(same), offered_to(proposed)) == (cast.oleg, cast.boris)


def test_c1_a_line_without_people_is_open_to_all_and_is_offered_again_when_somebody_comes(cast, line, time):
    ticket = opened(cast.vera)
    jobs.distribute()
    assert (Placement.objects.get().stage, Placement.objects.get().why) == ("open", "nobody_on_shift")
    opened(cast.rival)
    jobs.distribute()
    time.passes(minutes=10)
    jobs.mind()
    assert Event.objects.filter(code="ticket.unplaced").count() == 1  # once for the line
    here(cast.anna)
    jobs.distribute()
    assert offered_to(ticket) == cast.anna


def test_c1_a_person_on_no_line_is_offered_nothing(cast, line):
    LineMembership.objects.filter(person=cast.anna).delete()
    here(cast.anna)
    opened(cast.vera)
    jobs.distribute()
    assert not Offer.objects.exists()


def test_c1_a_line_that_becomes_automatic_takes_what_waits_and_lets_go_when_it_stops(cast):
    ticket = opened(cast.vera)
    here(cast.anna)
    jobs.distribute()
    assert not Placement.objects.exists()
    automatic()
    jobs.mind()
    jobs.distribute()
    assert offered_to(ticket) == cast.anna
    planning.set_plan(Line.objects.get(code="first"), mode="pull", by=cast.boris)
    assert (offered_to(ticket), Placement.objects.exists()) == (None, False)


def test_c1_on_another_line_the_search_begins_anew(cast, line):
    automatic("second")
    LineMembership.objects.create(line=Line.objects.get(code="second"), person=cast.boris)
    here(cast.anna, cast.boris)
    ticket = opened(cast.vera)
    jobs.distribute()
    ticket.move_to_line(Line.objects.get(code="second"), by=cast.anna, why="Нужен доступ к базе")
    assert offered_to(ticket) is None
    jobs.distribute()
    assert offered_to(ticket) == cast.boris


def test_r23_while_it_is_offered_its_time_is_that_persons(cast, line, time):
    here(cast.anna)
    ticket = opened(cast.vera)
    time.passes(minutes=1)
    jobs.distribute()
    time.passes(minutes=3)
    jobs.distribute()
    holders = list(Span.objects.filter(ticket=ticket).order_by("id").values_list("holder", flat=True))
    assert holders == [None, cast.anna.pk, None]


def test_r21_a_critical_request_is_not_offered_to_a_novice(cast, line):
    planning.set_skills(LineMembership.objects.get(person=cast.anna), level=1, by=cast.boris)
    here(cast.anna, cast.oleg)
    ticket = opened(cast.vera)
    ticket.urge(2, by=cast.boris)
    jobs.distribute()
    assert offered_to(ticket) == cast.oleg


def test_why_it_went_to_whom_is_kept_with_the_offer(cast, line):
    here(cast.anna, cast.oleg)
    hours.set_ceiling(cast.oleg, 0, by=cast.boris)
    ticket = opened(cast.vera)
    jobs.distribute()
    judged = offer_of(ticket).judged
    assert judged["chosen"] == [[cast.anna.pk, 186 + 200, 0, 0, 186, 200, 0]]
    assert judged["left"] == [[cast.oleg.pk, "full"]]


def test_the_queue_heals_what_an_event_missed(cast, line):
    ticket = opened(cast.vera)
    Placement.objects.all().delete()
    assert placing.begin_missing() == 1
    assert placing.begin_missing() == 0
    type(ticket).objects.filter(pk=ticket.pk).update(responsible=cast.anna)
    placing.begin_missing()
    assert not Placement.objects.exists()


def test_r18_a_proposal_that_nobody_takes_ends_after_a_while(cast, time):
    time.stands(clock.now())
    ticket = opened(cast.vera)
    ticket.nominate(to=cast.oleg, by=cast.anna)
    time.passes(minutes=14)
    jobs.mind()
    ticket.refresh_from_db()
    assert ticket.nominee == cast.oleg
    time.passes(minutes=1)
    jobs.mind()
    ticket.refresh_from_db()
    assert ticket.nominee is None
    assert codes(ticket)[-1] == "ticket.nomination_ended"


@pytest.mark.parametrize(
    "manner",
    [
        {"mode": "whatever"},
        {"offer_for": timedelta(seconds=1)},
        {"rounds": 0},
        {"lead_after": timedelta(days=3)},
        {"weights": {"channel": {"phone": 0}}},
    ],
)
def test_a_plan_that_cannot_work_is_refused(cast, manner):
    with pytest.raises(Refused):
        planning.set_plan(Line.objects.get(code="first"), by=cast.boris, **manner)


def test_only_who_arranges_lines_changes_a_plan_or_skills(cast):
    with pytest.raises(Forbidden):
        planning.set_plan(Line.objects.get(code="first"), mode="automatic", by=cast.anna)
    with pytest.raises(Forbidden):
        planning.set_skills(LineMembership.objects.get(person=cast.anna), level=3, by=cast.anna)
