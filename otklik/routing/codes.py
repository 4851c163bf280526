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
declare("handover.ended", _("Hand-over settled"), keys=("how",), icon="check")
