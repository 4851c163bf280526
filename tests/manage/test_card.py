"""The room of the customer's card (C2)."""

import pytest

from otklik.cards.models import Link, Permit, Source
from otklik.kernel.audit import AuditEntry
from otklik.people.models import Line
from tests.cards.conftest import KEY, odd, served  # noqa: F401  fixtures
from tests.desk.asking import HTMX, text

ROOM = "/manage/card/"


def filled(url, **more):
    return {"url": url, "key": KEY, "seconds": "2", "keep": "5", "is_active": "on", **more}


def test_a_source_is_set_up_and_its_key_never_comes_out(gleb, served):  # noqa: F811
    assert gleb.post(ROOM, filled(served.url)).status_code == 303
    assert Source.objects.get().key == KEY
    assert KEY not in gleb.get(ROOM).content.decode()
    assert KEY not in str(list(AuditEntry.objects.values_list("before", "after")))
    assert gleb.post(ROOM, filled(served.url, key="", keep="7")).status_code == 303
    assert (Source.objects.get().key, Source.objects.get().keep) == (KEY, 7)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "http://crm.example/"}, "начинается с https://"),
        ({"url": "https://user:word@crm.example/"}, "начинается с https://"),
        ({"url": "javascript:alert(1)"}, "начинается с https://"),
        ({"key": "short"}, "не короче 16 знаков"),
        ({"key": ""}, "не короче 16 знаков"),
        ({"seconds": "60"}, "10"),
    ],
)
def test_what_does_not_fit_is_said_beside_it_and_nothing_is_lost(gleb, wrong, words):
    page = gleb.post(ROOM, filled("https://crm.example/otklik") | wrong)
    assert page.status_code == 422
    assert words in text(page)
    assert not Source.objects.exists()


def test_another_address_wants_the_key_again(gleb, served):  # noqa: F811
    gleb.post(ROOM, filled(served.url))
    page = gleb.post(ROOM, filled("https://evil.example/", key=""))
    assert page.status_code == 422
    assert "введите ключ ещё раз" in text(page)
    assert Source.objects.get().url == served.url


def test_trying_shows_what_came_and_keeps_nothing(gleb, served, cast):  # noqa: F811
    page = text(gleb.post(f"{ROOM}attempt/", filled(served.url, who="vera@warm.example"), headers=HTMX))
    assert "Вера Соколова: Ответ пришёл за" in page
    assert "Понято: полей 5, продуктов 2, платежей 2, действий 2, запросов 1." in page
    assert "Двухфакторный вход" in page  # the answer as it came
    assert not Source.objects.exists()
    nobody = text(gleb.post(f"{ROOM}attempt/", filled(served.url, who="none@nowhere.example"), headers=HTMX))
    assert "ни у кого нет такой почты" in nobody
    wrong = filled(served.url, who="vera@warm.example", key="another-key-of-somebody")
    assert "Не принимает нашу подпись" in text(gleb.post(f"{ROOM}attempt/", wrong, headers=HTMX))


def test_trying_names_the_pieces_that_were_not_understood(gleb, odd, cast):  # noqa: F811
    odd.answers = [(200, {}, b'{"contract": 1, "fields": [{"name": "<b>x</b>"}], "title": 7}')]
    page = gleb.post(f"{ROOM}attempt/", filled(odd.url, who="vera@warm.example"), headers=HTMX)
    assert "title, fields[0]" in text(page)
    assert "<b>x</b>" not in page.content.decode()


def test_it_is_tried_without_javascript_and_not_too_often(gleb, served, cast):  # noqa: F811
    page = gleb.post(f"{ROOM}attempt/", filled(served.url, who="vera@warm.example"))
    assert "<!doctype html>" in page.content.decode()
    assert "Ответ пришёл за" in text(page)
    for _ in range(6):
        last = gleb.post(f"{ROOM}attempt/", filled(served.url, who="vera@warm.example"))
    assert "Слишком часто" in text(last)


