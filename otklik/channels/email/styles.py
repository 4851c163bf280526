"""How mail programs write that somebody else's words begin: shapes made of `phrases` (research: mail, §3.8).

Every shape is tried on short lines only and has no nested repetition, so that no letter can make it slow.
"""

import re

from otklik.channels.email import phrases


def _any(kinds: tuple[str, ...]) -> str:
    return "|".join(kinds)


WEEKDAY = _any(phrases.WEEKDAYS)
MONTH = _any(phrases.MONTHS)
DATE = (
    rf"(?:(?:{WEEKDAY})\.?,?\s{{1,3}}(?:de\s|den\s)?)?"
    r"(?:\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d{4}[-/.]\s?\d{1,2}[-/.]\s?\d{1,2}|"
    r"\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th|er)?[\s-]{{1,3}}(?:de\s)?(?:{MONTH})[^\W\d]{{0,9}}\.?,?(?:[\s-](?:de\s)?\d{{4}})?|"
    rf"(?:\d{{4}}\.?\s)?(?:{MONTH})[^\W\d]{{0,9}}\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th|\.)?,?(?:\s\d{{4}})?)"
)
VERB = _any(phrases.SAID)
EMAIL = r"[^\s<>()\"]{1,128}@[^\s<>()\":;,]{1,255}"
LEAD = rf"(?:(?:{phrases.LEADS})\s{{1,3}}(?:\S{{1,12}}\s)?)"
DASHES = "-_=*~—– \t"
WRAPPING = " \t>*\u200e\u200f\ufeff"
TITLE_LIMIT = 160
FIELD_LIMIT = 80

DATED = re.compile(rf"\W{{0,3}}{LEAD}?{DATE}", re.IGNORECASE)
HAS_DATE = re.compile(DATE, re.IGNORECASE)
TIME = re.compile(r"\d{1,2}[:.h]\s?\d\d\b|\d\s?[ap]\.?m\b", re.IGNORECASE)
ADDRESS = re.compile(EMAIL)
ADDRESS_LAST = re.compile(rf"[<(\[]{{0,2}}\s?{EMAIL}\s?[>)\]]{{0,2}}\s{{0,3}}$")
ZONED_FROM = re.compile(r"\s[+-]\d\d:?\d\d\s(?:от|від|from)\s", re.IGNORECASE)
SAYS = re.compile(rf"(?<!\w)(?:{VERB})(?!\w)|{phrases.SAID_GLUED}", re.IGNORECASE)
SAYS_LAST = re.compile(
    rf"(?:(?:^|[\s>)\],\"'’»”*])(?:{VERB})|{phrases.SAID_GLUED})(?:\s(?:the following|следующее))?\s{{0,3}}$",
    re.IGNORECASE,
)
ON_WROTE = re.compile(rf"\W{{0,3}}(?:{phrases.LEADS})\s.{{5,}}[\s>)](?:{VERB})$", re.IGNORECASE | re.DOTALL)
SENTENCE_END = re.compile(r"[!?…。！？]\W{0,2}$|\w{4,}\.$")
LABELLED = re.compile(r"[\s*>_|]{0,4}[^\W\d][^:：<@\n]{0,24}[:：]\*?\s\S")
YEAR = re.compile(r"(?:19|20)\d\d")
TURNED = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b]")

