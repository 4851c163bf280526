"""The ready answer that is meant by a few letters, in the customer's language and tone (E2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from otklik.knowledge.models import ReadyAnswer, ReadyAnswerText, ReadyAnswerUse
from otklik.knowledge.wording import plain
from otklik.people.models import Person
from otklik.people.models.person import Tone

MOST = 8
WORD_START, INSIDE, SCATTERED = 3.0, 2.0, 1.0
IN_BODY = 0.5

_LAYOUT = dict(
    zip("qwertyuiop[]asdfghjkl;'zxcvbnm,.`", "йцукенгшщзхъфывапролджэячсмитьбюё", strict=True),
)


@dataclass(frozen=True, slots=True)
class Offer:
    """A ready answer with the words that fit best; `is_foreign` when they are in another language."""

    answer: ReadyAnswer
    text: ReadyAnswerText
    is_foreign: bool


def offers(asked: str, *, to: Person, language: str, tone: str, most: int = MOST) -> list[Offer]:
    """What `to` may mean by these letters, the likeliest first; all of them, the most used first, for none."""
    answers = ReadyAnswer.objects.visible_to(to).in_use().select_related("category").prefetch_related("texts", "files")
    habits = _habits(to)
    ranked = []
    for answer in answers:
        text = fitting(answer.texts.all(), language, tone)
        if text is not None and (score := likeness(asked, answer.title, text.body)):
            mine, all_uses = habits.get(answer.pk, (0, 0))
            ranked.append(((score, mine, all_uses, text.language == language), answer, text))
    ranked.sort(key=lambda one: (*(-float(part) for part in one[0]), one[1].title))
    return [Offer(answer, text, text.language != language) for _score, answer, text in ranked[:most]]


def named(asked: str, *, to: Person, language: str, most: int = 3) -> list[Offer]:
    """Those whose title or words have what was typed, without guessing by scattered letters: for a search."""
    found = offers(asked, to=to, language=language, tone=Tone.POLITE) if asked.strip() else []
    return [one for one in found if likeness(asked, one.answer.title, one.text.body) not in (0.0, SCATTERED)][:most]


def fitting(texts: Iterable[ReadyAnswerText], language: str, tone: str) -> ReadyAnswerText | None:
    """The words in this language and tone; else the polite ones, else any of the language, else any."""
    wanted = [(language, tone), (language, Tone.POLITE), (language, None), (None, tone), (None, None)]
    found = list(texts)
    for code, manner in wanted:
        for text in found:
            if code in (None, text.language) and manner in (None, text.tone):
                return text
    return None


def likeness(asked: str, title: str, body: str = "") -> float:
    """How well letters fit a title, or the words themselves; 0 when they do not. The wrong keyboard layout is read."""
    asked = plain(asked).strip()
    if not asked:
        return 1.0
    other = "".join(_LAYOUT.get(letter, letter) for letter in asked)
    return max(_likeness(one, title, body) for one in {asked, plain(other)})


def _habits(person: Person) -> dict[int, tuple[int, int]]:
    """By the id of each: how often this person used it, and everybody."""
    mine = Count("pk", filter=Q(person=person))
    rows = ReadyAnswerUse.objects.order_by().values("answer").annotate(mine=mine, total=Count("pk"))
    return {row["answer"]: (row["mine"], row["total"]) for row in rows}


def _likeness(asked: str, title: str, body: str) -> float:
    title, body = plain(title), plain(body)
    words = asked.split()
    if all(f" {word}" in f" {title}" for word in words):
        return WORD_START
    if all(word in title for word in words):
        return INSIDE
    if _is_scattered(asked.replace(" ", ""), title):
        return SCATTERED
    return IN_BODY if all(f" {word}" in f" {body}" for word in words) else 0.0


def _is_scattered(letters: str, text: str) -> bool:
    """Whether the letters stand in the text in this order, the first of them at the start of a word."""
    for place, letter in enumerate(text):
        if letter == letters[0] and (place == 0 or not text[place - 1].isalnum()):
            rest = iter(text[place:])
            if all(one in rest for one in letters):
                return True
    return False