def test_what_is_offered_is_allowed_by_a_form(gleb, served, cast):  # noqa: F811
    gleb.post(ROOM, filled(served.url))
    gleb.post(f"{ROOM}attempt/", filled(served.url, who="vera@warm.example"))
    assert "Завершить все сеансы sign_out предложено, не разрешено" in text(gleb.get(ROOM))
    form = gleb.get(f"{ROOM}actions/new/?code=sign_out").content.decode()
    assert 'value="sign_out"' in form
    first = Line.objects.get(code="first")
    told = {"code": "sign_out", "name_ru": "Завершить сеансы", "lines": first.pk, "needs_proof": "on"}
    assert gleb.post(f"{ROOM}actions/new/", told).status_code == 303
    again = gleb.post(f"{ROOM}actions/new/", told)
    assert again.status_code == 422
    permit = Permit.objects.get()
    assert (permit.code, permit.needs_proof, list(permit.lines.all())) == ("sign_out", True, [first])
    assert gleb.post(f"{ROOM}actions/{permit.pk}/", {**told, "needs_proof": ""}).status_code == 303
    assert not Permit.objects.get().needs_proof
    assert gleb.post(f"{ROOM}actions/{permit.pk}/removal/").status_code == 303
    assert not Permit.objects.exists()
    assert list(AuditEntry.objects.filter(noun="permit").order_by("id").values_list("code", flat=True)) == [
        "permit.added",
        "permit.changed",
        "permit.removed",
    ]


def test_a_query_that_is_offered_is_allowed_to_a_line_in_three_languages(gleb, served, cast):  # noqa: F811
    gleb.post(ROOM, filled(served.url))
    gleb.post(f"{ROOM}attempt/", filled(served.url, who="vera@warm.example"))
    assert "Входы в почту sessions предложено, не разрешено" in text(gleb.get(ROOM))
    form = gleb.get(f"{ROOM}queries/new/?code=sessions").content.decode()
    assert 'value="Входы в почту"' in form
    assert 'value="Mail sign-ins"' in form
    told = {"code": "sessions", "name_ru": "Входы", "lines": Line.objects.get(code="second").pk}
    assert gleb.post(f"{ROOM}queries/new/", told).status_code == 303
    again = gleb.post(f"{ROOM}queries/new/", told)
    assert again.status_code == 422
    assert "Этот запрос уже разрешён" in text(again)
    permit = Permit.objects.get()
    assert (permit.kind, permit.code) == ("query", "sessions")
    page = text(gleb.get(ROOM))
    assert "Входы sessions 2-я линия" in page
    assert "Линии, которым он разрешён" in text(gleb.get(f"{ROOM}actions/{permit.pk}/"))


def test_an_action_needs_a_line(gleb):
    page = gleb.post(f"{ROOM}actions/new/", {"code": "x", "name_ru": "Имя"})
    assert page.status_code == 422
    assert not Permit.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "https://{email}/",
        "https://ok.example/{password}",
        "https://a@ok.example/",
        "//ok.example",
    ],
)
def test_a_link_leads_to_the_web_and_nowhere_else(gleb, address):
    page = gleb.post(f"{ROOM}links/new/", {"name_ru": "Плохая", "address": address, "minutes": "5"})
    assert page.status_code == 422
    assert "https://" in text(page)
    assert not Link.objects.exists()


def test_a_link_is_made_changed_and_removed_and_its_key_stays_inside(gleb):
    told = {"name_ru": "Биллинг", "address": "https://b.example/?q={email}", "minutes": "5", "is_signed": "on"}
    assert gleb.post(f"{ROOM}links/new/", {**told, "key": KEY}).status_code == 303
    link = Link.objects.get()
    assert (
        gleb.post(f"{ROOM}links/{link.pk}/", {**told, "address": "https://evil.example/", "key": ""}).status_code == 422
    )
    assert gleb.post(f"{ROOM}links/{link.pk}/", {**told, "minutes": "9"}).status_code == 303
    link.refresh_from_db()
    assert (link.minutes, link.key) == (9, KEY)
    assert KEY not in gleb.get(f"{ROOM}links/{link.pk}/").content.decode()
    assert gleb.post(f"{ROOM}links/{link.pk}/removal/").status_code == 303
    assert not Link.objects.exists()


def test_a_lead_does_not_come_in(boris):
    assert boris.get(ROOM).status_code == 403
