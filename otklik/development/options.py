"""Settings of development (F17)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import Choice, Duration, declare

BUG_DAY = declare(
    Choice(
        "development.bug_day",
        _("Bug day"),
        default="4",
        choices={
            "0": pgettext_lazy("weekday", "Monday"),
            "1": pgettext_lazy("weekday", "Tuesday"),
            "2": pgettext_lazy("weekday", "Wednesday"),
            "3": pgettext_lazy("weekday", "Thursday"),
            "4": pgettext_lazy("weekday", "Friday"),
            "5": pgettext_lazy("weekday", "Saturday"),
            "6": pgettext_lazy("weekday", "Sunday"),
        },
        hint=_("A bug that stops nobody’s work waits for the next one."),
    )
)
POLL = declare(
    Duration(
        "development.poll",
        _("Tasks are read again after"),
        default=timedelta(minutes=10),
        least=timedelta(minutes=1),
        most=timedelta(hours=24),
        hint=_("Also without a call from the tracker: so a lost call heals."),
    )
)
