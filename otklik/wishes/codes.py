"""What can happen to wishes."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import declare

declare("wish.recorded", _("Wish recorded: %(actor)s"), icon="lightbulb")
declare("wish.asked", _("Asks for the wish %(wish)s"), keys=("wish", "asking"), icon="lightbulb")
declare("wish.left", _("Does not ask for the wish %(wish)s any more"), keys=("wish", "asking"), icon="unlink")
declare("wish.changed", _("Wish changed: %(actor)s"), keys=("what",), icon="pencil")
declare("wish.merged_in", _("Wish %(other)s merged into this one: %(actor)s"), keys=("other", "askings"), icon="merge")
declare("wish.merged_away", _("Merged with wish %(other)s: %(actor)s"), keys=("other",), icon="merge")
declare("wish.released", _("Development released what was wished for"), icon="circle-check")
declare("wish.reviewed", _("Wishes of a month were looked through"), icon="lightbulb")
declare("wish.decided", _("Decided on the wish: %(actor)s"), keys=("decision", "before", "say"), icon="badge-check")
