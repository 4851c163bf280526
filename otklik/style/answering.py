"""Whether a reply says anything, in the customer's language, to what they asked, with the file that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otklik.kernel.languages import detect
from otklik.style import masking
from otklik.style.hints import Hint, Place, Situation
from otklik.style.lists import LANGUAGES, any_of, pattern

_WORD = re.compile(r"[^\W\d_]{2,}")
_ONLY_RUSSIAN, _ONLY_UKRAINIAN = re.compile(r"[ыэъё]", re.IGNORECASE), re.compile(r"[іїєґ]", re.IGNORECASE)
FEWEST_WORDS = 4
"""In fewer nobody can tell a language."""
CERTAIN_WORDS = 10
"""From so many on a neighbouring language is believed without letters of its own."""
_QUESTION = re.compile(r"[^.!?…\n]*\?")
_EMPTY_WORDS = frozenset(
    _WORD.findall(
        """это этот эта что чтобы как когда где какой какая какие можно нужно если или для при без ещё еще уже есть быть
        будет меня мне мой моя мои вас вам ваш наш нас нам подскажите скажите пожалуйста здравствуйте почему зачем
        сколько ли бы же тоже также потом теперь сейчас цей ця що щоб як коли де який яка які можна треба якщо або для
        без вже бути буде мене мені мій моя вас вам ваш наш підкажіть скажіть будь ласка чому навіщо скільки the and for
        you your can how what when where which why who does did will would could should please have has our with this
        that from there are was not but it its is do"""
    )
)
_STEM = 4
"""Letters by which two forms of a word are held for one."""
_NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–—•*])\s", re.MULTILINE)


def check_empty(text: str, situation: Situation) -> Iterator[Hint]:
    """Nothing but a greeting and a signature."""
    if situation.has_files or not text.strip():
        return
    said = masking.core(text, situation.language, situation.signature)
    start = len(said) - len(said.lstrip())
    for language in dict.fromkeys((situation.language, *LANGUAGES)):
        if greeting := any_of(language, "greetings").match(said, start):
            rest = said[greeting.end() :]
            name = re.match(r"[ ,]{0,3}[\w'’ʼ-]*(?: [А-ЯЁІЇЄҐA-Z][\w'’ʼ-]*)?\s*[,!.:]*", rest)
            said = rest[name.end() :] if name else rest
            break
    if not re.search(r"\w", said):
        yield Hint("empty", "empty", "", (Place(0, len(text)),))


def check_language(text: str, situation: Situation) -> Iterator[Hint]:
    """Another language than that which the customer writes in; code, quotes and names of buttons do not count."""
    said = masking.spoken(masking.core(text, situation.language, situation.signature))
    words = _WORD.findall(said)
    if len(words) < FEWEST_WORDS:
        return
    found = detect(said)
    if found is None or found == situation.language or not _is_certain(found, situation.language, said, len(words)):
        return
    yield Hint("language", f"language.{found}", "", (Place(0, len(text)),), situation.language)


def check_attachment(text: str, situation: Situation) -> Iterator[Hint]:
    """A file that the words speak of and that is not there."""
    if situation.has_files:
        return
    said = masking.spoken(text)
    for found in any_of(situation.language, "attachment").finditer(said):
        sentence = masking.sentence_at(said, found.start())
        if not pattern(situation.language, "theirs").search(sentence.lower()) and not sentence.rstrip().endswith("?"):
            yield Hint("attachment", "attachment", found[0], (Place(*found.span()),))
            return


def check_unanswered(text: str, situation: Situation) -> Iterator[Hint]:
    """The customer asked several things, and the reply speaks of none, or of one alone.

    Careful: a reply that asks back, counts its points, says yes or no, or says that it is looking into the matter is
    taken for one that knows what it does.
    """
    asked = questions(situation.asked)
    said = masking.core(text, situation.language, situation.signature)
    if len(asked) < 2 or not _WORD.search(said) or _is_aware(said, situation.language, len(asked)):
        return
    words = _stems(said)
    open_ones = [one for one in asked if not _stems(one) & words]
    answered = len(asked) - len(open_ones)
    points = sum(len(_WORD.findall(one)) > 1 for _start, one in masking.sentences(said))
    if open_ones and (answered == 0 or (answered == 1 and points <= 1)) and points < len(asked) + 1:
        yield Hint("unanswered", "unanswered", open_ones[0], (), str(len(asked)))


def questions(text: str) -> list[str]:
    """What a letter asks: sentences with a question mark that hold words of their own."""
    found = [one[0].strip(" ,;—–-") for one in _QUESTION.finditer(masking.own(text))]
    return [one for one in dict.fromkeys(found) if _stems(one)]


def _is_certain(found: str, wanted: str, said: str, words: int) -> bool:
    """Russian and Ukrainian are told apart by letters of one alone, or by length."""
    if {found, wanted} != {"ru", "uk"}:
        return True
    own, other = (_ONLY_RUSSIAN, _ONLY_UKRAINIAN) if found == "ru" else (_ONLY_UKRAINIAN, _ONLY_RUSSIAN)
    theirs, ours = len(own.findall(said)), len(other.findall(said))
    return (theirs >= 2 and ours == 0) or (words >= CERTAIN_WORDS and theirs > 2 * ours)


def _is_aware(said: str, language: str, count: int) -> bool:
    holds = pattern(language, "holding").search(said.lower()) or pattern(language, "yesno").search(said.lower())
    return bool(holds) or "?" in said or len(_NUMBERED.findall(said)) >= count


def _stems(text: str) -> set[str]:
    words = (word.casefold().replace("ё", "е") for word in _WORD.findall(text))
    return {word[:_STEM] for word in words if len(word) >= 3 and word not in _EMPTY_WORDS}
