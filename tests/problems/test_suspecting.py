"""The same thing from different people is noticed, and people decide what it is (C4, R28)."""

import pytest

from otklik.kernel import jobs
from otklik.kernel.verbs import Stale
from otklik.problems import founding, options, suspecting
from otklik.problems.models import Joining, Suspicion, Verdict
from otklik.problems.suspecting import look
from otklik.tickets.kinds import Closing
from tests.problems.crowd import OTHER, OUTAGE, crowd, customer, writes

pytestmark = pytest.mark.django_db


def _open():
    return list(Suspicion.objects.open().filter(problem=None))


def test_two_people_make_a_quiet_mark_and_three_a_loud_one(cast):
    crowd(2)
    (suspicion,) = _open()
    assert suspicion.people == 2
    assert not Suspicion.objects.loud(options.PEOPLE.value).exists()
    writes(cast.vera, OUTAGE[2])
    (suspicion,) = _open()
    assert suspicion.people == 3
    assert "503" in suspicion.words
    assert Suspicion.objects.loud(options.PEOPLE.value).get() == suspicion


def test_people_are_counted_and_not_requests(cast):
    for body in OUTAGE[:3]:
        writes(cast.vera, body)
    assert not _open()


def test_two_people_of_one_company_are_two_people(cast):
    writes(cast.vera, OUTAGE[0])
    writes(cast.pavel, OUTAGE[1])
    assert [one.people for one in _open()] == [2]


def test_somebody_who_writes_of_something_else_is_no_part_of_it(cast):
    crowd(3)
    other = writes(cast.vera, OTHER)
    assert not other.suspicions.exists()
    assert [one.people for one in _open()] == [3]


def test_what_was_written_long_ago_is_not_the_same_outage(cast, time):
    writes(cast.vera, OUTAGE[0])
    time.passes(days=2)
    writes(cast.pavel, OUTAGE[1])
    assert not _open()


def test_spam_and_greetings_make_no_suspicion(cast):
    spam = writes(cast.stranger, OUTAGE[0])
    spam.close(Closing.SPAM, by=cast.anna)
    writes(cast.vera, OUTAGE[1])
    writes(customer("polite1"), "Здравствуйте!\nСпасибо, помогите пожалуйста\n\nС уважением,\nИван Петров")
    writes(customer("polite2"), "Здравствуйте! Помогите пожалуйста.\n\nС уважением,\nИван Петров")
    assert not _open()


def test_looking_twice_changes_nothing(cast):
    tickets = crowd(3)
    before = list(Suspicion.objects.values("people", "words", "grown_at"))
    look(tickets[-1])
    assert [one["people"] for one in Suspicion.objects.values("people")] == [one["people"] for one in before]
    assert Suspicion.objects.get().suspects.count() == 3


def test_confirming_makes_a_problem_of_all_its_requests(cast):
    tickets = crowd(3)
    problem = suspecting.confirm(_open()[0], "Ошибка 503", by=cast.anna)
    assert {one.ticket_id for one in Joining.objects.current().filter(problem=problem)} == {one.pk for one in tickets}
    assert not _open()
    with pytest.raises(Stale):
        suspecting.confirm(Suspicion.objects.get(), "Ещё раз", by=cast.oleg)


def test_a_later_one_looks_like_the_known_problem_and_joins_it(cast):
    crowd(3)
    problem = suspecting.confirm(_open()[0], "Ошибка 503", by=cast.anna)
    late = writes(cast.vera, OUTAGE[3])
    (suspicion,) = Suspicion.objects.open()
    assert suspicion.problem == problem
    suspecting.confirm(suspicion, "", by=cast.anna)
    assert Joining.objects.current().filter(problem=problem, ticket=late).exists()


def test_different_things_are_never_suggested_together_again(cast):
    crowd(3)
    suspecting.dismiss(_open()[0], by=cast.anna)
    late = writes(cast.vera, OUTAGE[3])
    assert [one.people for one in _open()] == [2]  # one of those that differ, and the late one
    look(late)
    assert [one.people for one in _open()] == [2]


def test_a_refused_resemblance_is_remembered(cast):
    crowd(3)
    suspecting.confirm(_open()[0], "Ошибка 503", by=cast.anna)
    late = writes(cast.vera, OUTAGE[3])
    suspecting.dismiss(Suspicion.objects.open().get(), by=cast.anna)
    look(late)
    assert not Suspicion.objects.open().exists()


def test_what_nobody_decided_on_lapses(cast, time):
    crowd(2)
    suspecting.lapse()
    assert _open()
    time.passes(days=3)
    suspecting.lapse()
    assert Suspicion.objects.get().verdict == Verdict.LAPSED


def test_a_customer_sees_no_suspicion(cast):
    crowd(2)
    assert not Suspicion.objects.visible_to(cast.vera).exists()
    assert Suspicion.objects.visible_to(cast.anna).exists()
    assert not Suspicion.objects.visible_to(None).exists()


def test_the_cost_of_looking_does_not_grow_with_history(cast, django_assert_max_num_queries):
    tickets = crowd(4)
    with django_assert_max_num_queries(22):
        look(tickets[-1])
    jobs.run_due()


def test_what_shares_a_few_words_with_a_known_problem_is_counted_with_those_it_is_most_like(cast, time):
    time.passes(days=-20)
    for place in range(20):
        writes(customer(f"usual{place}"), f"{OTHER}, номер {place}, ошибка в магазине")
    time.passes(days=20)
    hour = {"subject": "Письма на Gmail приходят через час", "body": "Подтверждения заказов идут до покупателей час"}
    slow = [writes(customer(f"slow{place}"), **hour) for place in range(4)]
    founding.found("Письма на Gmail идут час", slow, by=cast.anna)
    said = {
        "Магазин не открывается, ошибка 521": "ошибка 521 на всех страницах",
        "Ошибка 521 вместо магазина": "здраствуйте, ошбика 521!! магазин не откривается",
        "Магазин отдаёт 521": "Подскажите, это у вас? Ошибка 521 и в панели, и у покупателей",
    }
    for place, (subject, body) in enumerate(said.items()):
        writes(customer(f"down{place}"), body, subject=subject)
    assert [one.people for one in _open() if "521" in one.words] == [3]
