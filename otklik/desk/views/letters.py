"""A letter as it was sent: its cleaned HTML alone, pictures inside it, nothing fetched and nothing run (F3)."""

from __future__ import annotations

import base64
import re

from django.http import HttpResponse
from django.template.loader import render_to_string
from markupsafe import Markup

from otklik.kernel import files
from otklik.tickets.models import Message
from otklik.ui import downloads

_CID = re.compile(r'src="cid:([^"]*)"', re.IGNORECASE)
MOST = 20
"""Pictures of a letter that are shown inside it."""


def letter_page(message: Message) -> HttpResponse:
    """The page for the iframe. Its policy forbids everything but its own styles and pictures that it holds itself."""
    pictures = _pictures(message)
    html = _CID.sub(lambda found: f'src="{pictures.get(found[1].strip("<>"), "")}"', message.html)
    # The HTML was cleaned by channels.email.html, and the sandbox of the page allows nothing anyway.
    values = {"html": Markup(html), "language": message.language or "und"}  # noqa: S704
    return HttpResponse(
        render_to_string("desk/tickets/letter.html", values),
        headers={"Content-Security-Policy": downloads.LETTER, "X-Content-Type-Options": "nosniff"},
    )


def _pictures(message: Message) -> dict[str, str]:
    """Pictures by their mark inside the letter, drawn anew, as addresses that need no request."""
    inside = message.attachments.exclude(content_id="").select_related("file")[:MOST]
    drawn = {one.content_id.strip("<>"): files.redrawn(one.file) for one in inside if one.file.is_inline_image}
    return {mark: "data:image/webp;base64," + base64.b64encode(data).decode() for mark, data in drawn.items() if data}
