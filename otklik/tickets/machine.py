"""The two-sided status machine: side × cause × kind (B1, R1–R10). Pure: no database, no clock.

Each row answers two questions: which kind follows, and what becomes of the debt of reply. Whatever stands in no row is
refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from django.utils.translation import gettext as _

from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused
from otklik.tickets.kinds import OPEN, Cause, Kind, PointState, Turn

K, C = Kind, Cause


class Debt(Enum):
    """What a cause does to the debt of reply (R1)."""

    KEPT = "kept"
    RAISED = "raised"
    CLEARED = "cleared"


@dataclass(frozen=True)
class Move:
    """One allowed cause: the kinds it leads to, by the kind it starts from; and the debt."""

    to: MappingProxyType[Kind, Kind]
    debt: Debt = Debt.KEPT


def _all_open_to(kind: Kind, debt: Debt = Debt.KEPT, *, but: tuple[Kind, ...] = ()) -> Move:
    return Move(MappingProxyType({start: kind for start in OPEN if start not in but}), debt)


def _stay_open(debt: Debt = Debt.KEPT, **instead: Kind) -> Move:
    return Move(MappingProxyType({start: instead.get(start.value, start) for start in OPEN}), debt)


def _only(debt: Debt = Debt.KEPT, **steps: Kind) -> Move:
    return Move(MappingProxyType({Kind(start): end for start, end in steps.items()}), debt)


MOVES: MappingProxyType[tuple[Side, Cause], Move] = MappingProxyType(
    {
        # support
        (Side.SUPPORT, C.OPEN): _only(Debt.RAISED, new=K.NEW),
        (Side.SUPPORT, C.ACCEPT): _stay_open(new=K.IN_WORK, reopened=K.IN_WORK),
        (Side.SUPPORT, C.WORK): _all_open_to(K.IN_WORK),
        (Side.SUPPORT, C.REPLY): _stay_open(
            Debt.CLEARED, new=K.IN_WORK, reopened=K.IN_WORK, awaiting_customer=K.IN_WORK
        ),
        (Side.SUPPORT, C.ASK): _all_open_to(K.AWAITING_CUSTOMER, Debt.CLEARED),
        (Side.SUPPORT, C.PROPOSE): _all_open_to(K.SOLUTION_PROPOSED, Debt.CLEARED),
        (Side.SUPPORT, C.PROPOSE_SOME): _stay_open(
            Debt.CLEARED, new=K.IN_WORK, reopened=K.IN_WORK, awaiting_customer=K.IN_WORK, solution_proposed=K.IN_WORK
        ),
        (Side.SUPPORT, C.AWAIT_OTHER): _all_open_to(K.AWAITING_OTHER),
        (Side.SUPPORT, C.DEVELOP): _all_open_to(K.IN_DEVELOPMENT),
        (Side.SUPPORT, C.MOVE_DUE): _only(Debt.RAISED, in_development=K.IN_DEVELOPMENT),
        (Side.SUPPORT, C.POSTPONE): _all_open_to(K.POSTPONED),
        (Side.SUPPORT, C.CLOSE): _all_open_to(K.CLOSED, Debt.CLEARED),
        (Side.SUPPORT, C.REOPEN): _only(closed=K.REOPENED),
        (Side.SUPPORT, C.REJECT_SOLUTION): _only(Debt.RAISED, solution_proposed=K.REOPENED),
        (Side.SUPPORT, C.REJECT_SOME): _stay_open(Debt.RAISED, awaiting_customer=K.IN_WORK),
        (Side.SUPPORT, C.RETURN): _all_open_to(K.NEW, but=(K.NEW,)),
        (Side.SUPPORT, C.NO_REPLY_NEEDED): _stay_open(Debt.CLEARED),
        # customer
        (Side.CUSTOMER, C.OPEN): _only(Debt.RAISED, new=K.NEW),
        (Side.CUSTOMER, C.WRITE): Move(
            MappingProxyType(
                {
                    **{start: start for start in OPEN},
                    K.AWAITING_CUSTOMER: K.IN_WORK,
                    K.POSTPONED: K.IN_WORK,
                    K.CLOSED: K.REOPENED,
                }
            ),
            Debt.RAISED,
        ),
        (Side.CUSTOMER, C.THANK): _only(closed=K.CLOSED),
        (Side.CUSTOMER, C.ACCEPT_SOLUTION): _only(Debt.CLEARED, solution_proposed=K.CLOSED),
        (Side.CUSTOMER, C.REJECT_SOLUTION): _only(Debt.RAISED, solution_proposed=K.REOPENED),
        (Side.CUSTOMER, C.ACCEPT_SOME): _stay_open(solution_proposed=K.IN_WORK),
        (Side.CUSTOMER, C.REJECT_SOME): _stay_open(Debt.RAISED, awaiting_customer=K.IN_WORK),
        (Side.CUSTOMER, C.WITHDRAW): _all_open_to(K.CLOSED, Debt.CLEARED),
        # nobody's click
        (Side.SYSTEM, C.OPEN): _only(Debt.RAISED, new=K.NEW),
        (Side.SYSTEM, C.WAKE): _only(postponed=K.IN_WORK, awaiting_other=K.IN_WORK),
        (Side.SYSTEM, C.RELEASE): _only(in_development=K.IN_WORK),
        (Side.SYSTEM, C.MOVE_DUE): _only(Debt.RAISED, in_development=K.IN_DEVELOPMENT),
        (Side.SYSTEM, C.RETURN): _all_open_to(K.NEW, but=(K.NEW,)),
        (Side.SYSTEM, C.SILENCE): _only(awaiting_customer=K.CLOSED, solution_proposed=K.CLOSED),
        (Side.SYSTEM, C.FAIL_DELIVERY): _stay_open(Debt.RAISED),
        (Side.SYSTEM, C.REDELIVER): _stay_open(Debt.CLEARED),
    }
)

TURNS: MappingProxyType[Kind, Turn] = MappingProxyType(
    {
        K.NEW: Turn.OURS,
        K.IN_WORK: Turn.OURS,
        K.REOPENED: Turn.OURS,
        K.AWAITING_CUSTOMER: Turn.CUSTOMER,
        K.SOLUTION_PROPOSED: Turn.CUSTOMER,
        K.AWAITING_OTHER: Turn.OTHER,
        K.IN_DEVELOPMENT: Turn.OTHER,
        K.POSTPONED: Turn.NOBODY,
        K.CLOSED: Turn.NOBODY,
    }
)


def step(side: Side, cause: Cause, kind: Kind, *, debt: bool) -> tuple[Kind, bool]:
    """The kind that follows and whether a reply is owed after it; `Refused("move.unknown")` if the table has no row."""
    move = MOVES.get((side, cause))
    if move is None or kind not in move.to:
        raise Refused(
            "move.unknown",
            _("This is not possible while the request is “%(kind)s”.") % {"kind": Kind(kind).label},
            cause=cause.value,
            kind=kind,
            side=side.value,
        )
    if cause == Cause.SILENCE and debt:
        raise Refused("move.debt", _("The customer is waiting for a reply, so silence closes nothing."))
    after = {Debt.KEPT: debt, Debt.RAISED: True, Debt.CLEARED: False}[move.debt]
    to = move.to[kind]
    return to, after and to != Kind.CLOSED


def turn(kind: Kind, *, debt: bool, points: Iterable[PointState] = ()) -> Turn:
    """Whose turn is shown: ours while a reply is owed, whatever the status (R1).

    Of several questions one that is ours makes it ours, else others', else the customer's (R7).
    """
    if debt and kind != Kind.CLOSED:
        return Turn.OURS
    if kind in (Kind.CLOSED, Kind.POSTPONED):
        return TURNS[kind]
    whose = {_whose(point, kind) for point in points if point != PointState.ACCEPTED}
    return next((one for one in (Turn.OURS, Turn.OTHER, Turn.CUSTOMER) if one in whose), TURNS[kind])


def _whose(point: PointState, kind: Kind) -> Turn:
    """An open question is whoever's the request is; in development, or with a solution of others, it is ours."""
    if point == PointState.ANSWERED:
        return Turn.CUSTOMER
    if point == PointState.DEVELOPING:
        return Turn.OTHER
    return TURNS[kind] if kind in (Kind.AWAITING_CUSTOMER, Kind.AWAITING_OTHER) else Turn.OURS


def allowed(side: Side, kind: Kind) -> tuple[Cause, ...]:
    """Every cause that `side` may bring about now; for menus."""
    return tuple(cause for (who, cause), move in MOVES.items() if who == side and kind in move.to)
