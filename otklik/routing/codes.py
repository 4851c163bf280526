"""What can happen to shifts, absences and hand-overs."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("hours.changed", _("Working hours changed"), seen_by=SeenBy.LEAD, icon="calendar-clock")
declare("ceiling.changed", _("Number of requests in hand changed"), seen_by=SeenBy.LEAD, icon="gauge")
declare("shift.entered", _("On shift"), keys=("person", "state"), icon="play")
declare("shift.left", _("Shift ended"), keys=("person", "by_hours", "left"), icon="log-out")
declare("shift.resumed", _("Shift goes on"), keys=("person",), icon="undo-2")
declare("absence.planned", _("Absence planned"), keys=("person", "until"), seen_by=SeenBy.LEAD, icon="plane")
declare("absence.cancelled", _("Absence called off"), keys=("person",), seen_by=SeenBy.LEAD, icon="undo-2")
declare("handover.offered", _("Handed over at the end of a shift"), keys=("way", "to"), icon="arrow-left-right")
declare("overload.started", _("Overload mode switched on"), keys=("lines", "until", "load"), icon="gauge")
declare("overload.changed", _("Overload mode changed"), keys=("until",), icon="gauge")
declare("overload.to_check", _("Time to look at the overload mode"), icon="gauge")
declare("overload.ended", _("Overload mode switched off"), keys=("waited",), icon="gauge")
declare(
    "ticket.shelved",
    _("Waits openly during the overload, answer by %(until)s"),
    keys=("until",),
    seen_by=SeenBy.CUSTOMER,
    icon="gauge",
)
declare("ticket.resumed", _("Waits no longer"), icon="play")
declare(
    "ticket.rescheduled",
    _("The backlog is spread: answer by %(until)s"),
    keys=("until",),
    seen_by=SeenBy.CUSTOMER,
    icon="calendar-clock",
)
declare("ticket.help_called", _("Called for help: %(actor)s"), keys=("state",), icon="life-buoy")
declare("ticket.help_ended", _("The call for help is over"), keys=("state", "how"), icon="check")
declare("ticket.passed_up", _("Passed on to a lead: %(actor)s"), keys=("state", "to"), icon="shield")
declare("handover.ended", _("Hand-over settled"), keys=("how",), icon="check")
declare("plan.changed", _("Distribution of a line changed"), seen_by=SeenBy.LEAD, icon="users-round")
declare("skills.changed", _("Skills and level changed"), seen_by=SeenBy.LEAD, icon="gauge")
