"""How mailboxes and parked letters are, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from otklik.channels.email import suspicion
from otklik.channels.email.connecting import Finding
from otklik.channels.email.models import Mailbox
from otklik.channels.models import Inbound, LetterTrust
from otklik.ui.formats import Words
from otklik.ui.shapes import Choice


@dataclass(frozen=True, slots=True)
class Way:
    """One way of a mailbox: fetching or sending. `server` is what the other side said."""

    title: str
    text: str
    is_fine: bool
    server: str = ""


def found(finding: Finding) -> Way:
    """What a check of the connection has shown."""
    return Way(_title(finding.way), _reason(finding.code), finding.is_fine, finding.said)


def ways(mailbox: Mailbox, words: Words) -> list[Way]:
    """How the mailbox has fared lately."""
    known = []
    if mailbox.imap_host:
        last = mailbox.fetched_at
        fine = _("letters were fetched %(when)s") % {"when": words.sentence(last)} if last else _("not fetched yet")
        known.append(_way("fetch", mailbox.fetch_failing_since, mailbox.fetch_error, fine, words))
    if mailbox.smtp_host or mailbox.provider:
        known.append(_way("send", mailbox.send_failing_since, mailbox.send_error, _("letters leave"), words))
    return known


def why_parked(inbound: Inbound) -> str:
    """Why a person has to decide about a letter."""
    known = _reasons_parked().get(inbound.reason)
    if inbound.reason in ("letter.suspicious", "letter.blocked"):
        known = " ".join(_against(inbound)) or known
    return known or inbound.error.strip().rpartition("\n")[2][:200] or inbound.reason


def reasons(codes: Iterable[str], chosen: str) -> list[Choice]:
    """Reasons for which letters are parked now, to choose one from."""
    known = _reasons_parked()
    return [
        Choice(code, known.get(code, code), code == chosen)
        for code in sorted({*codes} | ({chosen} - {"discarded", ""}))
    ]


def _against(inbound: Inbound) -> list[str]:
    """What speaks against a suspicious letter, each in a sentence."""
    signs = LetterTrust.objects.filter(inbound=inbound).values_list("signs", flat=True).first() or []
    return suspicion.words([(code, about) for code, about in signs])


def _reasons_parked() -> dict[str, str]:
    return {
        "error": _("It could not be read: an error in the program. Try again after an upgrade."),
        "gave_up": _("Reading it broke off three times."),
        "letter.no_sender": _("The letter does not say who wrote it."),
        "letter.colleague": _("A letter from a colleague's address that proves nothing."),
        "letter.suspicious": _("Too much speaks against this letter."),
        "letter.blocked": _("The sender is blocked."),
        "letter.too_many": _("Too many letters of one sender within an hour."),
        "letter.too_many_new": _("Too many new requests of one sender within ten minutes."),
        "letter.spam": _("A rule of letters holds it for spam."),
        "letter.rule": _("A rule of letters put it here."),
        "ticket.empty": _("There is neither text nor a file in it."),
        "too_large": _("The letter is too large; it stays in the mailbox."),
        "not_fetched": _("The server did not give the letter; it stays in the mailbox."),
    }


def _way(way: str, since: object, error: str, fine: str, words: Words) -> Way:
    if since is None:
        return Way(_title(way), fine, is_fine=True)
    code, _colon, server = error.partition(": ")
    text = _("%(why)s Since %(when)s.") % {"why": _reason(code), "when": words.short(since)}  # type: ignore[arg-type]
    return Way(_title(way), text, is_fine=False, server=server)


def _title(way: str) -> str:
    return pgettext("way of mail", "Fetching") if way == "fetch" else pgettext("way of mail", "Sending")


def _reason(code: str) -> str:
    return {
        "ok": _("It works."),
        "token": _("The provider does not let us in any more: connect the mailbox anew."),
        "token_host": _(
            "A token of the provider is not shown to this server. Name the provider’s own, with protection."
        ),
        "token_server": _("The provider gives no token now."),
        "auth": _("The server does not take the name and the password."),
        "tls": _("The protected connection failed: check the kind of protection and the server’s certificate."),
        "folder": _("There is no such folder."),
        "no_such_host": _("There is no server of this name."),
        "timeout": _("The server does not answer. Check its name and port."),
        "connection_refused": _("The server takes no connections on this port."),
        "connection_lost": _("The server hung up. Check the kind of protection."),
        "protocol": _("The server answers otherwise than expected."),
        "disk": _("There is no room left on our own disk: letters wait on the server."),
        "database": _("Our own database cannot be reached: letters wait on the server."),
    }.get(code) or _("It does not work: %(code)s.") % {"code": code}
