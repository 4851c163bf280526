"""Statuses, categories, tags, lines, teams and fields: arranged by people, refused where work would be lost."""

import pytest
from django.db import connection

from otklik.kernel import conditions
from otklik.kernel.verbs import Forbidden
from otklik.people import arranging as people_arranging
from otklik.people import describing
from otklik.people.models import CustomField, Line, Team
from otklik.tickets import arranging, opening, viewing
from otklik.tickets.fields import TICKETS
from otklik.tickets.models import Category, Status, Tag, Ticket
from tests.tickets.acting import opened

NAMES = {"name_ru": "Разбираемся", "name_uk": "Розбираємося", "customer_name_ru": "Работаем", "colour": "3"}


def status(code):
    return Status.objects.get(code=code)


def make(name, parent=None, **known):
    return Category.objects.create(name={"ru": name}, parent=parent, **known)


def tagged(cast, *names):
    ticket = opened(cast.vera)
    ticket.tag(names, by=cast.anna)
    return ticket


# Statuses


def test_b1_a_kind_gets_one_more_status(boris, last):
    boris.post("/manage/statuses/new/", {**NAMES, "kind": "in_work"})
    made = Status.objects.get(name__ru="Разбираемся")
    assert (made.kind, made.code, made.is_default, made.colour) == ("in_work", "razbiraemsia", False, "3")
    assert last("status.added").after["name"] == {"ru": "Разбираемся", "uk": "Розбираємося"}


def test_b1_a_status_is_renamed_and_its_kind_stays(boris, last):
    boris.post(f"/manage/statuses/{status('in_work').pk}/", {**NAMES, "kind": "closed"})
    assert (status("in_work").kind, str(status("in_work").name)) == ("in_work", "Разбираемся")
    assert last("status.changed").before["name"]["ru"] == "В работе"


def test_a_status_without_a_name_for_customers_comes_back(boris):
    answer = boris.post("/manage/statuses/new/", {"kind": "in_work", "name_ru": "Разбираемся"})
    assert answer.status_code == 422
    assert "Разбираемся" in answer.content.decode()


def test_a_kind_leads_to_the_status_that_was_made_usual(boris, cast):
    boris.post("/manage/statuses/new/", {**NAMES, "kind": "in_work"})
    made = Status.objects.get(name__ru="Разбираемся")
    boris.post(f"/manage/statuses/{made.pk}/preference/")
    ticket = opened(cast.vera)
    ticket.accept(by=cast.anna)
    assert ticket.status == made


def test_the_usual_status_of_a_kind_stays_in_use(boris):
    answer = boris.post(f"/manage/statuses/{status('in_work').pk}/use/", {"active": ""})
    assert answer.status_code == 422
    assert status("in_work").is_active


def test_a_status_goes_one_place_higher_and_never_beyond_the_first(boris, last):
    def order():
        return list(Status.objects.values_list("code", flat=True))

    before = order()
    boris.post(f"/manage/statuses/{status('in_work').pk}/place/", {"up": "1"})
    assert order()[:2] == [before[1], before[0]]
    boris.post(f"/manage/statuses/{status('in_work').pk}/place/", {"up": "1"})
    assert order()[0] == "in_work"
    assert last("status.changed").after == {"order": 0}


