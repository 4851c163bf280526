"""Lines that say whose words follow: «Анна написала:», «On Tuesday Bob wrote:», a block of От/Кому/Тема."""

from otklik.channels.email import styles
from otklik.channels.email.lines import LINE_LIMIT, Line

NO, SOME, LIKELY, SURE = range(4)
LINES = 4
FIELDS_WITHIN = 8


def attribution(lines: list[Line], place: int) -> tuple[int, int]:
    """How certainly an attribution begins at a line, and how many lines it takes.

    SURE: what follows is quoted, marked or not. LIKELY: if a blockquote or a mark follows. SOME: if a mark does.
    """
    said: list[str] = []
    for line in lines[place : place + LINES]:
        if line.blank or line.depth != lines[place].depth or sum(map(len, said)) + len(line.text) > LINE_LIMIT:
            break
        said.append(line.text.strip())
        if said[-1].endswith((":", "wrote", "пишет")):
            return _shortest(said)
    return NO, 0


def _shortest(said: list[str]) -> tuple[int, int]:
    """The certainty of the lines taken together, if the first of them is needed for it."""
    certainty = _certainty(" ".join(said))
    needed = all(_certainty(" ".join(said[start:])) < certainty for start in range(1, len(said)))
    return (certainty, len(said)) if needed and (certainty > SOME or len(said) == 1) else (NO, 0)


def _certainty(said: str) -> int:
    said = said.rstrip(": ")
    dated = bool(styles.DATED.match(said))
    timed = bool(styles.TIME.search(said))
    addressed = "@" in said and bool(styles.ADDRESS.search(said))
    if _is_sure(said, dated, timed, addressed):
        return SURE
    says_last = bool(styles.SAYS_LAST.search(said))
    if (says_last and len(said) < 120) or (dated and (addressed or styles.SAYS.search(said))):
        return LIKELY
    return SOME if addressed or styles.HAS_DATE.search(said) else NO


def _is_sure(said: str, dated: bool, timed: bool, addressed: bool) -> bool:
    says = bool(styles.SAYS.search(said))
    says_last = bool(styles.SAYS_LAST.search(said))
    return (
        (dated and says_last and (timed or addressed))
        or (dated and timed and addressed and bool(styles.ADDRESS_LAST.search(said)))
        or (dated and bool(styles.ZONED_FROM.search(said)))
        or bool(styles.ON_WROTE.match(said))
        or (addressed and says and (says_last or bool(styles.HAS_DATE.search(said))) and "<" in said)
    )


def is_head(lines: list[Line], place: int) -> bool:
    """Whether the head of an older letter begins at a line: От, Отправлено, Кому, Тема."""
    first = styles.FIELD.match(lines[place].text[:LINE_LIMIT])
    if not first:
        return False
    names, strange = [first["name"].lower()], 0
    for line in lines[place + 1 : place + FIELDS_WITHIN]:
        found = styles.FIELD.match(line.text[:LINE_LIMIT])
        if found:
            names.append(found["name"].lower())
        elif line.blank or strange > 1:
            break
        else:
            strange += 1
    known = set(names)
    if len(known) < 2 or not known & styles.SENDER_FIELDS:
        return False
    return len(known) > 2 or not strange or lines[place].sign == "head"
