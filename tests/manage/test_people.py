"""People and their addresses in the settings: who changes whom, what is refused, what is written down."""

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel import events
from otklik.kernel.audit import AuditEntry
from otklik.people import describing
from otklik.people.models import CustomField, Identity, Membership, Organization, Person, PersonMerge, Role
from otklik.tickets.models import Ticket
from tests.tickets.acting import opened

VERA = {
    "name": "Вера Соколова",
    "tone": "official",
    "language": "ru",
    "time_zone": "Europe/Moscow",
    "note": "Ценит кратко",
}


def test_customers_are_found_by_a_part_of_the_name_or_the_address(anna, cast):
    for text in ("сокол", "VERA@warm"):
        page = anna.get("/manage/people/", {"q": text}).content.decode()
        assert "Вера Соколова" in page
        assert "Руслан" not in page
    assert "Никто не подходит" in anna.get("/manage/people/?q=нетникого").content.decode()


def test_a_page_of_people_takes_the_same_queries_however_many_there_are(anna, cast):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            anna.get("/manage/people/")
        return len(asked)

    queries()  # settings and the session's first look
    few = queries()
    many = [Person(login=f"many{n}", name=f"Клиент {n}", sort_key=f"клиент {n:03}") for n in range(120)]
    Person.objects.bulk_create(many)
    assert queries() == few <= 10


def test_the_next_page_begins_where_the_last_one_ended(anna, cast):
    Person.objects.bulk_create(
        [Person(login=f"many{n}", name=f"Яна {n:03}", sort_key=f"янаa{n:03}") for n in range(60)]
    )
    first = anna.get("/manage/people/?q=Яна").content.decode()
    assert "Яна 049" in first
    assert "Яна 050" not in first
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = anna.get(f"/manage/people/{address}").content.decode()
    assert "Яна 050" in second
    assert "Яна 049" not in second


def test_a_search_as_one_types_brings_rows_and_no_page(anna, cast):
    piece = anna.get("/manage/people/?q=вера", headers={"HX-Request": "true"}).content.decode()
    assert piece.startswith('<div id="rows">')


def test_a_change_of_a_customer_is_written_down_with_before_and_after(anna, cast, last):
    answer = anna.post(f"/manage/people/{cast.vera.pk}/", VERA)
    assert answer.status_code == 303
    entry = last("person.changed")
    assert (entry.actor_id, entry.noun_id) == (cast.anna.pk, str(cast.vera.pk))
    assert entry.before == {"tone": "polite", "note": ""}
    assert entry.after == {"tone": "official", "note": "Ценит кратко"}


def test_saving_the_same_writes_nothing_down(anna, cast):
    anna.post(f"/manage/people/{cast.vera.pk}/", {**VERA, "tone": "polite", "note": ""})
    assert not AuditEntry.objects.exists()


