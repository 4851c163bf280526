"""The program of examples/card_source, run for real, against the product (C2)."""

import time as wall
from urllib.request import Request, urlopen

import pytest

from otklik.cards import asking, doing, leading, looking, proving
from otklik.cards.models import Deed, Link
from otklik.kernel import clock
from otklik.kernel.jobs import run_due
from otklik.kernel.verbs import Forbidden, Refused, Stale
from tests.cards.conftest import KEY, allow
from tests.desk.asking import HTMX, address, opened_page, post, text
from tests.tickets.acting import codes

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(signed_in, cast):
    return signed_in(cast.anna)


def fragment(client, ticket):
    return client.get(address(ticket, "account/"), headers=HTMX)


def said(page):
    return text(page).replace("\N{NO-BREAK SPACE}", " ")


def test_the_card_stands_in_the_right_column_with_fields_products_and_payments(anna, ticket, source):
    assert f'hx-get="{address(ticket, "account/")}"' in opened_page(anna, ticket)
    shown = said(fragment(anna, ticket))
    assert "Тёплый дом, договор 17-204" in shown
    assert "Тариф Бизнес 30" in shown
    assert "12 450,00 ₽" in shown
    assert "Двухфакторный вход нет" in shown
    assert "Сертификат warm.example" in shown
    assert "4 900,00 ₽" in shown


def test_without_javascript_the_card_is_a_page(anna, ticket, source):
    page = anna.get(address(ticket, "account/"))
    assert "<!doctype html>" in page.content.decode()
    assert "договор 17-204" in said(page)


def test_it_is_asked_once_and_remembered_sealed(anna, ticket, source, served, monkeypatch):
    from otklik.kernel.throttle import Fleeting

    fragment(anna, ticket)
    served.shutdown()
    assert "договор 17-204" in said(fragment(anna, ticket))
    assert not any(b"17-204" in bytes(row.value or b"") for row in Fleeting.objects.all())


def test_it_is_asked_anew_when_it_is_old_or_when_somebody_wants_so(anna, ticket, source, odd, cast):
    type(source).set_up(by=cast.gleb, url=odd.url, key=KEY, keep=5)
    card = b'{"contract": 1, "found": true, "title": "%s"}'
    odd.answers = [(200, {}, card % b"One"), (200, {}, card % b"Two"), (200, {}, card % b"Three")]
    assert "One" in said(fragment(anna, ticket))
    assert "Two" in said(post(anna, ticket, "account/"))
    assert "Two" in said(fragment(anna, ticket))
    with clock.at(clock.now().replace(year=clock.now().year + 1)):
        assert "Three" in said(fragment(anna, ticket))


def test_only_confirmed_addresses_open_an_account(ticket, source, cast):
    cast.vera.identities.update(verified_at=None)
    look = looking.look(source, ticket)
    assert look.account is not None
    assert not look.account.is_found


def test_an_action_is_confirmed_done_once_and_stays_in_the_history(anna, ticket, source, cast, served):
    allow(cast)
    place = "account/actions/password_link/"
    assert "Выслать ссылку на пароль" in said(fragment(anna, ticket))
    dialog = anna.get(address(ticket, place), headers=HTMX)
    assert "Письмо уйдёт на адрес договора." in said(dialog)
    assert not Deed.objects.exists()
    for _ in range(2):
        assert post(anna, ticket, place, once="the-same-click").status_code == 200
    run_due()
    deed = Deed.objects.get()
    assert (deed.state, deed.said, deed.attempts) == ("done", "Ссылка отправлена на адрес договора", 1)
    assert codes(ticket)[-2:] == ["deed.ordered", "deed.done"]
    page = said(opened_page(anna, ticket))
    assert "«Выслать ссылку на пароль». Сделано: Ссылка отправлена на адрес договора" in page
    assert "Сделано: Ссылка отправлена на адрес договора" in said(fragment(anna, ticket))


