"""How mail programs write that somebody else's words begin: one table of shapes (research: mail, §3.8).

Every shape is tried on short lines only and has no nested repetition, so that no letter can make it slow.
"""

import re

WEEKDAY = (
    r"пн|вт|ср|чт|пт|сб|вс|нд|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|понеділок|вівторок|середа|"
    r"четвер|п.ятниця|субота|неділя|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"mo|di|mi|do|fr|sa|so|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
)
MONTH = (
    r"янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|mars|avr|juin|juil|août|déc|"
    r"ene|abr|ago|dic|gen|mag|giu|lug|set|ott|maj|paź|lut|kwi|cze|lip|sie|wrz|lis|gru|sty"
)
DATE = (
    rf"(?:(?:{WEEKDAY})\.?,?\s{{1,3}}(?:de\s)?)?"
    r"(?:\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|"
    rf"\d{{1,2}}(?:\.|st|nd|rd|th)?\s{{1,3}}(?:de\s)?(?:{MONTH})[^\W\d]{{0,9}}\.?,?(?:\s(?:de\s)?\d{{4}})?|"
    rf"(?:{MONTH})[^\W\d]{{0,9}}\.?\s{{1,3}}\d{{1,2}},?(?:\s\d{{4}})?)"
)
VERB = (
    r"написал(?:а|и|\(а\))?|пишет|писал(?:а|и|\(а\))?|сообщил(?:а|\(а\))?|пише|писав|писала|написав|wrote|writes|schrieb|"
    r"a écrit|écrit|escribió|escreveu|ha scritto|scrisse|schreef|skrev|napisał(?:a|\(a\))?|pisze|kirjoitti|napsal|yazdı"
)
EMAIL = r"[^\s<>()\"]{1,128}@[^\s<>()\":;,]{1,255}"
LEAD = r"(?:(?:on|am|le|el|il|op|em|den|dnia|w dniu)\s{1,3}(?:\S{1,12}\s)?)"

DATED = re.compile(rf"\W{{0,3}}{LEAD}?{DATE}", re.IGNORECASE)
HAS_DATE = re.compile(DATE, re.IGNORECASE)
TIME = re.compile(r"\d{1,2}[:.]\d\d\b")
ADDRESS = re.compile(EMAIL)
ADDRESS_LAST = re.compile(rf"[<(\[]?\s?{EMAIL}\s?[>)\]]?\s{{0,3}}$")
ZONED_FROM = re.compile(r"\s[+-]\d\d:?\d\d\s(?:от|від|from)\s", re.IGNORECASE)
SAYS = re.compile(rf"\b(?:{VERB})(?!\w)", re.IGNORECASE)
SAYS_LAST = re.compile(rf"(?:^|[\s>)\],])(?:{VERB})\s{{0,3}}$", re.IGNORECASE)
ON_WROTE = re.compile(r"on\s.{5,}\swrote$", re.IGNORECASE | re.DOTALL)

ORIGINAL = re.compile(
    r"\W{0,3}-{2,}\s{0,3}(?:original(?: message| appointment)?|исходное сообщение|оригинальное сообщение|"
    r"первоначальное сообщение|вихідне повідомлення|оригінальне повідомлення|ursprüngliche nachricht|"
    r"message d.origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht|"
    r"oprindelig meddelelse|wiadomość oryginalna|reply message|ответ на сообщение)\s{0,3}-{2,}\s*$",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"\W{0,3}(?:[-_=*]{2,}\s{0,3}(?:forwarded (?:message|by)|пересылаемое сообщение|перенаправленное сообщение|"
    r"пересланное сообщение|переадресованное сообщение|переслане повідомлення|пересилане повідомлення|"
    r"weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|mensagem encaminhada|"
    r"doorgestuurd bericht|wiadomość przekazana|videresendt|конец пересылаемого)|"
    r"(?:begin forwarded message|начало переадресованного сообщения|початок переадресованого повідомлення|"
    r"anfang der weitergeleiteten|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|"
    r"inizio messaggio inoltrato)\b)",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"[\s*>]{0,4}(?P<name>от|от кого|отправитель|отправлено|дата|кому|копия|тема|від|надіслано|копія|from|sent|date|to|"
    r"cc|subject|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet|enviado|para|asunto|assunto|da|inviato|"
    r"oggetto|van|verzonden|aan|onderwerp|fra|sendt|til|emne|od|wysłano|do|temat|från|skickat|till|ämne)"
    r"\s?:(?:[\s*]|$)",
    re.IGNORECASE,
)
SENDER_FIELDS = {"от", "от кого", "отправитель", "від", "from", "von", "de", "da", "van", "fra", "od", "från"}
RULE = re.compile(r"\s{0,3}(?:[_\-=*—]\s?){5,}\s*$")
SIGNATURE = re.compile(r"(?:--|—|- -|__)\s?$")
TAIL = re.compile(
    r"\W{0,3}(?:отправлено (?:с|из|через|со)\b|відправлено (?:з|із)\b|надіслано (?:з|із)\b|"
    r"получить outlook для|отримати outlook для|"
    r"sent (?:from|via|using)\b|get outlook for|von meinem .{2,40} gesendet|gesendet (?:von|mit)|envoyé (?:de|depuis)|"
    r"enviado (?:desde|do)|inviato da|verstuurd vanaf|verzonden vanaf|wysłane z|sendt fra|skickat från)",
    re.IGNORECASE,
)
FORWARD_SUBJECT = re.compile(r"\s*(?:fwd?|fw|пересл|переслано|пер|wg|tr|rv)\s?(?:\[\d+\])?\s?:", re.IGNORECASE)
