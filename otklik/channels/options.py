"""Settings of channels that a person may change while the server runs (F17)."""

from django.utils.translation import gettext_lazy as _

from otklik.kernel.settings import Flag, Number, Text, declare

AUTHSERV = declare(
    Text(
        "channels.authserv",
        _("Servers whose checks are trusted"),
        default="",
        longest=2000,
        hint=_(
            "A line for each: the name that your mail server puts into Authentication-Results, such as mx.google.com. "
            "For one mailbox only: its address, a space, the name."
        ),
    )
)
CHECK_SIGNATURES = declare(
    Flag(
        "channels.check_signatures",
        _("Check signatures of letters"),
        default=True,
        hint=_("Where your mail server says nothing, DKIM, SPF and DMARC are checked here; this asks DNS."),
    )
)
REPLY_TO = declare(
    Text(
        "channels.reply_to",
        _("Senders that write for others"),
        default="",
        longest=2000,
        hint=_("Addresses of contact forms, a line for each: their letters are from whom their Reply-To names."),
    )
)
SPAM_SCORE = declare(
    Number(
        "channels.spam_score",
        _("From which score a letter is suspicious"),
        default=5,
        least=1,
        most=100,
        hint=_("Marked as spam by your server or forged: 5. An address like ours: 4. A colleague’s name: 3."),
    )
)
NEW_REQUESTS = declare(
    Number(
        "channels.new_requests",
        _("New requests of one sender in ten minutes"),
        default=20,
        least=1,
        most=10_000,
        hint=_("Further letters wait among the parked ones for a decision. None is lost."),
    )
)
LETTERS = declare(
    Number(
        "channels.letters",
        _("Letters of one sender in an hour"),
        default=200,
        least=10,
        most=100_000,
        hint=_("Further letters wait among the parked ones for a decision. None is lost."),
    )
)
LOOP = declare(
    Number(
        "channels.loop",
        _("Letters of one sender to one request in ten minutes"),
        default=10,
        least=3,
        most=1000,
        hint=_("Further ones are kept in the request, but nobody is told: robots may be talking to each other."),
    )
)
