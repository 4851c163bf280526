"""Words that were better others: promises without a date; unfriendly, bureaucratic, internal ones; capitals; gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otklik.kernel import sensitive
from otklik.style import masking
from otklik.style.addressing import cased
from otklik.style.hints import Hint, Place, Situation
from otklik.style.lists import folded, own, pattern, phrases

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SHOUTED = re.compile(r"(?<!\w)[А-ЯЁІЇЄҐA-Z]{2,}(?:[ ,]+[А-ЯЁІЇЄҐA-Z]+)*(?:[ ,]+[А-ЯЁІЇЄҐA-Z]{2,})(?!\w)")
_LONG_WORD = 4
_SMALL_WORD = re.compile(r"\b(?:НЕ|НИ|НІ|ВСЁ|ВСЕ|ЭТО|ЦЕ|ВАМ|ВЫ|ВИ|НАДО|ТАК|DO|NOT|IS|YOU|THE|THIS|MUST|ALL|NEVER)\b")
"""Words that no abbreviation stands beside."""
_EXCLAIMED = re.compile(r"[!?]*!{2,}[!?]*|\?{3,}")
_GAP = re.compile(
    r"⟦[^⟦⟧\n]{0,80}⟧|\{\{?\s*[^\W\d_][\w .'’-]{0,30}\}?\}|%\w{2,20}%|_{4,}|(?<!\w)[xх]{3,}(?!\w)"
    r"|[\[<](?:имя|дата|дату|номер|ссылка|ссылку|срок|фамилия|клиент|ім['’ʼ]я|дату|посилання|термін|клієнт"
    r"|name|date|number|link|customer|your name|insert)[^\]>\n]{0,30}[\]>]",
    re.IGNORECASE,
)
SHINGLE = 6
"""Words in a row that a reply shares with a note: fewer may be chance."""


def check_promise(text: str, situation: Situation) -> Iterator[Hint]:
    """A promise that names no time. «{until}» of the lists is the next word that the form promises."""
    language, said = situation.language, masking.spoken(text)
    dates, passing, promising = (pattern(language, one) for one in ("dates", "passing", "promising"))
    for name in ("promise", "promise_weak"):
        for found, instead in phrases(language, name).found(said):
            sentence = masking.sentence_at(said, found.start())
            if dates.search(sentence) or passing.search(sentence) or sentence.rstrip().endswith("?"):
                continue
            if name == "promise_weak" and not promising.search(sentence):
                continue
            yield _hint("promise", "promise", found, _filled(instead, situation))


def check_unfriendly(text: str, situation: Situation) -> Iterator[Hint]:
    """Words that blame, command or refuse."""
    yield from _listed("unfriendly", text, situation)


def check_bureaucratic(text: str, situation: Situation) -> Iterator[Hint]:
    """Words of papers."""
    yield from _listed("bureaucratic", text, situation)


def check_internal(text: str, situation: Situation) -> Iterator[Hint]:
    """Words of ours: of colleagues among themselves, of systems that customers do not know, of notes; secrets."""
    for secret in sensitive.find(text):
        masked = text[secret.start : secret.start + 2] + sensitive.MASK
        yield Hint("internal", "internal.secret", masked, (Place(secret.start, secret.end, sensitive.MASK),))
    yield from _listed("internal", text, situation)
    for system in situation.systems:
        found = re.compile(rf"(?<!\w){re.escape(system)}(?!\w)", re.IGNORECASE).search(text)
        if found:
            yield Hint("internal", "internal.system", found[0], (Place(*found.span()),))
    yield from _of_notes(text, situation)


def check_own(text: str, situation: Situation) -> Iterator[Hint]:
    """Phrases that this company does not want to say."""
    for found, instead in own(situation.own).found(masking.spoken(text)):
        yield _hint("own", "own", found, _filled(instead, situation))


def check_capitals(text: str, situation: Situation) -> Iterator[Hint]:
    """Words in capitals in a row, and more than one exclamation mark: it reads as a shout."""
    said = masking.spoken(text)
    for found in _SHOUTED.finditer(said):
        many = sum(len(word) >= _LONG_WORD for word in _WORD.findall(found[0]))
        if many < (1 if _SMALL_WORD.search(found[0]) else 2):
            continue
        begins = not said[: found.start()].strip() or said[: found.start()].rstrip()[-1:] in ".!?…\n"
        quiet = found[0].capitalize() if begins else found[0].lower()
        yield Hint("capitals", "capitals.words", found[0], (Place(*found.span(), quiet),))
    marks = list(_EXCLAIMED.finditer(said))
    if marks:
        places = tuple(Place(*one.span(), "?" if "?" in one[0] else "!") for one in marks)
        yield Hint("capitals", "capitals.marks", marks[0][0], places)


def check_gaps(text: str, situation: Situation) -> Iterator[Hint]:
    """What a ready answer left to be filled in."""
    for found in _GAP.finditer(text):
        yield Hint("gaps", "gaps", found[0], (Place(*found.span()),))


def _listed(rule: str, text: str, situation: Situation) -> Iterator[Hint]:
    """By the list of the language."""
    said = masking.spoken(text)
    for found, instead in phrases(situation.language, rule).found(said):
        if _says_already(masking.sentence_at(said, found.start()), instead):
            continue
        yield _hint(rule, rule, found, _filled(instead, situation))


def _says_already(sentence: str, instead: str) -> bool:
    """«Не знаю, уточню»: the better word stands beside the worse one."""
    first = _WORD.search(instead)
    if first is None or len(first[0]) < _LONG_WORD:
        return False
    return re.search(rf"(?<!\w){re.escape(folded(first[0]))}", folded(sentence)) is not None


def _hint(rule: str, why: str, found: re.Match[str], instead: str | None) -> Hint:
    words = found[0].strip()
    start = found.start() + len(found[0]) - len(found[0].lstrip())
    place = Place(start, start + len(words), cased(instead.rstrip(), words) if instead else None)
    return Hint(rule, why, words, (place,))


def _filled(instead: str, situation: Situation) -> str | None:
    """The suggestion with the promised time in it; None for none, or where the time is not known."""
    if not instead or ("{until}" in instead and not situation.until):
        return None
    return instead.replace("{until}", situation.until)


def _of_notes(text: str, situation: Situation) -> Iterator[Hint]:
    """A sentence of a note, word for word, which the customer did not say themselves."""
    if not situation.notes:
        return
    theirs = {shingle for shingle, _span in _shingles(situation.asked)}
    ours = {shingle for note in situation.notes for shingle, _span in _shingles(note)} - theirs
    found = [span for shingle, span in _shingles(text) if shingle in ours]
    if found:
        start, end = found[0][0], next((span[1] for span in reversed(found) if span[0] < found[0][1]), found[0][1])
        yield Hint("internal", "internal.note", text[start:end], (Place(start, end),))


def _shingles(text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    words = [(one[0].casefold(), one.span()) for one in _WORD.finditer(text)]
    for place in range(len(words) - SHINGLE + 1):
        part = words[place : place + SHINGLE]
        yield tuple(word for word, _span in part), (part[0][1][0], part[-1][1][1])
