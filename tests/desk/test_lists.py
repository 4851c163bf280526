"""Lists of requests: what is in them, in which order, and what they cost."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from otklik.desk import counting, lists
from otklik.kernel import settings
from otklik.people.models import Line
from otklik.tickets.models import Ticket
from tests.tickets.acting import opened


def headings(page):
    return re.findall(r'ticket-group">.*?</span>([^<]+) <span class="count">(\d*)', page.content.decode())


def test_a_new_request_stands_among_the_unaccepted_with_its_button(anna, cast, numbers):
    ticket = opened(cast.vera, "Сайт не открывается")
    page = anna.get("/desk/unaccepted/")
    assert numbers(page) == [ticket.number]
    assert f"/desk/tickets/{ticket.number}/acceptance/" in page.content.decode()


def test_the_longest_waiting_request_stands_first(anna, cast, time, numbers):
    older = opened(cast.vera)
    time.passes(minutes=5)
    newer = opened(cast.pavel)
    assert numbers(anna.get("/desk/unaccepted/")) == [older.number, newer.number]


def test_the_last_changed_stands_first_when_asked(anna, cast, time, numbers):
    older = opened(cast.vera)
    time.passes(minutes=5)
    newer = opened(cast.pavel)
    assert numbers(anna.get("/desk/unaccepted/?sort=new")) == [newer.number, older.number]


def test_an_unanswered_request_stands_before_an_answered_one(anna, cast, time, numbers):
    answered, unanswered = opened(cast.vera), opened(cast.vera)
    for ticket in (answered, unanswered):
        ticket.accept(by=cast.anna)
    answered.reply(by=cast.anna, body="Смотрим")
    assert numbers(anna.get("/desk/mine/")) == [unanswered.number, answered.number]


def test_an_urgent_request_stands_first_in_its_group(anna, cast, numbers):
    usual, urgent = opened(cast.vera), opened(cast.vera)
    urgent.urge(2, by=cast.anna)
    assert numbers(anna.get("/desk/unaccepted/")) == [urgent.number, usual.number]
    assert usual.number


def test_requests_are_grouped_by_turn(anna, cast):
    opened(cast.vera)
    asked = opened(cast.vera)
    asked.reply(by=cast.anna, body="Какой адрес?", end="asked")
    opened(cast.vera).accept(by=cast.anna)
    found = headings(anna.get("/desk/open/"))
    assert found == [("Не приняты", "1"), ("Наш ход", "1"), ("Ход клиента", "1")]


def test_a_line_shows_its_own_requests_only(anna, cast, numbers):
    there = opened(cast.vera, line=Line.objects.get(code="second"))
    opened(cast.vera)
    assert numbers(anna.get("/desk/lines/second/")) == [there.number]


def test_all_requests_include_closed_ones_the_last_changed_first(anna, cast, time, numbers):
    closed = opened(cast.vera)
    closed.accept(by=cast.anna)
    time.passes(minutes=1)
    still_open = opened(cast.vera)
    time.passes(minutes=1)
    closed.close("solved", by=cast.anna)
    assert numbers(anna.get("/desk/all/")) == [closed.number, still_open.number]
    assert closed.number not in numbers(anna.get("/desk/open/"))


def test_an_unknown_list_is_not_found(anna):
    assert anna.get("/desk/nonsense/").status_code == 404
    assert anna.get("/desk/lines/nonsense/").status_code == 404


def test_a_developer_sees_only_what_concerns_development(signed_in, cast, numbers):
    opened(cast.vera)
    developed = opened(cast.vera)
    developed.accept(by=cast.anna)
    developed.develop(key="MAIL-318", by=cast.anna)
    assert numbers(signed_in(cast.dana).get("/desk/open/")) == [developed.number]


def test_who_may_not_accept_sees_no_button(signed_in, cast):
    opened(cast.vera)
    assert "acceptance" not in signed_in(cast.misha).get("/desk/unaccepted/").content.decode()


def test_a_row_escapes_what_people_wrote(anna, cast):
    ticket = opened(cast.vera, "<img src=x onerror=alert(1)>", subject="<script>alert('тема')</script>")
    ticket.tag(["<b>метка</b>"], by=cast.anna)
    page = anna.get("/desk/unaccepted/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "<b>метка" not in page
    assert "&lt;script&gt;alert" in page


def _many(cast, count):
    return [opened(cast.vera, f"Вопрос {place}") for place in range(count)]


def _queries(client, address):
    counting.forget()
    settings.forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_list_costs_the_same_however_long_it_is(anna, cast):
    _many(cast, 2)
    anna.get("/desk/open/")
    few = _queries(anna, "/desk/open/")
    for ticket in _many(cast, 30):
        ticket.tag(["VPS", "SSL"], by=cast.anna)
        ticket.accept(by=cast.anna)
    assert _queries(anna, "/desk/open/") == few <= 21  # of them 8 know who asks


def test_the_rest_is_appended_page_by_page_without_gaps(anna, cast, numbers):
    made = [ticket.number for ticket in _many(cast, 60)]
    first = anna.get("/desk/unaccepted/")
    assert numbers(first) == made[:50]
    address = re.search(r'hx-get="([^"]*page=[^"]*)"', first.content.decode())[1].replace("&amp;", "&")
    rest = anna.get(address, headers={"HX-Request": "true", "HX-Target": "more"})
    assert numbers(rest) == made[50:]
    assert headings(rest) == []


def test_pages_are_reached_without_javascript_too(anna, cast, numbers):
    made = [ticket.number for ticket in _many(cast, 60)]
    first = anna.get("/desk/unaccepted/").content.decode()
    address = re.search(r'id="show-more" href="([^"]*page=[^"]*)"', first)[1].replace("&amp;", "&")
    second = anna.get(address)
    assert numbers(second) == made[50:]
    assert headings(second) == [("Не приняты", "60")]


def test_a_foreign_cursor_shows_the_first_page(anna, signed_in, cast, numbers):
    _many(cast, 60)
    theirs = re.search(r'page=([^"&]*)', signed_in(cast.oleg).get("/desk/unaccepted/").content.decode())[1]
    assert len(numbers(anna.get(f"/desk/unaccepted/?page={theirs}"))) == 50


def test_every_list_can_be_empty(anna):
    for name in lists.KINDS:
        assert anna.get(f"/desk/{name}/?q=чепуха").status_code == 200


def test_an_empty_list_says_what_is_true(anna):
    assert "Все ходы сделаны" in anna.get("/desk/unaccepted/").content.decode()


def test_the_first_to_accept_from_a_list_gets_the_row_back(anna, cast, numbers):
    ticket = opened(cast.vera)
    answer = anna.post(f"/desk/tickets/{ticket.number}/acceptance/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert numbers(answer) == [ticket.number]
    assert "Анна Белова" in answer.content.decode()
    assert Ticket.objects.get(pk=ticket.pk).responsible == cast.anna


def test_who_comes_second_sees_whose_it_is(anna, cast, numbers):
    ticket = opened(cast.vera)
    ticket.accept(by=cast.oleg)
    answer = anna.post(f"/desk/tickets/{ticket.number}/acceptance/", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert "Олег Дёмин." in answer.content.decode()
    assert numbers(answer) == [ticket.number]


def test_accepting_without_javascript_leads_back(anna, cast):
    ticket = opened(cast.vera)
    answer = anna.post(f"/desk/tickets/{ticket.number}/acceptance/", headers={"Referer": "/desk/unaccepted/"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/unaccepted/")


def test_a_button_of_a_row_needs_no_javascript_and_no_trust(cast):
    """The form of the list carries the token against forged requests."""
    ticket = opened(cast.vera)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.anna)
    page = browser.get("/desk/unaccepted/").content.decode()
    address = re.search(r'formaction="([^"]+)"', page)[1]
    assert browser.post(address).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert browser.post(address, {"csrfmiddlewaretoken": token}).status_code == 303
    assert Ticket.objects.get(pk=ticket.pk).responsible == cast.anna


def test_a_row_that_did_not_change_is_not_sent_again(anna, cast):
    ticket = opened(cast.vera)
    first = anna.get(f"/desk/tickets/{ticket.number}/row/", headers={"HX-Request": "true"})
    again = {"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
    assert anna.get(f"/desk/tickets/{ticket.number}/row/", headers=again).status_code == 304
    ticket.accept(by=cast.oleg)
    assert anna.get(f"/desk/tickets/{ticket.number}/row/", headers=again).status_code == 200


def test_nobody_fetches_the_row_of_a_request_that_they_may_not_see(signed_in, cast):
    ticket = opened(cast.vera)
    assert signed_in(cast.dana).get(f"/desk/tickets/{ticket.number}/row/").status_code == 404


def _arrived(client, address, page):
    since = re.search(r"since=(\d+)", page.content.decode())[1]
    answer = client.get(f"{address}?since={since}", headers={"HX-Request": "true", "HX-Target": "arrived"})
    return re.search(r'data-found="([^"]*)"', answer.content.decode())[1].split()


def test_what_comes_meanwhile_is_said_with_its_group_and_moves_nothing(anna, cast, time):
    shown = opened(cast.vera)
    time.passes(minutes=5)
    page = anna.get("/desk/open/")
    assert _arrived(anna, "/desk/open/", page) == []
    time.passes(minutes=5)
    fresh = opened(cast.vera)
    shown.accept(by=cast.oleg)
    found = _arrived(anna, "/desk/open/", page)
    assert sorted(found) == sorted([f"{fresh.number}:unaccepted", f"{shown.number}:ours"])


def test_what_comes_into_another_list_is_not_said(anna, cast, time):
    page = anna.get("/desk/mine/")
    time.passes(minutes=5)
    opened(cast.vera)
    assert _arrived(anna, "/desk/mine/", page) == []


def test_the_list_is_shown_anew_with_its_summary(anna, cast, numbers):
    ticket = opened(cast.vera)
    answer = anna.get("/desk/open/", headers={"HX-Request": "true", "HX-Target": "list"})
    html = answer.content.decode()
    assert numbers(answer) == [ticket.number]
    assert html.lstrip().startswith('<form class="ticket-list" id="list"')
    assert 'id="arrived" hx-swap-oob="true"' in html
    assert 'id="list-summary" hx-swap-oob="true"' in html
