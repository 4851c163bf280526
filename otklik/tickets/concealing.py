"""A secret in what is said is masked before it is stored, and what was said lies encrypted beside it (R22).

So lists, search, notices, quotes and meanings never meet it; only a click, which is recorded, and the letter that
carries an agent's own words read the original.
"""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from otklik.kernel import sensitive
from otklik.kernel.inserting import insert
from otklik.tickets.models.secret import Hidden

if TYPE_CHECKING:
    from otklik.tickets.models.message import Message
    from otklik.tickets.models.ticket import Ticket

_PARTS = ("body", "full_text", "html")
_SURE = 6
"""Characters of a secret that nothing else in a letter is likely to repeat."""


def conceal(message: Message) -> Hidden | None:
    """Mask the secrets of a message that is not saved yet; what to save with it, if there were any."""
    said = {part: getattr(message, part) for part in _PARTS}
    body, kinds = sensitive.masked(message.body)
    full, more = sensitive.masked(message.full_text) if message.full_text else ("", ())
    kinds = tuple(dict.fromkeys((*kinds, *more)))
    if not kinds:
        return None
    message.html = _masked_html(message)
    message.body, message.full_text = body, full
    return Hidden(kinds=",".join(kinds), content=json.dumps(said, ensure_ascii=False))


def keep(hidden: Hidden | None, message: Message) -> None:
    """Save what was masked, once its message is there."""
    if hidden is not None:
        hidden.message = message
        insert(hidden)


def conceal_subject(ticket: Ticket, subject: str) -> Hidden | None:
    """Give the request its subject with the secrets masked; what to save with it, if there were any."""
    masked, kinds = sensitive.masked(subject)
    ticket.subject = masked[:255]
    if not kinds:
        return None
    return Hidden(ticket=ticket, kinds=",".join(kinds), content=json.dumps({"subject": subject}, ensure_ascii=False))


def said(hidden: Hidden) -> dict[str, str]:
    """Its parts as they were. Raises kernel.crypto.Unreadable when the key is gone."""
    parts: dict[str, str] = json.loads(hidden.content)
    return parts


def body_of(message: Message) -> str:
    """What the author wrote, for the letter that carries it and for the draft that takes it back."""
    hidden = Hidden.objects.filter(message=message).first()
    return said(hidden)["body"] if hidden else message.body


def _masked_html(message: Message) -> str:
    """The letter with its secrets masked; none at all where markup tears one of them."""
    masked = message.html
    texts = (message.body, message.full_text)
    for secret in {text[one.start : one.end] for text in texts for one in sensitive.find(text)}:
        forms = (html.escape(secret), html.escape(secret, quote=False), secret)
        written = next((form for form in forms if form in masked), "")
        if len(written) < _SURE:
            return ""
        masked = masked.replace(written, sensitive.MASK)
    return masked
