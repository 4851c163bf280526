"""Sums are whole hundredths: what people type is read back as it was meant, in three languages."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.work import billing, money

SUMS = st.integers(1, money.MOST)


@given(SUMS, st.sampled_from(["RUB", "USD", "EUR", "UAH", "KZT"]), st.sampled_from(["ru", "uk", "en"]))
def test_what_is_shown_is_read_back_whatever_the_language(amount, currency, language):
    shown = money.shown(amount, currency, language)
    digits = "".join(one for one in shown if one.isdigit())
    assert digits == (str(amount // 100) if amount % 100 == 0 else f"{amount // 100}{amount % 100:02}")
    if currency in ("RUB", "USD", "EUR", "UAH", "KZT") and not any(one.isalpha() for one in shown):
        assert money.read(shown) == amount


@given(SUMS)
def test_what_stands_in_a_field_is_read_back(amount):
    assert money.read(money.typed(amount)) == amount
    assert money.decimal(amount) * 100 == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12 500,50", 1250050),
        ("12\u00a0500,50 ₽", 1250050),
        ("12500.5", 1250050),
        ("€12,500.50", 1250050),
        ("1,234,567", 123456700),
        ("1,5", 150),
        ("100 руб.", 10000),
        ("350 грн", 35000),
        ("0,01", 1),
    ],
)
def test_people_type_sums_in_many_ways(typed, amount):
    assert money.read(typed) == amount


@pytest.mark.parametrize(
    "typed",
    ["", "0", "-5", "12,345,6", "1e5", "NaN", "∞", "5,001", "12,500", "1 2 3", "٣٠٠", "10" * 20, "два", "1.2.3"],
)
def test_what_is_no_sum_is_refused(typed):
    with pytest.raises(money.NotMoney):
        money.read(typed)


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_reader(typed):
    with contextlib.suppress(money.NotMoney):
        assert 0 < money.read(typed) <= money.MOST


ACTS = st.lists(st.tuples(st.sampled_from(["approve", "bill"]), st.sampled_from(["RUB", "USD"]), st.integers(1, 10**9)))


@given(ACTS)
def test_r15_whatever_the_order_of_approvals_and_bills_no_more_is_billed_than_approved(acts):
    approved: dict[str, int] = {}
    billed: dict[str, int] = {}
    for act, currency, amount in acts:
        if act == "approve":
            approved[currency] = approved.get(currency, 0) + amount
        elif amount <= billing.remaining(approved, billed).get(currency, 0):
            billed[currency] = billed.get(currency, 0) + amount
        assert all(left >= 0 for left in billing.remaining(approved, billed).values())
        assert all(billed.get(code, 0) <= approved.get(code, 0) for code in ("RUB", "USD"))
