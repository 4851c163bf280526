"""Clocks on the desk: chips in rows and heads, and the list of what breaks soon (D1, D2)."""

import re

from otklik.clocks import waking
from otklik.desk import counting, lists
from tests.clocks.test_norms import moscow, norm
from tests.clocks.test_promises import promise
from tests.tickets.acting import opened

CHIP = re.compile(r"<clock-chip[^>]*>.*?</clock-chip>", re.S)


def chip(page):
    """The first chip of the page's main part, without its segments."""
    main = page.content.decode().partition("<main")[2]
    return CHIP.search(main)[0].replace("<i></i>", "").replace("\N{NO-BREAK SPACE}", " ")


def test_a_row_and_a_head_show_the_norm_before_it_breaks(anna, cast, time):
    norm("new", 1, 2, 4)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    time.passes(minutes=30)
    for address in ("/desk/unaccepted/", f"/desk/tickets/{ticket.number}/"):
        shown = chip(anna.get(address))
        assert 'data-degree="0" data-fill="0.5"' in shown
        assert "ещё 30 мин" in shown


def test_a_broken_norm_shows_its_degree_and_for_how_long(anna, cast, time):
    """Degree I at 10:00, II at 11:00: at 10:30 the second segment is half full."""
    norm("new", 1, 2, 4)
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera)
    time.passes(minutes=90)
    waking.wake()
    shown = chip(anna.get("/desk/unaccepted/"))
    assert 'data-degree="1" data-fill="1.5"' in shown
    assert "<b>+30 мин</b><em>I</em>" in shown
    time.stands(moscow(2026, 11, 16, 18))
    waking.wake()
    shown = chip(anna.get("/desk/unaccepted/"))
    assert 'data-degree="3" data-fill="3.0"' in shown
    assert "data-ends" not in shown
    assert "<em>III</em>" in shown


def test_the_nearest_of_norm_and_promise_is_shown(anna, cast, time):
    norm("in_work", 4)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Отвечу", next_word_by=moscow(2026, 11, 16, 10))
    assert 'data-kind="promise"' in chip(anna.get("/desk/mine/"))
    ticket.reply(by=cast.anna, body="Отвечу", next_word_by=moscow(2026, 11, 17, 10))
    assert 'data-kind="promise"' not in chip(anna.get("/desk/mine/"))


def test_a_norm_past_its_last_degree_is_not_hidden_by_a_promise_ahead(anna, cast, time):
    """Degree III was at 13:00; the next word was promised by 19:00."""
    norm("in_work", 1, 2, 4)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Отвечу", next_word_by=moscow(2026, 11, 16, 19))
    time.stands(moscow(2026, 11, 16, 12))
    waking.wake()
    assert 'data-degree="2"' in chip(anna.get("/desk/mine/"))
    time.stands(moscow(2026, 11, 16, 13, 30))
    waking.wake()
    for address in ("/desk/mine/", f"/desk/tickets/{ticket.number}/"):
        shown = chip(anna.get(address))
        assert 'data-degree="3"' in shown
        assert "<b>+3 ч 30 мин</b><em>III</em>" in shown


def test_in_the_customers_turn_nothing_ticks(anna, cast, time):
    norm("in_work", 4)
    opened(cast.vera).reply(by=cast.anna, body="Какой тариф?", end="asked")
    assert not CHIP.search(anna.get("/desk/customer/").content.decode().partition("<main")[2])


def test_what_breaks_within_an_hour_has_a_list_of_its_own(anna, cast, time, numbers):
    norm("new", 4)
    time.stands(moscow(2026, 11, 16, 9))
    early = opened(cast.vera)
    time.stands(moscow(2026, 11, 16, 12, 30))
    opened(cast.pavel)
    assert numbers(anna.get("/desk/soon/")) == [early.number]
    assert (
        "Скоро нарушение" in anna.get("/desk/").content.decode()
        or "Скоро нарушение" in anna.get("/desk/soon/").content.decode()
    )


def test_what_breaks_within_an_hour_is_counted_once_whatever_clocks_it_has(anna, cast, time):
    norm("new", 4)
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    ticket.reply(by=cast.anna, body="Отвечу", next_word_by=moscow(2026, 11, 16, 10))
    time.stands(moscow(2026, 11, 16, 12, 30))
    opened(cast.pavel)
    soon = lists.named("soon", cast.anna)
    assert soon.ids is not None
    assert soon.ids.count() > soon.tickets.count()
    assert counting.figures(cast.anna, [soon], anew=True).sizes == {"soon": soon.tickets.count()}


def test_a_broken_promise_shows_for_how_long_and_no_degree(anna, cast, time):
    promise()
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera)
    time.stands(moscow(2026, 11, 16, 11, 30))
    waking.wake()
    shown = chip(anna.get("/desk/unaccepted/"))
    assert 'data-kind="promise"' in shown
    assert "<b>+30 мин</b></clock-chip>" in shown
    assert "Стараемся ответить первый раз до 11:00" in shown  # nobody promised it (R30)


def test_r30_only_what_a_contract_or_a_person_said_is_called_promised(anna, cast, time):
    promise(is_contract=True)
    time.stands(moscow(2026, 11, 16, 9))
    ticket = opened(cast.vera)
    assert "Обещали первый ответ до 11:00" in chip(anna.get("/desk/unaccepted/"))
    ticket.reply(by=cast.anna, body="Смотрю", next_word_by=moscow(2026, 11, 16, 10))
    assert "Обещали написать до 10:00" in chip(anna.get("/desk/mine/"))


def test_a_message_that_waits_beyond_the_limit_stands_in_a_list_of_its_own_and_in_the_head(anna, cast, time):
    """R29: written on Monday at 9:00; at 18:30 it has waited 9 h 30 min."""
    time.stands(moscow(2026, 11, 16, 9))
    late = opened(cast.vera, body="Совсем не работает")
    time.passes(hours=8)
    opened(cast.zoya, body="Только что пришло")
    assert "Слишком долго без ответа" not in anna.get("/desk/mine/").content.decode()
    time.passes(minutes=90)
    waking.wake()
    page = anna.get("/desk/unanswered/").content.decode()
    assert "Слишком долго без ответа" in page
    assert ("Совсем не работает" in page, "Только что пришло" in page) == (True, False)
    head = anna.get(f"/desk/tickets/{late.number}/").content.decode()
    assert "без ответа 9 ч 30 мин" in head.replace("\N{NO-BREAK SPACE}", " ")


def test_leads_read_how_many_waited_beyond_each_limit(signed_in, cast, time):
    time.stands(moscow(2026, 11, 16, 9))
    opened(cast.vera)
    opened(cast.zoya)
    time.passes(hours=9)
    waking.wake()
    page = signed_in(cast.boris).get("/desk/shift/figures/").content.decode()
    rows = page.partition("Ждали слишком долго")[2]
    assert re.findall(r'<td[^>]* class="num">(\d+)</td>', rows)[:2] == ["2", "0"]
