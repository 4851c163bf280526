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
