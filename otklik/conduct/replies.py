"""Words of the steps in three languages (C10): the company's own ready answers where it has them, else those we bring.

Brackets `⟦…⟧` are filled from what the step says: the rule of a refusal, the end of a limit.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from otklik.conduct.models import Kind, Reply
from otklik.kernel.verbs import verb
from otklik.knowledge import answering, filling, picking
from otklik.knowledge.filling import Situation
from otklik.knowledge.models import Sharing
from otklik.people import rights
from otklik.people.models import Person
from otklik.people.models.person import Tone
from otklik.tickets.models import Ticket
from otklik.ui.formats import Words

_RULE, _UNTIL = ("⟦правило⟧", "⟦rule⟧"), ("⟦срок⟧", "⟦термін⟧", "⟦until⟧")


def offered(kind: str, ticket: Ticket, by: Person) -> str:
    """The words for this request, in the customer's language and tone."""
    language = ticket.language or ticket.customer.language
    own = Reply.objects.filter(kind=kind, answer__is_active=True).select_related("answer").first()
    text = picking.fitting(own.answer.texts.all(), language, ticket.customer.tone) if own else None
    body, language = (text.body, text.language) if text else (_brought()[kind].get(language, ""), language)
    return filling.fill(body or _brought()[kind]["en"], Situation(ticket, by, language, ""))


def completed(body: str, ticket: Ticket, *, rule: str = "", until: datetime | None = None) -> str:
    """The words with the rule and the date in their places."""
    with translation.override(ticket.language or ticket.customer.language):
        time = _("until %(time)s") % {"time": Words(ticket.customer).sentence(until)} if until else ""
    for names, value in ((_RULE, rule.rstrip(".")), (_UNTIL, time)):
        for name in names if value else ():
            body = body.replace(name, value)
    return body


@verb
def share(*, by: Person) -> int:
    """Put the words of the steps among everybody's ready answers, where they can be changed; how many were missing."""
    rights.require(by, rights.SHARE_ANSWERS)
    missing = [kind for kind in Kind if not Reply.objects.filter(kind=kind).exists()]
    for kind in missing:
        said = _brought()[kind]
        bodies = {(code, str(Tone.POLITE)): said[code] for code, _name in settings.LANGUAGES}
        answer = answering.add(said["title"], bodies, sharing=Sharing.COMPANY, by=by)
        Reply.objects.create(kind=kind, answer=answer)
    return len(missing)


@cache
def _brought() -> Mapping[str, Mapping[str, str]]:
    known: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "replies.json").read_text("utf-8"))
    return known
