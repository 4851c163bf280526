"""What can happen to logged time, to estimates and to what is billed."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("time.logged", _("Time logged: %(minutes)s min"), keys=("minutes", "entry"), icon="timer")
declare("time.changed", _("Logged time changed: %(minutes)s min"), keys=("minutes", "was", "entry"), icon="timer")
declare("time.corrected", _("Logged time corrected: %(minutes)s min"), keys=("minutes", "was", "entry"), icon="timer")
_ESTIMATE = ("estimate", "number")
declare("estimate.drafted", _("Estimate %(number)s drafted: %(actor)s"), keys=_ESTIMATE, icon="file-text")
declare("estimate.changed", _("Estimate %(number)s changed: %(actor)s"), keys=_ESTIMATE, icon="file-text")
declare(
    "estimate.sent",
    _("Estimate %(number)s sent for approval"),
    keys=(*_ESTIMATE, "message"),
    seen_by=SeenBy.CUSTOMER,
    icon="file-text",
)
declare("estimate.taken_back", _("Sending of estimate %(number)s taken back"), keys=_ESTIMATE, icon="undo-2")
declare(
    "estimate.approved",
    _("Estimate %(number)s approved: %(actor)s"),
    keys=_ESTIMATE,
    seen_by=SeenBy.CUSTOMER,
    icon="circle-check",
)
declare(
    "estimate.declined",
    _("Estimate %(number)s declined: %(actor)s"),
    keys=_ESTIMATE,
    seen_by=SeenBy.CUSTOMER,
    icon="circle-slash",
)
declare(
    "estimate.withdrawn",
    _("Estimate %(number)s withdrawn: %(actor)s"),
    keys=_ESTIMATE,
    seen_by=SeenBy.CUSTOMER,
    icon="undo-2",
)
declare("work.billed", _("Work billed: %(actor)s"), keys=("charge",), icon="file-text")
declare("work.unbilled", _("Billed work corrected: %(actor)s"), keys=("charge", "corrects"), icon="undo-2")
