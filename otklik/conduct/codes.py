"""What can happen between us and a difficult customer; no customer ever reads it (C10)."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("conduct.calm", _("Calm reply: %(actor)s"), keys=("state", "measure"), icon="shield")
declare("conduct.warning", _("Warning to the customer: %(actor)s"), keys=("state", "measure"), icon="shield")
declare("conduct.lead", _("A lead took over: %(actor)s"), keys=("state", "measure"), icon="shield")
declare("conduct.limit", _("E-mail only until %(until)s: %(actor)s"), keys=("state", "measure", "until"), icon="shield")
declare("conduct.refusal", _("Service refused: %(actor)s"), keys=("state", "measure"), icon="shield")
declare("conduct.lifted", _("A step was lifted: %(actor)s"), keys=("state", "measure", "kind"), icon="shield-check")
declare("conduct.noted", _("Conduct note changed"), seen_by=SeenBy.LEAD, icon="lock")

SHOWN = ("conduct.calm", "conduct.warning", "conduct.lead", "conduct.limit", "conduct.refusal", "conduct.lifted")
"""They stand in the history of a request."""
