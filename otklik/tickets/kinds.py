"""The words of the two-sided status machine: kinds, turns, causes, closings, message kinds."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What the code knows of a status; its names are data (B1)."""

    NEW = "new", pgettext_lazy("request", "new")
    IN_WORK = "in_work", _("in work")
    AWAITING_CUSTOMER = "awaiting_customer", _("awaiting the customer")
    AWAITING_OTHER = "awaiting_other", _("awaiting others")
    IN_DEVELOPMENT = "in_development", _("in development")
    POSTPONED = "postponed", pgettext_lazy("request", "postponed")
    SOLUTION_PROPOSED = "solution_proposed", _("solution proposed")
    CLOSED = "closed", pgettext_lazy("request", "closed")
    REOPENED = "reopened", pgettext_lazy("request", "reopened")


OPEN = tuple(kind for kind in Kind if kind != Kind.CLOSED)
STANDING = (Kind.POSTPONED, Kind.AWAITING_OTHER, Kind.IN_DEVELOPMENT)
"""A request of such a kind stands still: it has a running wait, and perhaps a timer."""


class Turn(models.TextChoices):
    """Whose turn it is (principle 2). Development is one case of `other` (R3)."""

    OURS = "ours", _("support's turn")
    CUSTOMER = "customer", _("customer's turn")
    OTHER = "other", _("others' turn")
    NOBODY = "nobody", _("nobody's turn")


class Cause(models.TextChoices):
    """What moves a request from one kind to another."""

    ACCEPT = "accept"
    WORK = "work"
    REPLY = "reply"
    ASK = "ask"
    PROPOSE = "propose"
    PROPOSE_SOME = "propose_some"
    AWAIT_OTHER = "await_other"
    DEVELOP = "develop"
    POSTPONE = "postpone"
    CLOSE = "close"
    REOPEN = "reopen"
    RETURN = "return"
    NO_REPLY_NEEDED = "no_reply_needed"
    WRITE = "write"
    THANK = "thank"
    ACCEPT_SOLUTION = "accept_solution"
    ACCEPT_SOME = "accept_some"
    REJECT_SOLUTION = "reject_solution"
    REJECT_SOME = "reject_some"
    WITHDRAW = "withdraw"
    OPEN = "open"
    WAKE = "wake"
    RELEASE = "release"
    SILENCE = "silence"
    FAIL_DELIVERY = "fail_delivery"
    REDELIVER = "redeliver"
    MOVE_DUE = "move_due"


class Closing(models.TextChoices):
    """How a request was closed (R8)."""

    SOLVED = "solved", pgettext_lazy("request", "solved")
    ACCEPTED_IN_WORDS = "accepted_in_words", _("closed from the customer's words")
    BY_SILENCE = "by_silence", _("closed by silence")
    REFUSED = "refused", _("refused by the rules")
    RECORDED = "recorded", _("recorded as a wish")
    SELF_SOLVED = "self_solved", _("solved by itself")
    COMMUNITY = "community", _("answered in the community")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")
    DUPLICATE = "duplicate", pgettext_lazy("request", "duplicate")
    NOT_OURS = "not_ours", _("not for us")
    SPAM = "spam", pgettext_lazy("request", "spam")
    MACHINE = "machine", _("machine mail")


TRACELESS = (Closing.DUPLICATE, Closing.NOT_OURS, Closing.SPAM, Closing.MACHINE)
"""They leave no trace in promises, norms, KPI and ratings (R8)."""


class MessageKind(models.TextChoices):
    """Who said it and who may read it (principle 4, B4)."""

    REQUEST = "request", _("from the customer")
    REPLY = "reply", pgettext_lazy("request", "reply")
    SOLUTION = "solution", pgettext_lazy("request", "solution")
    CALL = "call", _("record of a call")
    REMINDER = "reminder", pgettext_lazy("request", "reminder")
    NOTE = "note", _("internal note")
    PRIVATE = "private", _("private note of the customer's company")


PUBLIC = (MessageKind.REQUEST, MessageKind.REPLY, MessageKind.SOLUTION, MessageKind.CALL, MessageKind.REMINDER)
OUTGOING = (MessageKind.REPLY, MessageKind.SOLUTION, MessageKind.CALL, MessageKind.REMINDER)


class End(models.TextChoices):
    """Three ends of a reply (R4)."""

    OURS = "ours", _("our turn")
    ASKED = "asked", _("asked the customer")
    SOLUTION = "solution", pgettext_lazy("request", "solution")


class Outcome(models.TextChoices):
    """What became of a proposed solution (R2)."""

    ACCEPTED = "accepted", pgettext_lazy("request", "helped")
    ACCEPTED_IN_WORDS = "accepted_in_words", _("helped, in the customer's words")
    REJECTED = "rejected", _("did not help")
    PARTLY = "partly", _("helped in part")
    NOT_ENOUGH = "not_enough", _("the workaround was not enough")
    SUPERSEDED = "superseded", _("replaced by a newer solution")
    BY_SILENCE = "by_silence", _("closed by silence")


class PointState(models.TextChoices):
    """How one of several questions of a request stands (R7)."""

    OPEN = "open", pgettext_lazy("of a question", "open")
    ANSWERED = "answered", pgettext_lazy("of a question", "answered")
    DEVELOPING = "developing", pgettext_lazy("of a question", "in development")
    ACCEPTED = "accepted", pgettext_lazy("of a question", "done")


class WaitKind(models.TextChoices):
    """For what a request stands still."""

    POSTPONED = "postponed", pgettext_lazy("request", "postponed")
    OTHER = "other", _("awaiting others")
    DEVELOPMENT = "development", _("in development")


class WorkType(models.TextChoices):
    """What kind of work it is (C9)."""

    CONSULTATION = "consultation"
    SUPPORT = "support"
    IMPLEMENTATION = "implementation"
