"""An action of the customer's card asks once more before it is ordered (C2)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.cards import doing
from otklik.cards.models import Permit
from otklik.cards.reading import Action
from otklik.desk.seen import Seen
from otklik.desk.steps.base import Step
from otklik.people import rights


class Ordering(Step):
    """What will be done, and for whom."""

    right = rights.REPLY
    resource = "account-action"

    def __init__(self, seen: Seen, action: Action, permit: Permit, data: Any = None) -> None:
        self.action, self.permit = action, permit
        super().__init__(seen, data)

    @property
    def title(self) -> str:
        return str(self.permit.name) or str(self.action.name)

    @property
    def text(self) -> str:
        customer = self.ticket.customer.name
        if self.action.about:
            return _("%(about)s It is done once, for %(customer)s, and written down.") % {
                "about": self.action.about,
                "customer": customer,
            }
        return _("It is done once, for %(customer)s, and written down.") % {"customer": customer}

    @property
    def button(self) -> str:
        return pgettext("button", "Do it")

    @property
    def refuse(self) -> str:
        return pgettext("button", "Do not do it")

    def act(self) -> str:
        doing.order(self.ticket, self.action, by=self.person)
        return _("Ordered. The answer appears in the history of the request.")
