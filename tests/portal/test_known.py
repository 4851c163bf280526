"""Whoever is about to write of a known problem reads its public words, and nothing of others (I2)."""

import pytest

from otklik.problems import founding
from otklik.problems.models import How, Joining
from otklik.tickets.models import Ticket
from tests.desk.asking import text
from tests.problems.crowd import OUTAGE
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db
PUBLIC = {"ru": "Сайты на web-7 недоступны, чиним до 15:00", "uk": "Сайти на web-7 недоступні"}


@pytest.fixture
def problem(cast):
    secret = opened(cast.rival, body=f"{OUTAGE[0]}. Пароль от панели: лазурит")
    made = founding.found("Секретный узел: ошибка 503 на сайтах", [secret], by=cast.anna)
    founding.change(made, by=cast.anna, public=PUBLIC)
    return made


def _typed(client, words):
    return client.post("/ask/known/", {"text": words})


def test_the_writer_is_told_while_typing_and_reads_the_public_words_alone(signed_in, cast, problem):
    for who in (None, cast.vera):
        said = text(_typed(signed_in(who), OUTAGE[1]))
        assert "Похоже, это уже известно" in said
        assert PUBLIC["ru"] in said
        for secret in ("лазурит", "Секретный", "Руслан"):
            assert secret not in said


def test_what_was_ticked_stays_so_while_one_goes_on_writing(signed_in, cast, problem):
    client = signed_in(cast.vera)
    asked = {"text": f"{OUTAGE[1]} и почта", "problem": str(problem.pk)}
    assert "checked" in client.post("/ask/known/", asked).content.decode()
    assert "checked" not in client.post("/ask/known/", {**asked, "problem": "0"}).content.decode()


def test_something_else_and_a_problem_without_public_words_say_nothing(signed_in, cast, problem):
    client = signed_in(cast.vera)
    assert "известно" not in text(_typed(client, "Пришлите акт сверки за третий квартал"))
    assert "известно" not in text(_typed(client, "503"))
    assert "известно" not in text(_typed(client, ""))
    founding.change(problem, by=cast.anna, public={})
    assert "известно" not in text(_typed(client, OUTAGE[1]))


def test_a_closed_problem_is_not_known_any_more(signed_in, cast, problem):
    founding.close(problem, by=cast.anna)
    assert "известно" not in text(_typed(signed_in(cast.vera), OUTAGE[1]))


def test_yes_this_is_it_joins_after_sending(signed_in, cast, problem):
    client = signed_in(cast.vera)
    assert client.post("/ask/", {"text": OUTAGE[1], "problem": str(problem.pk)}).status_code == 302
    joining = Joining.objects.current().get(ticket=Ticket.objects.get(customer=cast.vera))
    assert (joining.problem, joining.how, joining.by) == (problem, How.CUSTOMER, cast.vera)


@pytest.mark.parametrize("pk", ["0", "мир", "99999999999999999999", "-1"])
def test_a_forged_problem_loses_nothing(signed_in, cast, pk):
    assert signed_in(cast.vera).post("/ask/", {"text": OUTAGE[1], "problem": pk}).status_code == 302
    assert Ticket.objects.filter(customer=cast.vera).count() == 1
    assert not Joining.objects.exists()
