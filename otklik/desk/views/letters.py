"""A letter as it was sent: its cleaned HTML alone, pictures inside it, nothing run, nothing fetched unasked (F3).

Remote pictures are blocked: they tell their sender who has read what. A reader may ask for them; then we fetch them.
"""

from __future__ import annotations

import base64
import re
from datetime import timedelta
from io import BytesIO

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from markupsafe import Markup

from otklik.channels.email.html import remote_pictures
from otklik.kernel import clock, files, outside, pictures, signing, throttle
from otklik.people.models import Person
from otklik.tickets.models import Message
from otklik.ui import downloads

_CID = re.compile(r'src="cid:([^"]*)"', re.IGNORECASE)
MOST = 20
"""Pictures of a letter that are shown inside it."""
MOST_REMOTE = 40
LIMIT, SECONDS, WITHIN = 5 * 2**20, 5.0, (1600, 1600)
REMEMBERED = timedelta(days=90)
VALID = timedelta(minutes=30)
OFTEN, PER = 200, timedelta(hours=1)
PURPOSE = "picture of a letter"


def letter_page(message: Message, person: Person, *, with_remote: bool) -> HttpResponse:
    """The page for the iframe. Its policy forbids everything but its own styles and pictures that it or we hold."""
    drawn = _pictures(message) | (_remote(message, person) if with_remote else {})
    html = _CID.sub(lambda found: f'src="{drawn.get(found[1].strip("<>"), "")}"', message.html)
    # The HTML was cleaned by channels.email.html, and the sandbox of the page allows nothing anyway.
    values = {"html": Markup(html), "language": message.language or "und"}  # noqa: S704
    return HttpResponse(
        render_to_string("desk/tickets/letter.html", values),
        headers={"Content-Security-Policy": downloads.LETTER, "X-Content-Type-Options": "nosniff"},
    )


def wants_remote(message: Message, person: Person, *, asks: bool) -> bool:
    """Whether the reader asks for the remote pictures, or has asked before: that is remembered for this letter."""
    key = f"pictures.{person.pk}.{message.pk}"
    if asks:
        cache.set(key, 1, REMEMBERED.total_seconds())
    return asks or bool(cache.get(key))


def _pictures(message: Message) -> dict[str, str]:
    """Pictures by their mark inside the letter, drawn anew, as addresses that need no request."""
    inside = message.attachments.exclude(content_id="").select_related("file")[:MOST]
    drawn = {one.content_id.strip("<>"): files.redrawn(one.file) for one in inside if one.file.is_inline_image}
    return {mark: "data:image/webp;base64," + base64.b64encode(data).decode() for mark, data in drawn.items() if data}


def _remote(message: Message, person: Person) -> dict[str, str]:
    """Addresses of ours for remote pictures by their marks. The page in its sandbox has no session: the address itself
    is the proof, for this picture of this letter, this reader and half an hour."""
    until = int((clock.now() + VALID).timestamp())
    marks = list(remote_pictures(message.html))[:MOST_REMOTE]
    signed = [signing.sign(PURPOSE, f"{message.pk}-{person.pk}-{until}-{place}") for place in range(len(marks))]
    return {mark: reverse("desk:picture", args=[one]) for mark, one in zip(marks, signed, strict=True)}


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A remote picture of a letter, fetched for whoever was just shown that letter, drawn anew. 404 for all else."""
    try:
        pk, reader, until, place = map(int, signing.read(PURPOSE, token).split("-"))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    if until < clock.now().timestamp() or not throttle.hit(f"picture.{pk}", OFTEN, PER):
        raise Http404
    person = get_object_or_404(Person, pk=reader, is_active=True)
    message = get_object_or_404(Message.objects.visible_to(person), pk=pk)
    addresses = list(remote_pictures(message.html).values())
    if place >= len(addresses):
        raise Http404
    return _drawn(addresses[place])


def _drawn(address: str) -> HttpResponse:
    try:
        fetched = outside.fetch(address, kinds="image/", limit=LIMIT, seconds=SECONDS)
        png = pictures.redrawn(BytesIO(fetched.octets), within=WITHIN)
    except (outside.Refused, pictures.NoPicture):
        raise Http404 from None
    return downloads.harmless(HttpResponse(png, content_type="image/png"))
