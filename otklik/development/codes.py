"""What can happen to trackers and to tasks of development."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("tracker.added", _("Tracker added"), seen_by=SeenBy.ADMIN, icon="code-xml")
declare("tracker.changed", _("Tracker changed"), seen_by=SeenBy.ADMIN, icon="code-xml")
declare("task.known", _("Task of development"), keys=("tracker",), icon="code-xml")
declare("task.released", _("Development released its work"), icon="circle-check")
declare("task.due_moved", _("Development moved its date"), keys=("was", "due"), icon="calendar-clock")
declare("task.critical", _("It stops work now"), icon="flame")
declare("task.not_critical", _("It does not stop work any more"), icon="check")
declare("task.taken", _("Taken on the bug day"), icon="hand")
declare("task.left", _("Given back on the bug day"), icon="undo-2")
declare("task.done", _("Repaired on the bug day"), icon="circle-check")
declare("task.reopened", _("Not repaired after all"), icon="undo-2")
declare("task.thanked", _("Drafts of thanks made"), keys=("drafts",), icon="heart")
declare("task.undated", _("Development has named no date"), keys=("at", "holder", "line"), icon="calendar-clock")
