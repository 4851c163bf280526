"""How a line distributes is arranged by a lead, with what each person takes (C1, C2)."""

from datetime import timedelta

import pytest

from otklik.people.models import Line, LineMembership
from otklik.routing.models import LinePlan
from otklik.tickets.models import Category
from tests.desk.asking import text
from tests.manage.arguments import FORMS


def _form(**other):
    return {name: value() for name, value in FORMS["manage:distribution"].items()} | other


@pytest.fixture
def line(db):
    return Line.objects.get(code="first")


def test_a_line_becomes_automatic_with_times_and_weights(boris, line, last):
    answer = boris.post(
        f"/manage/lines/{line.pk}/distribution/",
        _form(mode="automatic", offer_for="90 мин", rounds="2", **{"channel-phone": "2.5"}, sees_links="on"),
    )
    assert answer.status_code == 303
    plan = LinePlan.objects.get(line=line)
    assert (plan.mode, plan.offer_for, plan.rounds, plan.sees_links) == ("automatic", timedelta(minutes=90), 2, True)
    assert plan.weights == {"channel": {"phone": 25}, "work_type": {}}
    assert plan.weight("phone", "") == 250
    assert last("plan.changed").after["mode"] == "automatic"
    assert "автоматически" in text(boris.get("/manage/lines/"))


@pytest.mark.parametrize(
    "wrong",
    [{"offer_for": "завтра"}, {"rounds": "0"}, {"channel-phone": "99"}, {"mode": "never"}, {"offer_for": "9 ч"}],
)
def test_what_cannot_work_is_said_and_what_was_typed_stays(boris, line, wrong):
    answer = boris.post(f"/manage/lines/{line.pk}/distribution/", _form(**{"lead_after": "17 мин", **wrong}))
    assert answer.status_code == 422
    assert 'value="17 мин"' in answer.content.decode()
    assert not LinePlan.objects.filter(line=line).exists()


def test_what_somebody_takes_is_said_in_words(boris, cast, line):
    area = Category.objects.create(name={"ru": "Бухгалтерия"})
    address = f"/manage/lines/{line.pk}/people/{cast.anna.pk}/"
    chosen = {"level": "3", "languages": ["uk"], "channels": ["phone"], "categories": [area.pk]}
    assert boris.post(address, chosen).status_code == 303
    page = text(boris.get(f"/manage/lines/{line.pk}/distribution/")).lower()
    assert "анна белова эксперт бухгалтерия, звонок, украинский" in page
    assert "олег дёмин специалист всё" in page
    assert boris.post(address, {"level": "0"}).status_code == 303
    assert LineMembership.objects.get(person=cast.anna).level == 0
    assert boris.post(address, {"level": "1"}).status_code == 303
    assert LineMembership.objects.get(person=cast.anna).level == 1
    assert not LineMembership.objects.get(person=cast.anna).skills.exists()


def test_a_level_and_skills_outlive_a_change_of_the_line(boris, cast, line):
    boris.post(f"/manage/lines/{line.pk}/people/{cast.anna.pk}/", {"level": "3", "languages": ["uk"]})
    people = list(line.people.values_list("pk", flat=True))
    assert boris.post(f"/manage/lines/{line.pk}/", {"name_ru": "Ночная", "people": people}).status_code == 303
    member = LineMembership.objects.get(person=cast.anna)
    assert (member.level, member.skills.count()) == (3, 1)


def test_only_who_arranges_lines_comes_here(anna, line):
    assert anna.get(f"/manage/lines/{line.pk}/distribution/").status_code == 403


def test_somebody_who_is_not_on_the_line_has_no_page_there(boris, cast, line):
    LineMembership.objects.filter(person=cast.anna).delete()
    assert boris.get(f"/manage/lines/{line.pk}/people/{cast.anna.pk}/").status_code == 404
