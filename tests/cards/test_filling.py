"""Fields of the card fill own fields of a request, its customer and their company (C2, B9)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.cards import filling, looking
from otklik.cards.models import Filled, Filling, Source
from otklik.cards.pieces import Money
from otklik.kernel.audit import AuditEntry
from otklik.people.models import CustomField
from tests.cards.conftest import KEY
from tests.cards.test_example import fragment
from tests.cards.test_hostile import answer
from tests.desk.asking import opened_page, text
from tests.tickets.acting import codes

pytestmark = pytest.mark.django_db


def own(noun, code="plan", kind="text", **more):
    return CustomField.objects.create(noun=noun, code=code, name={"ru": "Тариф"}, type=kind, **more)


def fills(cast, field, *, code="plan", overwrites=False):
    return Filling.add(by=cast.gleb, code=code, field=field, overwrites=overwrites)


@pytest.fixture
def told(odd, cast, ticket):
    """Lets the source say a plan, and looks anew."""
    source = Source.set_up(by=cast.gleb, url=odd.url, key=KEY)

    def say(value, **more):
        odd.answers = [answer(found=True, fields=[{"name": "Тариф", "code": "plan", "value": value, **more}])]
        looking.look(source, ticket, anew=True)
        ticket.refresh_from_db()
        ticket.customer.refresh_from_db()

    return say


def test_the_card_fills_request_person_and_company_and_history_says_so(signed_in, ticket, source, cast):
    for noun in ("ticket", "person", "organization"):
        fills(cast, own(noun))
    anna = signed_in(cast.anna)
    fragment(anna, ticket)
    ticket.refresh_from_db()
    assert ticket.fields == {"plan": "Бизнес 30"}
    assert ticket.customer.fields == {"plan": "Бизнес 30"}
    assert ticket.organization.fields == {"plan": "Бизнес 30"}
    assert codes(ticket)[-3:] == ["ticket.filled", "card.filled", "card.filled"]
    entries = AuditEntry.objects.filter(code="card.filled").order_by("id")
    assert [(one.noun, one.before, one.after) for one in entries] == [
        ("person", {"plan": None}, {"plan": "Бизнес 30"}),
        ("organization", {"plan": None}, {"plan": "Бизнес 30"}),
    ]
    assert "аполнено из карточки клиента" in text(opened_page(anna, ticket))


def test_nothing_is_written_twice_when_nothing_differs(signed_in, ticket, source, cast):
    fills(cast, own("ticket"))
    anna = signed_in(cast.anna)
    for _ in range(3):
        fragment(anna, ticket)
    assert codes(ticket).count("ticket.filled") == 1


def test_what_the_card_filled_follows_the_card(told, ticket, cast):
    fills(cast, own("ticket"))
    told("Старт")
    told("Бизнес")
    assert ticket.fields == {"plan": "Бизнес"}


@pytest.mark.parametrize("typed", ["От руки", ""])
def test_what_a_person_has_typed_stays_emptiness_too(told, ticket, cast, typed):
    fills(cast, own("ticket"))
    told("Старт")
    ticket.fill({"plan": typed}, by=cast.anna)
    told("Бизнес")
    assert ticket.fields == {"plan": typed}


def test_what_was_typed_before_the_card_came_stays_unless_settings_say_otherwise(told, ticket, cast):
    ticket.fill({"plan": "От руки"}, by=cast.anna)
    made = fills(cast, own("ticket"))
    told("Старт")
    assert ticket.fields == {"plan": "От руки"}
    made.change(code="plan", field=made.field, overwrites=True, by=cast.gleb)
    told("Бизнес")
    assert ticket.fields == {"plan": "Бизнес"}


def test_a_closed_request_is_left_alone_and_its_customer_is_not(told, ticket, cast):
    fills(cast, own("ticket"))
    fills(cast, own("person"))
    ticket.close("solved", by=cast.anna)
    told("Старт")
    assert ticket.fields == {}
    assert ticket.customer.fields == {"plan": "Старт"}


def test_without_a_code_or_a_filling_nothing_is_filled(told, ticket, cast):
    own("ticket")
    told("Старт")
    fills(cast, own("person"), code="other")
    told("Бизнес")
    assert (ticket.fields, ticket.customer.fields) == ({}, {})
    assert not Filled.objects.exists()


def test_a_field_out_of_use_is_not_filled_and_a_value_that_does_not_fit_is_left_out(told, ticket, cast):
    made = own("ticket")
    fills(cast, made)
    fills(cast, own("person", kind="number"))
    made.is_active = False
    made.save()
    told("Старт")
    assert (ticket.fields, ticket.customer.fields) == ({}, {})
    told("12.50", type="number")
    assert ticket.customer.fields == {"plan": 12.5}


@pytest.mark.parametrize(
    ("kind", "value", "lies"),
    [
        ("number", Decimal("3"), 3),
        ("number", Money(Decimal("4900.50"), "RUB"), 4900.5),
        ("number", "3", None),
        ("number", True, None),
        ("text", Money(Decimal("4900.00"), "RUB"), "4900.00 RUB"),
        ("text", True, None),
        ("date", date(2026, 12, 1), "2026-12-01"),
        ("date", datetime(2026, 12, 1, 5, tzinfo=UTC), "2026-12-01"),
        ("date", "2026-12-01", None),
        ("yes_no", False, False),
        ("yes_no", "no", None),
        ("choice", "а", "а"),
        ("choice", "в", None),
        ("link", "https://ok.example/", "https://ok.example/"),
        ("link", "javascript:alert(1)", None),
    ],
)
def test_a_value_becomes_what_the_field_holds_or_nothing(kind, value, lies):
    assert filling.fitting(CustomField(type=kind, choices=["а", "б"]), value) == lies


@given(
    st.text(max_size=1000) | st.decimals(allow_nan=False, allow_infinity=False, places=2) | st.booleans() | st.dates()
)
def test_no_value_lies_in_a_field_of_another_type(value):
    assert isinstance(filling.fitting(CustomField(type="number"), value), int | float | None)
    assert isinstance(filling.fitting(CustomField(type="yes_no"), value), bool | None)
    text = filling.fitting(CustomField(type="text"), value)
    assert text is None or len(text) <= filling.LONGEST


def test_settings_say_what_fills_what(signed_in, cast):
    gleb = signed_in(cast.gleb)
    field = own("person")
    told = {"code": "plan", "field": field.pk}
    assert gleb.post("/manage/card/fields/new/", told).status_code == 303
    again = gleb.post("/manage/card/fields/new/", told | {"code": "other"})
    assert again.status_code == 422
    assert "уже заполняет это поле" in text(again)
    assert "plan Тариф человек" in text(gleb.get("/manage/card/"))
    made = Filling.objects.get()
    assert gleb.post(f"/manage/card/fields/{made.pk}/", told | {"code": "a b"}).status_code == 422
    assert gleb.post(f"/manage/card/fields/{made.pk}/", told | {"overwrites": "on"}).status_code == 303
    assert "и поверх введённого" in text(gleb.get("/manage/card/"))
    assert gleb.post(f"/manage/card/fields/{made.pk}/removal/").status_code == 303
    noted = AuditEntry.objects.filter(noun="filling").order_by("id").values_list("code", flat=True)
    assert list(noted) == ["filling.added", "filling.changed", "filling.removed"]
