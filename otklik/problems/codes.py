"""What can happen to problems, suspicions, repeated requests and triage."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("suspicion.raised", _("Looks like a common problem"), keys=("people", "tickets"), icon="waypoints")
declare("suspicion.dismissed", _("Different things: %(actor)s"), keys=("tickets",), icon="circle-slash")
declare("problem.founded", _("Common problem found: %(actor)s"), keys=("tickets",), icon="waypoints")
declare("problem.joined", _("Joined the problem %(problem)s"), keys=("problem", "how"), icon="waypoints")
declare("problem.left", _("Left the problem %(problem)s"), keys=("problem",), icon="unlink")
declare("problem.changed", _("Problem changed: %(actor)s"), keys=("what",), icon="pencil")
declare("problem.told", _("Written to all its requests: %(count)s"), keys=("kind", "count", "say"), icon="reply")
declare("problem.told_back", _("Writing to all taken back: %(count)s"), keys=("count", "say"), icon="undo-2")
declare("problem.proposed", _("Solution proposed to all"), icon="circle-check-big")
declare("problem.closed", _("Problem closed: %(actor)s"), icon="circle-check")
declare("problem.reopened", _("Problem opened again: %(actor)s"), icon="undo-2")
declare(
    "ticket.repeated",
    _("Repeats № %(other)s"),
    keys=("other", "how", "raised"),
    icon="rotate-ccw",
)
declare("triage.set", _("Triage changed: %(actor)s"), keys=("verdict", "was"), icon="list-filter")
declare("triage.judged", _("Triage proved"), keys=("verdict", "proved"), seen_by=SeenBy.LEAD, icon="check")
declare(
    "ticket.insisted",
    _("Wrote again without an answer"),
    keys=("other", "how", "raised"),
    icon="rotate-ccw",
)
