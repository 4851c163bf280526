"""Ready answers: found, filled, shared, counted (E2)."""

import pytest

from otklik.kernel.verbs import Forbidden, Refused
from otklik.knowledge import answering, picking
from otklik.knowledge.answering import Follows
from otklik.knowledge.filling import Situation, fill, gaps, unknown
from otklik.knowledge.models import ReadyAnswer
from otklik.people.models import Team
from otklik.tickets.models import Category
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
RU = ("ru", "polite")


def make(cast, title="Почта", body="Здравствуйте, {клиент}", sharing="company", by=None, **known):
    return answering.add(title, {RU: body}, sharing=sharing, by=by or cast.boris, **known)


def filled(cast, body, language="ru", **changes):
    ticket = opened(cast.vera)
    for name, value in changes.items():
        setattr(ticket.customer, name, value)
    return fill(body, Situation(ticket, cast.anna, language, ""))


def test_what_the_request_knows_is_filled_in_any_language(cast):
    assert filled(cast, "{клиент}, {customer}, {я}") == "Вера, Вера, Анна"


def test_the_official_tone_says_the_whole_name(cast):
    assert filled(cast, "{клієнт}", tone="official") == "Вера Соколова"
    assert filled(cast, "{клієнт}", tone="official", called="Вера Павловна") == "Вера Павловна"


def test_what_nobody_knows_is_a_gap_to_see(cast):
    text = filled(cast, "{клиент}, готово к {дата}, обещали {срок}", name="vera@warm.example")
    assert text == "⟦клиент⟧, готово к ⟦дата⟧, обещали ⟦срок⟧"
    assert gaps(text) == ["клиент", "дата", "срок"]
    assert unknown("{клиент} {дата}") == ["дата"]


@pytest.mark.parametrize("asked", ["почт", "gjxn", "чта", "пта", "здрав", ""])
def test_a_few_letters_find_it(asked):
    assert picking.likeness(asked, "Почта и Gmail", "Здравствуйте, {клиент}")


@pytest.mark.parametrize("asked", ["домен", "атчоп", "gmail почта чек"])
def test_other_letters_do_not(asked):
    assert not picking.likeness(asked, "Почта и Gmail", "Здравствуйте, {клиент}")


def test_a_title_that_begins_so_comes_before_one_that_contains_it(cast):
    make(cast, title="Перепочта")
    make(cast, title="Почта")
    found = picking.offers("почта", to=cast.anna, language="ru", tone="polite")
    assert [one.answer.title for one in found] == ["Почта", "Перепочта"]


def test_words_come_in_the_language_and_tone_of_the_customer(cast):
    bodies = {RU: "Вы", ("ru", "informal"): "ты", ("uk", "polite"): "Ви"}
    answering.add("Тон", bodies, sharing="company", by=cast.boris)

    def said(language, tone):
        found = picking.offers("тон", to=cast.anna, language=language, tone=tone)
        return found[0].text.body, found[0].is_foreign

    assert said("ru", "informal") == ("ты", False)
    assert said("ru", "official") == ("Вы", False)
    assert said("uk", "official") == ("Ви", False)
    assert said("en", "polite") == ("Вы", True)


def test_each_sees_their_own_their_teams_and_everybodys(cast):
    team = Team.objects.create(name={"ru": "Ночь"}, handle="night")
    team.people.add(cast.oleg)
    make(cast, title="Все")
    make(cast, title="Ночь", sharing="team", team=team)
    make(cast, title="Моё", sharing="personal", by=cast.anna)

    def titles(person):
        return set(ReadyAnswer.objects.visible_to(person).values_list("title", flat=True))

    assert titles(cast.anna) == {"Все", "Моё"}
    assert titles(cast.oleg) == {"Все", "Ночь"}
    assert titles(cast.boris) == {"Все", "Ночь"}
    assert titles(cast.vera) == set()


def test_an_agent_shares_nothing_and_changes_only_their_own(cast):
    with pytest.raises(Forbidden):
        make(cast, by=cast.anna)
    mine = make(cast, sharing="personal", by=cast.anna)
    with pytest.raises(Forbidden):
        answering.change(mine, "Чужое", {RU: "слова"}, sharing="personal", by=cast.boris)
    answering.change(mine, "Моё", {RU: "слова"}, sharing="personal", by=cast.anna)
    assert mine.texts.get().body == "слова"


def test_an_empty_one_is_refused(cast):
    with pytest.raises(Refused):
        answering.add("Пусто", {RU: "  "}, by=cast.anna)


def test_what_follows_is_done_once_when_it_was_sent(cast):
    category = Category.objects.create(name={"ru": "Почта"})
    answer = make(cast, follows=Follows(end="solution", tags=["gmail"], category=category))
    ticket = opened(cast.vera)
    message = ticket.reply(by=cast.anna, body="Смотрим")
    answering.used([answer.pk], message, by=cast.anna)
    answering.used([answer.pk], message, by=cast.anna)
    ticket.refresh_from_db()
    assert ticket.category == category
    assert [tag.name for tag in ticket.tags.all()] == ["gmail"]
    assert answering.counted([answer.pk]) == {answer.pk: (1, 0, 0)}


def test_success_is_what_became_of_the_next_solution(cast, time):
    answer = make(cast)
    for decide in ("accept", "reject"):
        ticket = opened(cast.vera)
        solution = ticket.propose(by=cast.anna, body="Проверьте")
        answering.used([answer.pk], solution.message, by=cast.anna)
        time.passes(minutes=1)
        if decide == "accept":
            ticket.accept_solution(by=cast.vera)
        else:
            ticket.reject_solution(by=cast.vera, reason="Всё так же")
    assert answering.counted([answer.pk]) == {answer.pk: (2, 1, 1)}


def test_its_files_wait_to_be_sent(cast):
    import io

    answer = make(cast)
    answering.enclose(answer, io.BytesIO(b"%PDF-1.4"), "памятка.pdf", by=cast.boris)
    uploads = answering.enclose_in_draft(answer, by=cast.anna)
    assert [(one.name, one.owner, one.message) for one in uploads] == [("памятка.pdf", cast.anna, None)]
