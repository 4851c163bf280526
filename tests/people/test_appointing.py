"""M1: the first administrator."""

from argparse import Namespace

import pytest
from django.core.exceptions import ValidationError

from otklik import cli
from otklik.people import identifying, rights
from otklik.people.appointing import appoint_administrator
from otklik.people.models import Person

pytestmark = pytest.mark.django_db

GOOD = "лиса и виноград 17"


def test_an_administrator_is_let_in_with_a_confirmed_address():
    ada = appoint_administrator(name="Ада Новая", email="Ada@Otklik.example", password=GOOD)
    assert ada.may(rights.MANAGE_PEOPLE)
    assert ada.check_password(GOOD)
    assert ada.identities.get().verified_at
    assert identifying.find("email", "ada@otklik.example") == ada


def test_a_known_person_becomes_administrator_instead_of_a_second_one(cast):
    before = Person.objects.count()
    vera = appoint_administrator(name="Вера Соколова", email="vera@warm.example", password=GOOD)
    assert vera == cast.vera
    assert vera.may(rights.MANAGE_PEOPLE)
    assert Person.objects.count() == before


def test_a_weak_password_lets_nobody_in():
    with pytest.raises(ValidationError):
        appoint_administrator(name="Ада", email="ada@otklik.example", password="12345")
    assert identifying.find("email", "ada@otklik.example") is None


def test_the_command_takes_what_it_is_given_and_says_what_is_wrong(monkeypatch, settings, capsys):
    def createadmin(email, password):
        monkeypatch.setenv("OTKLIK_ADMIN_PASSWORD", password)
        return cli.createadmin(Namespace(name="Ада", email=email, language="uk"), settings.DATA)

    assert createadmin("ada@otklik.example", GOOD) == 0
    assert identifying.find("email", "ada@otklik.example").language == "uk"
    assert createadmin("nonsense", GOOD) == 1
    assert createadmin("eva@otklik.example", "12345") == 1
    said = capsys.readouterr()
    assert said.out == "ada@otklik.example is an administrator\n"
    assert "is not an e-mail address" in said.err
