"""How things behave in daily situations: RULES.md, one rule after another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from otklik.kernel import clock, jobs
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.people import staffing
from otklik.people.models import Line
from otklik.tickets import handing, merging
from otklik.tickets.kinds import Closing, End, Kind, MessageKind, Outcome, Turn
from otklik.tickets.models import Message, Ticket
from otklik.tickets.opening import open_ticket
from tests.cast import Cast
from tests.tickets.acting import codes, opened

SOON = timedelta(hours=3)


def test_r1_the_first_unanswered_message_begins_a_debt_and_a_human_reply_ends_it(cast: Cast, time: Any) -> None:
    began = time.stands(datetime(2026, 11, 20, 9, tzinfo=UTC))
    ticket = opened(cast.vera)
    time.passes(minutes=20)
    ticket.write(by=cast.vera, body="И ещё не приходит почта")
    assert ticket.reply_owed_since == began
    ticket.reply(by=cast.anna, body="Смотрю")
    assert ticket.reply_owed_since is None


def test_r1_an_internal_note_pays_no_debt(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.note(by=cast.anna, body="Похоже на web-7")
    assert ticket.reply_owed_since is not None


def test_r1_no_reply_needed_pays_the_debt_and_is_recorded(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.need_no_reply(by=cast.anna)
    assert ticket.reply_owed_since is None
    assert codes(ticket)[-1] == "ticket.reply_not_needed"
    with pytest.raises(Refused):
        ticket.need_no_reply(by=cast.anna)


@pytest.mark.parametrize(
    ("prepare", "after"),
    [
        ("ask", Kind.IN_WORK),
        ("postpone", Kind.IN_WORK),
        ("other", Kind.AWAITING_OTHER),
        ("develop", Kind.IN_DEVELOPMENT),
        ("propose", Kind.SOLUTION_PROPOSED),
    ],
)
def test_r1_a_customer_message_moves_only_what_the_rule_says_and_the_turn_is_ours(
    cast: Cast, prepare: str, after: Kind
) -> None:
    ticket = opened(cast.vera)
    later = clock.now() + SOON
    ticket.reply(by=cast.anna, body="Смотрю")
    {
        "ask": lambda: ticket.reply(by=cast.anna, body="Какой у Вас тариф?", end=End.ASKED),
        "postpone": lambda: ticket.postpone(until=later, why="Ждём вечера", by=cast.anna),
        "other": lambda: ticket.await_other(whom="Дата-центр", what="Проверить стойку", again_at=later, by=cast.anna),
        "develop": lambda: ticket.develop(key="MAIL-318", by=cast.anna),
        "propose": lambda: ticket.propose(by=cast.anna, body="Исправили, проверьте"),
    }[prepare]()
    assert ticket.turn != Turn.OURS
    ticket.write(by=cast.vera, body="А что с почтой?")
    assert (ticket.kind, ticket.turn) == (after, Turn.OURS)
    assert ticket.reply_owed_since is not None


def test_r1_an_answer_cancels_the_timer_of_a_postponed_request(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.postpone(until=clock.now() + SOON, why="До вечера", by=cast.anna)
    ticket.write(by=cast.vera, body="Уже нужно")
    assert ticket.wake_at is None
    assert ticket.running_wait() is None


def test_r2_thanks_neither_close_nor_reopen(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Исправили, проверьте")
    thanks = ticket.write(by=cast.vera, body="Спасибо, заработало")
    assert ticket.kind == Kind.SOLUTION_PROPOSED
    ticket.close_in_words(thanks, by=cast.anna)
    assert ticket.kind == Kind.CLOSED
    ticket.write(by=cast.vera, body="Большое спасибо")
    assert ticket.kind == Kind.CLOSED


def test_r2_closing_from_words_keeps_the_sentence(cast: Cast) -> None:
    ticket = opened(cast.vera)
    solution = ticket.propose(by=cast.anna, body="Исправили, проверьте")
    thanks = ticket.write(by=cast.vera, body="Спасибо, заработало")
    ticket.close_in_words(thanks, by=cast.anna)
    solution.refresh_from_db()
    assert (solution.outcome, solution.words) == (Outcome.ACCEPTED_IN_WORDS, thanks)
    assert ticket.closing_kind == Closing.ACCEPTED_IN_WORDS


def test_r2_only_the_customers_own_words_close(cast: Cast) -> None:
    ticket = opened(cast.vera)
    solution = ticket.propose(by=cast.anna, body="Исправили, проверьте")
    with pytest.raises(Refused):
        ticket.close_in_words(solution.message, by=cast.anna)


def test_r2_a_newer_solution_supersedes_the_older_one(cast: Cast) -> None:
    ticket = opened(cast.vera)
    first = ticket.propose(by=cast.anna, body="Перезапустили")
    ticket.propose(by=cast.anna, body="Заменили диск")
    first.refresh_from_db()
    assert first.outcome == Outcome.SUPERSEDED


def test_r2_support_marks_a_rejection_that_the_customer_wrote(cast: Cast) -> None:
    ticket = opened(cast.vera)
    solution = ticket.propose(by=cast.anna, body="Перезапустили")
    words = ticket.write(by=cast.vera, body="Нет, всё так же")
    ticket.reject_solution(by=cast.anna, reason="Всё так же", words=words)
    solution.refresh_from_db()
    assert (solution.outcome, solution.words, ticket.kind) == (Outcome.REJECTED, words, Kind.REOPENED)


def test_r3_waiting_for_others_demands_who_what_and_when(cast: Cast) -> None:
    ticket = opened(cast.vera)
    later = clock.now() + SOON
    for whom, what, at in [("", "Стойка", later), ("ДЦ", " ", later), ("ДЦ", "Стойка", clock.now() - SOON)]:
        with pytest.raises(Refused):
            ticket.await_other(whom=whom, what=what, again_at=at, by=cast.anna)


def test_r3_at_the_promised_moment_the_turn_is_ours(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Спросили дата-центр")
    ticket.await_other(whom="Дата-центр", what="Проверить стойку", again_at=clock.now() + SOON, by=cast.anna)
    assert ticket.turn == Turn.OTHER
    assert not ticket.wake()
    time.passes(hours=4)
    assert ticket.wake()
    assert (ticket.kind, ticket.turn) == (Kind.IN_WORK, Turn.OURS)
    assert not ticket.wake()


def test_r3_a_department_gets_a_child_request_that_the_customer_never_sees(cast: Cast) -> None:
    accounting = Line.objects.create(code="accounting", name={"ru": "Бухгалтерия"}, is_department=True)
    ticket = opened(cast.vera)
    wait = ticket.await_other(
        whom="Бухгалтерия", what="Где возврат?", again_at=clock.now() + SOON, by=cast.anna, department=accounting
    )
    assert wait.child is not None
    assert (wait.child.parent_id, wait.child.line_id) == (ticket.pk, accounting.pk)
    assert not Ticket.objects.visible_to(cast.vera).filter(pk=wait.child.pk).exists()


def test_r3_the_answer_of_the_department_wakes_the_parent(cast: Cast) -> None:
    accounting = Line.objects.create(code="accounting", name={"ru": "Бухгалтерия"}, is_department=True)
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Спросили бухгалтерию")
    wait = ticket.await_other(
        whom="Бухгалтерия", what="Где возврат?", again_at=clock.now() + SOON, by=cast.anna, department=accounting
    )
    assert wait.child is not None
    wait.child.propose(by=cast.oleg, body="Вернули вчера")
    jobs.run_due()
    ticket.refresh_from_db()
    assert (ticket.kind, ticket.turn) == (Kind.IN_WORK, Turn.OURS)


def test_r4_a_reply_leaves_the_turn_with_us_unless_we_asked(cast: Cast) -> None:
    ticket = opened(cast.vera)
    promised = clock.now() + SOON
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=promised)
    assert (ticket.turn, ticket.next_word_by) == (Turn.OURS, promised)
    ticket.reply(by=cast.anna, body="Какой у Вас тариф?", end=End.ASKED)
    assert (ticket.turn, ticket.next_word_by, ticket.kind) == (Turn.CUSTOMER, None, Kind.AWAITING_CUSTOMER)


def test_r6_postponing_demands_a_reason_and_a_future(cast: Cast) -> None:
    ticket = opened(cast.vera)
    with pytest.raises(Refused):
        ticket.postpone(until=clock.now() + SOON, why=" ", by=cast.anna)
    with pytest.raises(Refused):
        ticket.postpone(until=clock.now() - SOON, why="Потом", by=cast.anna)


def test_r6_a_postponed_request_wakes_for_everybody_if_its_responsible_is_gone(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Вернусь вечером")
    ticket.postpone(until=clock.now() + SOON, why="До вечера", by=cast.anna)
    staffing.deactivate(cast.anna, by=cast.gleb)
    time.passes(hours=4)
    ticket.wake()
    assert (ticket.kind, ticket.responsible) == (Kind.NEW, None)


def test_r6_the_third_postponement_needs_a_lead(cast: Cast) -> None:
    ticket = opened(cast.vera)
    for _ in range(2):
        ticket.postpone(until=clock.now() + SOON, why="До вечера", by=cast.anna)
        ticket.work(by=cast.anna)
    with pytest.raises(Forbidden):
        ticket.postpone(until=clock.now() + SOON, why="Ещё раз", by=cast.anna)
    ticket.postpone(until=clock.now() + SOON, why="Ещё раз", by=cast.boris)


def test_r6_more_than_three_working_days_need_a_lead_unless_the_customer_agreed(cast: Cast) -> None:
    ticket = opened(cast.vera)
    far = clock.now() + timedelta(days=10)
    with pytest.raises(Forbidden):
        ticket.postpone(until=far, why="После отпуска", by=cast.anna)
    ticket.postpone(until=far, why="После отпуска", by=cast.anna, agreed=True)


@pytest.mark.parametrize("kind", [Closing.SPAM, Closing.DUPLICATE, Closing.NOT_OURS, Closing.MACHINE])
def test_r8_traceless_closings_are_never_rated(cast: Cast, kind: str) -> None:
    ticket = opened(cast.vera)
    ticket.close(kind, by=cast.anna)
    with pytest.raises(Refused):
        ticket.rate(1, by=cast.vera)


def test_r8_a_refusal_names_its_rule(cast: Cast) -> None:
    ticket = opened(cast.vera)
    with pytest.raises(Refused):
        ticket.close(Closing.REFUSED, by=cast.anna)
    ticket.close(Closing.REFUSED, by=cast.anna, rule="Возврат только за полный месяц")
    assert ticket.closing_kind == Closing.REFUSED


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.AWAITING_CUSTOMER, Kind.SOLUTION_PROPOSED])
def test_r8_the_customer_closes_at_any_status(cast: Cast, kind: Kind) -> None:
    ticket = opened(cast.vera)
    if kind == Kind.AWAITING_CUSTOMER:
        ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    if kind == Kind.SOLUTION_PROPOSED:
        ticket.propose(by=cast.anna, body="Проверьте")
    ticket.withdraw(by=cast.vera, solved=True)
    assert (ticket.kind, ticket.closing_kind) == (Kind.CLOSED, Closing.SELF_SOLVED)


def test_r9_within_14_days_the_same_request_opens_again(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    time.passes(days=13)
    message = ticket.write(by=cast.vera, body="Снова не работает")
    assert message.ticket_id == ticket.pk
    assert (ticket.kind, ticket.responsible, ticket.reopened) == (Kind.REOPENED, cast.anna, 1)


def test_r9_later_a_new_request_continues_the_old_one(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera, subject="Сайт лежит")
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    time.passes(days=15)
    message = ticket.write(by=cast.vera, body="Снова не работает")
    ticket.refresh_from_db()
    assert ticket.kind == Kind.CLOSED
    assert (message.ticket.continues, message.ticket.kind) == (ticket, Kind.NEW)


def test_r9_who_writes_again_to_the_old_thread_goes_on_in_the_new_request(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera, is_private=True)
    ticket.close(Closing.SOLVED, by=cast.anna)
    time.passes(days=15)
    first, second = (ticket.write(by=cast.vera, body=body) for body in ("Снова не работает", "Вот снимок"))
    assert first.ticket == second.ticket != ticket
    assert first.ticket.is_private


def test_r9_whoever_left_the_company_continues_for_themselves(cast: Cast, time: Any) -> None:
    ticket = opened(cast.zoya)
    ticket.close(Closing.SOLVED, by=cast.anna)
    place = cast.zoya.membership_in(cast.company("warm").pk)
    assert place is not None
    staffing.leave(place, by=cast.vera)
    time.passes(days=15)
    assert ticket.write(by=cast.zoya, body="Снова не работает").ticket.organization is None


def test_r9_a_reopened_request_is_unaccepted_if_its_responsible_is_gone(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    staffing.deactivate(cast.anna, by=cast.gleb)
    ticket.write(by=cast.vera, body="Снова не работает")
    assert (ticket.kind, ticket.responsible) == (Kind.REOPENED, None)


def test_r10_silence_never_closes_while_a_reply_is_owed_or_a_workaround_stands(cast: Cast) -> None:
    owed, workaround, quiet = opened(cast.vera), opened(cast.vera), opened(cast.vera)
    for ticket in (owed, quiet):
        ticket.propose(by=cast.anna, body="Готово")
    workaround.propose(by=cast.anna, body="Пока так", is_workaround=True)
    owed.write(by=cast.vera, body="А второй сайт?")
    assert [t.close_by_silence() for t in (owed, workaround, quiet)] == [False, False, True]
    assert quiet.closing_kind == Closing.BY_SILENCE


def test_r11_different_customers_are_never_merged(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"merge\.customers"):
        merging.merge(opened(cast.vera), into=opened(cast.rival), by=cast.anna)


def test_r11_colleagues_are_merged_only_after_somebody_saw_who_will_read_what(cast: Cast) -> None:
    mine, his = opened(cast.vera), opened(cast.pavel)
    with pytest.raises(Refused, match=r"merge\.ask"):
        merging.merge(his, into=mine, by=cast.anna)
    merging.merge(his, into=mine, by=cast.anna, agreed=True)
    assert mine.participants.filter(person=cast.pavel).exists()


def test_r11_the_result_has_the_strongest_turn_and_the_debt(cast: Cast) -> None:
    target, source = opened(cast.vera), opened(cast.vera)
    target.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    merging.merge(source, into=target, by=cast.anna)
    target.refresh_from_db()
    source.refresh_from_db()
    assert target.turn == Turn.OURS
    assert target.reply_owed_since is not None
    assert (source.kind, source.closing_kind) == (Kind.CLOSED, Closing.DUPLICATE)


def test_r11_a_merge_is_undone_within_30_days_and_not_later(cast: Cast, time: Any) -> None:
    target, source = opened(cast.vera, body="Первое"), opened(cast.vera, body="Второе")
    done = merging.merge(source, into=target, by=cast.anna)
    assert target.messages.count() == 2
    merging.unmerge(done, by=cast.anna)
    source.refresh_from_db()
    assert (source.kind, source.messages.get().body, target.messages.get().body) == (Kind.NEW, "Второе", "Первое")
    again = merging.merge(source, into=target, by=cast.anna)
    time.passes(days=31)
    with pytest.raises(Refused, match=r"merge\.old"):
        merging.unmerge(again, by=cast.anna)


def test_r12_on_behalf_of_a_caller_both_are_known(cast: Cast) -> None:
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Звонила: не работает касса")
    assert (ticket.customer, ticket.created_by) == (cast.vera, cast.anna)
    assert ticket.messages.get().kind == MessageKind.CALL


def test_r13_the_customer_reads_the_record_of_their_call_in_full(cast: Cast, time: Any) -> None:
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Звонила: не работает касса")
    time.passes(minutes=1)
    assert Message.objects.visible_to(cast.vera).get(ticket=ticket).body == "Звонила: не работает касса"


def test_r12_a_call_was_the_first_reply_so_none_is_owed_yet_the_turn_is_ours(cast: Cast) -> None:
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Не работает касса")
    assert (ticket.reply_owed_since, ticket.turn) == (None, Turn.OURS)


def test_r13_the_customer_confirms_or_corrects_the_record(cast: Cast) -> None:
    ticket = open_ticket(customer=cast.vera, created_by=cast.anna, channel="phone", body="Не работает касса № 1")
    record = ticket.messages.get()
    turn = ticket.turn
    ticket.confirm(record, by=cast.vera)
    assert (record.confirmed_at is not None, ticket.turn) == (True, turn)
    ticket.correct(record, by=cast.vera, body="Касса № 2")
    assert ticket.reply_owed_since is not None
    with pytest.raises(Forbidden):
        ticket.confirm(record, by=cast.pavel)


def test_r13_answered_already_returns_the_turn_and_charges_the_waiting_to_us(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    question = ticket.reply(by=cast.anna, body="Какой у Вас тариф?", end=End.ASKED)
    time.passes(hours=5)
    ticket.answered_already(question, by=cast.vera)
    assert (ticket.turn, ticket.reply_owed_since) == (Turn.OURS, question.created_at)


def test_r13_a_hand_over_says_what_is_known_what_was_tried_and_what_is_asked() -> None:
    text = handing.brief(known="Лежит web-7", tried="Перезапуск", asks="Посмотреть диск")
    assert [line.split(":**")[1].strip() for line in text.splitlines()] == [
        "Лежит web-7",
        "Перезапуск",
        "Посмотреть диск",
    ]
    with pytest.raises(Refused):
        handing.brief(known="Лежит web-7", tried="", asks=" ")


def test_r15_a_colleagues_helped_is_a_suggestion_the_heads_closes(cast: Cast, time: Any) -> None:
    ticket = opened(cast.zoya)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    assert not ticket.accept_solution(by=cast.pavel)
    assert ticket.kind == Kind.SOLUTION_PROPOSED
    assert ticket.accept_solution(by=cast.vera)
    assert ticket.kind == Kind.CLOSED


def test_r15_only_own_means_only_own_and_private_means_only_the_author(cast: Cast) -> None:
    veras, zoyas = opened(cast.vera), opened(cast.zoya, is_private=True)
    seen = {
        name: set(Ticket.objects.visible_to(getattr(cast, name)).values_list("pk", flat=True))
        for name in ("vera", "pavel", "zoya", "rival", "stranger")
    }
    assert seen == {"vera": {veras.pk}, "pavel": {veras.pk}, "zoya": {zoyas.pk}, "rival": set(), "stranger": set()}


def test_r15_a_leaving_employees_requests_pass_on(cast: Cast) -> None:
    ticket = opened(cast.zoya)
    place = cast.zoya.membership_in(cast.company("warm").pk)
    assert place is not None
    staffing.leave(place, by=cast.vera, heir=cast.pavel)
    ticket.refresh_from_db()
    assert ticket.customer == cast.pavel


def test_r18_the_first_to_accept_is_responsible_and_the_nominee_does_not_block_it(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.nominate(to=cast.oleg, by=cast.boris)
    ticket.accept(by=cast.anna)
    assert ticket.responsible == cast.anna
    with pytest.raises(Stale) as stale:
        ticket.accept(by=cast.oleg)
    assert stale.value.facts["who"] == "Анна Белова"
