"""What happens in the kernel."""

from django.utils.translation import gettext_lazy as _

from otklik.kernel.events import SeenBy, declare

declare("job.failed", _("A job gave up: %(task)s"), keys=["task"], seen_by=SeenBy.ADMIN, icon="alert")
declare("job.tried_again", _("A failed job was tried again: %(task)s"), keys=["task"], seen_by=SeenBy.ADMIN)
declare("job.dismissed", _("A failed job was dismissed: %(task)s"), keys=["task"], seen_by=SeenBy.ADMIN)
