"""What the walk puts into the addresses and forms of problems."""

from collections.abc import Callable

from otklik.kernel import clock
from otklik.problems import founding
from otklik.problems.models import Copy, Problem, Say, SayText, Suspect, Suspicion
from otklik.tickets.models import Ticket
from tests import stage
from tests.cast import everybody

Value = Callable[[], object]


def problem() -> Problem:
    """Anna's problem; the request of the neighbour is in it."""
    foreign = Ticket.objects.get(number=stage.FOREIGN_NUMBER)
    known = Problem.objects.filter(title="Ошибка 503").first()
    return known or founding.found("Ошибка 503", [foreign], by=everybody().anna)


def _suspicion() -> int:
    """Vera's request looks like another."""
    now = clock.now()
    known = Suspicion.objects.open().first()
    if known is None:
        known = Suspicion.objects.create(found_at=now, grown_at=now, first_at=now, people=3, words="503")
        Suspect.objects.create(suspicion=known, ticket=Ticket.objects.get(number=stage.NUMBER), likeness=80)
    return known.pk


def _say() -> int:
    """What Anna wrote to all; the neighbour's request could not be written to."""
    if known := Say.objects.filter(problem=problem()).first():
        return known.pk
    said = Say.objects.create(problem=problem(), what="reply", by=everybody().anna, at=clock.now())
    SayText.objects.create(say=said, language="ru", body="Чиним")
    foreign = Ticket.objects.get(number=stage.FOREIGN_NUMBER)
    Copy.objects.create(say=said, ticket=foreign, state="failed", why="reply.behind")
    return said.pk


_PROBLEM: dict[str, Value] = {"pk": lambda: problem().pk}
BY_ADDRESS: dict[str, dict[str, Value]] = {
    **{f"desk:suspicion{part}": {"pk": _suspicion} for part in ("", "-confirmation", "-dismissal")},
    **{f"desk:problem{part}": _PROBLEM for part in ("", "-settings", "-state", "-say", "-requests")},
    **{f"desk:problem-{part}": {**_PROBLEM, "say": _say} for part in ("unsay", "retry")},
    "desk:problem-departure": {**_PROBLEM, "number": lambda: stage.FOREIGN_NUMBER},
}
BY_ADDRESS["desk:triage"] = {"verdict": lambda: "hint"}
FORMS: dict[str, dict[str, Value]] = {
    "desk:suspicion-confirmation": {"title": lambda: "Ошибка 503"},
    "desk:problem-settings": {"title": lambda: "503 на web-7", "severity": lambda: 1},
    "desk:problem-state": {"state": lambda: "closed"},
    "desk:problem-say": {"what": lambda: "note", "ru": lambda: "Смотрим"},
    "desk:problem-requests": {"number": lambda: stage.NUMBER},
    "desk:problem-step": {"chosen": lambda: "new", "fresh": lambda: "Ошибка 503"},
}
