"""Lines, departments and teams: what they are called, who works on them, in which order they stand (C1, R3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from otklik.kernel import audit, coding, ordering
from otklik.kernel.translated import Translated
from otklik.kernel.verbs import Refused, verb
from otklik.people import levels, rights
from otklik.people.models import Level, Line, LineMembership, Person, Team, TeamMembership


@verb
def add_line(
    name: Mapping[str, str],
    *,
    is_department: bool = False,
    people: Iterable[Person] = (),
    work_type: str = "",
    by: Person,
) -> Line:
    """Add a line of support, or an internal department that answers child requests (R3)."""
    rights.require(by, rights.MANAGE_TICKETS)
    order = ordering.last(Line.objects.all())
    code = coding.code(Line, name)
    line = Line.objects.create(code=code, name=name, is_department=is_department, work_type=work_type, order=order)
    _man(line, people)
    audit.changed("line.added", by=by, noun=line, after=_line(line))
    return line


@verb
def change_line(
    line: Line,
    name: Mapping[str, str],
    *,
    is_department: bool,
    people: Iterable[Person],
    work_type: str = "",
    by: Person,
) -> None:
    """Rename it, say what it is, who works on it, and what kind of work its requests usually are (C9)."""
    rights.require(by, rights.MANAGE_TICKETS)
    if is_department and line.is_default:
        raise Refused("line.default", _("New requests come to this line: it cannot be a department."))
    before = _line(line)
    line.name, line.is_department, line.work_type = Translated.of(name), is_department, work_type
    line.save(update_fields=["name", "is_department", "work_type"])
    _man(line, people)
    audit.changed("line.changed", by=by, noun=line, before=before, after=_line(line))


@verb
def prefer_line(line: Line, *, by: Person) -> None:
    """Let new requests come to this line when nothing else decides."""
    rights.require(by, rights.MANAGE_TICKETS)
    if line.is_department or not line.is_active:
        raise Refused("line.unfit", _("New requests come to a line of support that is in use."))
    before = _line(line)
    Line.objects.filter(is_default=True).exclude(pk=line.pk).update(is_default=False)
    line.is_default = True
    line.save(update_fields=["is_default"])
    audit.changed("line.changed", by=by, noun=line, before=before, after=_line(line))


@verb
def use_line(line: Line, *, is_active: bool, by: Person) -> None:
    """Take the line out of use or back; `tickets.arranging.retire_line` looks at its requests first."""
    rights.require(by, rights.MANAGE_TICKETS)
    if line.is_default and not is_active:
        raise Refused("line.default", _("New requests come to this line. Choose another one for them first."))
    before, line.is_active = _line(line), is_active
    line.save(update_fields=["is_active"])
    audit.changed("line.changed", by=by, noun=line, before=before, after=_line(line))


@verb
def move_line(line: Line, *, up: bool, by: Person) -> None:
    """Let it change places with its neighbour."""
    rights.require(by, rights.MANAGE_TICKETS)
    was = line.order
    if ordering.move(line, Line.objects.all(), up=up):
        line.refresh_from_db()
        audit.changed("line.changed", by=by, noun=line, before={"order": was}, after={"order": line.order})


@verb
def place_person(person: Person, lines: Iterable[Line], teams: Iterable[Team], *, by: Person) -> None:
    """Let a member of staff work on exactly these lines and belong to exactly these teams."""
    rights.require(by, rights.MANAGE_TICKETS)
    if not person.is_staff_member:
        raise Refused("person.staff", _("Only staff work on lines."))
    before = _places(person)
    person.lines.set(lines)
    person.teams.set(teams)
    data: dict[str, Any] = {"fields": ["lines", "teams"]}
    audit.changed("person.changed", by=by, noun=person, before=before, after=_places(person), **data)


@verb
def add_team(name: Mapping[str, str], handle: str, *, people: Iterable[Person] = (), by: Person) -> Team:
    """Add a team; `handle` is what stands after @ in a mention."""
    rights.require(by, rights.MANAGE_TICKETS)
    team = Team(name=name, handle=_free(handle))
    team.save()
    _gather(team, people)
    audit.changed("team.added", by=by, noun=team, after=_team(team))
    return team


@verb
def change_team(team: Team, name: Mapping[str, str], handle: str, *, people: Iterable[Person], by: Person) -> None:
    """Rename it, and say who belongs to it."""
    rights.require(by, rights.MANAGE_TICKETS)
    before = _team(team)
    team.name, team.handle = Translated.of(name), _free(handle, team)
    team.save()
    _gather(team, people)
    audit.changed("team.changed", by=by, noun=team, before=before, after=_team(team))


@verb
def remove_team(team: Team, *, by: Person) -> None:
    """Forget the team; its people stay."""
    rights.require(by, rights.MANAGE_TICKETS)
    audit.changed("team.removed", by=by, noun=team, before=_team(team))
    team.delete()


def _man(line: Line, people: Iterable[Person]) -> None:
    wanted = {person.pk for person in people if person.is_staff_member}
    line.memberships.exclude(person__in=wanted).delete()
    missing = wanted - set(line.memberships.values_list("person", flat=True))
    LineMembership.objects.bulk_create([LineMembership(line=line, person_id=pk) for pk in sorted(missing)])
    for person in Person.objects.filter(pk__in=missing):
        levels.note(line, person, Level.USUAL)


def _gather(team: Team, people: Iterable[Person]) -> None:
    wanted = {person.pk for person in people if person.is_staff_member}
    team.memberships.exclude(person__in=wanted).delete()
    missing = wanted - set(team.memberships.values_list("person", flat=True))
    TeamMembership.objects.bulk_create([TeamMembership(team=team, person_id=pk) for pk in sorted(missing)])


def _free(handle: str, team: Team | None = None) -> str:
    handle = slugify(handle, allow_unicode=True)[:30]
    if not handle:
        raise Refused("team.handle", _("A team needs a short name for mentions, for example “night”."))
    others = Team.objects.exclude(pk=team.pk) if team and team.pk else Team.objects.all()
    if others.filter(handle=handle).exists():
        raise Refused("team.taken", _("There is a team of this name already."))
    return handle


def _line(line: Line) -> dict[str, Any]:
    flags = {"is_department": line.is_department, "is_default": line.is_default, "is_active": line.is_active}
    words = {"name": dict(line.name), "work_type": line.work_type}
    return {**words, **flags, "people": sorted(line.memberships.values_list("person", flat=True))}


def _team(team: Team) -> dict[str, Any]:
    people = sorted(team.memberships.values_list("person", flat=True))
    return {"name": dict(team.name), "handle": team.handle, "people": people}


def _places(person: Person) -> dict[str, Any]:
    lines = sorted(person.line_memberships.values_list("line", flat=True))
    return {"lines": lines, "teams": sorted(person.team_memberships.values_list("team", flat=True))}
