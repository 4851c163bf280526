"""The two-sided status machine, exhaustively: side × cause × kind × debt."""

import itertools

import pytest

from otklik.kernel.events import Side
from otklik.kernel.verbs import Refused
from otklik.tickets import machine
from otklik.tickets.kinds import OPEN, Cause, Kind, Turn

# What RULES.md and ARCHITECTURE.md say, written once more in another form: (side, cause) → {from: to}.
SAYS: dict[tuple[str, str], dict[str, str]] = {
    ("support", "open"): {"new": "new"},
    ("customer", "open"): {"new": "new"},
    ("system", "open"): {"new": "new"},
    ("support", "reopen"): {"closed": "reopened"},
    ("support", "reject_solution"): {"solution_proposed": "reopened"},
    ("customer", "reject_solution"): {"solution_proposed": "reopened"},
    ("customer", "accept_solution"): {"solution_proposed": "closed"},
    ("customer", "thank"): {"closed": "closed"},
    ("system", "wake"): {"postponed": "in_work", "awaiting_other": "in_work"},
    ("system", "release"): {"in_development": "in_work"},
    ("system", "silence"): {"awaiting_customer": "closed", "solution_proposed": "closed"},
    ("support", "move_due"): {"in_development": "in_development"},
    ("system", "move_due"): {"in_development": "in_development"},
}
EVERY_OPEN = {
    ("support", "work"): "in_work",
    ("support", "ask"): "awaiting_customer",
    ("support", "propose"): "solution_proposed",
    ("support", "await_other"): "awaiting_other",
    ("support", "develop"): "in_development",
    ("support", "postpone"): "postponed",
    ("support", "close"): "closed",
    ("customer", "withdraw"): "closed",
}
CHANGES = {
    ("support", "accept"): {"new": "in_work", "reopened": "in_work"},
    ("support", "reply"): {"new": "in_work", "reopened": "in_work", "awaiting_customer": "in_work"},
    ("support", "no_reply_needed"): {},
    ("support", "propose_some"): {
        **dict.fromkeys(("new", "reopened", "awaiting_customer", "solution_proposed"), "in_work")
    },
    ("customer", "accept_some"): {"solution_proposed": "in_work"},
    ("support", "reject_some"): {"awaiting_customer": "in_work"},
    ("customer", "reject_some"): {"awaiting_customer": "in_work"},
    ("customer", "write"): {"awaiting_customer": "in_work", "postponed": "in_work"},
    ("system", "fail_delivery"): {},
    ("system", "redeliver"): {},
}
CLEARS = {
    "reply",
    "ask",
    "propose",
    "propose_some",
    "close",
    "no_reply_needed",
    "accept_solution",
    "withdraw",
    "redeliver",
}
RAISES = {"open", "write", "reject_solution", "reject_some", "fail_delivery", "move_due"}


def expected(side: Side, cause: Cause, kind: Kind) -> str | None:
    pair = (side.value, cause.value)
    if pair in SAYS:
        return SAYS[pair].get(kind.value)
    if pair == ("customer", "write") and kind == Kind.CLOSED:
        return "reopened"
    if pair in (("support", "return"), ("system", "return")):
        return "new" if kind in OPEN and kind != Kind.NEW else None
    if kind not in OPEN:
        return None
    if pair in EVERY_OPEN:
        return EVERY_OPEN[pair]
    if pair in CHANGES:
        return CHANGES[pair].get(kind.value, kind.value)
    return None


@pytest.mark.parametrize(("side", "cause"), list(itertools.product(Side, Cause)))
def test_every_step_works_or_is_refused_as_the_rules_say(side: Side, cause: Cause) -> None:
    for kind, debt in itertools.product(Kind, (False, True)):
        check_step(side, cause, kind, debt)


def check_step(side: Side, cause: Cause, kind: Kind, debt: bool) -> None:
    wanted = expected(side, cause, kind)
    if wanted is None or (cause == Cause.SILENCE and debt):
        with pytest.raises(Refused):
            machine.step(side, cause, kind, debt=debt)
        return
    to, owed = machine.step(side, cause, kind, debt=debt)
    assert to == wanted
    after = True if cause in RAISES else False if cause in CLEARS else debt
    assert owed == (after and to != Kind.CLOSED)


@pytest.mark.parametrize("kind", list(Kind))
def test_r1_a_debt_makes_the_turn_ours_whatever_the_status(kind: Kind) -> None:
    assert machine.turn(kind, debt=True) == (Turn.NOBODY if kind == Kind.CLOSED else Turn.OURS)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_turn_of_its_own(kind: Kind) -> None:
    turns = {
        "new": "ours",
        "in_work": "ours",
        "reopened": "ours",
        "awaiting_customer": "customer",
        "solution_proposed": "customer",
        "awaiting_other": "other",
        "in_development": "other",
        "postponed": "nobody",
        "closed": "nobody",
    }
    assert machine.turn(kind, debt=False) == turns[kind]


def test_a_menu_offers_only_what_the_machine_allows() -> None:
    assert Cause.REOPEN in machine.allowed(Side.SUPPORT, Kind.CLOSED)
    assert Cause.PROPOSE not in machine.allowed(Side.SUPPORT, Kind.CLOSED)
    assert machine.allowed(Side.CUSTOMER, Kind.SOLUTION_PROPOSED) == (
        Cause.WRITE,
        Cause.ACCEPT_SOLUTION,
        Cause.REJECT_SOLUTION,
        Cause.ACCEPT_SOME,
        Cause.REJECT_SOME,
        Cause.WITHDRAW,
    )