def test_the_job_may_run_twice_and_the_source_acts_once(ticket, source, cast, served):
    allow(cast)
    action = looking.look(source, ticket).account.actions[0]
    deed = doing.order(ticket, action, by=cast.anna)
    asking.act(source, deed)  # it acted, and we were killed before we heard of it
    doing.carry_out(deed.pk)
    doing.carry_out(deed.pk)
    deed.refresh_from_db()
    assert (deed.state, deed.attempts) == ("done", 1)
    assert codes(ticket).count("deed.done") == 1


def test_while_one_is_on_its_way_a_second_is_not_ordered(ticket, source, cast):
    allow(cast)
    action = looking.look(source, ticket).account.actions[0]
    doing.order(ticket, action, by=cast.anna)
    with pytest.raises(Stale):
        doing.order(ticket, action, by=cast.oleg)


def test_without_a_permit_for_ones_line_nothing_is_offered_or_done(signed_in, ticket, source, cast):
    allow(cast, line="second")
    anna = signed_in(cast.anna)
    assert "Выслать ссылку" not in said(fragment(anna, ticket))
    assert post(anna, ticket, "account/actions/password_link/", once="1").status_code == 404
    action = looking.look(source, ticket).account.actions[0]
    with pytest.raises(Forbidden):
        doing.order(ticket, action, by=cast.anna)
    assert not Deed.objects.exists()


def test_a_trainee_sees_the_card_and_no_action_a_developer_sees_no_card(signed_in, ticket, source, cast):
    allow(cast)
    shown = said(fragment(signed_in(cast.misha), ticket))
    assert "договор 17-204" in shown
    assert "Выслать ссылку" not in shown
    assert not looking.may_look(cast.dana)


def test_a_closed_request_orders_nothing(ticket, source, cast):
    allow(cast)
    action = looking.look(source, ticket).account.actions[0]
    ticket.close("solved", by=cast.anna)
    with pytest.raises(Refused, match=r"deed\.closed"):
        doing.order(ticket, action, by=cast.anna)


def test_the_example_refuses_a_wrong_an_old_and_a_repeated_question(served):
    body = b'{"ask": "card", "customer": {"addresses": []}}'

    def ask(key=KEY, seconds=None, sent=body):
        at = int(wall.time()) if seconds is None else seconds
        signature = proving.of_body(key, at, body)
        asked = Request(served.url, sent, {"Otklik-Time": str(at), "Otklik-Signature": signature}, method="POST")
        try:
            with urlopen(asked) as answer:
                return answer.status
        except OSError as error:
            return error.code

    now = int(wall.time())
    assert ask(key="another-key-of-somebody") == 403
    assert ask(sent=body + b" ") == 403
    assert ask(seconds=now - 301) == 403
    assert ask(seconds=now) == 200
    assert ask(seconds=now) == 403


def test_a_signed_link_opens_until_it_expires_and_says_who_looked(signed_in, ticket, source, served, cast, time):
    link = Link.add(
        by=cast.gleb,
        name={"ru": "Биллинг"},
        address=f"{served.url}accounts/?who={{email}}&n={{ticket}}",
        is_signed=True,
        key=KEY,
        minutes=5,
    )
    boris = signed_in(cast.boris)
    assert "Биллинг" in said(fragment(boris, ticket))
    answer = boris.get(address(ticket, f"account/links/{link.pk}/"))
    assert answer.status_code == 303
    place = answer.headers["Location"]
    assert place.startswith(
        f"{served.url}accounts/?who=vera%40warm.example&n={ticket.number}&otklik_agent={cast.boris.pk}"
    )
    with urlopen(place) as opened:
        assert opened.status == 200
    for changed in (place.replace("vera", "gleb"), place + "0"):
        with pytest.raises(OSError, match="403"):
            urlopen(changed)
    time.passes(minutes=-6)
    with pytest.raises(OSError, match="403"):
        urlopen(leading.follow(link, ticket, by=cast.boris))
    assert codes(ticket)[-2:] == ["link.followed", "link.followed"]
    assert "Просмотр в нашей системе: Борис Королёв" in said(opened_page(boris, ticket))
