"""Settings of shifts (F17)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Duration, Number, declare

GRACE = declare(
    Duration(
        "routing.grace",
        _("After the end of a shift"),
        default=timedelta(minutes=15),
        most=timedelta(hours=4),
        hint=_("How long after a person’s hours their shift ends by itself, if they have not ended it."),
    )
)
LONGEST = declare(
    Duration(
        "routing.longest_shift",
        _("Longest shift"),
        default=timedelta(hours=12),
        most=timedelta(hours=24),
        hint=_("When the shift of somebody without hours ends by itself."),
    )
)
CEILING = declare(
    Number(
        "routing.ceiling",
        _("Requests in hand"),
        default=15,
        least=1,
        most=500,
        hint=_(
            "From how many open requests in our turn a person is warned; each person can have a number of their own."
        ),
    )
)
ANSWER_IN = declare(
    Duration(
        "routing.handover_answer",
        _("Answer to a hand-over"),
        default=timedelta(minutes=15),
        least=timedelta(minutes=15),
        most=timedelta(hours=8),
        hint=_("How long a colleague has at least to take what is handed over; then it goes to the line."),
    )
)
