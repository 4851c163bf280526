"""C3: leaders hear everything if they wish: a feed with filters, by key, joined with one click, without notices."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otklik.kernel.models import Event
from otklik.notices import telling
from otklik.notices.models import Notice
from otklik.people.models import Line
from tests.desk.asking import HTMX, text
from tests.tickets.acting import opened

FEED = "/desk/feed/"


@pytest.fixture
def boris(signed_in, cast):
    return signed_in(cast.boris)


@pytest.fixture
def two(cast):
    """Vera's request, answered by Anna; a rival's, which nobody has."""
    first, second = opened(cast.vera, subject="Сайт лежит"), opened(cast.rival, subject="Почта молчит")
    first.accept(by=cast.anna)
    first.reply(by=cast.anna, body="Смотрим журнал сервера")
    return first, second


def test_everything_that_happens_stands_there_with_what_was_written(boris, two):
    page = text(boris.get(FEED))
    for said in ("Сайт лежит", "Почта молчит", "Смотрим журнал сервера", "Принято: Анна Белова"):
        assert said in page


def test_a_name_and_a_subject_are_not_told_twice(boris, cast):
    ticket = opened(cast.vera, "Где счёт за ноябрь?")
    ticket.accept(by=cast.anna)
    said = text(boris.get(FEED)).split("Показать")[-1]
    assert "Принято: Анна Белова" in said
    assert "Анна Белова Анна Белова" not in said
    assert said.count("Где счёт за ноябрь?") == 2  # the subject of two events, and no words beside it


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("about=answers", "Смотрим журнал", "Почта молчит"),
        ("customer=Ибрагим", "Почта молчит", "Сайт лежит"),
        ("who=anna", "Сайт лежит", "Почта молчит"),
        ("line=second", "Почта молчит", "Сайт лежит"),
        ("about=nonsense&who=x&line=y", "Почта молчит", "никто и ничто"),
    ],
)
def test_it_is_narrowed_by_kind_customer_person_and_line(boris, cast, two, query, shown, hidden):
    two[1].move_to_line(Line.objects.get(code="second"), by=cast.gleb)
    known = {"who=anna": f"who={cast.anna.pk}", "line=second": f"line={Line.objects.get(code='second').pk}"}
    main = boris.get(f"{FEED}?{known.get(query, query)}").content.decode().split('id="feed"')[1]
    assert shown in text(main)
    assert hidden not in text(main)


def test_it_is_paged_by_key_and_nothing_is_left_out_or_told_twice(boris, cast):
    for place in range(60):
        opened(cast.vera, subject=f"Вопрос {place}")
    seen, address = [], FEED
    while address:
        page = boris.get(address).content.decode()
        seen += [int(pk) for pk in re.findall(r'id="e-(\d+)"', page)]
        more = re.search(r'rel="next" href="([^"]*)"', page)
        address = FEED + more[1].replace("&amp;", "&") if more else None
    assert sorted(seen) == sorted(Event.objects.filter(ticket_id__isnull=False).values_list("pk", flat=True))
    assert len(seen) == len(set(seen)) == 60


def test_only_leaders_come_here(anna):
    assert anna.get(FEED).status_code == 403


def test_one_click_joins_and_nothing_is_told_until_it_is_asked_for(boris, cast, two):
    ticket = two[1]
    for _ in range(2):
        answer = boris.post(f"{FEED}tickets/{ticket.number}/joining/")
        assert answer["Location"] == f"/desk/tickets/{ticket.number}/"
    assert ticket.participants.present().filter(person=cast.boris).count() == 1
    ticket.write(by=cast.rival, body="Ау")
    telling.tell(Event.objects.filter(code="ticket.written").latest("pk"))
    assert not Notice.objects.filter(person=cast.boris).exists()
    ticket.follow(by=cast.boris)
    ticket.write(by=cast.rival, body="Есть кто?")
    telling.tell(Event.objects.filter(code="ticket.written").latest("pk"))
    assert Notice.objects.filter(person=cast.boris).count() == 1


def test_the_live_piece_is_the_entries_alone_and_costs_the_same_however_many_there_are(boris, cast, two):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert boris.get(FEED, headers=HTMX).content.decode().lstrip().startswith('<div id="feed"')
        return len(asked)

    cost()
    before = cost()
    for place in range(20):
        opened(cast.vera, subject=f"Вопрос {place}").accept(by=cast.oleg)
    assert cost() <= before
    assert before <= 14