def test_moving_a_row_brings_the_rows_back_without_a_page(boris):
    answer = boris.post(f"/manage/statuses/{status('in_work').pk}/place/", {"up": "1"}, headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith('<div id="rows">')


# Categories


def test_a_category_moves_with_everything_below_it(boris, cast):
    hosting, domains = make("Хостинг"), make("Домены")
    dns = make("DNS", parent=hosting)
    form = {"name_ru": "Хостинг", "parent": domains.pk, "line": "", "developer": cast.dana.pk}
    boris.post(f"/manage/categories/{hosting.pk}/", form)
    dns.refresh_from_db()
    assert dns.path == f"/{domains.pk}/{hosting.pk}/{dns.pk}/"
    assert Category.objects.get(pk=hosting.pk).developer == cast.dana


def test_a_category_is_never_a_part_of_itself(boris):
    hosting = make("Хостинг")
    dns = make("DNS", parent=hosting)
    answer = boris.post(f"/manage/categories/{hosting.pk}/", {"name_ru": "Хостинг", "parent": dns.pk})
    assert answer.status_code == 422
    assert "самой себя" in answer.content.decode()


def test_categories_are_no_deeper_than_five_levels(boris):
    parent = None
    for level in range(5):
        parent = make(f"Уровень {level}", parent=parent)
    assert boris.post("/manage/categories/new/", {"name_ru": "Шестой", "parent": parent.pk}).status_code == 422


def test_a_category_leaves_use_with_its_parts_and_comes_back_after_its_parent(boris):
    hosting = make("Хостинг")
    dns = make("DNS", parent=hosting)
    boris.post(f"/manage/categories/{hosting.pk}/use/", {"active": ""})
    assert not Category.objects.filter(is_active=True).exists()
    assert boris.post(f"/manage/categories/{dns.pk}/use/", {"active": "1"}).status_code == 422
    boris.post(f"/manage/categories/{hosting.pk}/use/", {"active": "1"})
    assert boris.post(f"/manage/categories/{dns.pk}/use/", {"active": "1"}).status_code == 303


def test_the_tree_stands_in_order_and_is_one_query(boris, django_assert_num_queries):
    from otklik.manage.views.categories import tree

    second, first = make("Вторая", order=1), make("Первая", order=0)
    make("Часть", parent=first)
    with django_assert_num_queries(1):
        names = [str(one.name) for one in tree()]
    assert names == ["Первая", "Часть", "Вторая"]
    boris.post(f"/manage/categories/{second.pk}/place/", {"up": "1"})
    assert [str(one.name) for one in tree()] == ["Вторая", "Первая", "Часть"]


# Tags


def test_a_tag_is_renamed_unless_another_one_is_called_so(boris, cast):
    tagged(cast, "Оплата", "Счета")
    payment = Tag.objects.get(name="Оплата")
    boris.post(f"/manage/tags/{payment.pk}/", {"name": "  ПЛАТЕЖИ "})
    payment.refresh_from_db()
    assert (payment.name, payment.normalised) == ("ПЛАТЕЖИ", "платежи")
    assert boris.post(f"/manage/tags/{payment.pk}/", {"name": "счета"}).status_code == 422


def test_merged_tags_are_one_on_every_request_and_in_every_condition(boris, cast, last):
    both, one = tagged(cast, "оплата", "деньги"), tagged(cast, "деньги")
    money, payment = Tag.objects.get(name="деньги"), Tag.objects.get(name="оплата")
    view = viewing.keep("Про деньги", "метка:деньги от:вера", by=cast.anna)
    boris.post(f"/manage/tags/{money.pk}/merge/", {"into": "Оплата"})
    for ticket in (both, one):
        assert [row.tag for row in ticket.ticket_tags.all()] == [payment]
    assert tagged(cast, "деньги").ticket_tags.get().tag == payment
    view.refresh_from_db()
    for asked in (viewing.node_of(view), conditions.read("метка:деньги", TICKETS, viewing.context(cast.anna))):
        found = Ticket.objects.filter(conditions.q(asked, TICKETS, viewing.context(cast.anna)))
        assert set(found) >= {both, one}
    assert last("tag.changed").after["into"] == "оплата"
    assert boris.get(f"/manage/tags/{money.pk}/").status_code == 404


def test_a_tag_is_merged_only_into_one_that_there_is(boris, cast):
    tagged(cast, "деньги")
    money = Tag.objects.get()
    for into in ("деньги", "нет такой"):
        assert boris.post(f"/manage/tags/{money.pk}/merge/", {"into": into}).status_code == 422


def test_open_requests_of_a_tag_are_counted_without_closed_ones(boris, cast):
    tagged(cast, "оплата")
    tagged(cast, "оплата").close("not_ours", by=cast.anna, reason="Не наше")
    page = boris.get("/manage/tags/?q=опл", headers={"HX-Request": "true"}).content.decode()
    assert '<td class="num">1</td>' in page


# Lines and teams


def test_c1_a_line_gets_its_people_and_loses_others(boris, cast, last):
    second = Line.objects.get(code="second")
    boris.post(f"/manage/lines/{second.pk}/", {"name_ru": "Эксперты", "people": [cast.anna.pk]})
    assert [person.login for person in second.people.all()] == ["anna"]
    boris.post(f"/manage/lines/{second.pk}/", {"name_ru": "Эксперты", "people": [cast.oleg.pk]})
    assert [person.login for person in second.people.all()] == ["oleg"]
    assert last("line.changed").before["people"] == [cast.anna.pk]
    assert (
        boris.post(f"/manage/lines/{second.pk}/", {"name_ru": "Эксперты", "people": [cast.vera.pk]}).status_code == 422
    )


def test_r3_a_department_takes_no_new_requests(boris):
    first, second = Line.objects.get(code="first"), Line.objects.get(code="second")
    assert boris.post(f"/manage/lines/{first.pk}/", {"name_ru": "Первая", "is_department": "on"}).status_code == 422
    boris.post(f"/manage/lines/{second.pk}/", {"name_ru": "Склад", "is_department": "on"})
    assert boris.post(f"/manage/lines/{second.pk}/preference/").status_code == 422


def test_new_requests_come_to_the_line_that_was_chosen(boris, cast):
    second = Line.objects.get(code="second")
    boris.post(f"/manage/lines/{second.pk}/preference/")
    assert opened(cast.vera).line == second
    assert Line.objects.filter(is_default=True).count() == 1


def test_a_line_with_open_requests_stays_in_use(boris, cast):
    second = Line.objects.get(code="second")
    ticket = opening.open_ticket(customer=cast.vera, body="Помогите", line=second)
    assert boris.post(f"/manage/lines/{second.pk}/use/", {"active": ""}).status_code == 422
    Ticket.objects.filter(pk=ticket.pk).update(line=Line.objects.get(code="first"))
    assert boris.post(f"/manage/lines/{second.pk}/use/", {"active": ""}).status_code == 303
    second.refresh_from_db()
    assert opening.open_ticket(customer=cast.vera, body="Ещё", line=second).line.code == "first"


def test_a_team_has_a_name_for_mentions_of_its_own(boris, cast):
    boris.post("/manage/teams/new/", {"name_ru": "Ночь", "handle": "Ночная смена", "people": [cast.anna.pk]})
    team = Team.objects.get()
    assert (team.handle, [person.login for person in team.people.all()]) == ("ночная-смена", ["anna"])
    assert boris.post("/manage/teams/new/", {"name_ru": "Другая", "handle": "ночная-смена"}).status_code == 422
    boris.post(f"/manage/teams/{team.pk}/removal/")
    assert not Team.objects.exists()


def test_a_colleague_is_put_on_lines_and_into_teams_from_their_page(boris, cast):
    team = people_arranging.add_team({"ru": "Ночь"}, "ночь", by=cast.boris)
    second = Line.objects.get(code="second")
    boris.post(f"/manage/people/{cast.anna.pk}/lines/", {"lines": [second.pk], "teams": [team.pk]})
    assert [line.code for line in cast.anna.lines.all()] == ["second"]
    assert list(cast.anna.teams.all()) == [team]
    assert boris.post(f"/manage/people/{cast.vera.pk}/lines/", {"lines": [second.pk]}).status_code == 422


# Fields


def test_b9_a_field_of_choices_says_what_may_be_chosen(boris):
    form = {"noun": "ticket", "type": "choice", "name_ru": "Тариф", "choices": "Старт\n\nПро\nСтарт"}
    boris.post("/manage/fields/new/", form)
    assert CustomField.objects.get().choices == ["Старт", "Про"]
    assert boris.post("/manage/fields/new/", {**form, "choices": " "}).status_code == 422


def test_b9_two_fields_of_one_name_have_codes_of_their_own(boris):
    for _ in range(2):
        boris.post("/manage/fields/new/", {"noun": "ticket", "type": "text", "name_ru": "Договор"})
    assert sorted(CustomField.objects.values_list("code", flat=True)) == ["dogovor", "dogovor-2"]


def test_b9_a_field_goes_up_among_its_own_kind(boris, cast):
    fields = [describing.add_field("person", {"ru": name}, type="text", by=cast.gleb) for name in "абв"]
    boris.post(f"/manage/fields/{fields[2].pk}/place/", {"up": "1"})
    assert [field.code for field in CustomField.objects.filter(noun="person")] == ["a", "v", "b"]


@pytest.mark.django_db(transaction=True)
def test_b9_a_field_used_in_filters_gets_an_index_and_loses_it_again(cast):
    field = describing.add_field("ticket", {"ru": "Сервер"}, type="number", is_filtered=True, by=cast.gleb)
    describing.index(field_id=field.pk)
    describing.index(field_id=field.pk)
    assert "((fields -> 'server'::text))" in _index(field)
    describing.change_field(field, {"ru": "Сервер"}, by=cast.gleb)
    describing.index(field_id=field.pk)
    assert _index(field) == ""


def _index(field):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [f"custom_field_{field.pk}"])
        return (cursor.fetchone() or [""])[0]


@pytest.mark.parametrize(
    "deed",
    [
        lambda by: arranging.add_status("in_work", {"ru": "а"}, {"ru": "а"}, by=by),
        lambda by: arranging.add_category({"ru": "а"}, by=by),
        lambda by: arranging.retire_line(Line.objects.get(code="second"), by=by),
        lambda by: people_arranging.add_line({"ru": "а"}, by=by),
        lambda by: people_arranging.add_team({"ru": "а"}, "а", by=by),
        lambda by: describing.add_field("ticket", {"ru": "а"}, type="text", by=by),
    ],
)
def test_whoever_calls_the_verbs_an_agent_arranges_nothing(cast, deed):
    with pytest.raises(Forbidden):
        deed(cast.anna)
