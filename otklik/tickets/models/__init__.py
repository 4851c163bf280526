"""Requests and everything that belongs to them."""

from otklik.tickets.models.attachment import Attachment
from otklik.tickets.models.draft import Draft, Reminder
from otklik.tickets.models.facts import Closing, Rating, Reaction, Solution, Wait
from otklik.tickets.models.goal import Goal
from otklik.tickets.models.joining import Link, Merge, Relocation, Split
from otklik.tickets.models.message import Message, Notification
from otklik.tickets.models.participant import Participant
from otklik.tickets.models.pointing import Point
from otklik.tickets.models.secret import Hidden, Secret
from otklik.tickets.models.sorting import Category, SavedView, Tag, TicketTag
from otklik.tickets.models.span import Span
from otklik.tickets.models.status import Status
from otklik.tickets.models.ticket import Ticket

__all__ = [
    "Attachment",
    "Category",
    "Closing",
    "Draft",
    "Goal",
    "Hidden",
    "Link",
    "Merge",
    "Message",
    "Notification",
    "Participant",
    "Point",
    "Rating",
    "Reaction",
    "Relocation",
    "Reminder",
    "SavedView",
    "Secret",
    "Solution",
    "Span",
    "Split",
    "Status",
    "Tag",
    "Ticket",
    "TicketTag",
    "Wait",
]
