"""What can happen to calendars and clocks."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("calendar.added", _("Calendar added"), seen_by=SeenBy.ADMIN, icon="calendar-days")
declare("calendar.changed", _("Calendar changed"), seen_by=SeenBy.ADMIN, icon="calendar-days")
declare(
    "calendar.frozen",
    _("Holidays of the country added"),
    keys=("years", "days"),
    seen_by=SeenBy.ADMIN,
    icon="calendar-days",
)
declare("norm.set", _("Norm changed"), keys=("status", "line", "since"), seen_by=SeenBy.STAFF, icon="timer")
declare("norm.withdrawn", _("Change of a norm withdrawn"), keys=("status", "line"), seen_by=SeenBy.STAFF, icon="timer")
declare(
    "norm.broken",
    _("Norm broken, degree %(degree)s"),
    keys=("degree", "at", "status", "norm"),
    seen_by=SeenBy.STAFF,
    icon="timer",
)
declare("violation.excused", _("Violation excused"), keys=("fault",), seen_by=SeenBy.LEAD, icon="timer")
declare("violation.charged", _("Violation charged again"), seen_by=SeenBy.LEAD, icon="timer")
declare("violation.objected", _("Objection to a violation"), seen_by=SeenBy.LEAD, icon="timer")
declare("violation.upheld", _("Objection answered: the violation stays"), seen_by=SeenBy.LEAD, icon="timer")
declare("promise.broken", _("Promise not kept"), keys=("kind", "at", "promise"), seen_by=SeenBy.STAFF, icon="flag")
declare(
    "limit.passed",
    _("Nobody has answered for %(hours)s hours"),
    keys=("degree", "at", "began", "hours"),
    seen_by=SeenBy.STAFF,
    icon="flag",
)
declare("promise.added", _("Promise added"), seen_by=SeenBy.ADMIN, icon="flag")
declare("promise.changed", _("Promise changed"), seen_by=SeenBy.ADMIN, icon="flag")
declare(
    "clocks.recounted",
    _("Open clocks reckoned anew"),
    keys=("requests", "earlier", "later", "started", "stopped"),
    seen_by=SeenBy.ADMIN,
    icon="timer",
)
