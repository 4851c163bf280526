"""Several questions in one request (R7)."""

import pytest

from otklik.kernel.verbs import Refused, Stale
from otklik.tickets import merging
from otklik.tickets.kinds import Closing, End, Kind
from otklik.tickets.models import Solution
from tests.tickets.acting import codes, opened
from tests.tickets.test_spans import check_history, check_state


@pytest.fixture
def ticket(cast):
    """Vera asks three things at once; Anna has taken it."""
    made = opened(cast.vera, body="Почта, сайт и счёт")
    made.accept(by=cast.anna)
    made.name_points(["Почта не уходит", "Сайт медленный", "Счёт двойной"], by=cast.anna)
    return made


def states(ticket):
    return [point.state for point in ticket.questions.all()]


def stands(ticket, kind, turn, *points):
    """How it stands, and that history says the same."""
    check_history(ticket)
    check_state(ticket)
    assert (ticket.kind, ticket.turn, states(ticket)) == (kind, turn, list(points))


def test_r7_the_turn_is_ours_while_a_question_is_open_then_others_then_the_customers(cast, ticket, time):
    ticket.propose(by=cast.anna, body="Почта починена", points=[1])
    stands(ticket, "in_work", "ours", "answered", "open", "open")
    ticket.develop(key="A-1", by=cast.anna, points=[2])
    stands(ticket, "in_development", "ours", "answered", "developing", "open")
    ticket.propose(by=cast.anna, body="Счёт исправлен", points=[3])
    stands(ticket, "in_development", "other", "answered", "developing", "answered")
    ticket.release()
    stands(ticket, "in_work", "ours", "answered", "open", "answered")
    ticket.propose(by=cast.anna, body="И сайт", points=[2])
    stands(ticket, "solution_proposed", "customer", "answered", "answered", "answered")
    assert ticket.open_solution().points == [1, 2, 3]
    time.passes(minutes=1)
    assert ticket.accept_solution(by=cast.vera)
    stands(ticket, "closed", "nobody", "accepted", "accepted", "accepted")


def test_r7_the_customer_accepts_what_is_answered_while_the_rest_goes_on(cast, ticket, time):
    ticket.propose(by=cast.anna, body="Почта и счёт готовы", points=[1, 3])
    time.passes(minutes=1)
    assert ticket.accept_solution(by=cast.vera)
    stands(ticket, "in_work", "ours", "accepted", "open", "accepted")
    assert "solution.accepted_some" in codes(ticket)
    assert Solution.objects.get().outcome == "accepted"
    with pytest.raises(Stale):
        ticket.accept_solution(by=cast.vera)


def test_r7_the_customer_accepts_some_and_the_rest_is_owed(cast, ticket, time):
    ticket.propose(by=cast.anna, body="Всё готово")
    time.passes(minutes=1)
    ticket.reject_solution(by=cast.vera, reason="Сайт всё ещё медленный", helped=[1, 3])
    stands(ticket, "reopened", "ours", "accepted", "open", "accepted")
    assert ticket.reply_owed_since is not None
    assert Solution.objects.get().outcome == "partly"


def test_a_part_that_does_not_help_is_open_again_where_the_request_stands(cast, ticket, time):
    ticket.develop(key="A-1", by=cast.anna, points=[2])
    ticket.propose(by=cast.anna, body="Почта готова", points=[1])
    time.passes(minutes=1)
    ticket.reject_solution(by=cast.vera, reason="Не уходит")
    stands(ticket, "in_development", "ours", "open", "developing", "open")
    assert (Solution.objects.get().outcome, ticket.reopened) == ("rejected", 0)


def test_everything_helped_is_said_by_the_other_button(cast, ticket, time):
    ticket.propose(by=cast.anna, body="Готово", points=[1, 2])
    time.passes(minutes=1)
    for helped, code in (([1, 2], "reject.all"), ([3], "points.unknown"), ([77], "points.unknown")):
        with pytest.raises(Refused) as refused:
            ticket.reject_solution(by=cast.vera, reason="Нет", helped=helped)
        assert refused.value.code == code


def test_a_solution_without_a_choice_and_the_customers_button_are_about_the_whole(cast, ticket, time):
    ticket.develop(key="A-1", by=cast.anna)
    assert states(ticket) == ["developing"] * 3
    ticket.propose(by=cast.anna, body="Всё готово")
    stands(ticket, "solution_proposed", "customer", *["answered"] * 3)
    time.passes(minutes=1)
    ticket.accept_solution(by=cast.vera)
    assert ticket.closing_kind == Closing.SOLVED


