"""The rules at work: which speak, to whom, what they stop, and what became of their hints (E3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from otklik.kernel import clock
from otklik.kernel.verbs import Refused, verb
from otklik.people import rights
from otklik.people.models import Person
from otklik.style import options
from otklik.style.catalogue import TITLES
from otklik.style.checking import check
from otklik.style.hints import Hint, Situation
from otklik.style.lists import read
from otklik.style.models import Muted, Outcome, What
from otklik.tickets.models import Ticket

COUNTED = timedelta(days=90)
KEPT = timedelta(days=400)
"""How long it is known what became of hints."""


class Blocked(Refused):
    """A rule does not let the reply go; `hints` say why."""

    def __init__(self, hints: list[Hint]) -> None:
        super().__init__("style.blocked", _("The reply was not sent. What a rule does not let go:"))
        self.hints = hints


def hints(text: str, situation: Situation, *, to: Person) -> list[Hint]:
    """What the rules say to somebody who writes: not those that are off, nor those that they do not want to hear."""
    silent = {rule for rule, setting in options.RULES.items() if setting.value == "off"}
    return check(text, situation, without=silent | (muted(to) - blocking()))


def stopping(text: str, situation: Situation) -> list[Hint]:
    """What does not let the reply go."""
    stops = blocking()
    return check(text, situation, without=TITLES.keys() - stops) if stops else []


def blocking() -> frozenset[str]:
    """Rules that a lead has set to stop a reply."""
    return frozenset(rule for rule, setting in options.RULES.items() if setting.value == "block")


def may_overrule(person: Person) -> bool:
    """Whether the person may send what a rule stops: who may set the rules."""
    return person.may(rights.MANAGE_TICKETS)


def own_phrases(language: str) -> tuple[tuple[str, str], ...]:
    """What the company has written down for a language."""
    return read(options.OWN[language].value) if language in options.OWN else ()


def systems() -> tuple[str, ...]:
    """Names that customers do not know."""
    names = (line.strip() for line in options.SYSTEMS.value.splitlines())
    return tuple(name for name in names if len(name) > 1)


@verb
def note(rules: Iterable[str], what: What, *, ticket: Ticket, by: Person) -> None:
    """Remember what became of hints; once for a request, a person and a rule."""
    known = [Outcome(rule=rule, person=by, ticket=ticket, what=what, at=clock.now()) for rule in _known(rules)]
    if known:
        Outcome.objects.bulk_create(known, ignore_conflicts=True)


@verb
def mute(rule: str, *, by: Person) -> None:
    """«Не для меня»: the rule speaks no more to this person, unless it stops replies."""
    _require(rule)
    Muted.objects.get_or_create(rule=rule, person=by, defaults={"at": clock.now()})


@verb
def unmute(rule: str, *, by: Person) -> None:
    """Let it speak again."""
    _require(rule)
    Muted.objects.filter(rule=rule, person=by).delete()


def muted(person: Person) -> frozenset[str]:
    """Rules that the person does not want to hear."""
    return frozenset(Muted.objects.filter(person=person).values_list("rule", flat=True))


def counts() -> dict[str, dict[str, int]]:
    """By rule and what became of it: in how many requests, of the last 90 days."""
    recent = Outcome.objects.filter(at__gte=clock.now() - COUNTED)
    rows = recent.order_by().values("rule", "what").annotate(count=Count("pk"))
    found: dict[str, dict[str, int]] = {rule: dict.fromkeys(What.values, 0) for rule in TITLES}
    for row in rows:
        if row["rule"] in found:
            found[row["rule"]][row["what"]] = row["count"]
    return found


@verb
def forget_old() -> None:
    """Outcomes are kept for 400 days."""
    Outcome.objects.filter(at__lt=clock.now() - KEPT).delete()


def _known(rules: Iterable[str]) -> Collection[str]:
    return [rule for rule in dict.fromkeys(rules) if rule in TITLES]


def _require(rule: str) -> None:
    if rule not in TITLES:
        raise Refused("style.rule", _("There is no such rule."))
