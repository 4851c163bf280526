"""Chips and conditions above a list, and the views that are saved of them (F15)."""

import json

import pytest

from otklik.people.models import Line
from otklik.tickets import viewing
from otklik.tickets.models import Category, SavedView, Tag
from tests.tickets.acting import opened


@pytest.fixture
def mail(cast):
    ticket = opened(cast.vera, subject="Письма не доходят до Gmail", channel="email")
    ticket.tag(["Почта"], by=cast.anna)
    root = Category.objects.create(name={"ru": "Почта"})
    ticket.categorise(Category.objects.create(name={"ru": "Доставка"}, parent=root), by=cast.anna)
    ticket.accept(by=cast.anna)
    ticket.reply(by=cast.anna, body="Какой адрес?", end="asked")
    return ticket


@pytest.fixture
def site(cast):
    letter = {"language": "uk"}
    return opened(cast.rival, subject="Сайт не открывается", line=Line.objects.get(code="second"), letter=letter)


def _chips():
    root = Category.objects.get(parent=None)
    return {
        "turn=customer": "mail",
        "turn=ours": "site",
        "who=me": "mail",
        "who=nobody": "site",
        f"category={root.pk}": "mail",
        "language=uk": "site",
        f"tag={Tag.objects.get().pk}": "mail",
        f"line={Line.objects.get(code='second').pk}": "site",
        "channel=email": "mail",
        "channel=email&who=nobody": None,
        "turn=nonsense": "both",
        "q=gmail": "mail",
        "q=vera@warm.example": "mail",
        "q=статус:новое": "site",
        "q=статус:новое или gmail": "both",
        "q=gmail&who=nobody": None,
    }


def test_each_chip_and_the_search_narrow_the_list(anna, cast, mail, site, numbers):
    expected = {"mail": [mail.number], "site": [site.number], "both": [site.number, mail.number], None: []}
    for query, which in _chips().items():
        assert numbers(anna.get(f"/desk/open/?{query}")) == expected[which], query


def test_a_search_keeps_the_chips(anna, mail):
    page = anna.get("/desk/open/?turn=customer&sort=new").content.decode()
    assert '<input type="hidden" name="turn" value="customer">' in page
    assert '<input type="hidden" name="sort" value="new">' in page


def test_a_chosen_chip_can_be_taken_off(anna, mail):
    page = anna.get("/desk/open/?turn=customer&q=gmail").content.decode()
    assert 'data-on href="/desk/open/?q=gmail"' in page


def test_a_condition_that_nobody_understands_is_explained_and_finds_nothing(anna, mail, numbers):
    answer = anna.get("/desk/open/?q=статус:чепуха")
    assert answer.status_code == 200
    assert numbers(answer) == []
    assert "чепуха" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_list_is_saved_as_one_looks_at_it(anna, cast, mail, site, numbers):
    tag = Tag.objects.get()
    page = anna.get(f"/desk/views/new/?list=open&q=gmail&tag={tag.pk}").content.decode()
    assert "статус:открыто gmail метка:Почта" in page
    answer = anna.post("/desk/views/new/", {"name": "Почта", "condition": "статус:открыто gmail метка:Почта"})
    view = SavedView.objects.get(owner=cast.anna)
    assert answer.headers["Location"] == f"/desk/views/{view.pk}/"
    assert numbers(anna.get(f"/desk/views/{view.pk}/")) == [mail.number]
    assert "Почта" in anna.get("/desk/mine/").content.decode()


def test_a_view_follows_its_tag_to_another_name(anna, cast, mail, numbers):
    view = viewing.keep("Почта", "метка:Почта", by=cast.anna)
    Tag.objects.update(name="Письма", normalised="письма")
    assert numbers(anna.get(f"/desk/views/{view.pk}/")) == [mail.number]
    assert "метка:Письма" in anna.get(f"/desk/views/{view.pk}/settings/").content.decode()


def test_the_same_form_sent_twice_saves_one_view(anna, cast):
    for _ in range(2):
        assert anna.post("/desk/views/new/", {"name": "Мои", "condition": "", "once": "k"}).status_code == 303
    assert SavedView.objects.count() == 1


def test_a_wrong_condition_comes_back_with_its_text(anna):
    answer = anna.post("/desk/views/new/", {"name": "Моя", "condition": "статус:чепуха"})
    assert answer.status_code == 422
    assert "статус:чепуха" in answer.content.decode()
    assert not SavedView.objects.exists()


def test_a_view_is_its_owners(anna, signed_in, cast):
    view = viewing.keep("Моя", "", by=cast.anna)
    oleg = signed_in(cast.oleg)
    assert oleg.get(f"/desk/views/{view.pk}/").status_code == 404
    assert oleg.post(f"/desk/views/{view.pk}/removal/").status_code == 404
    assert anna.post(f"/desk/views/{view.pk}/removal/").status_code == 303
    assert not SavedView.objects.exists()


def test_only_who_may_share_shares(anna, signed_in, cast):
    anna.post("/desk/views/new/", {"name": "Моя", "condition": "", "shared": "on"})
    assert not SavedView.objects.get().is_shared
    boris = signed_in(cast.boris)
    boris.post("/desk/views/new/", {"name": "Общая", "condition": "ход:наш", "shared": "on"})
    shared = SavedView.objects.get(owner=cast.boris)
    assert shared.is_shared
    assert anna.get(f"/desk/views/{shared.pk}/").status_code == 200
    assert anna.post(f"/desk/views/{shared.pk}/settings/", {"name": "Чужая"}).status_code == 403


def test_a_shared_view_shows_nobody_what_they_may_not_see(signed_in, cast, mail, numbers):
    view = viewing.keep("Все", "", by=cast.boris, shared=True)
    assert numbers(signed_in(cast.dana).get(f"/desk/views/{view.pk}/")) == []


def test_a_view_that_asks_for_the_unknown_shows_nothing_and_breaks_nothing(anna, cast, mail, numbers):
    condition = json.dumps({"field": "gone", "op": "is", "values": [1]})
    view = SavedView.objects.create(owner=cast.anna, name="Старая", condition=condition)
    assert numbers(anna.get(f"/desk/views/{view.pk}/")) == []
    assert anna.get(f"/desk/views/{view.pk}/settings/").status_code == 200
