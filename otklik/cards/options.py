"""Settings of customers' cards (F17)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Duration, declare

PROOF_LASTS = declare(
    Duration(
        "cards.proof_lasts",
        _("A confirmed identity is good for"),
        default=timedelta(hours=24),
        least=timedelta(minutes=15),
        most=timedelta(days=90),
        hint=_("After that the customer is asked anew before an action that demands it."),
    )
)
PROOF_WAITS = declare(
    Duration(
        "cards.proof_waits",
        _("The link that confirms an identity works for"),
        default=timedelta(hours=24),
        least=timedelta(minutes=15),
        most=timedelta(days=7),
    )
)
