"""The mode of overload on the pages of leads, agents and customers (C7, R30)."""

from django.core import mail

from otklik.clocks import waking
from otklik.clocks.models import Excuse, Overload
from otklik.desk import counting
from otklik.kernel import jobs
from otklik.routing import shifts
from otklik.routing.overload import measuring, switching
from tests.clocks.test_norms import moscow, norm
from tests.routing.test_overload import HOUR, MONDAY, TEXT, monday, on  # noqa: F401  a fixture
from tests.tickets.acting import opened

PAGE = "/desk/shift/overload/"


def said(page):
    return page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def filled(**more):
    return {
        "text_ru": "Много обращений",
        "text_uk": "",
        "text_en": "Very busy",
        "check_at": "2026-11-16T13:00",
        **more,
    }


def test_a_lead_switches_it_on_and_the_whole_desk_and_customers_read_it(signed_in, cast, monday):  # noqa: F811
    ticket = opened(cast.vera)
    answer = signed_in(cast.boris).post(PAGE, filled(reason="Авария"))
    assert (answer.status_code, answer["Location"]) == (303, PAGE)
    jobs.run_due()
    counting.forget()
    mode = Overload.objects.get()
    assert (mode.reason, mode.text["ru"], mode.check_at) == ("Авария", "Много обращений", moscow(2026, 11, 16, 13))
    desk = said(signed_in(cast.anna).get("/desk/mine/"))
    assert "Режим перегрузки с 09:00" in desk
    assert "Много обращений" in desk
    assert "overload-leaving" not in desk
    assert "ждёт открыто до 14:30" in said(signed_in(cast.anna).get(f"/desk/tickets/{ticket.number}/"))
    vera = signed_in(cast.vera)
    assert "Много обращений" in said(vera.get("/"))
    page = said(vera.get(f"/requests/{ticket.number}/"))
    assert "Много обращений" in page
    assert "ответим до 14:30" in page
    assert mail.outbox == []


def test_what_cannot_be_keeps_the_text_and_says_why(signed_in, cast, monday):  # noqa: F811
    boris = signed_in(cast.boris)
    page = boris.post(PAGE, filled(check_at="2026-11-16T09:05"))
    assert page.status_code == 422
    assert "Проверка не раньше" in said(page)
    assert "Very busy" in said(page)
    for wrong in ({"text_ru": " ", "text_en": ""}, {"check_at": "завтра"}, {"lines": "999"}):
        assert boris.post(PAGE, filled(**wrong)).status_code == 422
    assert not Overload.objects.exists()


def test_two_leads_at_once_and_the_second_reads_that_somebody_was_faster(signed_in, cast, monday):  # noqa: F811
    assert signed_in(cast.boris).post(PAGE, filled()).status_code == 303
    late = signed_in(cast.gleb).post(PAGE, filled())
    assert late.status_code == 409
    assert Overload.objects.get().started_by == cast.boris


def test_the_plan_is_shown_before_it_is_applied(signed_in, cast, monday):  # noqa: F811
    tickets = [opened(cast.vera) for _ in range(3)]
    on(cast)
    boris = signed_in(cast.boris)
    page = said(boris.get(f"{PAGE}leaving/"))
    assert all(str(one.number) in page for one in tickets)
    assert "09:30" in page  # six of the backlog an hour from 9:00: 9:10, 9:20 and 9:30
    assert Overload.objects.running().exists()
    assert boris.post(f"{PAGE}leaving/").status_code == 303
    jobs.run_due()
    assert not Overload.objects.running().exists()
    assert boris.post(f"{PAGE}leaving/").status_code == 409
    assert "ответим до 09:30" in said(signed_in(cast.vera).get(f"/requests/{tickets[0].number}/"))
    log = said(boris.get(PAGE))
    assert "3 обращения" in log
    assert "Борис Королёв" in log


def test_a_suggestion_is_seen_by_leads_only(signed_in, cast, monday):  # noqa: F811
    shifts.leave(cast.oleg, by=cast.oleg)
    for _ in range(7):
        opened(cast.vera)
    measuring.measure()
    monday.passes(minutes=10)
    measuring.measure()
    counting.forget()
    assert "Перегрузка? 175 %" in said(signed_in(cast.boris).get("/desk/mine/"))
    assert "Перегрузка?" not in said(signed_in(cast.anna).get("/desk/mine/"))
    page = said(signed_in(cast.anna).get(PAGE))
    assert "7 ждут нас" in page
    assert "Включить режим" not in page


def test_the_time_to_look_again_is_said_above_every_page(signed_in, cast, monday):  # noqa: F811
    on(cast, hours=1)
    monday.passes(hours=1)
    switching.remind()
    counting.forget()
    assert "Пора проверить" in said(signed_in(cast.boris).get("/desk/mine/"))
    answer = signed_in(cast.boris).post(f"{PAGE}change/", filled())
    assert answer.status_code == 303
    assert Overload.objects.get().check_at == moscow(2026, 11, 16, 13)


def test_violations_of_what_waited_are_excused_in_one_press(signed_in, cast, monday):  # noqa: F811
    norm("new", 0.5)
    opened(cast.vera)
    monday.passes(hours=1)
    waking.wake()
    mode = on(cast)
    boris = signed_in(cast.boris)
    assert boris.post(f"{PAGE}{mode.pk}/excuses/").status_code == 303
    assert (Excuse.objects.get().fault, Excuse.objects.get().by) == ("overload", cast.boris)
    assert boris.post(f"{PAGE}{mode.pk}/excuses/").status_code == 303
    assert Excuse.objects.count() == 1


def test_the_pages_ask_as_much_for_many_as_for_few(signed_in, cast, monday, django_assert_max_num_queries):  # noqa: F811
    boris = signed_in(cast.boris)
    for _ in range(3):
        mode = on(cast)
        switching.end(mode, by=cast.boris)
    for _ in range(8):
        opened(cast.vera)
    on(cast)
    boris.get(PAGE)
    with django_assert_max_num_queries(26):
        boris.get(PAGE)
    with django_assert_max_num_queries(26):
        boris.get(f"{PAGE}leaving/")


def test_nothing_about_overload_is_said_to_customers_without_it(signed_in, cast, monday):  # noqa: F811
    ticket = opened(cast.vera)
    vera = signed_in(cast.vera)
    for address in ("/", f"/requests/{ticket.number}/"):
        assert 'id="overload"' not in said(vera.get(address))
