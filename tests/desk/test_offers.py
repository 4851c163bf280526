"""C1 on the desk: what is offered appears, is accepted or passed on with one key; a lead reads why it went to whom."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel import clock
from otklik.notices.models import Notice
from otklik.people.models import Line, LineMembership
from otklik.routing import jobs
from otklik.routing.models import Offer, Placement
from tests.desk.asking import HTMX, Page, opened_page, text
from tests.routing.floor import automatic, here, offered_to
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast, time):
    time.stands(clock.now())
    automatic()
    here(cast.anna)
    one = opened(cast.vera, subject="Не открывается сайт")
    jobs.distribute()
    return one


@pytest.fixture
def boris(signed_in, cast):
    return signed_in(cast.boris)


def test_an_offer_stands_on_every_page_of_the_person_with_two_keys(anna, boris, ticket):
    page = Page(anna.get("/desk/mine/").content.decode())
    keys = [button.get("data-key") for button in page.all("button")]
    assert {"Shift+KeyA", "Shift+KeyN"} <= set(keys)
    assert "Не открывается сайт" in text(anna.get("/desk/offers/", headers=HTMX))
    assert "Не открывается сайт" not in text(boris.get("/desk/offers/", headers=HTMX))


def test_accepting_leads_to_the_request(anna, cast, ticket):
    answer = anna.post(f"/desk/offers/{Offer.objects.get().pk}/acceptance/")
    assert (answer.status_code, answer["Location"]) == (303, f"/desk/tickets/{ticket.number}/")
    ticket.refresh_from_db()
    assert ticket.responsible == cast.anna


def test_who_comes_too_late_reads_whose_it_is(anna, cast, ticket):
    offer = Offer.objects.get()
    ticket.accept(by=cast.oleg)
    answer = anna.post(f"/desk/offers/{offer.pk}/acceptance/")
    assert answer.status_code == 409
    assert cast.oleg.name in text(answer)


def test_not_me_takes_the_offer_away_at_once_and_a_second_press_does_no_harm(anna, cast, ticket):
    address = f"/desk/offers/{Offer.objects.get().pk}/refusal/"
    for _ in range(2):
        answer = anna.post(address, headers=HTMX)
        assert answer.status_code == 200
        assert "Не открывается сайт" not in text(answer)
    assert offered_to(ticket) is None
    assert anna.post(address).status_code == 409


def test_an_offer_of_somebody_else_is_no_address(boris, ticket):
    assert boris.post(f"/desk/offers/{Offer.objects.get().pk}/acceptance/").status_code == 404


def test_lists_and_the_head_say_to_whom_it_is_offered_and_for_how_long(boris, ticket):
    assert "предложено: Анна Белова, ещё 3 мин" in text(boris.get("/desk/unaccepted/"))
    assert "предложено: Анна Белова, ещё 3 мин" in text(opened_page(boris, ticket))


def test_a_lead_reads_who_was_asked_with_which_points_and_who_was_not(boris, cast, ticket):
    page = text(boris.get(f"/desk/tickets/{ticket.number}/offers/"))
    assert "Анна Белова предложено" in page
    assert "386" in page  # 186 of 200 for free hands, 200 for a day without work


def test_a_line_that_is_pulled_says_that_nobody_was_asked(boris, cast):
    ticket = opened(cast.vera)
    assert "Никому не предлагалось" in text(boris.get(f"/desk/tickets/{ticket.number}/offers/"))


def test_the_console_says_plainly_that_a_line_is_empty_and_who_stands_on_none(boris, cast):
    automatic()
    LineMembership.objects.filter(person=cast.oleg).delete()
    here(cast.oleg)
    opened(cast.vera)
    jobs.distribute()
    page = text(boris.get("/desk/shift/console/"))
    assert "на линии никого на смене" in page
    assert "ни на одной линии, поэтому им ничего не предлагается: Олег Дёмин" in page


def test_a_person_on_no_line_reads_that_nothing_is_offered_to_them(anna, cast):
    assert "Ваши линии: 1-я линия" in text(anna.get("/desk/shift/"))
    LineMembership.objects.filter(person=cast.anna).delete()
    assert "не стоите ни на одной линии" in text(anna.get("/desk/shift/"))


def test_whoever_passes_on_sees_which_line_is_empty(anna, cast, ticket):
    assert "2-я линия: никого на смене" in text(anna.get(f"/desk/tickets/{ticket.number}/line-change/"))
    LineMembership.objects.create(line=Line.objects.get(code="second"), person=cast.anna)
    assert "никого на смене" not in text(anna.get(f"/desk/tickets/{ticket.number}/line-change/"))


def test_leads_of_the_line_are_told_once_that_nobody_takes_it(cast, ticket, time):
    for _ in range(2):
        time.passes(minutes=3)
        jobs.distribute()
    assert Placement.objects.get().why == "nobody_took"
    time.passes(minutes=10)
    jobs.mind()
    _tell()
    assert [one.person for one in Notice.objects.filter(reason="unplaced")] == [cast.boris, cast.gleb]


def _tell():
    from otklik.kernel.models import Event
    from otklik.notices import telling

    telling.tell(Event.objects.get(code="ticket.unplaced"))


def test_offers_cost_one_question_a_page_and_only_on_shift(anna, cast, ticket):
    anna.get("/desk/mine/")
    with CaptureQueriesContext(connection) as on_shift:
        anna.get("/desk/mine/")
    asked = [query for query in on_shift.captured_queries if "routing_offer" in query["sql"]]
    assert len(asked) == 1
