"""What can happen to letters and deliveries, whatever the channel."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("letter.received", _("A letter has come"), keys=("mailbox",), seen_by=SeenBy.ADMIN, icon="inbox")
declare("letter.processed", _("A letter was read"), keys=("message",), seen_by=SeenBy.ADMIN, icon="inbox")
declare("letter.copied", _("The same letter came by another mailbox"), keys=("of", "mailbox"), icon="copy")
declare("letter.parked", _("A letter waits for a decision"), keys=("reason",), icon="triangle-alert")
declare("letter.dropped", _("A letter was put aside"), keys=("reason",), icon="archive")
declare("letter.tried_again", _("A letter is read again: %(actor)s"), icon="refresh-cw")
declare("delivery.sent", _("Letter sent"), keys=("message", "twice"), icon="send")
declare("delivery.delayed", _("Not sent yet, will be tried again"), keys=("message", "reason"), icon="clock")
declare("delivery.failed", _("Not delivered"), keys=("message", "reason"), icon="triangle-alert")
declare("delivery.bounced", _("Came back undelivered"), keys=("message", "status"), icon="triangle-alert")
declare("delivery.slow", _("Another server has not delivered it yet"), keys=("message", "status"), icon="clock")
declare("delivery.resent", _("Sent once more after a crash"), keys=("message",), icon="refresh-cw")
declare("delivery.tried_again", _("Sending is tried again: %(actor)s"), keys=("message",), icon="refresh-cw")
declare("delivery.redirected", _("Sent to another address: %(actor)s"), keys=("message", "to"), icon="forward")
declare("mailrule.added", _("Rule of letters added"), seen_by=SeenBy.ADMIN, icon="list-filter")
declare("mailrule.changed", _("Rule of letters changed"), seen_by=SeenBy.ADMIN, icon="list-filter")
declare("sender.blocked", _("Sender blocked"), seen_by=SeenBy.ADMIN, icon="ban")
declare("sender.unblocked", _("Sender not blocked any more"), seen_by=SeenBy.ADMIN, icon="circle-check")
declare("mailbox.added", _("Mailbox added"), seen_by=SeenBy.ADMIN, icon="mail")
declare("mailbox.changed", _("Mailbox changed"), keys=("fields",), seen_by=SeenBy.ADMIN, icon="mail")
declare("mailbox.failing", _("A mailbox does not answer"), keys=("way", "reason"), icon="triangle-alert")
declare("mailbox.recovered", _("A mailbox answers again"), keys=("way",), icon="circle-check")
declare("letter.discarded", _("A letter was discarded: %(actor)s"), keys=("reason",), icon="archive")
declare("letter.taken_back", _("A discarded letter waits for a decision again: %(actor)s"), icon="undo-2")
declare("letter.rescued", _("A request was made from a parked letter: %(actor)s"), keys=("message",), icon="inbox")
declare("letter.missed", _("A letter that fetching had missed was found"), keys=("mailbox",), icon="triangle-alert")
declare(
    "ledger.differs",
    _("The ledger of letters does not balance"),
    keys=("mailbox", "day", "count"),
    seen_by=SeenBy.ADMIN,
    icon="triangle-alert",
)
declare(
    "ledger.balanced",
    _("The ledger of letters balances again"),
    keys=("mailbox", "day", "count"),
    seen_by=SeenBy.ADMIN,
    icon="circle-check",
)
declare(
    "mailbox.connected", _("A mailbox was connected: %(actor)s"), keys=("provider",), seen_by=SeenBy.ADMIN, icon="mail"
)
