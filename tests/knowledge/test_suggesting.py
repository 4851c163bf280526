"""What may help with a request: categories, solved ones, articles that learn; what is missing (E4, E5, B7)."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from otklik.kernel import clock, jobs
from otklik.knowledge import categorising, linking, missing, suggesting
from otklik.knowledge.models import ArticleAddress, ArticleUse, Trust, Unanswered
from otklik.knowledge.searching_articles import answers
from otklik.tickets.models import Category
from tests.knowledge import shelf
from tests.tickets.acting import opened

MAIL = ("не приходят письма", "письмо не дошло на почту", "почта не работает, письма пропали", "нет писем в ящике")
MONEY = ("не прошла оплата картой", "оплата картой отклонена", "деньги списали дважды", "оплатил, деньги не пришли")
EXAMPLES = [(text, "mail") for text in MAIL] + [(text, "money") for text in MONEY]


def solve(ticket, body, by, customer):
    """Answer and let the customer accept."""
    ticket.accept(by=by)
    ticket.propose(by=by, body=body)
    ticket.refresh_from_db()
    with clock.at(clock.now() + timedelta(minutes=1)):  # it cannot be taken back any more
        ticket.accept_solution(by=customer)


def category(name):
    return Category.objects.create(name={"ru": name})


def test_the_nearest_examples_say_what_a_text_is_about():
    assert categorising.suggest("письма на почту не приходят", EXAMPLES) == ["mail", "money"]
    assert categorising.suggest("карта не оплачивает", EXAMPLES)[0] == "money"
    assert sorted(categorising.suggest("", EXAMPLES)) == ["mail", "money"]
    assert categorising.suggest("что угодно", []) == []


@given(voters=some.lists(some.tuples(some.floats(-1, 1), some.sampled_from("abc")), max_size=40))
def test_votes_are_certain_at_most_by_the_likeness_of_the_nearest(voters):
    found = categorising.vote(np.array([near for near, _label in voters]), [label for _near, label in voters])
    certainties = [certainty for _label, certainty in found]
    assert certainties == sorted(certainties, reverse=True)
    assert sum(certainties) <= max([0, *(near for near, _label in voters)]) + 1e-9


def test_a_threshold_is_found_only_where_the_first_is_right_often_enough():
    judged = [(0.9, True, True)] * 40 + [(0.5, False, True)] * 40
    assert categorising._threshold(judged) == (0.5, 40 / 42, 42 / 80)
    assert categorising._threshold([(0.9, False, True)] * 80)[0] is None
    assert categorising._threshold(judged[:10]) == (None, 0.0, 0.0)


def test_each_is_judged_by_all_others_and_never_by_itself():
    rows = np.eye(4, dtype=np.float32)
    said = categorising.measure(rows, ["a", "a", "b", "b"])
    assert (said.examined, said.first) == (4, 0)


@pytest.mark.django_db
class TestRequests:
    def test_a_new_request_gets_its_category_when_that_was_right_often_enough(self, cast):
        mail, money = category("Почта"), category("Деньги")
        for text in MAIL:
            opened(cast.vera, text).categorise(mail, by=cast.anna)
        for text in MONEY:
            opened(cast.vera, text).categorise(money, by=cast.anna)
        jobs.run_due()
        fresh = opened(cast.vera, "письма не приходят на почту")
        jobs.run_due()
        fresh.refresh_from_db()
        assert fresh.category is None
        assert suggesting.categories(suggesting.question(fresh), but=fresh.pk)[0].category == mail
        Trust.objects.create(encoder="letters@1", examined=90, first=0.9, third=1, threshold=0.01)
        another = opened(cast.vera, "письма не приходят на почту")
        jobs.run_due()
        another.refresh_from_db()
        assert another.category == mail

    def test_trust_is_measured_on_the_requests_that_have_a_category(self, cast):
        mail, money = category("Почта"), category("Деньги")
        for text in MAIL:
            opened(cast.vera, text).categorise(mail, by=cast.anna)
        for text in MONEY:
            opened(cast.vera, text).categorise(money, by=cast.anna)
        jobs.run_due()
        measured = suggesting.examine()
        assert (measured.examined, measured.third, measured.threshold) == (8, 1.0, None)
        assert measured.first > 0.5
        assert suggesting.trust() == measured

    def test_solved_requests_alike_come_with_what_solved_them_and_only_those_one_may_see(self, cast):
        old = opened(cast.vera, "не приходят письма от банка")
        solve(old, "Адрес был в списке спама, убрали", cast.anna, cast.vera)
        opened(cast.vera, "не приходят письма из магазина")
        fresh = opened(cast.rival, "письма не приходят")
        jobs.run_due()
        found = suggesting.solved(suggesting.question(fresh), cast.anna, but=fresh.pk)
        assert [(one.ticket, one.solution.message.body) for one in found] == [(old, "Адрес был в списке спама, убрали")]
        assert suggesting.solved(suggesting.question(fresh), cast.rival, but=fresh.pk) == []

    def test_an_article_is_found_by_the_words_of_requests_that_it_has_answered(self, cast):
        article = shelf.publish()
        shelf.publish(title="Как вернуть деньги")
        asked = "айфон перестал показывать новые сообщения с ящика"
        assert answers(asked, None, "ru") == []
        slug = ArticleAddress.objects.get(article=article).slug
        ticket = opened(cast.vera, "айфон перестал показывать новые сообщения")
        solve(ticket, f"Посмотрите https://help.example/help/ru/{slug}/", cast.anna, cast.vera)
        assert ArticleUse.objects.get().helped_at is not None
        assert [one.article for one in answers(asked, None, "ru")] == [article.pk]
        linking.unlearn(type("Event", (), {"ticket_id": ticket.pk}))
        assert answers(asked, None, "ru") == []

    def test_what_helped_nobody_teaches_nothing(self, cast):
        slug = ArticleAddress.objects.get(article=shelf.publish()).slug
        ticket = opened(cast.vera, "айфон не показывает ящик")
        ticket.accept(by=cast.anna)
        ticket.reply(by=cast.anna, body=f"/help/ru/{slug}/ и /help/ru/nowhere/")
        assert ArticleUse.objects.get().helped_at is None

    def test_solved_requests_without_an_article_are_grouped(self, cast):
        for number in range(3):
            solve(
                opened(cast.vera, f"не приходят письма от банка, раз {number}"), "Убрали из спама", cast.anna, cast.vera
            )
        solve(opened(cast.vera, "сколько стоит домен"), "Двести", cast.anna, cast.vera)
        jobs.run_due()
        (group,) = missing.groups(cast.anna)
        assert group.count == 3
        assert "письма" in group.first.subject
        assert missing.groups(cast.rival) == []

    def test_what_was_not_found_is_counted_without_secrets_and_comes_back(self, cast, time):
        for typed in ("Факсимиле печати", "факсимиле  ПЕЧАТИ", "vera@warm.example", "12345"):
            missing.note(typed, "ru")
        row = Unanswered.objects.get()
        assert (row.words, row.count) == ("факсимиле печати", 2)
        missing.settle(row, by=cast.anna)
        missing.note("факсимиле печати", "ru")
        assert Unanswered.objects.get().settled_at is None
        time.passes(days=181)
        missing.forget()
        assert not Unanswered.objects.exists()

    def test_hours_saved_are_what_customers_said(self, cast):
        article = shelf.publish()
        missing.prevented(article, "ru", by=cast.vera)
        missing.prevented(article, "ru", by=None)
        assert (missing.saved().count, missing.saved().time.total_seconds()) == (2, 1800)
