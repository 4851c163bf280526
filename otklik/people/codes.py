"""What can happen to people."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("person.created", _("Record of the person made"), keys=("channel",), icon="user-round")
declare("person.changed", _("Record of the person changed"), keys=("fields",), icon="pencil")
declare("person.role_given", _("Role given"), keys=("role", "was"), seen_by=SeenBy.ADMIN, icon="shield")
declare("person.deactivated", _("Access closed"), seen_by=SeenBy.ADMIN, icon="lock")
declare("person.activated", _("Access opened"), seen_by=SeenBy.ADMIN, icon="lock-open")
declare("person.merged", _("Two records joined into one"), keys=("source", "merge"), icon="merge")
declare("person.unmerged", _("Joined records taken apart"), keys=("source", "merge"), icon="split")
declare("identity.added", _("Address added"), keys=("identity", "kind"), icon="at-sign")
declare("identity.verified", _("Address confirmed"), keys=("identity", "kind"), icon="badge-check")
declare("identity.removed", _("Address removed"), keys=("identity", "kind"), icon="at-sign")
declare("identity.undeliverable", _("Address takes no letters"), keys=("identity",), icon="mail-x")
declare("organization.created", _("Company added"), icon="building-2")
declare("organization.changed", _("Company changed"), keys=("fields",), icon="building-2")
declare("membership.started", _("Joined the company"), keys=("organization", "role"), icon="building-2")
declare("membership.changed", _("Role in the company changed"), keys=("organization", "role", "was"), icon="building-2")
declare("membership.ended", _("Left the company"), keys=("organization", "heir"), icon="building-2")
