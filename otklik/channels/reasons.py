"""Why something did not leave or come, in the reader's words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")


def why(reason: str, error: str = "") -> str:
    """A sentence for the code, with what the other side said behind it."""
    said = (error.splitlines() or [""])[0].strip()[:200]
    known = _sentence(reason)
    return f"{known} {said}".strip() if known else said or reason


def _sentence(reason: str) -> str:
    if STATUS.fullmatch(reason):
        return _returned(reason)
    return {
        "refused": _("The server of the recipient refused the letter."),
        "refused_for_now": _("The server asked to come later."),
        "sender_refused": _("Our mail server does not let this sender out."),
        "too_large": _("The letter is larger than the server takes."),
        "unicode_address": _("The server does not know addresses in other alphabets."),
        "expired": _("It was not worth sending any more."),
        "crashed_twice": _("Sending broke off twice; the letter may have arrived."),
        "bounced": _("The letter came back."),
        "auth": _("Our mail server does not take the name and the password."),
        "token": _("Access to the mailbox has run out: connect it anew."),
        "tls": _("The protected connection to our mail server failed."),
        "no_such_host": _("Our mail server is not found."),
        "timeout": _("Our mail server does not answer."),
        "connection_refused": _("Our mail server takes no connections."),
        "connection_lost": _("Our mail server hung up."),
        "protocol": _("Our mail server answers otherwise than expected."),
        "provider": _("The sending service refused the letter."),
        "no_mailbox": _("There is no mailbox to send it from."),
        "error": _("An error in the program."),
    }.get(reason, "")


def _returned(status: str) -> str:
    """What an enhanced status says (RFC 3463)."""
    if status.startswith("5.1."):
        return _("There is no such address.")
    if status.startswith(("5.2.2", "4.2.2")):
        return _("The mailbox of the recipient is full.")
    if status.startswith("5.7."):
        return _("The server of the recipient does not trust the letter.")
    return _("The letter came back.")
