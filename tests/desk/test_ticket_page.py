"""The page of a request: whose turn, the conversation, what one may do."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.desk import counting
from otklik.kernel import clock, settings
from otklik.people.models import CustomField, Line
from otklik.tickets.models import Ticket
from tests.desk import stories
from tests.desk.asking import HTMX, Page, address, opened_page, text
from tests.tickets.acting import opened


@pytest.fixture
def ticket(cast):
    return opened(cast.vera, subject="Сайт не открывается")


@pytest.fixture
def story(cast, time):
    time.stands(stories.NOW)
    return stories.letters_do_not_arrive(5001, stories.NOW)


def thread(html):
    return html[html.index('id="thread"') : html.index("composer-dock")]


def stops(html):
    """The track: (side, whether it is its turn, name)."""
    track = html[html.index("turn-track") : html.index("state-word")]
    found = re.findall(r'<li data-side="(\w+)"( aria-current="step")?><b>[^<]*</b><span>([^<]*)', track)
    return [(side, bool(now), name) for side, now, name in found]


def test_the_head_says_whose_turn_it_is_and_who_holds_it(signed_in, cast, ticket):
    html = opened_page(signed_in(cast.anna), ticket)
    assert stops(html)[:2] == [("client", False, "Вера Соколова"), ("us", True, "никто не принял")]
    assert "не принято" in text(html)
    ticket.reply(by=cast.anna, body="Какой у Вас адрес?", end="asked")
    html = opened_page(signed_in(cast.boris), ticket)
    assert stops(html)[:2] == [("client", True, "Вера Соколова"), ("us", False, "Анна Белова")]


def test_others_are_named_with_their_time(signed_in, cast, ticket):
    ticket.need_no_reply(by=cast.anna)
    ticket.develop(key="MAIL-318", url="https://tracker.example/MAIL-318", by=cast.anna)
    html = opened_page(signed_in(cast.anna), ticket)
    assert stops(html)[2] == ("other", True, "MAIL-318")
    assert 'href="https://tracker.example/MAIL-318"' in html


def test_a_promise_runs_as_a_clock(signed_in, cast, ticket):
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=clock.now() + timedelta(hours=2))
    html = opened_page(signed_in(cast.anna), ticket)
    assert '<clock-chip class="clock-chip"' in html[: html.index('id="thread"')]


def test_accept_is_the_only_primary_button_while_nobody_accepted(signed_in, cast, ticket):
    def primary():
        buttons = Page(opened_page(signed_in(cast.anna), ticket)).all("button")
        shown = [one for one in buttons if one.get("data-kind") == "primary" and "data-done" not in one]
        return ["send" if "data-send" in one else one.get("id", "menu") for one in shown]

    assert primary() == ["accept"]
    ticket.accept(by=cast.anna)
    assert primary() == ["send", "menu"]


def test_a_trainee_reads_and_notes_but_neither_accepts_nor_replies(signed_in, cast, ticket):
    page = Page(opened_page(signed_in(cast.misha), ticket))
    assert [attrs["data-mode"] for attrs in page.all("textarea")] == ["note"]
    assert not {"accept", "pass-menu"} & set(page.ids)


def test_a_closed_request_takes_notes_and_can_be_opened_again(signed_in, cast, ticket):
    ticket.close("solved", by=cast.anna)
    html = opened_page(signed_in(cast.anna), ticket)
    assert [attrs["data-mode"] for attrs in Page(html).all("textarea")] == ["note"]
    assert "Открыть снова" in text(html)


def test_a_request_that_one_may_not_see_does_not_exist(signed_in, cast, ticket):
    client = signed_in(cast.dana)
    for rest in ("", "head/", "thread/", "facts/", "presence/", "closing/"):
        assert client.get(address(ticket, rest)).status_code == 404, rest
    ticket.invite(cast.dana, by=cast.anna, part="developer")
    assert client.get(address(ticket)).status_code == 200


def test_messages_facts_and_days_come_in_order(signed_in, cast, story):
    html = thread(opened_page(signed_in(cast.anna), story))
    said = ["Здравствуйте. С утра", "3 события", "Вижу отказы", "Прикрепляю", "ящики переехали", "В записи SPF"]
    said += ["Сделала, подождала", "Передано в разработку", "Сегодня", "причина найдена"]
    places = [html.index(words) for words in said]
    assert places == sorted(places)


def test_the_lane_walks_to_whoever_holds_the_turn(signed_in, cast, story):
    html = thread(opened_page(signed_in(cast.anna), story))
    steps = re.findall(r'data-was="(\w+)" data-turn="(\w+)"', html)
    assert steps == [
        ("client", "us"),  # the letter
        ("us", "client"),  # a question
        ("client", "us"),  # the answer
        ("us", "client"),  # a solution
        ("client", "us"),  # it did not help
        ("us", "other"),  # development
        ("other", "us"),  # released
        ("us", "client"),  # another solution
    ]


def test_the_outcome_of_a_solution_stands_under_it(signed_in, cast, story):
    html = text(thread(opened_page(signed_in(cast.anna), story)))
    assert "решение 1, не помогло" in html
    assert "Не помогло. «Сделала, подождала час. Теперь и Mail.ru не принимает» Вера" in html
    assert "Ждём «Помогло» или «Не помогло»." in html
    story.saw()
    assert "Открыто на сайте" in text(thread(opened_page(signed_in(cast.anna), story)))
    story.accept_solution(by=cast.vera)
    assert "решение 2, помогло" in text(thread(opened_page(signed_in(cast.anna), story)))


def test_quotes_are_folded_and_a_letter_is_shown_as_it_was_sent(signed_in, cast, story):
    client = signed_in(cast.anna)
    html = thread(opened_page(client, story))
    assert html.count('class="msg-whole"') == 1
    letter = client.get(re.search(r'<iframe[^>]* src="([^"]+)" sandbox', html)[1])
    assert "<b>18 400 рублей</b>" in letter.content.decode()
    policy = letter.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox")
    assert "frame-ancestors 'self'" in policy


def test_files_are_named_with_their_size_and_dangerous_ones_are_said_to_be(signed_in, cast, story):
    html = thread(opened_page(signed_in(cast.anna), story))
    assert "data-dangerous" in html
    assert "проверка.exe 3" in text(html)
    assert "может навредить компьютеру" in text(html)
    assert re.search(
        r'href="/desk/attachments/\d+/view/"[^>]*data-preview><img src="/desk/attachments/\d+/preview/"', html
    )


def test_who_was_called_is_marked_in_the_note(signed_in, cast, story):
    html = thread(opened_page(signed_in(cast.boris), story))
    assert '<span class="mention">@Олег</span>' in html
    assert "Уведомлены: Олег Дёмин" in text(html)


def test_the_first_unanswered_words_are_marked(signed_in, cast, time):
    time.stands(stories.NOW)
    ticket = stories.wrote_after_the_solution(5003, stories.NOW)
    html = text(thread(opened_page(signed_in(cast.anna), ticket)))
    assert "Без ответа с 14:30" in html


def test_words_after_a_solution_raise_one_question(signed_in, cast, time):
    """R2."""
    time.stands(stories.NOW)
    ticket = stories.wrote_after_the_solution(5003, stories.NOW)
    page = Page(opened_page(signed_in(cast.anna), ticket))
    assert "words" in page.ids
    assert "words" not in Page(opened_page(signed_in(cast.misha), ticket)).ids


def test_scripts_in_names_subjects_words_and_files_are_only_words(signed_in, cast):
    ticket = stories.everything_is_too_long(5005)
    html = opened_page(signed_in(cast.anna), ticket)
    page = Page(html)
    assert all("src" in attrs for attrs in page.all("script"))
    assert not [attrs for attrs in page.all("img") if attrs.get("src") == "x"]
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
    assert "&lt;script&gt;alert(" in html


def test_a_long_conversation_shows_its_end_and_the_rest_on_demand(signed_in, cast):
    ticket = stories.a_thousand_words(5020, 70)
    client = signed_in(cast.anna)
    html = opened_page(client, ticket)
    ids = [int(found) for found in re.findall(r'id="m-(\d+)"', html)]
    assert len(ids) == 30
    earlier = re.search(r'hx-get="(/desk/tickets/5020/thread/\?before=\d+)"', html)[1]
    second = client.get(earlier, headers=HTMX).content.decode()
    older = [int(found) for found in re.findall(r'id="m-(\d+)"', second)]
    assert len(older) == 30
    assert max(older) < min(ids)
    last = client.get(re.search(r'hx-get="([^"]+before=\d+)"', second)[1], headers=HTMX).content.decode()
    assert "Первое письмо" in last
    assert 'id="older"' not in last
    assert "Первое письмо" in opened_page(client, ticket, f"?before={min(older)}")


def test_the_page_asks_as_much_for_a_long_conversation_as_for_a_short_one(signed_in, cast):
    """ARCHITECTURE: a ticket page is a fixed number of queries whatever its length."""
    client = signed_in(cast.anna)

    def queries(ticket, rest):
        client.get(address(ticket, rest), headers=HTMX)  # the session learns of an open request
        counting.forget()  # what a process remembers for a second is asked for each time here
        settings.forget()
        with CaptureQueriesContext(connection) as asked:
            client.get(address(ticket, rest), headers=HTMX)
        return len(asked)

    short, long = (stories.a_thousand_words(number, length) for number, length in ((5021, 12), (5022, 60)))
    for rest, ceiling in (("", 45), ("thread/", 18), ("head/", 17), ("facts/", 26)):
        assert queries(long, rest) <= queries(short, rest) <= ceiling, rest


def test_a_fragment_that_did_not_change_is_not_sent_again(signed_in, cast, ticket, time):
    time.stands(stories.NOW)
    client = signed_in(cast.anna)
    for rest in ("head/", "thread/", "facts/", "presence/"):
        etag = client.get(address(ticket, rest), headers=HTMX).headers["ETag"]
        again = client.get(address(ticket, rest), headers={**HTMX, "If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b""), rest
        ticket.tag([rest.strip("/")], by=cast.anna)
        if rest in ("head/", "facts/", "thread/"):
            changed = client.get(address(ticket, rest), headers={**HTMX, "If-None-Match": etag})
            assert changed.status_code == 200, rest


def test_the_neighbours_are_those_of_the_list_that_one_came_from(signed_in, cast, time):
    time.stands(stories.NOW)
    first, second, third = (
        opened(cast.vera, subject=name) for name in ("один", "два", "три") if time.passes(minutes=5)
    )
    client = signed_in(cast.anna)
    html = opened_page(client, second, "?in=unaccepted")
    assert f'href="/desk/tickets/{first.number}/?in=unaccepted" data-key="KeyK"' in html
    assert f'href="/desk/tickets/{third.number}/?in=unaccepted" data-key="KeyJ"' in html
    assert "2 из 3" in text(html)
    came = client.get(address(second), headers={"Referer": "http://testserver/desk/unaccepted/"}).content.decode()
    assert "2 из 3" in text(came)
    second.accept(by=cast.anna)
    html = opened_page(client, second, "?in=unaccepted")
    assert f'href="/desk/tickets/{first.number}/?in=unaccepted" data-key="KeyJ"' in html
    line = Line.objects.get(code="first")
    assert "из 3" in text(opened_page(client, first, f"?in=line-{line.code}"))
    assert opened_page(client, first, "?in=nonsense")


def test_the_card_says_how_to_speak_to_the_customer(signed_in, cast, ticket):
    """A11."""
    CustomField.objects.create(noun="person", code="plan", name={"ru": "Тариф"})
    vera = type(cast.vera).objects.filter(pk=cast.vera.pk)
    vera.update(called="Вера Павловна", tone="official", fields={"plan": "Бизнес М"}, note="Звонить нельзя")
    html = text(opened_page(signed_in(cast.anna), Ticket.objects.get(pk=ticket.pk)))
    assert "Вера Павловна, официально, по-русски" in html
    assert "Тариф Бизнес М" in html
    assert "Звонить нельзя" in html
    assert "vera@warm.example подтверждён" in html


def test_an_address_that_returns_letters_is_marked(signed_in, cast, ticket):
    cast.vera.identities.update(undeliverable_since=clock.now())
    assert "письма возвращаются" in text(opened_page(signed_in(cast.anna), ticket))


def test_the_last_requests_of_the_customer_are_one_key_away(signed_in, cast, ticket):
    """R19."""
    others = [opened(cast.vera, subject=f"Ещё {place}") for place in range(6)]
    html = opened_page(signed_in(cast.anna), ticket)
    last = re.findall(r'href="/desk/tickets/(\d+)/" data-key="Shift\+Digit(\d)"', html)
    assert last == [(str(one.number), str(place)) for place, one in enumerate(reversed(others[1:]), 1)]


def test_a_rating_and_its_words_stand_in_the_column(signed_in, cast):
    html = text(opened_page(signed_in(cast.anna), stories.closed_and_rated(5004)))
    assert "5 из 5" in html
    assert "Быстро и по делу" in html
