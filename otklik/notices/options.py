"""Settings of alerts (F17)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Duration, Number, declare

AHEAD = declare(
    Duration(
        "notices.ahead",
        _("Warn ahead"),
        default=timedelta(minutes=30),
        most=timedelta(hours=4),
        hint=_("How long before a norm, a promise or a limit breaks the person is told; 0: not at all."),
    )
)
SHARE = declare(
    Number(
        "notices.share",
        _("Warn ahead, per cent of the time"),
        default=25,
        least=1,
        most=100,
        hint=_("A short clock warns later: when so many per cent of its time are left."),
    )
)
LEAD_AFTER = declare(
    Duration(
        "notices.lead_after",
        _("Then the lead, after"),
        default=timedelta(minutes=5),
        most=timedelta(hours=8),
        hint=_("How long after something broke the lead of the shift is told, if nobody has answered by then."),
    )
)
