"""Addresses of people, brought to one form for matching; the original is kept for sending (F9)."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from otklik.kernel.text import clean_line
from otklik.kernel.verbs import Refused

_PROVIDERS = """
    mail.ru inbox.ru list.ru bk.ru internet.ru xmail.ru vk.com yandex.ru ya.ru yandex.com yandex.by yandex.kz
    yandex.ua narod.ru rambler.ru lenta.ru autorambler.ru myrambler.ru ro.ru rambler.ua sibmail.com e1.ru ngs.ru
    nm.ru pochta.ru mail.com gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.co.uk hotmail.fr
    live.com live.ru msn.com icloud.com me.com mac.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr ymail.com
    rocketmail.com aol.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tuta.io tutamail.com
    fastmail.com fastmail.fm zoho.com zohomail.com zohomail.eu gmx.com gmx.de gmx.net gmx.at web.de t-online.de
    freenet.de ukr.net i.ua meta.ua bigmir.net email.ua online.ua tut.by mail.kz orange.fr free.fr laposte.net
    libero.it seznam.cz wp.pl o2.pl interia.pl onet.pl op.pl qq.com 163.com 126.com sina.com naver.com comcast.net
    verizon.net att.net cox.net rediffmail.com hey.com duck.com privaterelay.appleid.com simplelogin.com mozmail.com
    mailinator.com guerrillamail.com 10minutemail.com temp-mail.org yopmail.com
"""
PUBLIC_PROVIDERS = frozenset(_PROVIDERS.split())
"""Where anybody can have an address: such a domain says nothing about a company."""

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_EXTENSION = re.compile(r"\s*(?:доб|вн|ext|x|#|,|;).*$", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-‐‑–—/\u00a0]+")


class InvalidAddress(Refused):
    """What was given is no address of that kind."""

    def __init__(self, value: str) -> None:
        super().__init__("address.invalid", _("This does not look like an address. Check it for typos."), value=value)


def normalise(kind: str, value: str) -> str:
    """The form in which two spellings of one address are equal. Raises InvalidAddress.

    No dots and no +tags are folded: they are different addresses to all but one provider (F9).
    """
    if kind == "email":
        return normalise_email(value)
    if kind == "phone":
        return normalise_phone(value)
    line = clean_line(value)
    if not line or len(line) > 250:
        raise InvalidAddress(value)
    return line


def normalise_email(value: str) -> str:
    """NFC, lower case, the domain as A-labels (RFC 5890). Raises InvalidAddress."""
    local, at, domain = clean_line(value).rpartition("@")
    local = _lower(local)
    if not at or not local or re.search(r"[\s<>\"(),:;@\[\]\\]", local) or len(local.encode()) > 64:
        raise InvalidAddress(value)
    whole = f"{local}@{normalise_domain(domain)}"
    if len(whole.encode()) > 254:
        raise InvalidAddress(value)
    return whole


def normalise_domain(value: str) -> str:
    """A domain as lower-case A-labels, without a final dot. Raises InvalidAddress."""
    try:
        domain = _lower(clean_line(value)).removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise InvalidAddress(value) from None
    if not domain or len(domain) > 253 or not all(_LABEL.fullmatch(label) for label in domain.split(".")):
        raise InvalidAddress(value)
    return domain


def normalise_phone(value: str) -> str:
    """E.164 with a plus; 8 and 10 digits by the habits of Russia and Ukraine. Raises InvalidAddress."""
    line = _PUNCTUATION.sub("", _EXTENSION.sub("", clean_line(value)))
    international = line.startswith(("+", "00"))
    digits = line.removeprefix("+").removeprefix("00") if international else line
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidAddress(value)
    digits = _with_country(digits, international)
    if not 8 <= len(digits) <= 15 or digits.startswith("0"):
        raise InvalidAddress(value)
    return f"+{digits}"


def domain_of(address: str) -> str:
    """The domain of an e-mail address; empty if it has none."""
    return address.rpartition("@")[2] if "@" in address else ""


def _with_country(digits: str, international: bool) -> str:
    if (
        len(digits) == 11
        and digits.startswith("8")
        and (digits[1] in "3489" if not international else digits[1] == "9")
    ):
        return "7" + digits[1:]
    if international:
        return digits
    if len(digits) == 10 and digits.startswith("9"):
        return "7" + digits
    if len(digits) == 10 and digits.startswith("0"):
        return "38" + digits
    return digits if len(digits) >= 11 and not digits.startswith("8") else ""


def _lower(text: str) -> str:
    return unicodedata.normalize("NFC", text.lower())
