"""What can happen to a request. Every code carries the state that it led to; spans are made of these states."""

from collections.abc import Iterable

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

CODES: list[str] = []
CUSTOMER, STAFF = SeenBy.CUSTOMER, SeenBy.STAFF


def _happens(code: str, sentence: str, keys: Iterable[str] = (), *, seen_by: SeenBy = STAFF, icon: str = "dot") -> None:
    declare(code, sentence, keys=("state", *keys), seen_by=seen_by, icon=icon)
    CODES.append(code)


_happens("ticket.opened", _("Request opened"), ("message", "channel", "on_behalf"), seen_by=CUSTOMER, icon="plus")
_happens("ticket.accepted", _("Accepted: %(actor)s"), seen_by=CUSTOMER, icon="hand")
_happens("ticket.assigned", _("Passed to: %(to)s"), ("to", "was", "note"), seen_by=CUSTOMER, icon="arrow-left-right")
_happens("ticket.returned", _("Returned to the line"), ("was", "note"), icon="undo-2")
_happens(
    "ticket.line_changed", _("Passed to the line: %(line)s"), ("line", "was_line", "note"), icon="arrow-left-right"
)
_happens("ticket.nominated", _("Would be best with: %(to)s"), ("to",), icon="user-round")
_happens("ticket.nomination_ended", _("Not taken in time: %(to)s"), ("to",), icon="user-round")
_happens("ticket.offered", _("Offered: %(to)s"), ("to", "until"), icon="hand")
_happens("ticket.offer_ended", _("Not accepted: %(to)s"), ("to", "how"), icon="undo-2")
_happens("ticket.open_to_all", _("Open to everybody on the line"), ("why",), icon="users-round")
_happens("ticket.unplaced", _("Nobody takes it: the lead is told"), ("why",), icon="triangle-alert")
_happens("ticket.written", _("The customer wrote"), ("message",), seen_by=CUSTOMER, icon="message-circle")
_happens("ticket.thanked", _("The customer said thanks"), ("message",), icon="heart")
_happens("ticket.replied", _("Answered the customer"), ("message", "end", "next"), seen_by=CUSTOMER, icon="reply")
_happens("ticket.told", _("Told the customer"), ("message",), seen_by=CUSTOMER, icon="megaphone")
_happens(
    "ticket.reminded",
    _("Reminded the customer, reminder %(number)s"),
    ("message", "number"),
    seen_by=CUSTOMER,
    icon="alarm-clock",
)
_happens("ticket.noted", _("Internal note"), ("message",), icon="lock")
_happens("ticket.noted_privately", _("Note of the company"), ("message",), seen_by=CUSTOMER, icon="lock")
_happens("ticket.reply_not_needed", _("No reply needed: %(actor)s"), icon="check")
_happens(
    "ticket.answered_already",
    _("The customer has answered this already"),
    ("message",),
    seen_by=CUSTOMER,
    icon="undo-2",
)
_happens(
    "message.confirmed", _("The customer confirmed the record"), ("message",), seen_by=CUSTOMER, icon="circle-check"
)
_happens(
    "message.corrected",
    _("The customer corrected the record"),
    ("message", "correction"),
    seen_by=CUSTOMER,
    icon="pencil",
)
_happens("ticket.taken_up", _("In work: %(actor)s"), icon="play")
_happens("ticket.postponed", _("Postponed until %(until)s"), ("wait", "until"), icon="alarm-clock")
_happens("ticket.awaiting_other", _("Waiting for others until %(until)s"), ("wait", "until", "child"), icon="hourglass")
_happens("ticket.in_development", _("Passed to development"), ("wait", "until", "points"), icon="code-xml")
_happens("ticket.due_named", _("Development named its date: %(until)s"), ("wait", "until"), icon="calendar-clock")
_happens(
    "ticket.due_moved",
    _("Development moved its date: %(until)s; the customer is owed an answer"),
    ("wait", "until", "before"),
    icon="calendar-clock",
)
_happens("ticket.task_named", _("The task has its key: %(key)s"), ("wait", "key"), icon="code-xml")
_happens("ticket.woken", _("The time has come: our turn again"), ("was",), icon="alarm-clock")
_happens("ticket.released", _("Development released its work: our turn again"), icon="circle-check")
_happens(
    "ticket.delivery_failed", _("The reply was not delivered"), ("why", "message", "delivery"), icon="triangle-alert"
)
_happens("ticket.redelivered", _("The reply was delivered after all"), ("message", "delivery"), icon="circle-check")
_happens("ticket.closed", _("Closed: %(actor)s"), ("closing",), seen_by=CUSTOMER, icon="circle-check")
_happens("ticket.withdrawn", _("Closed by the customer"), ("closing",), seen_by=CUSTOMER, icon="circle-check")
_happens("ticket.closed_by_silence", _("Closed by silence"), ("closing",), seen_by=CUSTOMER, icon="circle-check")
_happens("ticket.reopened", _("Opened again"), ("message",), seen_by=CUSTOMER, icon="undo-2")
_happens("ticket.rated", _("Rated: %(score)s of 5"), ("rating", "score"), icon="star")
_happens("ticket.tagged", _("Tags changed"), ("added", "removed"), icon="tag")
_happens("ticket.categorised", _("Category changed"), ("category", "was"), icon="layers")
_happens("ticket.renamed", _("Subject changed"), icon="pencil")
_happens("ticket.urged", _("Urgency changed"), ("urgency", "was"), icon="flame")
_happens("ticket.work_set", _("Kind of work changed"), ("work", "was"), icon="layers")
_happens("ticket.filled", _("Fields filled"), ("fields",), icon="pencil")
_happens("ticket.customer_changed", _("Customer changed"), ("was", "to"), icon="user-round")
_happens("participant.added", _("Takes part: %(person)s"), ("person", "part"), icon="user-round")
_happens("participant.left", _("Left: %(person)s"), ("person",), icon="user-round")
_happens("message.reacted", _("Reaction to an answer"), ("message", "kind", "on"), icon="heart")
_happens("message.language_corrected", _("Language of a message corrected"), ("message",), icon="languages")
_happens("message.taken_back", _("Sending taken back: %(actor)s"), ("message",), icon="undo-2")
_happens(
    "solution.proposed",
    _("Solution %(number)s proposed"),
    ("message", "solution", "number", "superseded", "points"),
    seen_by=CUSTOMER,
    icon="circle-check-big",
)
_happens("solution.accepted", _("The solution helped"), ("solution",), seen_by=CUSTOMER, icon="circle-check-big")
_happens(
    "solution.accepted_in_words", _("Closed from the customer's words"), ("solution", "words"), icon="circle-check-big"
)
_happens(
    "solution.rejected", _("Did not help"), ("solution", "message", "points"), seen_by=CUSTOMER, icon="circle-slash"
)
_happens(
    "solution.accepted_some",
    _("The solution helped with some of the questions"),
    ("solution", "points"),
    seen_by=CUSTOMER,
    icon="circle-check-big",
)
_happens("points.named", _("Questions named: %(actor)s"), ("points",), seen_by=CUSTOMER, icon="layers")
_happens("point.dropped", _("Question %(point)s dropped"), ("point",), seen_by=CUSTOMER, icon="x")
_happens("solution.seconded", _("A colleague says that it helped"), ("solution",), seen_by=CUSTOMER, icon="heart")
_happens("ticket.merged_away", _("Merged into № %(into)s"), ("into", "merge"), icon="merge")
_happens("ticket.merged_in", _("№ %(source)s merged into this one"), ("source", "merge"), icon="merge")
_happens("ticket.unmerged", _("Merge undone"), ("merge", "other"), icon="split")
_happens("ticket.split", _("Split off: № %(fresh)s"), ("fresh", "split", "messages"), icon="split")
_happens("ticket.unsplit", _("Split undone"), ("split", "other"), icon="merge")
_happens(
    "ticket.messages_left", _("Messages moved to № %(other)s"), ("other", "move", "messages"), icon="move-up-right"
)
_happens(
    "ticket.messages_came", _("Messages came from № %(other)s"), ("other", "move", "messages"), icon="corner-down-left"
)
_happens("ticket.messages_returned", _("Moving of messages undone"), ("other", "move"), icon="undo-2")
_happens("ticket.linked", _("Linked with № %(other)s"), ("other",), icon="link")
_happens("ticket.unlinked", _("Link with № %(other)s removed"), ("other",), icon="link")
_happens("ticket.muted", _("%(person)s writes without end: nobody is told of it"), ("mute", "person"), icon="bell-off")
_happens("ticket.unmuted", _("Told again of what %(person)s writes"), ("mute", "person"), icon="bell")
_happens(
    "goal.restated",
    _("Restated what the customer wants: %(actor)s"),
    ("goal", "message"),
    seen_by=CUSTOMER,
    icon="flag",
)
_happens("goal.confirmed", _("The customer confirmed what they want"), ("goal",), seen_by=CUSTOMER, icon="flag")
_happens(
    "goal.corrected", _("The customer corrected what they want"), ("goal", "message"), seen_by=CUSTOMER, icon="flag"
)
_happens("message.disclosed", _("Looked at what is hidden: %(actor)s"), ("message",), icon="eye")
_happens("secret.seen", _("Looked at a protected field: %(actor)s"), ("secret",), icon="key-round")
_happens("secret.erased", _("Protected field erased"), ("secret",), icon="key-round")
_happens("ticket.resembles", _("It may go on with № %(other)s"), ("other",), icon="link")
_happens("ticket.complained", _("The customer called our letter spam"), ("message",), icon="flag")
declare("reminder.came", _("A reminder came"), keys=("person", "reminder"), icon="alarm-clock")
declare("status.added", _("Status added"), seen_by=SeenBy.ADMIN, icon="circle-dot")
declare("status.changed", _("Status changed"), seen_by=SeenBy.ADMIN, icon="circle-dot")
declare("category.added", _("Category added"), seen_by=SeenBy.ADMIN, icon="folder-tree")
declare("category.changed", _("Category changed"), seen_by=SeenBy.ADMIN, icon="folder-tree")
declare("tag.changed", _("Tag changed"), seen_by=SeenBy.ADMIN, icon="tag")
declare("view.saved", _("View saved"), keys=("shared",), icon="bookmark")
declare("view.changed", _("View changed"), keys=("shared",), icon="bookmark")
declare("view.removed", _("View removed"), icon="bookmark")
