"""One deed on many requests: each through its verb, in a transaction of its own, and each with its own result (B9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from otklik.kernel.verbs import Refused, Stale
from otklik.people.models import Line, Person
from otklik.routing import staff
from otklik.tickets.models import Ticket

MOST = 200
Deed = Callable[[Ticket], None]


@dataclass
class Result:
    """How many it was done to, and why not to the others: sentence → number of requests."""

    did: str
    done: int = 0
    taken: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether it was done to all."""
        return not self.taken and not self.refused

    @property
    def said(self) -> str:
        """«Принято: 3. Уже приняты: 1.»"""
        parts = [_("%(done)s: %(count)s.") % {"done": self.did, "count": self.done}]
        if self.taken:
            parts.append(
                ngettext("%(count)s is with somebody already.", "%(count)s are with others already.", self.taken)
                % {"count": self.taken}
            )
        parts += [f"{said} (× {count})" if count > 1 else said for said, count in self.refused.items()]
        return " ".join(parts)


def act(deed: Deed, tickets: Iterable[Ticket], *, did: str) -> Result:
    """Do it to each; what one refuses stops no other."""
    result = Result(did)
    for ticket in tickets:
        try:
            deed(ticket)
            result.done += 1
        except Stale as stale:
            if stale.code == "ticket.accepted":
                result.taken += 1
            else:
                result.refused[str(stale.said)] += 1
        except Refused as refused:
            result.refused[str(refused.said)] += 1
    return result


def chosen(asked: str, form: Mapping[str, str], *, by: Person) -> tuple[Deed, str]:
    """What `asked` means ("accept", "assign 12", "line 3", "tag", "close"), and the word for having done it.

    Raises Refused when it means nothing.
    """
    name, _space, argument = asked.partition(" ")
    make = DEEDS.get(name)
    if make is None:
        raise Refused("bulk.unknown", _("Choose what to do with the requests."))
    return make(argument, form, by)


def _accept(argument: str, form: Mapping[str, str], by: Person) -> tuple[Deed, str]:
    room = staff.room_for(by)

    def accept(ticket: Ticket) -> None:
        nonlocal room
        if room <= 0:
            raise Refused("bulk.ceiling", _("You have as many in hand as you can carry: the rest stays."))
        ticket.accept(by=by)
        room -= 1

    return accept, pgettext("done to many", "Accepted")


def _assign(argument: str, form: Mapping[str, str], by: Person) -> tuple[Deed, str]:
    to = Person.objects.visible_to(by).staff().active().filter(pk=_id(argument)).first()
    if to is None:
        raise Refused("bulk.person", _("Choose to whom the requests are passed."))
    return lambda ticket: ticket.assign(to=to, by=by), _("Passed to %(name)s") % {"name": to.name}


def _tag(argument: str, form: Mapping[str, str], by: Person) -> tuple[Deed, str]:
    names = [name.strip() for name in form.get("tags", "").split(",") if name.strip()]
    if not names:
        raise Refused("bulk.tag", _("Write a tag."))
    return lambda ticket: ticket.add_tags(names, by=by), pgettext("done to many", "Tagged")


def _move(argument: str, form: Mapping[str, str], by: Person) -> tuple[Deed, str]:
    line = Line.objects.filter(pk=_id(argument), is_active=True).first()
    if line is None:
        raise Refused("bulk.line", _("Choose a line."))
    return lambda ticket: ticket.move_to_line(line, by=by), _("Passed to the line")


def _close(argument: str, form: Mapping[str, str], by: Person) -> tuple[Deed, str]:
    kind, reason, rule = form.get("closing", ""), form.get("reason", ""), form.get("rule", "")
    return lambda ticket: ticket.close(kind, by=by, reason=reason, rule=rule), pgettext("done to many", "Closed")


def _id(argument: str) -> int:
    return int(argument) if argument.isdecimal() and len(argument) < 19 else 0


DEEDS: dict[str, Callable[[str, Mapping[str, str], Person], tuple[Deed, str]]] = {
    "accept": _accept,
    "assign": _assign,
    "tag": _tag,
    "line": _move,
    "close": _close,
}
