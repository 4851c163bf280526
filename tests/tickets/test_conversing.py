"""Who says what, who reads it, and what is kept when two people click at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from otklik.kernel import clock
from otklik.kernel.models import Event
from otklik.kernel.verbs import Forbidden, Refused, Stale
from otklik.tickets import splitting
from otklik.tickets.kinds import Kind, MessageKind, Outcome
from otklik.tickets.models import Message, Ticket
from tests.cast import Cast
from tests.tickets.acting import codes, opened


def test_a_customer_never_sees_an_internal_note(cast: Cast) -> None:
    ticket = opened(cast.vera)
    note = ticket.note(by=cast.anna, body="Клиент сложный")
    assert not Message.objects.visible_to(cast.vera).filter(pk=note.pk).exists()
    assert Message.objects.visible_to(cast.misha).filter(pk=note.pk).exists()


def test_support_never_sees_a_private_note_of_the_customers_company(cast: Cast) -> None:
    ticket = opened(cast.vera)
    note = ticket.note_privately(by=cast.pavel, body="Не соглашаемся на доплату")
    for name in ("anna", "boris", "gleb", "rival", "stranger"):
        assert not Message.objects.visible_to(getattr(cast, name)).filter(pk=note.pk).exists(), name
    assert Message.objects.visible_to(cast.vera).filter(pk=note.pk).exists()


def test_a_private_note_of_the_company_is_not_what_lists_of_support_call_the_last_message(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.note_privately(by=cast.pavel, body="Не соглашаемся на доплату")
    assert ticket.last_message == ticket.messages.order_by("id").first()


def test_a_stranger_cannot_write_a_private_note_of_a_company(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        opened(cast.vera).note_privately(by=cast.rival, body="Я тут")


def test_a_reply_reaches_the_customer_only_after_the_undo_window(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    assert not Message.objects.visible_to(cast.vera).filter(pk=reply.pk).exists()
    time.passes(seconds=11)
    assert Message.objects.visible_to(cast.vera).filter(pk=reply.pk).exists()


def test_a_reply_taken_back_leaves_everything_as_it_was(cast: Cast) -> None:
    ticket = opened(cast.vera)
    before = ticket.state()
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    ticket.take_back(reply, by=cast.anna)
    assert ticket.state() == before
    assert ticket.last_public_message == ticket.messages.order_by("id").first()
    assert not Message.objects.public().filter(pk=reply.pk).exists()


def test_a_solution_taken_back_gives_the_older_one_its_question_again(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    older = ticket.propose(by=cast.anna, body="Перезапустили")
    time.passes(minutes=5)
    newer = ticket.propose(by=cast.anna, body="Заменили диск")
    ticket.take_back(newer.message, by=cast.anna)
    older.refresh_from_db()
    assert (older.outcome, ticket.open_solution()) == ("", older)


def test_taking_back_does_not_undo_what_somebody_did_since(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=5)
    ticket.assign(to=cast.oleg, by=cast.boris)
    ticket.take_back(reply, by=cast.anna)
    assert ticket.responsible == cast.oleg
    assert ticket.reply_owed_since is not None


def test_a_letter_that_left_cannot_be_taken_back(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    time.passes(seconds=11)
    with pytest.raises(Stale):
        ticket.take_back(reply, by=cast.anna)


def test_a_reply_stops_if_somebody_answered_meanwhile(cast: Cast) -> None:
    ticket = opened(cast.vera)
    assert ticket.last_public_message is not None
    seen = ticket.last_public_message.pk
    ticket.reply(by=cast.oleg, body="Уже смотрю")
    with pytest.raises(Stale) as stale:
        ticket.reply(by=cast.anna, body="Смотрю", seen_up_to=seen)
    assert stale.value.facts["messages"] == [ticket.last_public_message.pk]


@pytest.mark.parametrize("who", ["misha", "dana"])
def test_trainees_and_developers_note_but_do_not_answer_customers(cast: Cast, who: str) -> None:
    ticket = opened(cast.vera)
    ticket.invite(cast.dana, by=cast.anna, part="developer")
    ticket.note(by=getattr(cast, who), body="Вижу в журнале")
    with pytest.raises(Forbidden):
        ticket.reply(by=getattr(cast, who), body="Здравствуйте")


def test_a_developer_sees_what_is_in_development_and_what_they_take_part_in(cast: Cast) -> None:
    developing, invited, other = opened(cast.vera), opened(cast.vera), opened(cast.vera)
    developing.develop(key="MAIL-1", by=cast.anna)
    invited.invite(cast.dana, by=cast.anna, part="developer")
    seen = set(Ticket.objects.visible_to(cast.dana).values_list("pk", flat=True))
    assert seen == {developing.pk, invited.pk}
    assert other.pk not in seen


def test_whoever_answers_first_is_responsible(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Смотрю")
    ticket.reply(by=cast.oleg, body="Добавлю")
    assert ticket.responsible == cast.anna


def test_a_former_responsible_stays_an_observer(cast: Cast) -> None:
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.assign(to=cast.oleg, by=cast.anna, why="Это про базы данных")
    assert ticket.participants.get(person=cast.anna).part == "observer"
    assert ticket.messages.get(kind=MessageKind.NOTE).body == "Это про базы данных"


def test_splitting_moves_messages_and_a_debt_and_comes_back(cast: Cast) -> None:
    ticket = opened(cast.vera)
    second = ticket.write(by=cast.vera, body="И ещё не приходит счёт")
    fresh = splitting.split(ticket, [second], subject="Счёт", by=cast.anna)
    assert fresh.reply_owed_since == second.created_at
    assert ticket.messages.count() == 1
    splitting.unsplit(fresh.split_from, by=cast.anna)
    assert ticket.messages.count() == 2


def test_an_empty_request_is_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"ticket\.empty"):
        opened(cast.vera, body=" \n ")


def test_nul_bytes_and_scripts_are_kept_as_harmless_text(cast: Cast) -> None:
    ticket = opened(cast.vera, body="<script>alert(1)</script>\0 конец", subject="\0<b>тема</b>")
    assert ticket.subject == "<b>тема</b>"
    assert "\0" not in ticket.messages.get().body


def test_a_reaction_is_one_click_and_one_click_back(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    reply = ticket.reply(by=cast.anna, body="Смотрю")
    with pytest.raises(Refused, match=r"reaction\.what"):
        ticket.react(reply, "thanks", by=cast.vera)  # it may still be taken back (B9)
    time.passes(minutes=1)
    assert ticket.react(reply, "thanks", by=cast.vera)
    assert not ticket.react(reply, "thanks", by=cast.vera)
    assert reply.reactions.count() == 0


def test_a_rating_replaces_the_former_one(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    ticket.rate(4, by=cast.vera)
    ticket.rate(5, by=cast.vera, comment="Быстро")
    assert (ticket.rating.score, ticket.rating.responsible) == (5, cast.anna)


def test_every_event_of_a_ticket_says_who_did_it(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    assert codes(ticket) == ["ticket.opened", "ticket.accepted", "solution.proposed", "solution.accepted"]
    sides = list(Event.objects.filter(ticket_id=ticket.pk).order_by("id").values_list("side", flat=True))
    assert sides == ["customer", "support", "support", "customer"]


@pytest.mark.django_db(transaction=True)
def test_b3_of_many_who_accept_at_once_one_wins_and_the_others_hear_who(django_db_setup: Any) -> None:
    from tests.cast import everybody

    cast = everybody()
    ticket = opened(cast.vera)
    people = [cast.anna, cast.oleg, cast.boris, cast.gleb]

    def accept(person: Any) -> str:
        try:
            Ticket.objects.get(pk=ticket.pk).accept(by=person)
        except Stale as stale:
            return str(stale.facts["who"])
        finally:
            connection.close()
        return "won"

    with ThreadPoolExecutor(len(people)) as pool:
        said = list(pool.map(accept, people))
    ticket.refresh_from_db()
    assert ticket.responsible is not None
    assert said.count("won") == 1
    assert set(said) == {"won", ticket.responsible.name}
    assert ticket.kind == Kind.IN_WORK


def test_a_rejected_solution_keeps_its_reason(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    solution = ticket.propose(by=cast.anna, body="Готово")
    time.passes(minutes=1)
    with pytest.raises(Refused):
        ticket.reject_solution(by=cast.vera, reason="  ")
    ticket.reject_solution(by=cast.vera, reason="Письма не доходят", number=solution.number)
    solution.refresh_from_db()
    assert (solution.outcome, solution.reason) == (Outcome.REJECTED, "Письма не доходят")


def test_deciding_on_an_older_solution_is_stale(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Перезапустили")
    ticket.propose(by=cast.anna, body="Заменили диск")
    time.passes(minutes=1)
    with pytest.raises(Stale, match=r"solution\.newer"):
        ticket.accept_solution(by=cast.vera, number=1)


def test_who_joins_late_does_not_read_what_was_before(cast: Cast, time: Any) -> None:
    ticket = opened(cast.vera, body="Наш пароль не подходит")
    time.passes(minutes=5)
    ticket.join(person=cast.stranger, is_flagged=True, sees_from=clock.now())
    time.passes(minutes=5)
    ticket.reply(by=cast.anna, body="Здравствуйте")
    time.stands(clock.now() + timedelta(seconds=30))
    read = list(Message.objects.visible_to(cast.stranger).values_list("body", flat=True))
    assert read == ["Здравствуйте"]
