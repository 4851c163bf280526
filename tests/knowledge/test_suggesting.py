"""What may help with a request: categories, solved ones, articles that learn; what is missing (E4, E5, B7)."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from otklik.kernel import clock, jobs
from otklik.knowledge import categorising, classifying, linking, missing, suggesting
from otklik.knowledge.classifying import Taught
from otklik.knowledge.encoding import best
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


LEFT_OUT = [(f"{text} {number}", label) for text, label in EXAMPLES for number in ("снова", "опять", "уже")]


def measured(examples, labels):
    texts = [text for text, _label in examples]
    return categorising.measure(best().encode(texts), texts, labels)


def test_each_is_judged_by_all_others_and_never_by_itself():
    """By chance labels nobody is right about what was left out, although lines follow every example."""
    texts = ["почта", "оплата", "сайт", "домен", "заказ", "возврат", "чек", "пароль"]
    labels = [0, 1, 0, 1, 0, 1, 0, 1]
    taught, said = measured([(text, None) for text in texts], labels)
    assert (said.examined, said.first < 0.6, said.threshold) == (8, True, None)
    assert [taught.judge(best().encode([text])[0], text)[0][0] for text in texts] == labels


def test_what_was_learned_is_stored_and_says_the_same():
    taught, said = measured(LEFT_OUT, [label == "mail" for _text, label in LEFT_OUT])
    assert said.third == 1
    assert said.first > 0.9
    again = Taught.of(taught.packed())
    for text in ("письмо пропало", "карта отклонена", ""):
        row = best().encode([text])[0]
        was, now = taught.judge(row, text), again.judge(row, text)
        assert [label for label, _share in now] == [label for label, _share in was]
        assert now[0][1] == pytest.approx(was[0][1], abs=0.01)
        assert sum(share for _label, share in now) == pytest.approx(1, abs=1e-5)
    with pytest.raises(ValueError, match="not what was learned"):
        Taught.of(b"something else")


@given(labels=some.lists(some.integers(0, 5), min_size=2, max_size=24))
def test_labels_that_are_learned_are_those_of_the_examples(labels):
    taught, said = measured(LEFT_OUT[: len(labels)], labels)
    assert set(taught.labels) == set(labels)
    assert 0 <= said.first <= said.third <= 1
    if len(set(labels)) <= 3:
        assert said.third == 1


def test_more_examples_than_numbers_in_a_row_are_learned_by_the_other_way_to_the_same_lines(monkeypatch):
    texts = [text for text, _label in LEFT_OUT]
    rows, labels = best().encode(texts)[:, :8], [label == "mail" for _text, label in LEFT_OUT]
    monkeypatch.setattr(classifying, "PLACES", 64)
    few = classifying._lines(np.hstack([rows, classifying._words(texts)]), np.array(labels, dtype=np.float32)[:, None])
    monkeypatch.setattr(classifying, "PLACES", 8)
    features = np.hstack([rows, classifying._words(texts)])
    assert len(features) > features.shape[1]
    wanted = np.array(labels, dtype=np.float32)[:, None]
    lines, others = classifying._lines(features, wanted)
    inverse = np.linalg.inv(features @ features.T + classifying.CALM * np.eye(len(features)))
    assert lines == pytest.approx(features.T @ inverse @ wanted, abs=1e-3)
    assert others == pytest.approx(wanted - inverse @ wanted / np.diag(inverse)[:, None], abs=1e-3)
    assert few[1].shape == others.shape


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

    def test_with_enough_examples_categories_are_learned_and_those_used_no_more_are_not_offered(
        self, cast, monkeypatch
    ):
        monkeypatch.setattr(categorising, "LEAST_EXAMINED", 8)
        mail, money = category("Почта"), category("Деньги")
        for text in (*MAIL, *MONEY):
            opened(cast.vera, text).categorise(mail if text in MAIL else money, by=cast.anna)
        jobs.run_due()
        first, measured = suggesting.examine(), suggesting.examine()
        assert suggesting.examine().is_taught
        first.refresh_from_db()
        measured.refresh_from_db()
        assert (first.taught, measured.is_taught) == (None, True)
        fresh = opened(cast.vera, "письма не приходят на почту")
        found = suggesting.categories(suggesting.question(fresh), but=fresh.pk)
        assert [one.category for one in found] == [mail, money]
        assert sum(one.certainty for one in found) == pytest.approx(1, abs=0.01)
        Category.objects.filter(pk=mail.pk).update(is_active=False)
        assert [one.category for one in suggesting.categories("письма на почту", but=0)] == [money]

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
