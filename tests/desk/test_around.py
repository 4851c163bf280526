"""What stands around a page: the pulse, the rail, the bell, one's own menu, reminders, open requests."""

import re
from datetime import timedelta

from otklik.desk import counting, lists
from otklik.kernel import clock, jobs
from otklik.live.models import Presence
from otklik.notices import telling
from otklik.notices.models import Notice
from otklik.routing import shifts
from otklik.tickets import reminding
from otklik.tickets.models import Reminder
from tests.tickets.acting import opened

HTMX = {"HX-Request": "true"}


def _count(page, address):
    found = re.search(rf'class="rail-item" href="{address}"[^>]*>(.*?)</a>', page.content.decode(), re.DOTALL)
    count = re.search(r'class="count"[^>]*>([^<]+)<', found[1])
    return count[1] if count else ""


def test_the_rail_counts_what_each_list_holds(anna, cast):
    opened(cast.vera)
    opened(cast.vera).accept(by=cast.anna)
    page = anna.get("/desk/mine/")
    shown = {name: _count(page, f"/desk/{name}/") for name in ("unaccepted", "mine", "open", "postponed")}
    assert shown == {"unaccepted": "1", "mine": "1", "open": "2", "postponed": ""}
    assert _count(page, "/desk/lines/first/") == "2"


def test_thousands_are_not_counted_to_the_end():
    assert [counting.shown(count) for count in (0, 999, 1000)] == ["0", "999", "999+"]


def test_figures_are_a_second_old_at_most_and_then_true_again(cast, time):
    shown = lists.in_rail(cast.anna)
    assert counting.figures(cast.anna, shown).sizes["unaccepted"] == 0
    opened(cast.vera)
    stale = counting.figures(cast.anna, shown)
    assert (stale.sizes["unaccepted"], stale.is_cached) == (0, True)
    time.passes(seconds=2)
    fresh = counting.figures(cast.anna, shown)
    assert (fresh.sizes["unaccepted"], fresh.is_cached) == (1, False)


def test_a_page_with_old_figures_asks_again_by_itself(anna, cast):
    first, second = (anna.get("/desk/mine/").content.decode() for _ in range(2))
    assert "load delay:1s" not in first
    assert "load delay:1s" in second


def test_the_rail_the_pulse_and_the_bell_are_fetched_together(anna, cast):
    opened(cast.vera)
    page = anna.get("/desk/around/?here=unaccepted", headers=HTMX).content.decode()
    assert page.lstrip().startswith('<div id="rail-lists"')
    assert 'aria-current="page"' in page
    for place in ("pulse", "my-shift", "bell", "overload-button", "overload-note"):
        assert re.search(rf'id="{place}"[^>]*hx-swap-oob="true"', page), place


def test_the_pulse_says_who_waits_longest_and_what_was_promised(anna, cast, time):
    time.passes(minutes=0)
    ticket = opened(cast.vera)
    opened(cast.pavel)
    ticket.reply(by=cast.anna, body="Смотрим", next_word_by=clock.now() + timedelta(hours=1))
    time.passes(minutes=14)
    page = anna.get("/desk/mine/").content.decode()
    assert "самое давнее: 14\u00a0мин" in page
    assert re.search("ещё.46.мин", page)


def test_the_pulse_shows_who_is_on_shift_and_what_they_do(anna, cast):
    shifts.enter(cast.oleg, by=cast.oleg)
    assert 'aria-label="Олег Дёмин"' in anna.get("/desk/mine/").content.decode()
    shifts.enter(cast.oleg, "lunch", by=cast.oleg)
    assert 'aria-label="Олег Дёмин, обед"' in anna.get("/desk/mine/").content.decode()
    shifts.leave(cast.oleg, by=cast.oleg)
    assert 'aria-label="Олег Дёмин' not in anna.get("/desk/mine/").content.decode()


def test_an_open_page_says_that_its_reader_is_here(anna, cast):
    assert anna.post("/desk/presence/").status_code == 204
    assert Presence.objects.get().person_id == cast.anna.pk


