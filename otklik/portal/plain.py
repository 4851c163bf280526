"""What is true of a request, in plain words for its customer; never a status code or «Ваш ход» (R16)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.tickets.kinds import Closing, Kind, Turn
from otklik.tickets.models import Solution, Ticket
from otklik.tickets.models.facts import Closing as ClosingFact
from otklik.tickets.models.facts import Wait
from otklik.ui.formats import Words


@dataclass(frozen=True, slots=True)
class Plain:
    """Whose turn, a title, and a sentence of what happens next."""

    whose: str
    title: str
    text: str = ""


def in_list(row: dict[str, object], words: Words) -> tuple[str, str]:
    """(bold word, the rest) for one row of a list; `row` holds columns that customers may know."""
    kind, turn = str(row["kind"]), str(row["turn"])
    if kind == Kind.CLOSED:
        return "", _closed(str(row["closing_kind"]))
    if turn == Turn.CUSTOMER:
        waits = pgettext("to a customer", "We wait for you:")
        asks = _("check the solution") if kind == Kind.SOLUTION_PROPOSED else _("answer the question")
        return waits, asks
    if kind == Kind.POSTPONED and row["wake_at"]:
        return "", _("We return to it %(when)s") % {"when": words.sentence(row["wake_at"])}  # type: ignore[arg-type]
    if isinstance(row["next_word_by"], datetime):
        return "", _word(row["next_word_by"], words, words.short)
    return "", _working(kind, accepted=row["responsible"] is not None)


def status(ticket: Ticket, solution: Solution | None, words: Words) -> Plain:
    """The head of the page of a request."""
    if not ticket.is_open:
        return _over(ticket)
    if ticket.turn == Turn.CUSTOMER:
        return _your_move(ticket, solution, words)
    if solution is not None and solution.points:
        return Plain("us", _promise(ticket, words), f"{_who(ticket, words)} {_some(solution)}")
    return Plain("us", _promise(ticket, words), _who(ticket, words))


def _some(solution: Solution) -> str:
    """Part of it may be looked at already (R7)."""
    numbers = ", ".join(map(str, sorted(solution.points)))
    return _("Check the solution of what is answered already: %(numbers)s.") % {"numbers": numbers}


def _your_move(ticket: Ticket, solution: Solution | None, words: Words) -> Plain:
    who = ticket.responsible.first_name if ticket.responsible else ""
    if solution is not None:
        when = words.sentence(solution.proposed_at)
        proposed = _("%(name)s proposed a solution %(when)s.") % {"name": solution.proposed_by.first_name, "when": when}
        then = _("If all is well, we close the request. If not, we go back to work at once.")
        return Plain("client", _("We wait for you: check the solution"), f"{proposed} {then}")
    asked = _("%(name)s asked you a question. Answer below or by mail.") % {"name": who} if who else ""
    return Plain("client", _("We wait for you: answer the question"), asked)


def _promise(ticket: Ticket, words: Words) -> str:
    if ticket.next_word_by is not None:
        return _word(ticket.next_word_by, words, words.moment)
    if ticket.kind == Kind.POSTPONED and ticket.wake_at is not None and ticket.reply_owed_since is None:
        return _("We return to it %(when)s") % {"when": words.sentence(ticket.wake_at)}
    return _working(ticket.kind, accepted=ticket.responsible_id is not None)


def _word(due: datetime, words: Words, shown: Callable[[datetime], str]) -> str:
    """The next word that a person promised (R4), as `shown`; one that was not kept is called so."""
    if due < words.now:
        return _("We promised to answer %(when)s and are late") % {"when": words.sentence(due)}
    return _("Working, we answer by %(when)s") % {"when": shown(due)}


def _working(kind: str, *, accepted: bool) -> str:
    if kind == Kind.IN_DEVELOPMENT:
        return _("Developers are fixing it")
    if kind == Kind.AWAITING_OTHER:
        return _("Working: we asked our colleagues")
    return pgettext("portal", "Working") if accepted else _("Received, we will answer")


def _who(ticket: Ticket, words: Words) -> str:
    if ticket.responsible is None:
        return _("Nobody has taken it yet. You will read the answer here and in a letter.")
    sentence = _("%(name)s answers you.") % {"name": ticket.responsible.first_name}
    due = _due(ticket)
    if due is None or due.until is None:
        return sentence
    planned = _("Planned for %(day)s.") % {"day": words.day(due.until)}
    return f"{sentence} {planned}"


def _due(ticket: Ticket) -> Wait | None:
    return ticket.running_wait() if ticket.kind == Kind.IN_DEVELOPMENT else None


def _over(ticket: Ticket) -> Plain:
    again = _("Write below within 14 days, and it opens again.")
    fact = ClosingFact.objects.filter(ticket=ticket, reopened_at__isnull=True).first()
    why = fact.rule if fact and ticket.closing_kind == Closing.REFUSED else ""
    return Plain("none", _closed(ticket.closing_kind), f"{why}. {again}" if why else again)


def _closed(kind: str) -> str:
    said: dict[str, str] = {
        Closing.BY_SILENCE: _("Closed: we did not hear from you"),
        Closing.WITHDRAWN: _("Closed by you"),
        Closing.SELF_SOLVED: _("Solved by itself"),
        Closing.REFUSED: _("Refused by the rules"),
        Closing.RECORDED: _("Recorded as a wish"),
        Closing.DUPLICATE: _("Joined to another request"),
    }
    return said.get(kind, pgettext("portal", "Solved"))
