"""Staff sign in with a password, customers with a one-time code; nobody learns who exists (F9, M2)."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from otklik.people import identifying
from otklik.people.models import Identity
from tests.cast import PASSWORD, Cast


def code() -> str:
    """The code in the last letter."""
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].body))
    assert found
    return found[1]


def ask(client: Client, email: str, **more: Any) -> Any:
    return client.post("/sign-in/", {"email": email}, **more)


def test_a_customer_signs_in_with_the_code_from_the_letter(cast: Cast, client: Client) -> None:
    assert ask(client, "Vera@Warm.example").status_code == 302
    assert mail.outbox[-1].to == ["vera@warm.example"]
    answer = client.post("/sign-in/code/", {"code": code()})
    assert (answer.status_code, answer["Location"]) == (302, "/requests/")
    assert client.session["_auth_user_id"] == str(cast.vera.pk)


def test_staff_sign_in_with_a_password_and_come_to_the_desk(cast: Cast, client: Client) -> None:
    answer = client.post("/sign-in/password/", {"login": "anna@otklik.example", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")


@pytest.mark.parametrize("email", ["nobody@nowhere.example", "anna@otklik.example"])
def test_strangers_and_staff_get_the_same_page_and_no_letter(cast: Cast, client: Client, email: str) -> None:
    ask(client, "vera@warm.example")
    known = client.get("/sign-in/code/").content.decode()
    mail.outbox.clear()
    stranger = Client()
    assert ask(stranger, email).status_code == 302
    page = stranger.get("/sign-in/code/").content.decode()
    assert mail.outbox == []
    assert page.count("<input") == known.count("<input")
    assert re.findall(r"<h1>.*?</h1>", page) == re.findall(r"<h1>.*?</h1>", known)


def test_a_wrong_code_answers_422_and_five_of_them_end_the_attempt(cast: Cast, client: Client) -> None:
    ask(client, "vera@warm.example")
    right = code()
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        assert client.post("/sign-in/code/", {"code": wrong}).status_code == 422
    assert client.post("/sign-in/code/", {"code": wrong}).status_code == 302
    client.post("/sign-in/code/", {"code": right})
    assert "_auth_user_id" not in client.session


def test_a_code_works_once_and_only_in_the_browser_that_asked(cast: Cast, client: Client) -> None:
    ask(client, "vera@warm.example")
    other = Client()
    ask(other, "pavel@warm.example")
    veras = re.search(r"\d{6}", str(mail.outbox[0].body))
    assert veras
    other.post("/sign-in/code/", {"code": veras[0]})
    assert "_auth_user_id" not in other.session
    client.post("/sign-in/code/", {"code": veras[0]})
    client.post("/sign-out/")
    client.post("/sign-in/code/", {"code": veras[0]})
    assert "_auth_user_id" not in client.session


def test_the_code_proves_the_address_of_somebody_who_only_ever_wrote(cast: Cast, client: Client) -> None:
    _person, identity = identifying.known("email", "newcomer@warm.example")
    ask(client, "newcomer@warm.example")
    client.post("/sign-in/code/", {"code": code()})
    assert Identity.objects.get(pk=identity.pk).verified_at is not None


def test_a_wrong_password_says_nothing_about_who_exists(cast: Cast, client: Client) -> None:
    known = client.post("/sign-in/password/", {"login": "anna@otklik.example", "password": "wrong wrong"})
    unknown = Client().post("/sign-in/password/", {"login": "zzzz@otklik.example", "password": "wrong wrong"})
    assert known.status_code == unknown.status_code == 422
    errors = [re.findall(r'role="alert">.*?</div>', a.content.decode(), re.DOTALL) for a in (known, unknown)]
    assert errors[0] == errors[1] != []


def test_guessing_a_password_is_throttled(cast: Cast, client: Client) -> None:
    for _ in range(8):
        answer = client.post("/sign-in/password/", {"login": "anna@otklik.example", "password": "wrong wrong"})
    right = client.post("/sign-in/password/", {"login": "anna@otklik.example", "password": PASSWORD})
    assert answer.status_code in (422, 429)
    assert right.status_code in (422, 429)


def test_signing_out_needs_a_button(cast: Cast, signed_in: Any) -> None:
    client = signed_in(cast.anna)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_person_sees_where_they_are_signed_in_and_ends_the_others(cast: Cast) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post("/sign-in/password/", {"login": "anna@otklik.example", "password": PASSWORD})
    page = here.get("/sign-in/sessions/")
    assert page.content.decode().count("<tr>") == 3
    here.post("/sign-in/sessions/")
    assert there.get("/sign-in/sessions/").status_code == 302
    assert here.get("/sign-in/sessions/").status_code == 200


def test_closed_access_ends_at_once(cast: Cast, signed_in: Any) -> None:
    from otklik.people import staffing

    client = signed_in(cast.anna)
    staffing.deactivate(cast.anna, by=cast.gleb)
    assert client.get("/sign-in/sessions/").status_code == 302


def test_demo_hints_appear_in_demo_mode_only(cast: Cast, client: Client, settings: Any) -> None:
    assert "otklik-demo" not in client.get("/sign-in/").content.decode()
    settings.DEMO = True
    assert "otklik-demo" in client.get("/sign-in/").content.decode()


def test_a_visitor_of_the_demo_becomes_anybody_with_one_press(cast: Cast, client: Client, settings: Any) -> None:
    settings.DEMO = True
    html = client.get("/sign-in/").content.decode()
    [(place, login)] = re.findall(r'action="([^"]+)">(?:(?!</form>).)*name="login" value="(anna@[^"]+)"', html)
    anna = cast.anna
    anna.set_password("otklik-demo")
    anna.save()
    assert client.post(place, {"login": login, "password": "otklik-demo"}).status_code == 302
    assert client.get("/desk/mine/").status_code == 200


def test_the_letter_speaks_the_language_of_its_reader(cast: Cast, client: Client) -> None:
    from otklik.people import staffing

    staffing.change(cast.vera, by=cast.vera, language="en")
    ask(client, "vera@warm.example")
    assert "Your code" in str(mail.outbox[-1].body)


def test_f27_nothing_in_a_letter_comes_from_the_host_header(cast: Cast, client: Client) -> None:
    client.post("/sign-in/password/forgotten/", {"email": "anna@otklik.example"}, headers={"Host": "evil.example"})
    ask(client, "vera@warm.example", headers={"Host": "evil.example"})
    assert len(mail.outbox) == 2
    assert not any("evil" in f"{letter.subject} {letter.body} {letter.from_email}" for letter in mail.outbox)
