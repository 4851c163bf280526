"""Unpaid and billable work is visible for each account, by month, on a page and in a file (C9)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.work import billing, estimating, timing
from otklik.work.models import Entry, Estimate
from tests.desk.asking import text
from tests.tickets.acting import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def spent(cast, time):
    """An hour and a half of Vera's company, a half of it paid; ten minutes of somebody without a company."""
    ticket, alone = opened(cast.vera), opened(cast.stranger)
    ticket.set_work("consultation", by=cast.anna)
    timing.log(ticket, 45, "Объяснила", by=cast.anna)
    timing.log(ticket, 45, "=Настройка", by=cast.anna, is_billable=True)
    timing.log(alone, 10, "Ответ", by=cast.oleg)
    made = estimating.draft(ticket, 500000, "RUB", "Настройка", by=cast.anna)
    estimating.send(made, by=cast.anna)
    time.passes(minutes=1)
    estimating.approve(Estimate.objects.get(), by=cast.vera)
    billing.bill(ticket, 300000, "RUB", "Настройка", by=cast.anna)
    return ticket


def page(client, rest=""):
    return text(client.get(f"/desk/accounts/{rest}")).replace("\u00a0", " ")


def test_a_month_shows_each_account_with_what_is_unpaid_and_what_is_billed(signed_in, cast, spent):
    shown = page(signed_in(cast.boris))
    assert "Тёплый дом 1 ч 30 мин — — 45 мин 45 мин 3 000 ₽" in shown
    assert "Степан Чужой" in shown


def test_an_account_opens_into_its_entries_with_their_requests(signed_in, cast, spent):
    shown = page(signed_in(cast.boris), f"?company={cast.company('warm').pk}")
    assert "Объяснила" in shown
    assert str(spent.number) in shown
    assert "5 000 ₽" in shown
    assert "Ответ" not in shown
    assert "Ответ" in page(signed_in(cast.boris), f"?customer={cast.stranger.pk}")


def test_another_month_is_empty_and_says_what_to_do(signed_in, cast, spent):
    assert "ничего не записано" in page(signed_in(cast.boris), "?month=2020-02")


def test_the_file_has_numbers_and_no_formula(signed_in, cast, spent):
    boris = signed_in(cast.boris)
    whole = boris.get("/desk/accounts/file/")
    assert whole["Content-Disposition"].endswith('.csv"')
    assert "Тёплый дом;90;0;0;45;45;3000,0;RUB" in whole.content.decode()
    one = boris.get(f"/desk/accounts/file/?company={cast.company('warm').pk}").content.decode()
    assert ";'=Настройка;" in one


def test_a_month_that_was_accounted_for_stays_when_the_customer_changes_companies(cast, spent):
    spent.organization = None
    spent.save()
    assert set(Entry.objects.filter(ticket=spent).values_list("organization__name", flat=True)) == {"Тёплый дом"}


def test_hours_of_everybody_are_for_leads(signed_in, cast):
    for rest in ("", "file/"):
        assert signed_in(cast.anna).get(f"/desk/accounts/{rest}").status_code == 403


@pytest.mark.parametrize("asked", ["?month=2026-13", "?month=x", "?company=99999999", "?customer=-1", "?company=1e3"])
def test_what_cannot_be_is_this_month_or_nothing(signed_in, cast, asked):
    status = signed_in(cast.boris).get(f"/desk/accounts/{asked}").status_code
    assert status == (200 if "month" in asked else 404)


def test_a_long_month_asks_as_often_as_a_short_one(signed_in, cast, spent):
    boris = signed_in(cast.boris)
    boris.get("/desk/accounts/")
    with CaptureQueriesContext(connection) as few:
        boris.get("/desk/accounts/")
    first = Entry.objects.filter(organization__isnull=True).get()
    for login in ("rival", "zoya", "pavel"):
        for _ in range(3):
            Entry.objects.create(
                ticket=first.ticket,
                customer=getattr(cast, login),
                person=cast.anna,
                by=cast.anna,
                day=first.day,
                minutes=5,
                word="Ещё",
                at=first.at,
            )
    with CaptureQueriesContext(connection) as many:
        boris.get("/desk/accounts/")
    assert len(many) == len(few)
