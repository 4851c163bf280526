"""What the walk puts into addresses of violations."""

from collections.abc import Callable
from datetime import timedelta

from otklik.clocks.models import Norm, Objection, Replay, Share, Violation
from otklik.kernel import clock
from otklik.tickets.models import Status, Ticket
from tests import stage
from tests.cast import everybody

Value = Callable[[], object]
HOUR = timedelta(hours=1)


def violation() -> Violation:
    """Anna's, of the request that the walk looks at."""
    ticket, now = Ticket.objects.get(number=stage.NUMBER), clock.now()
    if known := Violation.objects.filter(ticket=ticket).first():
        return known
    status = Status.objects.get(code="in_work")
    norm = Norm.objects.create(
        status=status, first=HOUR, valid_from=now - 24 * HOUR, withdrawn_at=now
    )  # charges nobody else
    times = {"began_at": now - 3 * HOUR, "first_at": now - 2 * HOUR, "reached_at": now - 2 * HOUR}
    made = Violation.objects.create(ticket=ticket, degree=1, status=status, line=ticket.line, norm=norm, **times)
    Share.objects.create(violation=made, holder=everybody().anna, time=HOUR)
    return made


def _violation() -> int:
    return violation().pk


def _objection() -> int:
    """Oleg's, so that Anna has not objected yet."""
    known = {"violation": violation(), "by": everybody().oleg}
    return Objection.objects.get_or_create(**known, defaults={"text": "Ждали клиента"})[0].pk


def _replay() -> int:
    """Boris's."""
    now = clock.now()
    known = {"since": now - 24 * HOUR, "until": now, "drafts": [], "total": 0, "finished_at": now}
    return Replay.objects.get_or_create(by=everybody().boris, defaults=known)[0].pk


DEEDS = ("excuse", "charge", "objections")
BY_ADDRESS: dict[str, dict[str, Value]] = {
    "desk:violation": {"pk": _violation},
    **{f"desk:violation-{deed}": {"pk": _violation} for deed in DEEDS},
    "desk:report-file": {"kind": lambda: "csv"},
    "manage:norm_replay": {"pk": _replay},
    "desk:objection-answer": {"pk": _violation, "objection": _objection},
}
FORMS: dict[str, dict[str, Value]] = {
    "desk:violation-excuse": {"fault": lambda: "outage", "reason": lambda: "Авария"},
    "desk:violation-objections": {"text": lambda: "Ждали дата-центр"},
    "desk:objection-answer": {"answer": lambda: "Ждали не мы"},
}
