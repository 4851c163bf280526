"""One deed on many requests: each through its verb, each with its own result (B9)."""

import pytest

from otklik.people.models import Line
from otklik.tickets.models import Ticket
from tests.tickets.acting import codes, opened

HTMX = {"HX-Request": "true"}


@pytest.fixture
def three(cast):
    return [opened(cast.vera, f"Вопрос {place}") for place in range(3)]


@pytest.fixture
def do(anna, three):
    """`do("accept")`: Anna does it to the three."""

    def post(what, client=anna, **more):
        form = {"ids": [ticket.number for ticket in three], "do": what, **more}
        return client.post("/desk/bulk/", form, headers=HTMX)

    return post


def said(answer):
    return answer.content.decode().rpartition('data-seconds="10">')[2].partition("<")[0]


def test_all_are_accepted_and_their_rows_come_back_in_place(do, cast, three, numbers):
    answer = do("accept")
    assert sorted(numbers(answer)) == [ticket.number for ticket in three]
    assert answer.content.decode().count('hx-swap-oob="true"') == 3
    assert said(answer) == "Принято: 3."
    assert set(Ticket.objects.values_list("responsible", flat=True)) == {cast.anna.pk}
    assert codes(three[0])[-1] == "ticket.accepted"


def test_whoever_was_faster_keeps_theirs(do, cast, three):
    three[0].accept(by=cast.oleg)
    assert said(do("accept")) == "Принято: 2. Уже принято: 1."
    assert Ticket.objects.get(pk=three[0].pk).responsible == cast.oleg


def test_they_are_passed_to_a_colleague(do, cast, three):
    assert said(do(f"assign {cast.oleg.pk}")) == "Передано: Олег Дёмин: 3."
    assert set(Ticket.objects.values_list("responsible", flat=True)) == {cast.oleg.pk}


def test_what_belongs_to_another_is_passed_on_by_a_lead_only(do, cast, three):
    three[0].accept(by=cast.boris)
    answer = do(f"assign {cast.oleg.pk}")
    assert said(answer).startswith("Передано: Олег Дёмин: 2. ")
    assert Ticket.objects.get(pk=three[0].pk).responsible == cast.boris


def test_a_tag_is_added_beside_the_others(do, cast, three):
    three[0].tag(["VPS"], by=cast.anna)
    do("tag", tags="Почта, SSL")
    assert set(three[0].tags.values_list("name", flat=True)) == {"VPS", "Почта", "SSL"}
    assert set(three[1].tags.values_list("name", flat=True)) == {"Почта", "SSL"}


def test_they_are_passed_to_a_line(do, three):
    second = Line.objects.get(code="second")
    do(f"line {second.pk}")
    assert set(Ticket.objects.values_list("line", flat=True)) == {second.pk}


def test_they_are_closed_with_a_kind(do, three):
    assert said(do("close", closing="spam")) == "Закрыто: 3."
    assert set(Ticket.objects.values_list("closing_kind", flat=True)) == {"spam"}
    assert "(× 3)" in said(do("close", closing="spam"))


def test_what_nobody_may_see_is_left_alone(do, signed_in, cast, three, numbers):
    answer = do("accept", client=signed_in(cast.dana))
    assert numbers(answer) == []
    assert not Ticket.objects.filter(responsible__isnull=False).exists()


def test_who_may_not_accept_accepts_nothing(do, signed_in, cast, three):
    answer = do("accept", client=signed_in(cast.misha))
    assert said(answer).startswith("Принято: 0.")
    assert not Ticket.objects.filter(responsible__isnull=False).exists()


@pytest.mark.parametrize("form", [{"do": "accept"}, {"ids": ["1"], "do": "nonsense"}, {"ids": ["1"], "do": "assign x"}])
def test_nonsense_is_refused_in_words(anna, form):
    answer = anna.post("/desk/bulk/", form, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Reswap"] == "none"
    assert said(answer)


def test_numbers_that_are_no_numbers_are_nobodys(anna, numbers):
    assert numbers(anna.post("/desk/bulk/", {"ids": ["x", "9" * 40], "do": "accept"}, headers=HTMX)) == []


def test_without_javascript_one_comes_back_with_a_word(anna, three):
    form = {"ids": [three[0].number], "do": "accept"}
    answer = anna.post("/desk/bulk/", form, headers={"Referer": "http://testserver/desk/unaccepted/?sort=new"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/unaccepted/?sort=new")
    assert "Принято: 1." in anna.get("/desk/unaccepted/").content.decode()


def test_nobody_is_led_to_another_site(anna, three):
    form = {"ids": [three[0].number], "do": "accept"}
    answer = anna.post("/desk/bulk/", form, headers={"Referer": "https://evil.example/desk/"})
    assert answer.headers["Location"] == "/desk/"
