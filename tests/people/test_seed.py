"""What a release adds to installations that are there already (F23)."""

from typing import Any

import pytest

from otklik.people import rights, seed
from otklik.people.models import Role

pytestmark = pytest.mark.django_db


def role(code: str) -> Role:
    return Role.objects.get(code=code)


def older(code: str, without: frozenset[str]) -> None:
    """The role as a release left it that did not know those rights, nor remembered anything."""
    held = [right for right in role(code).rights if right not in without]
    Role.objects.filter(code=code).update(rights=held, seeded=None)


def test_a_new_right_is_given_once_to_roles_of_ours(cast: Any) -> None:
    for code in rights.ROLES:
        older(code, seed.OF_KNOWLEDGE)
    seed.seed()
    for code, (_name, held) in rights.ROLES.items():
        assert set(role(code).rights) == set(held)


def test_what_an_administrator_took_away_is_not_given_again(cast: Any) -> None:
    for code in rights.ROLES:
        older(code, seed.OF_KNOWLEDGE | {rights.CLOSE})
    seed.seed()
    assert rights.CLOSE not in role("agent").rights
    assert rights.WRITE_ARTICLES in role("agent").rights
    taken = role("agent")
    taken.rights = [right for right in taken.rights if right != rights.WRITE_ARTICLES]
    taken.save()
    seed.seed()
    assert rights.WRITE_ARTICLES not in role("agent").rights


def test_an_installation_that_knew_the_rights_of_knowledge_is_not_given_them_again(cast: Any) -> None:
    for code in rights.ROLES:
        older(code, frozenset())
    older("agent", frozenset({rights.WRITE_ARTICLES}))
    seed.seed()
    assert rights.WRITE_ARTICLES not in role("agent").rights


def test_a_right_of_a_later_release_comes_too(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    name, held = rights.ROLES["agent"]
    monkeypatch.setitem(rights.ROLES, "agent", (name, (*held, "ticket.tell_fortunes")))
    seed.seed()
    seed.seed()
    assert role("agent").rights.count("ticket.tell_fortunes") == 1
    assert "ticket.tell_fortunes" not in role("lead").rights


def test_roles_of_the_company_itself_get_nothing(cast: Any) -> None:
    own = Role.objects.create(code="night", name={"ru": "Ночная смена"}, rights=[rights.DESK])
    seed.seed()
    own.refresh_from_db()
    assert own.rights == [rights.DESK]


def test_who_saw_the_links_of_a_card_before_there_was_a_right_to_them_keeps_them(cast: Any) -> None:
    own = Role.objects.create(code="night", name={"ru": "Ночная смена"}, rights=[rights.DESK])
    outside = Role.objects.create(code="outside", name={"ru": "Без стола"}, rights=[rights.NOTE])
    for code in rights.ROLES:
        older(code, frozenset({rights.SEE_LINKS}))
    seed.seed()
    assert all(rights.SEE_LINKS in role(code).rights for code in (*rights.ROLES, own.code))
    assert rights.SEE_LINKS not in role(outside.code).rights


def test_the_links_that_an_administrator_took_away_after_that_stay_away(cast: Any) -> None:
    for code in rights.ROLES:
        older(code, frozenset({rights.SEE_LINKS}))
    seed.seed()
    for code in rights.ROLES:
        one = role(code)
        one.rights = [right for right in one.rights if right != rights.SEE_LINKS]
        one.save()
    seed.seed()
    assert not any(rights.SEE_LINKS in role(code).rights for code in rights.ROLES)


def test_on_a_new_installation_the_line_decides_who_sees_links(cast: Any) -> None:
    """C2."""
    assert rights.SEE_LINKS in role("lead").rights
    assert rights.SEE_LINKS not in role("agent").rights