def test_a_question_to_the_customer_is_theirs_and_their_answer_brings_it_back(cast, ticket):
    ticket.reply(by=cast.anna, body="Какой тариф?", end=End.ASKED)
    stands(ticket, "awaiting_customer", "customer", *["open"] * 3)
    ticket.write(by=cast.vera, body="Базовый")
    stands(ticket, "in_work", "ours", *["open"] * 3)


def test_taking_back_a_solution_gives_every_question_back(cast, ticket, time):
    ticket.develop(key="A-1", by=cast.anna, points=[2])
    first = ticket.propose(by=cast.anna, body="Почта", points=[1])
    time.passes(seconds=20)
    second = ticket.propose(by=cast.anna, body="Всё")
    ticket.take_back(second.message, by=cast.anna)
    stands(ticket, "in_development", "ours", "answered", "developing", "open")
    assert ticket.open_solution() == first


def test_whatever_leaves_development_is_open_again(cast, ticket):
    ticket.develop(key="A-1", by=cast.anna, points=[2])
    ticket.work(by=cast.anna)
    stands(ticket, "in_work", "ours", *["open"] * 3)


def test_the_last_open_question_is_dropped_and_only_the_solution_is_left(cast, ticket):
    ticket.propose(by=cast.anna, body="Два готовы", points=[1, 3])
    ticket.drop_point(2, by=cast.anna)
    stands(ticket, "solution_proposed", "customer", "answered", "answered")
    with pytest.raises(Refused):
        ticket.drop_point(1, by=cast.anna)


def test_a_question_more_is_ours_although_a_solution_waits(cast, ticket):
    ticket.propose(by=cast.anna, body="Всё готово")
    ticket.name_points(["И домен"], by=cast.anna)
    stands(ticket, "solution_proposed", "ours", *["answered"] * 3, "open")
    assert not ticket.close_by_silence()


def test_r7_a_workaround_is_never_a_rejection_and_never_closes_by_silence(cast, time):
    ticket = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Пока так", is_workaround=True)
    time.passes(minutes=1)
    assert not ticket.close_by_silence()
    ticket.reject_solution(by=cast.vera, reason="Неудобно")
    assert (Solution.objects.get().outcome, ticket.reopened, ticket.turn) == ("not_enough", 0, "ours")


@pytest.mark.parametrize(
    ("texts", "code"),
    [([], "points.few"), (["Одна"], "points.few"), (["а"] * 9, "points.few"), (["а", "б" * 201], "points.many")],
)
def test_questions_that_are_none_are_refused(cast, texts, code):
    ticket = opened(cast.vera)
    with pytest.raises(Refused) as refused:
        ticket.name_points(texts, by=cast.anna)
    assert (refused.value.code, ticket.questions.count()) == (code, 0)


def test_only_support_names_questions_and_only_of_what_is_open(cast, ticket):
    for person in (cast.vera, cast.misha):
        with pytest.raises(Refused):
            ticket.name_points(["Ещё"], by=person)
    ticket.close(Closing.SOLVED, by=cast.anna)
    with pytest.raises(Refused):
        ticket.name_points(["Ещё"], by=cast.anna)


def test_a_solution_about_no_question_or_a_strange_one_is_refused(cast, ticket):
    for points, code in (([], "points.none"), ([9], "points.unknown")):
        with pytest.raises(Refused) as refused:
            ticket.propose(by=cast.anna, body="Готово", points=points)
        assert refused.value.code == code
    assert not Solution.objects.exists()


def test_merging_and_undoing_it_leaves_the_questions_with_their_request(cast, ticket, time):
    into = opened(cast.vera)
    ticket.propose(by=cast.anna, body="Почта и прочее")
    time.passes(minutes=1)
    merge = merging.merge(ticket, into=into, by=cast.anna, agreed=True)
    merging.unmerge(merge, by=cast.anna)
    ticket.refresh_from_db()
    stands(ticket, "solution_proposed", "customer", *["answered"] * 3)


def test_a_request_without_questions_asks_nothing_of_them(cast, django_assert_num_queries):
    ticket = opened(cast.vera)
    with django_assert_num_queries(0):
        assert ticket.standing_points() == []
        assert ticket._straighten(Kind.IN_WORK) == []
