"""What can happen to notices."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("clock.near", _("Time is running out"), keys=("kind", "degree", "at"), seen_by=SeenBy.STAFF, icon="alarm-clock")
declare("notices.chosen", _("Chose what to hear of"), seen_by=SeenBy.ADMIN, icon="bell")
declare("notices.quieted", _("Chose quiet hours"), seen_by=SeenBy.ADMIN, icon="bell-off")
