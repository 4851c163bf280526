"""Roles are data: the matrix, and nobody locked out (M2)."""

import pytest

from otklik.kernel.audit import AuditEntry
from otklik.people import rights
from otklik.people.models import Role


def matrix(**changes):
    """The matrix as the page posts it, with some roles changed."""
    held = {role.code: list(role.rights) for role in Role.objects.all()} | changes
    form = {f"rights-{role.pk}": held[role.code] for role in Role.objects.all()}
    return {**form, "roles": [role.pk for role in Role.objects.all()]}


def test_every_right_has_its_words():
    assert {right for _title, group in rights.GROUPS for right in group} == set(rights.ALL)


def test_a_right_given_in_the_matrix_is_in_force_at_once(gleb, cast):
    assert not cast.misha.may("ticket.reply")
    gleb.post("/manage/roles/", matrix(trainee=[*rights.OBSERVER, "ticket.reply"]))
    assert cast.misha.may("ticket.reply")
    entry = AuditEntry.objects.get(code="role.changed")
    assert "ticket.reply" not in entry.before["rights"]
    assert "ticket.reply" in entry.after["rights"]


def test_an_unknown_right_is_not_kept_and_the_desk_is_never_taken(gleb, cast):
    gleb.post("/manage/roles/", matrix(trainee=["nonsense"]))
    assert cast.misha.role.rights == ["desk.enter"]


@pytest.mark.parametrize("right", [rights.MANAGE, rights.MANAGE_PEOPLE])
def test_nobody_locks_themselves_out(gleb, cast, right):
    answer = gleb.post("/manage/roles/", matrix(admin=[one for one in rights.ADMIN if one != right]))
    assert answer.status_code == 422
    assert "собственной роли" in answer.content.decode()
    assert cast.gleb.may(right)


def test_a_role_that_appeared_meanwhile_is_not_emptied(gleb, cast):
    form = matrix()
    Role.objects.create(code="fresh", name={"ru": "Новая"}, rights=["desk.enter", "ticket.reply"], order=9)
    gleb.post("/manage/roles/", form)
    assert Role.objects.get(code="fresh").rights == ["desk.enter", "ticket.reply"]


def test_a_role_is_added_renamed_and_removed_while_nobody_has_it(gleb, cast):
    gleb.post("/manage/roles/new/", {"name_ru": "Ночная смена", "name_en": "Night shift"})
    role = Role.objects.get(code="night-shift")
    assert role.rights == ["desk.enter"]
    gleb.post(f"/manage/roles/{role.pk}/", {"name_ru": "Ночь"})
    role.refresh_from_db()
    assert role.name == {"ru": "Ночь"}
    cast.misha.__class__.objects.filter(login="misha").update(role=role)
    assert gleb.post(f"/manage/roles/{role.pk}/removal/").status_code == 422
    cast.misha.__class__.objects.filter(login="misha").update(role=Role.objects.get(code="trainee"))
    assert gleb.post(f"/manage/roles/{role.pk}/removal/").status_code == 303
    assert not Role.objects.filter(code="night-shift").exists()


def test_a_role_of_the_program_stays(gleb, cast):
    developer = Role.objects.get(code="developer")
    cast.dana.__class__.objects.filter(login="dana").update(role=None)
    assert gleb.post(f"/manage/roles/{developer.pk}/removal/").status_code == 422


def test_a_name_in_no_language_is_refused(gleb, cast):
    assert gleb.post("/manage/roles/new/", {"name_ru": " "}).status_code == 422
