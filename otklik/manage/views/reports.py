"""What a sending service reports of letters: only bounces matter. Its address holds a proof that we gave it."""

from __future__ import annotations

from typing import Any, cast

from anymail.exceptions import AnymailError
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from otklik.channels.email import providers
from otklik.channels.models import Mailbox


@csrf_exempt
@require_POST
def take(request: HttpRequest, pk: int, proof: str) -> HttpResponse:
    """Note each bounce; what cannot be understood is refused, and the service says it again."""
    mailbox = providers.reporting(pk, proof)
    if mailbox is None:
        raise Http404
    try:
        reader = _reader(mailbox)
        if mailbox.provider_secret:
            reader.validate_request(request)
        happened = reader.parse_events(request)
    except (AnymailError, SuspiciousOperation, ValueError, KeyError, TypeError):
        return HttpResponse(status=400)
    for event in happened:
        number = str((event.metadata or {}).get("delivery", ""))
        if number.isascii() and number.isdecimal() and len(number) < 19:
            providers.note(mailbox, int(number), event.event_type, _why(event))
    return HttpResponse(status=204)


def _reader(mailbox: Mailbox) -> Any:
    """django-anymail knows how each of them speaks, and how Mailgun signs."""
    secret = mailbox.provider_secret
    if mailbox.provider == "mailgun":
        return cast("Any", MailgunTrackingWebhookView)(webhook_signing_key=secret or "none")
    return cast("Any", _Postmark)(webhook_secret=[secret] if secret else [])


class _Postmark(PostmarkTrackingWebhookView):
    warn_if_no_basic_auth = False  # the address itself holds a proof


def _why(event: Any) -> str:
    return " ".join(str(part) for part in (event.mta_response, event.description) if part)[:2000]
