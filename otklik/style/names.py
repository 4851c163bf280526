"""Whether a name that a reply says is the customer's: cases, ё, vocatives and another alphabet make no difference."""

from __future__ import annotations

import re

_LATIN = dict(
    zip(
        "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя",
        (
            *("a", "b", "v", "g", "g", "d", "e", "e", "e", "zh", "z", "i", "i", "i", "i", "k", "l", "m", "n", "o"),
            *("p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sch", "", "i", "", "e", "iu", "ia"),
        ),
        strict=True,
    )
)
_SOUNDS = (
    (r"yu|ju", "iu"),
    (r"ya|ja", "ia"),
    (r"x", "ks"),
    (r"kh", "h"),
    (r"[yj]", "i"),
    (r"w", "v"),
    (r"(.)\1", r"\1"),
)
_SHORT = (
    *(
        "александр александра олександр олександра саша сашко саня шура alexander alexandra alex",
        "алексей олексій алеша лёша леша alexey",
    ),
    *(
        "анастасия анастасія настя anastasia",
        "анна аня ганна anna ann",
        "андрей андрій andrew andrey",
        "артём артем тёма",
    ),
    *(
        "валентин валентина валя",
        "валерий валерія валерия валерій валера лера",
        "василий василь вася",
        "виктор віктор витя",
    ),
    *("владимир володимир вова володя", "владислав влад", "вячеслав слава", "галина галя", "геннадий геннадій гена"),
    *(
        "григорий григорій гриша",
        "дарья дарія даша",
        "дмитрий дмитро дима діма митя dmitry",
        "евгений евгения євген женя",
    ),
    *(
        "екатерина катерина катя kate katherine",
        "елена олена лена helen",
        "елизавета єлизавета лиза",
        "иван іван ваня ivan",
    ),
    *(
        "ирина ірина ира іра irene",
        "константин костянтин костя",
        "ксения оксана ксюша",
        "людмила люда мила",
        "любовь люба",
    ),
    *(
        "мария марія маша mary maria",
        "михаил михайло миша michael",
        "надежда надія надя",
        "наталья наталия наталя наташа",
    ),
    *(
        "николай микола коля nick nicholas",
        "олег oleg",
        "ольга оля olga",
        "павел павло паша paul",
        "петр пётр петро петя peter",
    ),
    *("роман рома roman", "светлана світлана света", "сергей сергій серёжа сережа sergey", "софия софія соня"),
    *("станислав станіслав стас", "степан степа", "татьяна тетяна таня", "фёдор федор федя", "юлия юлія юля julia"),
    *("юрий юрій юра", "яков яша", "вера віра vera", "зоя zoya", "игорь ігор igor", "кирилл кирило", "лариса лара"),
    *("максим макс", "никита микита", "руслан", "антон", "борис", "глеб", "дана", "денис", "марина"),
)
_BY_NAME: dict[str, set[int]] = {}
for _group, _words in enumerate(_SHORT):
    for _word in _words.split():
        _BY_NAME.setdefault(_word.replace("ё", "е"), set()).add(_group)


def sound(name: str) -> str:
    """A name by its sound, in Latin letters."""
    word = "".join(_LATIN.get(letter, letter) for letter in name.casefold())
    for found, instead in _SOUNDS:
        word = re.sub(found, instead, word)
    return word


def is_same(said: str, known: str) -> bool:
    """«Віро» is «Віра», «Вере» is «Вера», «Дима» is «Дмитрий», "Vera" is «Вера»; «Марина» is not «Мария»."""
    theirs, ours = _groups(said), _groups(known)
    if theirs and ours:
        return bool(theirs & ours)
    one, other = sound(said), sound(known)
    least = max(2, min(len(one), len(other)) - 2)
    return one[:least] == other[:least] and abs(len(one) - len(other)) <= 2


def is_name(word: str) -> bool:
    """Whether people are called so: only frequent names are known."""
    return bool(_groups(word))


def _groups(word: str) -> set[int]:
    """The groups of names that a word in any case belongs to."""
    plain = word.casefold().replace("ё", "е")
    found = set(_BY_NAME.get(plain, ()))
    for ending in ("о", "е", "ю", "у", "и", "і", "ы"):
        if plain.endswith(ending):
            for full in ("а", "я", "", "й", "о"):
                found |= _BY_NAME.get(plain[:-1] + full, set())
    return found
