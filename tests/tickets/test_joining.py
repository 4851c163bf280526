"""Merging, splitting, linking: nothing is lost on the way there, nor on the way back (R11)."""

from datetime import timedelta

import pytest

from otklik.kernel import clock
from otklik.kernel.verbs import Forbidden, Refused
from otklik.people import staffing
from otklik.people.models import Line
from otklik.tickets import merging, splitting
from otklik.tickets.kinds import Closing, End, Kind, Turn
from otklik.tickets.models import Message, Ticket
from tests.tickets.acting import opened
from tests.tickets.test_spans import check_history

SOON = timedelta(hours=3)


def let(ticket, cast, state):
    """Bring the request into a state, without a debt."""
    later = clock.now() + SOON
    if state == "new":
        return
    ticket.reply(by=cast.anna, body="Смотрю")
    {
        "in_work": lambda: None,
        "awaiting_customer": lambda: ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED),
        "awaiting_other": lambda: ticket.await_other(whom="ДЦ", what="Стойка", again_at=later, by=cast.anna),
        "in_development": lambda: ticket.develop(key="A-1", by=cast.anna),
        "postponed": lambda: ticket.postpone(until=later, why="Потом", by=cast.anna),
        "solution_proposed": lambda: ticket.propose(by=cast.anna, body="Готово"),
        "closed": lambda: ticket.close(Closing.SOLVED, by=cast.anna),
    }[state]()


def merged(source, into, cast, **more):
    done = merging.merge(source, into=into, by=cast.anna, **more)
    source.refresh_from_db()
    into.refresh_from_db()
    for ticket in (source, into):
        check_history(ticket)
    return done


STRONGEST = [
    ("in_work", "awaiting_customer", Kind.IN_WORK),
    ("awaiting_other", "awaiting_customer", Kind.AWAITING_OTHER),
    ("in_development", "postponed", Kind.IN_DEVELOPMENT),
    ("solution_proposed", "postponed", Kind.SOLUTION_PROPOSED),
    ("awaiting_customer", "postponed", Kind.AWAITING_CUSTOMER),
    ("awaiting_customer", "awaiting_other", Kind.AWAITING_OTHER),
    ("postponed", "in_work", Kind.IN_WORK),
    ("in_work", "closed", Kind.REOPENED),
    ("postponed", "closed", Kind.POSTPONED),
    ("closed", "postponed", Kind.POSTPONED),
    ("closed", "closed", Kind.CLOSED),
]


@pytest.mark.parametrize(("of_source", "of_target", "result"), STRONGEST)
def test_r11_the_strongest_turn_wins_with_its_timer_and_its_solution(cast, of_source, of_target, result):
    source, into = opened(cast.vera), opened(cast.vera)
    let(source, cast, of_source)
    let(into, cast, of_target)
    timers = {of_source: source.wake_at, of_target: into.wake_at}
    merged(source, into, cast)
    assert into.kind == result
    assert into.wake_at == timers.get(result)
    assert (into.running_wait() is not None) == (result in ("awaiting_other", "in_development", "postponed"))
    assert (into.open_solution() is not None) == (result == "solution_proposed")
    assert into.is_open == (into.closed_at is None)


def test_r11_what_was_reopened_by_merging_can_be_closed_again(cast):
    source, into = opened(cast.vera), opened(cast.vera)
    let(source, cast, "in_work")
    let(into, cast, "closed")
    merged(source, into, cast)
    into.close(Closing.SOLVED, by=cast.anna)
    assert into.closings.count() == 2


def test_r11_the_customer_decides_on_the_solution_that_came_along(cast, time):
    source, into = opened(cast.vera), opened(cast.vera)
    let(source, cast, "solution_proposed")
    let(into, cast, "postponed")
    merged(source, into, cast)
    time.passes(minutes=1)
    assert into.accept_solution(by=cast.vera)
    assert (into.kind, source.closing_kind) == (Kind.CLOSED, Closing.DUPLICATE)


def test_b3_whoever_was_responsible_for_the_absorbed_request_is_not_dropped(cast):
    source, free, taken = opened(cast.vera), opened(cast.vera), opened(cast.vera)
    source.accept(by=cast.anna)
    merged(source, free, cast)
    assert (free.responsible, free.kind) == (cast.anna, Kind.IN_WORK)
    taken.accept(by=cast.oleg)
    merged(free, taken, cast)
    assert taken.responsible == cast.oleg
    assert taken.participants.filter(person=cast.anna, part="observer").exists()


@pytest.mark.parametrize(("of_source", "of_target", "result"), STRONGEST)
def test_r11_undoing_gives_both_back_what_they_were(cast, of_source, of_target, result):
    source, into = opened(cast.vera, body="Первое"), opened(cast.vera, body="Второе")
    let(source, cast, of_source)
    let(into, cast, of_target)
    before = [facts(ticket) for ticket in (source, into)]
    merging.unmerge(merged(source, into, cast), by=cast.anna)
    source.refresh_from_db()
    into.refresh_from_db()
    for ticket in (source, into):
        check_history(ticket)
    assert [facts(ticket) for ticket in (source, into)] == before


