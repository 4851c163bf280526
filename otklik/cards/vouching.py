"""«Подтвердить личность» (R22): asked for by an agent, given by the customer, shown beside them, good for a while."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from otklik.cards import options
from otklik.cards.models import Permit, Proof, Way
from otklik.cards.models.proof import BY_US
from otklik.cards.querying import Query
from otklik.cards.reading import Action
from otklik.kernel import audit, clock, events, signing
from otklik.kernel.events import Side
from otklik.kernel.text import clean
from otklik.kernel.verbs import Forbidden, Refused, Stale, verb
from otklik.people import rights
from otklik.people.models import Identity, Person
from otklik.tickets.kinds import End
from otklik.tickets.models import Ticket

LETTERS_AN_HOUR = 5
"""To one customer: nobody's mailbox is filled by us."""


def address_of(proof: Proof) -> str:
    """What the letter leads to; whoever reads at the confirmed address may answer there."""
    return f"{settings.SITE_URL}/identity/{signing.sign('proof', proof.pk)}/"


def standing(person: Person) -> Proof | None:
    """The newest proof of the person that is good now."""
    return Proof.objects.standing(clock.now()).filter(person=person).order_by("-id").first()


def is_demanded(offered: Action | Query, permit: Permit) -> bool:
    """Whether it is only for a customer with a confirmed identity: the source says so, or we do."""
    return offered.needs_proof or permit.needs_proof


def newest(person: OuterRef | Person) -> QuerySet[Proof]:
    """What was last asked of the person, or checked, for the query of a request."""
    return Proof.objects.filter(person=person).order_by("-id")[:1]


def awaited(ticket: Ticket, person: Person) -> Proof | None:
    """What the person is asked on this request, and nobody else."""
    waiting = Proof.objects.awaited(clock.now()).filter(ticket=ticket, person=person)
    return waiting.select_related("ticket").order_by("-id").first()


def confirmed_addresses(person: Person) -> list[Identity]:
    """Where a link can be sent: e-mail that they have proved to read, and that takes letters."""
    known = person.identities.of_kind("email").verified().filter(undeliverable_since__isnull=True)
    return list(known.order_by("-is_primary", "id"))


@verb
def ask(ticket: Ticket, way: Way, *, body: str, by: Person, identity: Identity | None = None) -> Proof:
    """Ask the customer by a reply; with `LETTER` a link goes to a confirmed address of theirs, apart from the reply, so
    that who has only the conversation cannot answer. A former question takes nothing any more.
    """
    ticket = ticket.locked()
    rights.require(by, rights.REPLY)
    if way == Way.LETTER and (identity is None or identity not in confirmed_addresses(ticket.customer)):
        raise Refused("proof.address", _("Choose an address that the customer has confirmed."), name="identity")
    _withdraw(ticket.customer)
    proof = Proof(ticket=ticket, person=ticket.customer, way=way, identity=identity, asked_by=by)
    proof.asked_at = clock.now()
    proof.message = ticket.reply(by=by, body=_told(body, way, ticket), end=End.ASKED)
    proof.save()
    _note("proof.asked", proof, by)
    if way == Way.LETTER and identity is not None:
        _send(proof, identity)
    return proof


@verb
def note(ticket: Ticket, way: Way, *, words: str, by: Person) -> Proof:
    """An agent has checked it, by phone or otherwise, and says how."""
    ticket = ticket.locked()
    rights.require(by, rights.REPLY)
    words = clean(words).strip()[:500]
    if way not in BY_US or not words:
        raise Refused("proof.words", _("Say how you have checked it."), name="words")
    now = clock.now()
    proof = Proof(ticket=ticket, person=ticket.customer, way=way, words=words, asked_by=by, asked_at=now)
    proof.given_at, proof.given_by, proof.ends_at = now, by, now + options.PROOF_LASTS.value
    proof.save()
    _note("proof.noted", proof, by)
    return proof


