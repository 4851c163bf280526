"""How the customer is spoken to: «Вы», the name, the agreed tone (A11, R32)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from otklik.style import masking
from otklik.style.hints import Hint, Place, Situation
from otklik.style.lists import any_of, phrases
from otklik.style.names import is_name, is_same

_SMALL = {
    "ru": re.compile(r"(?<!\w)(?:вы|вас|вам|вами|ваш(?:а|е|и|его|ему|им|ем|ей|у|их|ими)?)(?!\w)"),
    "uk": re.compile(r"(?<!\w)(?:ви|вас|вам|вами|ваш(?:а|е|і|ого|ому|им|ій|ої|ою|у|их|ими)?)(?!\w)"),
}
_THOU: dict[str, dict[str, str]] = {
    language: dict(re.findall(r"(\S+)=(\S+)", pairs))
    for language, pairs in {
        "ru": """ты=Вы тебя=Вас тебе=Вам тобой=Вами твой=Ваш твоя=Ваша твоё=Ваше твое=Ваше твои=Ваши твоего=Вашего
        твоему=Вашему твоей=Вашей твою=Вашу посмотри=посмотрите напиши=напишите проверь=проверьте скажи=скажите
        попробуй=попробуйте подожди=подождите нажми=нажмите открой=откройте перезагрузи=перезагрузите зайди=зайдите
        введи=введите выбери=выберите скинь=пришлите удали=удалите скачай=скачайте глянь=посмотрите""",
        "uk": """ти=Ви тебе=Вас тобі=Вам тобою=Вами твій=Ваш твоя=Ваша твоє=Ваше твої=Ваші твого=Вашого твоєму=Вашому
        твоєї=Вашої твою=Вашу подивись=подивіться напиши=напишіть перевір=перевірте скажи=скажіть спробуй=спробуйте
        зачекай=зачекайте натисни=натисніть відкрий=відкрийте зайди=зайдіть введи=введіть вибери=виберіть
        скинь=надішліть""",
    }.items()
}
"""What stands for «ты» and its imperatives, and the polite form of each."""
_LARGE = {
    "ru": re.compile(r"(?<!\w)(?:[Вв]ы|[Вв]ас|[Вв]ам|[Вв]аш\w*)(?!\w)"),
    "uk": re.compile(r"(?<!\w)(?:[Вв]и|[Вв]ас|[Вв]ам|[Вв]аш\w*)(?!\w)"),
}
_NAME = r"(?P<name>[А-ЯЁІЇЄҐA-Z][а-яёіїєґa-z'’ʼ]{1,20})"
_NOT_NAMES = frozenset(
    re.findall(
        r"\S+",
        """вы вам вас ваш ваша ваше ваши ви спасибо дякую дякуємо благодарим thanks thank we i you your коллеги колеги
        друзья друзі все всі all team everyone there sir madam команда да нет так ні yes no мы ми я это це it the
        клиент""",
    )
)


def check_form(text: str, situation: Situation) -> Iterator[Hint]:
    """«Вы» with a capital to one person, no «ты» unless it is agreed; in the agreed informal tone no «Вы»."""
    language, said = situation.language, masking.spoken(text)
    if language not in _SMALL:
        return
    if situation.tone == "informal":
        formal = list(_LARGE[language].finditer(said))
        familiar = [one for one in _words(said) if one[0].lower() in _THOU[language]]
        if formal and not situation.is_to_many:
            why = "address.mixed" if familiar else "address.formal"
            yield Hint("address", why, formal[0][0], tuple(Place(*one.span()) for one in formal))
        return
    yield from _familiar(said, language)
    small = list(_SMALL[language].finditer(said))
    if small and not situation.is_to_many:
        places = tuple(Place(*one.span(), one[0].capitalize()) for one in small)
        yield Hint("address", "address.small", small[0][0], places)


def check_name(text: str, situation: Situation) -> Iterator[Hint]:
    """Another's name after the greeting, or none in the first reply."""
    known = tuple(dict.fromkeys(word for name in (situation.name, *situation.names) for word in name.split()))
    if not known or situation.is_to_many or not text.strip():
        return
    greeting = _greeting(text, situation.language)
    said = _named(text, greeting)
    if said is not None:
        if not any(is_same(said["name"], one) for one in known):
            yield Hint("name", "name.wrong", said["name"], (Place(*said.span("name"), situation.name),), situation.name)
        return
    if situation.is_first and situation.name and not _says_any(text, known):
        yield _missing(text, greeting, situation)


def check_tone(text: str, situation: Situation) -> Iterator[Hint]:
    """Slang to whom is spoken to politely, familiar words to whom officially, stiff ones to whom informally."""
    name = {"official": "familiar", "informal": "stiff"}.get(situation.tone, "slang")
    lists = [name, "slang"] if name == "familiar" else [name]
    seen: set[int] = set()
    for one in lists:
        for found, instead in phrases(situation.language, one).found(masking.spoken(text)):
            if found.start() not in seen:
                seen.add(found.start())
                place = Place(*found.span(), cased(instead, found[0]) if instead else None)
                yield Hint("tone", f"tone.{situation.tone}", found[0], (place,))


def cased(instead: str, words: str) -> str:
    """With a capital where the words had one."""
    return instead[:1].upper() + instead[1:] if words[:1].isupper() else instead


def _familiar(said: str, language: str) -> Iterator[Hint]:
    found = [one for one in _words(said) if one[0].lower() in _THOU[language]]
    if found:
        instead = _THOU[language]
        places = tuple(Place(*one.span(), cased(instead[one[0].lower()], one[0])) for one in found)
        yield Hint("address", "address.familiar", found[0][0], places)


def _words(text: str) -> Iterator[re.Match[str]]:
    return re.finditer(r"[^\W\d_]+", text)


def _greeting(text: str, language: str) -> re.Match[str] | None:
    """The greeting with which the text begins, in its own language or the customer's."""
    start = len(text) - len(text.lstrip())
    for one in dict.fromkeys((language, "ru", "uk", "en")):
        if found := any_of(one, "greetings").match(text, start):
            return found
    return None


def _named(text: str, greeting: re.Match[str] | None) -> re.Match[str] | None:
    """The name that follows the greeting, or begins the text if people are called so."""
    if greeting is not None:
        found = re.compile(r"[ ,]{1,3}" + _NAME + r"(?=\s*(?:[,!.:\n]|$)|\s+[А-ЯЁІЇЄҐA-Z])").match(text, greeting.end())
        return found if found and found["name"].casefold() not in _NOT_NAMES else None
    found = re.compile(r"\s*" + _NAME + r"(?=\s*[,!])").match(text)
    return found if found and is_name(found["name"]) else None


def _says_any(text: str, known: tuple[str, ...]) -> bool:
    return any(is_same(word[0], one) for word in _words(text) if word[0][0].isupper() for one in known)


def _missing(text: str, greeting: re.Match[str] | None, situation: Situation) -> Hint:
    if greeting is None:
        start = len(text) - len(text.lstrip())
        return Hint("name", "name.missing", "", (Place(start, start, f"{situation.name}, "),), situation.name)
    comma = " " if situation.language == "en" else ", "
    place = Place(*greeting.span(), f"{greeting[0]}{comma}{situation.name}")
    return Hint("name", "name.missing", greeting[0], (place,), situation.name)
