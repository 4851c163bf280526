"""Settings of requests that a person may change while the server runs (F17)."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Duration, Flag, Number, declare

UNDO_SEND = declare(
    Duration(
        "tickets.undo_send",
        _("Undo send"),
        default=timedelta(seconds=10),
        most=timedelta(minutes=2),
        hint=_("For how long a reply can be taken back before it leaves."),
    )
)
CLOSE_BY_SILENCE = declare(
    Flag(
        "tickets.close_by_silence",
        _("Close by silence"),
        default=False,
        hint=_("Remind a silent customer twice, then close. The last reminder names the date."),
    )
)
SILENCE_DAYS = declare(
    Number(
        "tickets.silence_days",
        _("Days of silence"),
        default=3,
        least=3,
        most=60,
        hint=_("Working days of the customer before silence closes."),
    )
)
NEXT_WORD = declare(
    Duration(
        "tickets.next_word",
        _("Next word"),
        default=timedelta(hours=2),
        hint=_("What a reply promises unless its author says otherwise: when the customer hears from us again."),
    )
)