def test_what_does_not_fit_comes_back_with_its_error_and_what_was_written(anna, cast):
    answer = anna.post(f"/manage/people/{cast.vera.pk}/", {**VERA, "name": "", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "Ценит кратко" in answer.content.decode()
    assert cast.vera.time_zone == "Europe/Moscow"


def test_an_agent_changes_no_colleague(anna, cast):
    oleg = {"name": "Другой", "language": "ru", "time_zone": "Europe/Moscow"}
    assert anna.post(f"/manage/people/{cast.oleg.pk}/", oleg).status_code == 403
    assert cast.oleg.name == "Олег Дёмин"


def test_an_agent_adds_no_address_to_an_administrator_to_have_the_password_sent_there(anna, cast):
    thief = {"kind": "email", "value": "thief@mail.example"}
    assert anna.post(f"/manage/people/{cast.gleb.pk}/addresses/", thief).status_code == 403
    assert not EmailAddress.objects.filter(email="thief@mail.example").exists()


def test_addresses_are_added_preferred_confirmed_and_removed(anna, cast, last):
    vera = f"/manage/people/{cast.vera.pk}/addresses/"
    anna.post(vera, {"kind": "email", "value": "Vera@Home.example"})
    home = Identity.objects.get(value="Vera@Home.example")
    assert (home.is_primary, home.verified_at) == (False, None)
    for deed in ("preference", "confirmation", "delivery"):
        anna.post(f"{vera}{home.pk}/{deed}/")
    home.refresh_from_db()
    assert (home.is_primary, home.verified_at is None, home.undeliverable_since is None) == (True, False, False)
    anna.post(f"{vera}{home.pk}/delivery/", {"takes": "1"})
    home.refresh_from_db()
    assert home.undeliverable_since is None
    anna.post(f"{vera}{home.pk}/removal/")
    assert cast.vera.identities.get().is_primary
    assert last("identity.removed").before == {"kind": "email", "value": "Vera@Home.example"}


def test_the_only_address_stays(anna, cast):
    answer = anna.post(f"/manage/people/{cast.vera.pk}/addresses/{cast.vera.identities.get().pk}/removal/")
    assert answer.status_code == 422
    assert "единственный адрес" in answer.content.decode()


@pytest.mark.parametrize(("value", "says"), [("ruslan@cold.example", "за другим человеком"), ("не адрес", "не похоже")])
def test_a_foreign_address_and_what_is_no_address_are_refused_beside_the_form(anna, cast, value, says):
    answer = anna.post(f"/manage/people/{cast.vera.pk}/addresses/", {"kind": "email", "value": value})
    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_only_an_administrator_gives_roles(anna, boris, gleb, cast, last):
    role = {"role": Role.objects.get(code="lead").pk}
    for browser in (anna, boris):
        assert browser.post(f"/manage/people/{cast.misha.pk}/role/", role).status_code == 403
    assert gleb.post(f"/manage/people/{cast.misha.pk}/role/", role).status_code == 303
    assert cast.misha.role.code == "lead"
    assert (last("person.role_given").before, last("person.role_given").after) == (
        {"role": "trainee"},
        {"role": "lead"},
    )


def test_the_last_administrator_keeps_role_and_access(gleb, cast):
    for address, form in (("role", {"role": ""}), ("access", {"open": ""})):
        answer = gleb.post(f"/manage/people/{cast.gleb.pk}/{address}/", form)
        assert answer.status_code == 422
        assert "последний администратор" in answer.content.decode()
    assert cast.gleb.may("manage.people")


def test_closing_access_ends_it_at_once(gleb, anna, cast):
    gleb.post(f"/manage/people/{cast.anna.pk}/access/", {"open": ""})
    assert anna.get("/desk/mine/").status_code == 302
    gleb.post(f"/manage/people/{cast.anna.pk}/access/", {"open": "1"})
    assert anna.get("/desk/mine/").status_code == 200


def test_a_colleague_chooses_a_password_by_the_link_of_the_invitation(gleb, signed_in, cast, mailoutbox):
    role = Role.objects.get(code="agent").pk
    form = {"name": "Ника Лебедь", "email": "nika@otklik.example", "role": role, "language": "uk"}
    assert gleb.post("/manage/people/staff/new/", form).status_code == 303
    nika = Person.objects.get(name="Ника Лебедь")
    assert not nika.has_usable_password()
    (letter,) = mailoutbox
    assert letter.to == ["nika@otklik.example"]
    assert "запрошують" in letter.body
    link = next(word for word in letter.body.split() if "/sign-in/password/new/" in word)
    stranger = signed_in(None)
    page = stranger.get(link.removeprefix("http://testserver"), follow=True)
    address = page.redirect_chain[-1][0]
    stranger.post(address, {"password1": "правильный конь батарея", "password2": "правильный конь батарея"})
    nika.refresh_from_db()
    assert nika.check_password("правильный конь батарея")
    assert nika.may("ticket.reply")


def test_an_invitation_for_a_known_address_says_whose_it_is_not(gleb, cast):
    form = {"name": "Вера", "email": "vera@warm.example", "role": Role.objects.get(code="agent").pk, "language": "ru"}
    answer = gleb.post("/manage/people/staff/new/", form)
    assert answer.status_code == 422
    assert "за другим человеком" in answer.content.decode()
    assert Person.objects.filter(name="Вера").count() == 0


def test_an_invitation_is_sent_again_only_while_there_is_no_password(gleb, cast, mailoutbox):
    gleb.post(f"/manage/people/{cast.anna.pk}/invitation/")
    assert not mailoutbox
    cast.anna.__class__.objects.filter(pk=cast.anna.pk).update(password="!")
    gleb.post(f"/manage/people/{cast.anna.pk}/invitation/")
    assert [letter.to for letter in mailoutbox] == [["anna@otklik.example"]]


def test_a_merge_is_looked_at_first_and_can_be_undone(boris, cast):
    opened(cast.stranger)
    page = boris.get(f"/manage/people/{cast.vera.pk}/merge/?with={cast.stranger.pk}").content.decode()
    assert "stranger@mail.example" in page
    boris.post(f"/manage/people/{cast.vera.pk}/merges/", {"with": cast.stranger.pk})
    assert Identity.objects.get(value="stranger@mail.example").person == cast.vera
    done = PersonMerge.objects.get()
    assert "Степан Чужой" in boris.get(f"/manage/people/{cast.vera.pk}/").content.decode()
    boris.post(f"/manage/people/{cast.vera.pk}/merges/{done.pk}/undoing/")
    assert Identity.objects.get(value="stranger@mail.example").person == cast.stranger
    assert [entry.code for entry in AuditEntry.objects.order_by("pk")] == ["person.merged", "person.unmerged"]


def test_staff_are_never_merged(boris, cast):
    answer = boris.post(f"/manage/people/{cast.vera.pk}/merges/", {"with": cast.oleg.pk})
    assert answer.status_code == 422


def test_r15_who_leaves_a_company_leaves_their_requests_to_an_heir(anna, cast, last):
    ticket = opened(cast.zoya)
    place = Membership.objects.get(person=cast.zoya)
    page = anna.get(f"/manage/people/{cast.zoya.pk}/companies/{place.pk}/departure/").content.decode()
    assert "1 открытое обращение" in page
    assert "Руслан" not in page
    anna.post(f"/manage/people/{cast.zoya.pk}/companies/{place.pk}/departure/", {"heir": cast.pavel.pk})
    place.refresh_from_db()
    assert place.left_at is not None
    assert Ticket.objects.get(pk=ticket.pk).customer == cast.pavel
    assert last("membership.ended").before["role"] == "own"


def test_r15_a_role_in_the_company_is_given_by_its_name(anna, cast):
    place = {"organization": "Холодный", "role": "member"}
    assert anna.post(f"/manage/people/{cast.vera.pk}/companies/", place).status_code == 303
    assert Membership.objects.get(person=cast.vera, organization=cast.company("cold")).role == "member"
    answer = anna.post(f"/manage/people/{cast.vera.pk}/companies/", {"organization": "Нет такой", "role": "own"})
    assert answer.status_code == 422


def test_custom_fields_are_filled_by_their_type(anna, cast):
    describing.add_field("person", {"ru": "Договор до"}, type="date", by=cast.gleb)
    contract = describing.add_field("person", {"ru": "Тариф"}, type="choice", choices=["Старт", "Про"], by=cast.gleb)
    wrong = {**VERA, f"field_{contract.code}": "Другой"}
    assert anna.post(f"/manage/people/{cast.vera.pk}/", wrong).status_code == 422
    anna.post(
        f"/manage/people/{cast.vera.pk}/", {**VERA, f"field_{contract.code}": "Про", "field_dogovor-do": "2027-02-01"}
    )
    assert cast.vera.fields == {"tarif": "Про", "dogovor-do": "2027-02-01"}
    CustomField.objects.filter(pk=contract.pk).update(is_active=False)
    anna.post(f"/manage/people/{cast.vera.pk}/", VERA)
    assert cast.vera.fields == {"tarif": "Про"}


def test_a_company_refuses_a_public_domain_and_keeps_what_was_written(anna, cast):
    warm = cast.company("warm")
    form = {"name": "Тёплый дом", "domains": "warm.example\ngmail.com", "note": "Платит вовремя"}
    answer = anna.post(f"/manage/companies/{warm.pk}/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "gmail.com" in page
    assert "Платит вовремя" in page
    assert list(warm.domains.values_list("domain", flat=True)) == ["warm.example"]


def test_the_domains_of_a_company_are_exactly_what_is_written(anna, cast, last):
    warm = cast.company("warm")
    anna.post(f"/manage/companies/{warm.pk}/", {"name": "Тёплый дом", "domains": "Дом.рф, warm.example"})
    assert set(warm.domains.values_list("domain", flat=True)) == {"xn--d1aqf.xn--p1ai", "warm.example"}
    anna.post(f"/manage/companies/{warm.pk}/", {"name": "Тёплый дом", "domains": ""})
    assert not warm.domains.exists()
    assert last("organization.changed").before["domains"] == ["warm.example", "xn--d1aqf.xn--p1ai"]


def test_somebody_joins_a_company_by_an_address_known_or_new(anna, cast):
    cold = cast.company("cold")
    anna.post(f"/manage/companies/{cold.pk}/people/", {"email": "vera@warm.example", "role": "own"})
    anna.post(
        f"/manage/companies/{cold.pk}/people/", {"email": "fresh@cold.example", "name": "Света", "role": "member"}
    )
    assert {person.name for person in cold.people.all()} >= {"Вера Соколова", "Света"}


def test_a_new_company_can_be_found(anna, cast):
    anna.post("/manage/companies/new/", {"name": "Ромашка", "domains": "romashka.example"})
    assert Organization.objects.get(name="Ромашка").domains.get().domain == "romashka.example"
    assert "Ромашка" in anna.get("/manage/companies/?q=romashka").content.decode()


def test_what_staff_do_is_an_event_too(anna, cast):
    anna.post(f"/manage/people/{cast.vera.pk}/", VERA)
    event = events.Event.objects.filter(code="person.changed").latest("pk")
    assert (event.actor, event.data) == (cast.anna, {"fields": ["note", "tone"]})
