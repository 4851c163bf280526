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
OVERLOAD = declare(
    Number(
        "routing.overload",
        _("Overload from, per cent"),
        default=150,
        least=50,
        most=1000,
        hint=_("When the work of the next two hours is so much of what the shift carries, the mode is suggested."),
    )
)
STRAIN = declare(
    Duration(
        "routing.strain",
        _("Overload is suggested after"),
        default=timedelta(minutes=10),
        most=timedelta(hours=4),
        hint=_("How long the load is too high before the mode is suggested."),
    )
)
PACE = declare(
    Number(
        "routing.pace",
        _("Answers of a person in an hour"),
        default=6,
        least=1,
        most=200,
        hint=_("Until enough is measured: 20 hours on shift within four weeks."),
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
NOMINATION = declare(
    Duration(
        "routing.nomination",
        _("Answer to “would be best with”"),
        default=timedelta(minutes=15),
        least=timedelta(minutes=1),
        most=timedelta(hours=8),
        hint=_("How long a request waits for whoever a colleague proposed; then it is simply everybody’s."),
    )
)
LAST_AGENT = declare(
    Duration(
        "routing.last_agent",
        _("The customer’s last agent"),
        default=timedelta(days=30),
        most=timedelta(days=365),
        hint=_("For how long somebody is preferred for the customers whom they answered."),
    )
)
