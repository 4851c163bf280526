"""Notices by mail: gathered for some minutes, one letter a person, none in quiet hours (F16).

Whoever chose to be reached at night is reached then too.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from otklik.kernel import clock
from otklik.kernel.verbs import verb
from otklik.notices import routes
from otklik.notices.models import Notice, Reason, Route
from otklik.people.models import Person
from otklik.tickets.models import Ticket
from otklik.wishes import reviewing
from otklik.wishes.models import Review

PATIENCE = timedelta(minutes=5)
"""How long an unread notice waits for its reader to look at the desk."""


def waiting() -> list[int]:
    """People with notices that have waited long enough for a letter."""
    old = Notice.objects.unread().filter(mailed_at__isnull=True, at__lt=clock.now() - PATIENCE)
    return list(old.values_list("person_id", flat=True).distinct()[:500])


@verb
def mail(person: Person) -> int:
    """One letter with everything that waits for the person; returns how many notices it holds."""
    waiting = Notice.objects.unread().filter(person=person, mailed_at__isnull=True)
    if routes.is_quiet(person, clock.now()):
        waiting = waiting.filter(reason=Reason.NIGHT)
    notices = list(waiting.select_for_update(of=("self",)).select_related("ticket", "event").order_by("at", "id")[:100])
    if not notices:
        return 0
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=clock.now())
    wanted = [notice for notice in notices if Route.MAIL in routes.of(person, notice.reason)]
    address = person.identities.filter(kind="email").order_by("-is_primary", "id").first()
    if wanted and address is not None:
        with translation.override(person.language):
            send_mail(_subject(wanted), _body(wanted), None, [address.value])
    return len(wanted)


def _subject(notices: list[Notice]) -> str:
    if len(notices) == 1:
        why, ticket = str(Reason(notices[0].reason).label), notices[0].ticket
        return f"№ {ticket.number}: {why}" if ticket else why
    return ngettext("%(count)s notice", "%(count)s notices", len(notices)) % {"count": len(notices)}


def _about(ticket: Ticket | None, why: str, path: str) -> str:
    title = f"№ {ticket.number} · {ticket.subject}" if ticket else ""
    return "\n".join(filter(None, (title, why, f"{settings.SITE_URL}{path}")))


def _more(notice: Notice) -> list[str]:
    """What the letter says besides: of wishes each that changed, with how many people ask for it."""
    if notice.reason != Reason.WISHES:
        return []
    review = Review.objects.filter(pk=notice.event.noun_id).first()
    return (
        [f"{one.wish.pk}. {one.wish.title}\n{reviewing.said(one)}" for one in reviewing.changes(review)]
        if review
        else []
    )


def _body(notices: list[Notice]) -> str:
    lines = []
    for notice in notices:
        lines.append(_about(notice.ticket, f"{Reason(notice.reason).label}", notice.path))
        lines += _more(notice)
        also = Ticket.objects.visible_to(notice.person).filter(number__in=notice.also).order_by("number")
        lines += [_about(ticket, "", f"/desk/tickets/{ticket.number}/") for ticket in also]
    return "\n\n".join(lines) + "\n\n-- \n" + _("You choose what you hear of in your profile.")