@verb
def confirm(proof: Proof, *, by: Person) -> None:
    """«Да, это я», once. Raises `Stale` when it takes nothing any more, `Forbidden` for anybody else."""
    _must_be(proof, by)
    now = clock.now()
    given = {"given_at": now, "given_by": by, "ends_at": now + options.PROOF_LASTS.value}
    if not Proof.objects.awaited(now).filter(pk=proof.pk).update(**given):
        raise Stale("proof.over", _("This link takes nothing any more. Write to us, and we send a new one."))
    _note("proof.given", proof, by, Side.CUSTOMER)


@verb
def deny(proof: Proof, *, by: Person) -> None:
    """«Это не я»: somebody else writes in the customer's name; the agent is told at once."""
    _must_be(proof, by)
    now = clock.now()
    if not Proof.objects.awaited(now).filter(pk=proof.pk).update(denied_at=now):
        raise Stale("proof.over", _("This link takes nothing any more. Write to us, and we send a new one."))
    Proof.objects.standing(now).filter(person=proof.person_id).update(revoked_at=now)
    _note("proof.denied", proof, by, Side.CUSTOMER)


@verb
def revoke(ticket: Ticket, *, by: Person) -> None:
    """It is doubtful: whatever was confirmed is not taken as such any more, and nothing is waited for."""
    ticket = ticket.locked()
    rights.require(by, rights.REPLY)
    proof = standing(ticket.customer) or awaited(ticket, ticket.customer)
    if proof is None:
        return
    _withdraw(ticket.customer, by)
    now = clock.now()
    Proof.objects.standing(now).filter(person=ticket.customer).update(revoked_at=now, revoked_by=by)
    events.record("proof.revoked", by=by, noun=ticket, ticket_id=ticket.pk, proof=proof.pk)
    audit.record("proof.revoked", by=by, noun="proof", noun_id=proof.pk, after={"ticket": ticket.number})


def take_back(event: events.Event) -> None:
    """The reply that asked was taken back: nothing is asked any more, and a link that went out takes nothing."""
    asked = Proof.objects.awaited(event.at).filter(message=event.data["message"])
    asked.update(revoked_at=event.at, revoked_by=event.actor_id)


def masked(address: str) -> str:
    """«в•••@warm.example»: enough for its owner to know where to look."""
    name, _at, host = address.rpartition("@")
    return f"{name[:1]}•••@{host}"


def _must_be(proof: Proof, by: Person) -> None:
    if by.pk != proof.person_id:
        raise Forbidden("proof.whose", _("Only the customer who is asked confirms this."))


def _withdraw(person: Person, by: Person | None = None) -> None:
    now = clock.now()
    Proof.objects.awaited(now).filter(person=person).update(revoked_at=now, revoked_by=by)


def _told(body: str, way: Way, ticket: Ticket) -> str:
    """Our words, and for the portal where to go; the link of a letter is never part of the conversation."""
    if way == Way.LETTER:
        return body.strip()
    return f"{body.strip()}\n\n{settings.SITE_URL}/requests/{ticket.number}/"


def _send(proof: Proof, identity: Identity) -> None:
    since = clock.now() - timedelta(hours=1)
    if Proof.objects.filter(person=proof.person_id, way=Way.LETTER, asked_at__gt=since).count() > LETTERS_AN_HOUR:
        raise Refused("proof.often", _("Too many such letters to this customer. Try again in an hour."))
    person, ticket = proof.person, proof.ticket
    with translation.override(person.language):
        subject = _("Is it you who writes to us? Request № %(number)s") % {"number": ticket.number}
        parts = [
            _("Somebody writes to our support in your name: № %(number)s, “%(subject)s”.")
            % {"number": ticket.number, "subject": ticket.subject},
            _("If it is you, confirm it here: %(address)s") % {"address": address_of(proof)},
            _("If it is not you, say so on the same page. Give this link to nobody, not even to us."),
        ]
        send_mail(subject, "\n\n".join(parts), None, [identity.value])


def _note(code: str, proof: Proof, by: Person, side: Side | None = None) -> None:
    ticket = proof.ticket
    events.record(code, by=by, noun=ticket, side=side, ticket_id=ticket.pk, proof=proof.pk)
    audit.record(code, by=by, noun="proof", noun_id=proof.pk, after={"ticket": ticket.number, "way": proof.way})
