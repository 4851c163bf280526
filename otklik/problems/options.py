"""Settings of the detector, of repeated requests and of triage (F17).

The defaults are those of the research: people are counted, not requests, for four requests of three people come
together within an hour in 7 % of hours by chance, five of five people in 1.3 %.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Duration, Number, declare

WINDOW = declare(
    Duration(
        "problems.window",
        _("Time window of a common problem"),
        default=timedelta(hours=3),
        least=timedelta(minutes=10),
        most=timedelta(days=2),
        hint=_("Within what time requests of different people are compared."),
    )
)
PEOPLE = declare(
    Number(
        "problems.people",
        _("People who make a common problem likely"),
        default=3,
        least=3,
        most=50,
        hint=_("From how many different people on the desk shows a banner; two get a quiet mark."),
    )
)
LIKENESS = declare(
    Number(
        "problems.likeness",
        _("Likeness of requests, %"),
        default=34,
        least=10,
        most=95,
        hint=_("From what likeness two requests are taken for the same. Less finds more, and is wrong more often."),
    )
)
RARITY = declare(
    Number(
        "problems.rarity",
        _("Rarity of a coincidence"),
        default=3,
        least=0,
        most=9,
        hint=_("How many noughts stand in the chance that so many alike come by accident: 3 is one in a thousand."),
    )
)
REPEATED = declare(
    Number(
        "problems.repeated_days",
        _("Days of a repeated request"),
        default=7,
        least=1,
        most=90,
        hint=_("Within how many days a person who writes about the same thing is taken to repeat themselves."),
    )
)
CHECK = declare(
    Duration(
        "problems.check",
        _("Check of what resolves itself"),
        default=timedelta(hours=24),
        least=timedelta(minutes=30),
        most=timedelta(days=7),
        hint=_("When a request of the class “will resolve itself” comes back, and the customer is asked."),
    )
)
