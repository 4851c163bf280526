"""What can happen to a customer's card: deeds in the company's systems, links followed, identity confirmed."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("source.added", _("Card source set up"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("source.changed", _("Card source changed"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("permit.added", _("An action or a query of the card was allowed"), seen_by=SeenBy.ADMIN, icon="user-round")
declare(
    "permit.changed",
    _("What an action or a query of the card takes was changed"),
    seen_by=SeenBy.ADMIN,
    icon="user-round",
)
declare("permit.removed", _("An action or a query of the card was forbidden"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("filling.added", _("The card fills a field"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("filling.changed", _("What the card fills was changed"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("filling.removed", _("The card does not fill a field any more"), seen_by=SeenBy.ADMIN, icon="user-round")
declare("card.filled", _("Filled from the card of the customer"), keys=("what", "fields"), icon="pencil")
declare("link.added", _("Link into our systems added"), seen_by=SeenBy.ADMIN, icon="external-link")
declare("link.changed", _("Link into our systems changed"), seen_by=SeenBy.ADMIN, icon="external-link")
declare("link.removed", _("Link into our systems removed"), seen_by=SeenBy.ADMIN, icon="external-link")
declare("link.followed", _("Looked into our system: %(actor)s"), keys=("link",), icon="external-link")
declare("deed.ordered", _("Ordered through the card: %(actor)s"), keys=("deed",), icon="zap")
declare("deed.done", _("Done through the card"), keys=("deed",), icon="circle-check")
declare("deed.refused", _("Our system refused"), keys=("deed",), icon="circle-slash")
declare("deed.unknown", _("Not known whether it was done"), keys=("deed",), icon="triangle-alert")
declare("inquiry.asked", _("Asked our system: %(actor)s"), keys=("inquiry",), icon="search")
declare("proof.asked", _("Asked to confirm identity: %(actor)s"), keys=("proof",), icon="badge-check")
declare("proof.given", _("Identity confirmed by the customer"), keys=("proof",), icon="badge-check")
declare("proof.noted", _("Identity checked: %(actor)s"), keys=("proof",), icon="badge-check")
declare("proof.denied", _("“It was not me”: identity is not confirmed"), keys=("proof",), icon="triangle-alert")
declare("proof.revoked", _("Identity is not taken as confirmed any more: %(actor)s"), keys=("proof",), icon="undo-2")

SHOWN = (
    *("link.followed", "deed.ordered", "deed.done", "deed.refused", "deed.unknown", "inquiry.asked", "card.filled"),
    *("proof.asked", "proof.given", "proof.noted", "proof.denied", "proof.revoked"),
)
"""Stand in the history of a request."""