def test_a_rare_list_is_in_the_rail_only_when_it_holds_something(anna, cast):
    assert "/desk/others/" not in anna.get("/desk/mine/").content.decode()
    ticket = opened(cast.vera)
    ticket.await_other(whom="дата-центр", what="диск", again_at=clock.now() + timedelta(hours=1), by=cast.anna)
    counting.forget()
    assert "/desk/others/" in anna.get("/desk/mine/").content.decode()


def _reminded(person, ticket):
    reminder = reminding.remind(ticket, at=clock.now() + timedelta(minutes=5), by=person, text="позвонить Вере")
    with clock.at(clock.now() + timedelta(minutes=6)):
        reminding.come(reminder)
    from otklik.kernel.models import Event

    telling.tell(Event.objects.get(code="reminder.came"))


def test_a_reminder_comes_back_as_a_quiet_bar_to_its_author_only(anna, signed_in, cast):
    """R19."""
    _reminded(cast.anna, opened(cast.vera))
    counting.forget()
    assert "позвонить Вере" in anna.get("/desk/mine/").content.decode()
    assert "позвонить Вере" in anna.get("/desk/reminders/due/", headers=HTMX).content.decode()
    assert "позвонить Вере" not in signed_in(cast.oleg).get("/desk/mine/").content.decode()
    anna.post("/desk/notices/reading/", {"ids": Notice.objects.get().pk})
    counting.forget()
    assert "позвонить Вере" not in anna.get("/desk/mine/").content.decode()


def test_waiting_reminders_are_listed_and_forgotten(anna, signed_in, cast):
    reminder = reminding.remind(opened(cast.vera), at=clock.now() + timedelta(days=1), by=cast.anna, text="счёт")
    assert "счёт" in anna.get("/desk/reminders/").content.decode()
    assert signed_in(cast.oleg).post(f"/desk/reminders/{reminder.pk}/removal/").status_code == 404
    anna.post(f"/desk/reminders/{reminder.pk}/removal/")
    assert Reminder.objects.get().done_at
    assert "счёт" not in anna.get("/desk/reminders/").content.decode()


def test_the_bell_counts_what_was_not_read(anna, cast):
    from otklik.kernel.models import Event

    opened(cast.vera, subject="Вернуть деньги").assign(to=cast.anna, by=cast.boris)
    telling.tell(Event.objects.get(code="ticket.assigned"))
    assert "непрочитанных: 1" in anna.get("/desk/mine/").content.decode()
    assert "Вернуть деньги" in anna.get("/desk/notices/").content.decode()
    anna.post("/desk/notices/reading/")
    counting.forget()
    assert "непрочитанных" not in anna.get("/desk/mine/").content.decode()


def test_open_requests_are_named_in_their_order_and_only_to_who_may_see_them(anna, signed_in, cast):
    first, second = opened(cast.vera, subject="Первое"), opened(cast.vera, subject="Второе")
    address = f"/desk/tabs/?n={second.number}&n=999999&n=x&n={first.number}"
    page = anna.get(address).content.decode()
    assert page.index("Второе") < page.index("Первое")
    assert "Второе" not in signed_in(cast.dana).get(address).content.decode()


def test_who_has_a_request_before_them_has_read_what_they_were_told_of_it(signed_in, cast):
    ticket, other = opened(cast.vera), opened(cast.vera)
    for one in (ticket, other):
        one.note(by=cast.oleg, body="Посмотри", notify=[cast.anna])
    jobs.run_due()
    anna = signed_in(cast.anna)
    assert telling.unread_shown(cast.anna) == "2"
    anna.post(f"/desk/tickets/{ticket.number}/presence/", {"doing": ""})
    assert telling.unread_shown(cast.anna) == "2"
    anna.post(f"/desk/tickets/{ticket.number}/presence/", {"doing": "looks"})
    assert list(Notice.objects.unread().values_list("ticket", flat=True)) == [other.pk]