def facts(ticket):
    """Everything that undoing gives back."""
    wait, solution = ticket.running_wait(), ticket.open_solution()
    return {
        **ticket.state(),
        "kind": ticket.kind,
        "wake": ticket.wake_at,
        "next": ticket.next_word_by,
        "since": (ticket.turn_since, ticket.status_since),
        "closed": (ticket.closed_at, ticket.closing_kind, ticket.reopened, ticket.merged_into),
        "closings": list(ticket.closings.order_by("id").values_list("kind", "reopened_at")),
        "wait": wait and wait.pk,
        "solution": solution and (solution.pk, solution.number),
        "messages": list(ticket.messages.order_by("id").values_list("pk", flat=True)),
        "last": (ticket.last_message_id, ticket.last_public_message_id),
    }


def test_r11_undoing_takes_nothing_from_what_was_done_since(cast, time):
    source, into = opened(cast.vera), opened(cast.vera)
    let(into, cast, "awaiting_customer")
    done = merged(source, into, cast)
    time.passes(minutes=5)
    into.write(by=cast.vera, body="Тариф «Старт»")
    into.assign(to=cast.oleg, by=cast.boris)
    merging.unmerge(done, by=cast.anna)
    into.refresh_from_db()
    assert (into.kind, into.responsible, into.turn) == (Kind.IN_WORK, cast.oleg, Turn.OURS)
    assert into.messages.filter(body="Тариф «Старт»").exists()


def test_r11_undoing_gives_the_debt_back_to_whom_it_belongs(cast, time):
    source, into = opened(cast.vera), opened(cast.vera)
    let(into, cast, "in_work")
    done = merged(source, into, cast)
    into.note(by=cast.oleg, body="Вижу")
    merging.unmerge(done, by=cast.anna)
    source.refresh_from_db()
    into.refresh_from_db()
    assert (source.reply_owed_since is not None, into.reply_owed_since) == (True, None)


def test_r11_after_undoing_a_colleague_reads_only_their_own_again(cast):
    veras, zoyas = opened(cast.vera), opened(cast.zoya)
    done = merged(zoyas, veras, cast, agreed=True)
    assert Ticket.objects.visible_to(cast.zoya).filter(pk=veras.pk).exists()
    merging.unmerge(done, by=cast.anna)
    assert list(Ticket.objects.visible_to(cast.zoya)) == [zoyas]


def test_r11_merges_are_undone_in_the_reverse_order(cast):
    first, second, third = (opened(cast.vera, body=body) for body in ("Раз", "Два", "Три"))
    inner = merged(first, second, cast)
    outer = merged(second, third, cast)
    with pytest.raises(Refused, match=r"merge\.later"):
        merging.unmerge(inner, by=cast.anna)
    merging.unmerge(outer, by=cast.anna)
    merging.unmerge(inner, by=cast.anna)
    assert [ticket.messages.get().body for ticket in (first, second, third)] == ["Раз", "Два", "Три"]


def test_r15_what_is_visible_to_its_author_only_is_not_merged_into_what_the_company_reads(cast):
    private, public = opened(cast.zoya, is_private=True), opened(cast.zoya)
    with pytest.raises(Refused, match=r"merge\.private"):
        merging.merge(private, into=public, by=cast.anna, agreed=True)
    merged(public, private, cast)
    assert private.messages.count() == 2


def test_requests_of_two_companies_are_not_merged_though_their_customer_works_for_both(cast):
    staffing.place(cast.pavel, cast.company("cold"), "member", by=None)
    warm = opened(cast.pavel, organization=cast.company("warm"))
    cold = opened(cast.pavel, organization=cast.company("cold"))
    with pytest.raises(Refused, match=r"merge\.customers"):
        merging.merge(warm, into=cold, by=cast.anna, agreed=True)


def test_r11_a_guest_of_one_request_reads_the_other_only_after_somebody_said_so(cast):
    source, into = opened(cast.vera), opened(cast.vera)
    into.join(person=cast.stranger)
    with pytest.raises(Refused, match=r"merge\.ask"):
        merging.merge(source, into=into, by=cast.anna)
    merged(source, into, cast, agreed=True)


def test_r3_requests_to_departments_are_not_merged(cast):
    accounting = Line.objects.create(code="accounting", name={"ru": "Бухгалтерия"}, is_department=True)
    children = []
    for _ in range(2):
        parent = opened(cast.vera)
        later = clock.now() + SOON
        children.append(
            parent.await_other(whom="Б", what="Где?", again_at=later, by=cast.anna, department=accounting).child
        )
    with pytest.raises(Refused, match=r"merge\.child"):
        merging.merge(children[0], into=children[1], by=cast.anna)


