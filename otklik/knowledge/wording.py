"""Words as they are looked for: in any form, from the wrong keyboard layout, in Latin letters, by another name."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?", re.UNICODE)
CYRILLIC = re.compile(r"[а-яіїєґ]")
LATIN = re.compile(r"[a-z]")
UKRAINIAN = re.compile(r"[іїєґ'’]")
_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_RUSSIAN = dict(zip(_KEYS, "ёйцукенгшщзхъфывапролджэячсмитьбю", strict=True))
_UKRAINIAN = dict(zip(_KEYS, "'йцукенгшщзхїфівапролджєячсмитьбю", strict=True))
_LATIN_OF = {letter: key for keys in (_UKRAINIAN, _RUSSIAN) for key, letter in keys.items()}
_SOUNDS = (
    "shch=щ sch=щ yo=ё jo=ё zh=ж kh=х ts=ц ch=ч sh=ш yu=ю ju=ю ya=я ja=я ye=е iu=ю ia=я ei=ей iy=ий yy=ый"
    " a=а b=б c=к d=д e=е f=ф g=г h=х i=и j=й k=к l=л m=м n=н o=о p=п q=к r=р s=с t=т u=у v=в w=в x=кс y=ы z=з '=ь"
)
_SOUND = dict(re.findall(r"(\S+)=(\S+)", _SOUNDS))
_SPOKEN = re.compile("|".join(map(re.escape, _SOUND)))
_HEARD = dict(zip("абвгдежзийклмнопрстуфхцчшщыэюяіїєґ", "abvgdezziiklmnoprstufhccssieuaiieg", strict=True))
_ONE_SOUND = (("ph", "f"), ("ck", "k"), ("q", "k"), ("w", "v"), ("y", "i"), ("x", "ks"), ("j", "z"))
_ENDINGS = re.compile(
    "(?:ування|ень|ань|юванням?|ення|ання|ість|істю|ості|ами|ями|ові|еві|ого|ому|ими|іми|ій|ої|ою|ею|ів|їв|ах|ях|ам|ям|ом|ем|єм"
    "|ати|яти|ити|іти|ують|юють|ають|яють|ить|ать|ять|уть|ють|ав|яв|ив|ів|ала|яла|ила|іла|али|или|ує|ює|ає|яє|ся|сь"
    "|ий|а|я|о|е|и|і|ї|у|ю|є|ь)$"
)
_SMALL = """
как где что почему не нет мне мой моя у меня мы наш вы ваш вас я в на и по с за из от до для к о это есть хочу нужно
нужен надо можно пожалуйста после все уже а но или ли бы со так очень де як чому що мені мій мене ми і та з від це є
потрібно будь ласка how do i my the a to is it please can want need what where why in of on for me you your
"""


def words(text: str) -> list[str]:
    """Words and numbers in small letters, ё as е."""
    return WORD.findall(plain(text))


def plain(text: str) -> str:
    """Small letters, ё as е: people do not agree about it."""
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """What the forms of a word share, as PostgreSQL's `russian` finds it for Russian and English words."""
    if not CYRILLIC.search(word):
        return str(_english().stemWord(word))
    if UKRAINIAN.search(word):
        return _ukrainian(word)
    return str(_russian().stemWord(word))


def swapped(word: str) -> list[str]:
    """What was meant if the keyboard was in the wrong layout: `ghbdtn` is «привет»; Russian, then Ukrainian."""
    if CYRILLIC.search(word):
        return ["".join(_LATIN_OF.get(letter, letter) for letter in word)]
    if not LATIN.search(word):
        return []
    typed = ["".join(keys.get(letter, letter) for letter in word) for keys in (_RUSSIAN, _UKRAINIAN)]
    return list(dict.fromkeys(plain(one) for one in typed))


def transliterated(word: str) -> list[str]:
    """Cyrillic for what was typed in Latin letters by its sound: `oplata` is «оплата»."""
    if CYRILLIC.search(word) or not LATIN.search(word):
        return []
    spoken = plain(_SPOKEN.sub(lambda found: _SOUND[found[0]], word))
    soft = re.sub(r"([бвджзклмнпрстфхцчшщ])ы$", r"\1и", spoken)
    return list(dict.fromkeys([spoken, soft, spoken.replace("ы", "и")]))


@lru_cache(maxsize=100_000)
def sound(word: str) -> str:
    """How a word is heard, in whichever alphabet: «вордпресс» as "wordpress", «крон» as "cron", «пхп» as "php"."""
    heard = "".join(_HEARD.get(letter, letter) for letter in word if letter not in "ьъ'’")
    for spelled, one in _ONE_SOUND:
        heard = heard.replace(spelled, one)
    return re.sub(r"(.)\1", r"\1", re.sub(r"c(?![eih])", "k", heard))


def alike(stemmed: str) -> tuple[str, ...]:
    """Stems of other names for the same: «учётка» and «аккаунт», «рахунок» and «счёт»."""
    return _others().get(stemmed, ())


@cache
def small_words() -> frozenset[str]:
    """Stems that a question has and an answer need not: «как», «почему», "please"."""
    return frozenset(stem(word) for word in _SMALL.split())


def _ukrainian(word: str) -> str:
    word = word.replace("’", "'")
    for _ending in range(2):
        shorter = _ENDINGS.sub("", word)
        if len(shorter) < 3 or shorter == word:
            break
        word = shorter
    return word


@cache
def _others() -> dict[str, tuple[str, ...]]:
    groups = json.loads((Path(__file__).parent / "synonyms.json").read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for group in groups:
        stems = {stem(plain(word)) for word in group}
        for one in stems:
            found[one] = found.get(one, set()) | (stems - {one})
    return {one: tuple(sorted(others)) for one, others in found.items()}


@cache
def _russian() -> Any:
    return snowballstemmer.stemmer("russian")


@cache
def _english() -> Any:
    return snowballstemmer.stemmer("english")