_DASHED = re.compile(r"[-_=*~—–]{3,}")
_ORIGINAL = re.compile(
    rf"(?:{_any(phrases.ORIGINAL)}|.{{2,120}}\b(?:wrote|написал(?:а|\(а\))?|schrieb|a écrit))\s?:?$", re.IGNORECASE
)
_UNDASHED = re.compile(
    r"(?:original message|исходное сообщение|ursprüngliche nachricht|mensaje original|message d.origine):?$",
    re.IGNORECASE,
)
_ABOVE = re.compile(phrases.ABOVE, re.IGNORECASE)
_ABOVE_HINTS = ("above", "выше", "вище", "über", "oberhalb", "dessus", "arriba", "encima", "acima", "sopra")
_FORWARDED = re.compile(rf"[^\n]{{0,60}}?(?:{_any(phrases.FORWARDED)})", re.IGNORECASE)
_FORWARD_BEGINS = re.compile(
    r"(?:begin forwarded message|начало пере(?:адресованного|сылаемого) сообщения|anfang der weitergeleiteten|"
    r"d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|inicio del mensaje reenviado|"
    r"inizio (?:del )?messaggio inoltrato)",
    re.IGNORECASE,
)
_FORWARD_TITLE = re.compile(rf"[^\n]{{0,50}}?(?:{_any(phrases.FORWARDED)})[^\n:：]{{0,40}}[:：]$", re.IGNORECASE)
FIELD = re.compile(
    rf"[\s*>_|]{{0,4}}(?:(?P<sender>{phrases.SENDER})|(?P<addressee>{phrases.ADDRESSEE})|(?P<sent>{phrases.SENT})|"
    rf"(?P<subject>{phrases.SUBJECT})|(?P<other>{phrases.OTHERS}))\s?\*?[:：](?:[\s*_]|(?=[^/\s])|$)",
    re.IGNORECASE,
)
FIELDS_IN_LINE = re.compile(
    rf"(?:^|[\s*;,>])(?:(?P<sender>{phrases.SENDER})|(?P<addressee>{phrases.ADDRESSEE})|(?P<sent>{phrases.SENT})|"
    rf"(?P<subject>{phrases.SUBJECT}))\s?\*?[:：][\s*]",
    re.IGNORECASE,
)
RULE = re.compile(r"\s{0,3}(?:[_\-=*—]\s?){5,}\s*$")
QUOTING = re.compile(rf"\W{{0,3}}(?:{phrases.QUOTING})\s.{{2,120}}$", re.IGNORECASE)
SAYS_AND_GOES_ON = re.compile(rf"(?<!\w)(?:{VERB})\s?:\s", re.IGNORECASE)
LIST_FOOTER = re.compile(
    r"mailing list|mailman/listinfo|список рассылки|(?:https?:|@).{0,120}(?:unsubscribe|отписаться)|"
    r"(?:unsubscribe|отписаться).{0,120}(?:https?:|@)",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"(?:--|—|- -|__)\s?$")
TAIL = re.compile(rf"\W{{0,3}}(?:{_any(phrases.TAILS)})", re.IGNORECASE)
SEE_BELOW = re.compile(phrases.SEE_BELOW, re.IGNORECASE)
FORWARD_SUBJECT = re.compile(
    r"\s*(?:fwd?|fw|пересл|переслано|пересылка|пер|перенаправлено|переадр|wg|tr|rv|i|enc|vs|vb|vl|pd|fs|továbbítás|yml|ynt|ilt|redirected|"
    r"doorst|转发|轉寄|转寄|転送|전달)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)


def titled(text: str) -> tuple[str, int, int]:
    """The words of a line between its dashes, and how many dashes stand before and after them."""
    line = text.strip(WRAPPING)
    if line[:1] not in DASHES[:-2] or not line:
        return "", 0, 0
    words = line.strip(DASHES)
    if inner := _DASHED.search(words):
        return words[: inner.start()].strip(), _dashes(line, words), len(inner[0])
    if not words:
        return "", 0, 0
    return words, _dashes(line, words), len(line[line.find(words) + len(words) :].replace(" ", ""))


def _dashes(line: str, words: str) -> int:
    return len(line[: line.find(words)].replace(" ", ""))


def is_title(text: str) -> bool:
    """Whether some words stand between dashes: -------- Whatever --------."""
    words, before, after = titled(text[: 2 * TITLE_LIMIT])
    return bool(words) and before > 1 and after > 1 and len(words) <= TITLE_LIMIT


def is_original(text: str) -> bool:
    """Whether a line says that the older letter follows, or that one writes above it."""
    line = text[:TITLE_LIMIT]
    words, before, after = titled(line)
    if words:
        return before > 1 and after > 1 and bool(_ORIGINAL.match(words))
    low = line.lower()
    return bool(_UNDASHED.match(low.strip())) or (
        any(hint in low for hint in _ABOVE_HINTS) and bool(_ABOVE.search(line))
    )


def is_forwarded(text: str) -> bool:
    """Whether a forwarded letter follows, as programs announce it."""
    words, before, _ = titled(text[: 2 * TITLE_LIMIT])
    if words:
        return before > 2 and bool(_FORWARDED.match(words))
    return bool(_FORWARD_BEGINS.match(text[:TITLE_LIMIT].strip(WRAPPING)))


def is_forward_title(text: str) -> bool:
    """Whether a line may announce a forwarded letter: the head of one must follow."""
    line = text.strip() if len(text) <= TITLE_LIMIT else ""
    return line.endswith((":", "：")) and bool(_FORWARD_TITLE.match(line))


def field(text: str) -> str:
    """What field of a letter's head a line is (sender, addressee, sent, subject, other), or nothing."""
    line = text[:FIELD_LIMIT]
    if ":" not in line and "：" not in line:
        return ""
    found = FIELD.match(TURNED.sub("", line))
    return (found.lastgroup or "") if found else ""
