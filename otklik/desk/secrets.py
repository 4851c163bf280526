"""What is kept apart, as its reader sees it: that it is there, and by which address it is shown (R22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.desk.seen import Seen
from otklik.kernel import sensitive
from otklik.people import rights
from otklik.tickets.models import Hidden, Message, Secret
from otklik.ui.formats import Words

MOST = 20


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected field; `show` and `erase` are addresses to post to, empty for who may not."""

    label: str
    state: str
    show: str = ""
    erase: str = ""


def protected(seen: Seen) -> Iterator[Protected]:
    """The protected fields of the request, the newest first, in one query."""
    sees, asks = seen.person.may(rights.SEE_SECRETS), seen.person.may(rights.REPLY)
    for one in Secret.objects.of(seen.ticket).order_by("-asked_at", "-id")[:MOST]:
        place = [seen.ticket.number, one.pk]
        yield Protected(
            label=one.label,
            state=_state(one, seen.words),
            show=reverse("desk:secret", args=place) if one.is_readable and sees else "",
            erase=reverse("desk:secret-removal", args=place) if one.erased_at is None and asks else "",
        )


def hidden_in(messages: Iterable[Message]) -> dict[int, str]:
    """What is masked in these messages, in words; asked only when a mask is seen."""
    masked = [one.pk for one in messages if sensitive.MASK in one.body or sensitive.MASK in one.full_text]
    if not masked:
        return {}
    found = Hidden.objects.filter(message__in=masked).values_list("message", "kinds")
    return {message: kinds(codes) for message, codes in found if message is not None}


def kinds(codes: str) -> str:
    """«пароль, ключ»."""
    names = {
        sensitive.PASSWORD: pgettext("secret", "password"),
        sensitive.KEY: pgettext("secret", "key"),
        sensitive.PRIVATE_KEY: _("private key"),
        sensitive.CARD: _("number of a card"),
    }
    return ", ".join(names[code] for code in codes.split(",") if code in names)


def _state(one: Secret, words: Words) -> str:
    if one.erased_at is not None:
        return _("erased %(when)s") % {"when": words.short(one.erased_at)}
    if one.filled_at is not None:
        return _("received %(when)s") % {"when": words.short(one.filled_at)}
    return _("asked %(when)s") % {"when": words.short(one.asked_at)} if one.is_open else _("the link is too old")