def test_what_a_customer_writes_to_an_absorbed_request_arrives_in_the_one_that_took_it_in(cast):
    source, into = opened(cast.vera), opened(cast.vera)
    stale = Ticket.objects.get(pk=source.pk)
    merged(source, into, cast)
    message = stale.write(by=cast.vera, body="Ещё не работает")
    source.refresh_from_db()
    assert (message.ticket, source.kind) == (into, Kind.CLOSED)


@pytest.mark.parametrize("who", ["vera", "misha", "dana"])
def test_only_those_who_may_merge_split_and_link(cast, who):
    one, other = opened(cast.vera), opened(cast.vera)
    second = one.write(by=cast.vera, body="И ещё")
    by = getattr(cast, who)
    for act in (
        lambda: merging.merge(one, into=other, by=by),
        lambda: splitting.split(one, [second], subject="Счёт", by=by),
        lambda: splitting.link(one, other, by=by),
    ):
        with pytest.raises(Forbidden):
            act()


def test_linking_overwrites_nothing_that_happened_meanwhile(cast):
    one, other = opened(cast.vera), opened(cast.vera)
    stale = Ticket.objects.get(pk=one.pk)
    one.accept(by=cast.anna)
    splitting.link(stale, other, by=cast.boris)
    one.refresh_from_db()
    assert (one.responsible, one.kind) == (cast.anna, Kind.IN_WORK)


def test_splitting_takes_the_debt_along_and_undoing_brings_it_back(cast, time):
    origin = opened(cast.vera)
    let(origin, cast, "awaiting_customer")
    time.passes(minutes=5)
    asked = origin.write(by=cast.vera, body="И ещё не приходит счёт")
    fresh = splitting.split(origin, [asked], subject="Счёт", by=cast.anna)
    origin.refresh_from_db()
    assert (fresh.reply_owed_since, origin.reply_owed_since) == (asked.created_at, None)
    splitting.unsplit(fresh.split_from, by=cast.anna)
    origin.refresh_from_db()
    fresh.refresh_from_db()
    assert (origin.reply_owed_since, origin.turn) == (asked.created_at, Turn.OURS)
    assert (fresh.kind, fresh.merged_into, fresh.closing_kind) == (Kind.CLOSED, origin, Closing.DUPLICATE)
    for ticket in (origin, fresh):
        check_history(ticket)


def test_splitting_off_a_note_owes_nobody_a_reply(cast):
    origin = opened(cast.vera)
    note = origin.note(by=cast.oleg, body="Надо бы заменить диск")
    fresh = splitting.split(origin, [note], subject="Диск", by=cast.anna)
    assert (fresh.reply_owed_since, fresh.turn) == (None, Turn.OURS)


def test_whoever_wrote_what_was_split_off_takes_part_in_it(cast):
    origin = opened(cast.vera)
    asked = origin.write(by=cast.pavel, body="А счёт?")
    origin.invite(cast.dana, by=cast.anna, part="developer")
    note = origin.note(by=cast.dana, body="Вижу в журнале")
    fresh = splitting.split(origin, [asked, note], subject="Счёт", by=cast.anna)
    assert set(fresh.participants.values_list("person", "part")) == {
        (cast.pavel.pk, "customer"),
        (cast.dana.pk, "observer"),
    }


def test_what_can_still_be_taken_back_is_not_split_off(cast):
    origin = opened(cast.vera)
    reply = origin.reply(by=cast.anna, body="Смотрю")
    with pytest.raises(Refused, match=r"split\.pending"):
        splitting.split(origin, [reply], subject="Счёт", by=cast.anna)


def test_a_subject_of_a_split_request_is_cleaned_and_cut(cast):
    origin = opened(cast.vera)
    asked = origin.write(by=cast.vera, body="А счёт?")
    fresh = splitting.split(origin, [asked], subject="\0Счёт\n" + "ё" * 400, by=cast.anna)
    assert fresh.subject.startswith("Счёт ё")
    assert len(fresh.subject) == 255


def test_messages_that_a_colleague_moved_meanwhile_are_not_split_off_twice(cast):
    origin = opened(cast.vera)
    asked = origin.write(by=cast.vera, body="А счёт?")
    stale = Message.objects.get(pk=asked.pk)
    splitting.split(origin, [asked], subject="Счёт", by=cast.anna)
    with pytest.raises(Refused, match=r"split\.which"):
        splitting.split(origin, [stale], subject="Счёт", by=cast.oleg)


def test_what_was_split_off_and_closed_stays_where_it_is(cast):
    origin = opened(cast.vera)
    asked = origin.write(by=cast.vera, body="А счёт?")
    fresh = splitting.split(origin, [asked], subject="Счёт", by=cast.anna)
    fresh.close(Closing.SOLVED, by=cast.anna)
    with pytest.raises(Refused, match=r"split\.undone"):
        splitting.unsplit(fresh.split_from, by=cast.anna)
