"""Lines that say whose words follow: «Анна написала:», «On Tuesday Bob wrote:», a block of От/Кому/Тема."""

from otklik.channels.email import styles
from otklik.channels.email.lines import LINE_LIMIT, Line

NO, SOME, LIKELY, SURE = range(4)
LINES = 4
FIELDS_WITHIN = 9
WORDS_AT_MOST = 30
WRAPPED = 45
ENDS = (":", "：", "wrote", "пишет", "написал(а)", "a écrit", "escribió")


def attribution(lines: list[Line], place: int) -> tuple[int, int]:
    """How certainly an attribution begins at a line, and how many lines it takes.

    SURE: what follows is quoted, marked or not. LIKELY: if a blockquote or a mark follows. SOME: if a mark does.
    """
    said: list[str] = []
    for line in lines[place : place + LINES]:
        if line.blank or line.depth != lines[place].depth or sum(map(len, said)) + len(line.text) > LINE_LIMIT:
            break
        said.append(styles.TURNED.sub("", line.text).strip())
        if said[-1].endswith(ENDS):
            return _shortest(said)
    return _bare(said[0]) if said else (NO, 0)


def _bare(said: str) -> tuple[int, int]:
    """A date and an address alone: «2026/9/21 Bob <b@x>»; or words that go on in the same line: «… wrote: > Hello»."""
    goes_on = styles.SAYS_AND_GOES_ON.search(said[:LINE_LIMIT]) if ":" in said else None
    if goes_on and styles.DATED.match(said) and _certainty(said[: goes_on.end()].strip()) == SURE:
        return SURE, 1
    if "@" in said and said.endswith(">") and styles.DATED.match(said) and styles.ADDRESS_LAST.search(said):
        return SOME, 1
    return NO, 0


def _shortest(said: list[str]) -> tuple[int, int]:
    """The certainty of the lines taken together, if the first of them is needed and is no sentence of its own."""
    if len(said) > 1 and styles.SENTENCE_END.search(said[0]):
        return NO, 0
    certainty = _certainty(" ".join(said))
    needed = _is_broken_off(said) or all(
        _certainty(" ".join(said[start:])) < certainty for start in range(1, len(said))
    )
    return (certainty, len(said)) if needed and (certainty > SOME or len(said) == 1) else (NO, 0)


def _is_broken_off(said: list[str]) -> bool:
    """Whether a line with a date goes on in the next one only because a program has wrapped it."""
    first = said[0]
    if len(said) > 1 and said[1].startswith("<") and styles.HAS_DATE.search(first):
        return True
    if not styles.DATED.match(first) or first[-1] in ".!?:;":
        return False
    return (len(first) >= WRAPPED and first[-1].isalnum()) or bool(styles.TIME.search(first))


def _certainty(said: str) -> int:
    said = said.rstrip(":： *_")
    addressed = "@" in said and bool(styles.ADDRESS.search(said))
    if styles.QUOTING.match(said):
        return LIKELY
    says = bool(styles.SAYS.search(said))
    if not (addressed or says):
        return SOME if styles.HAS_DATE.search(said) else NO
    dated = bool(styles.DATED.match(said))
    if _is_sure(said, dated=dated, addressed=addressed, says=says):
        return SURE
    says_last = says and bool(styles.SAYS_LAST.search(said))
    if (says_last and len(said) < 120) or (dated and (addressed or says)):
        return LIKELY
    if says and len(said) < 80 and styles.HAS_DATE.search(said) and styles.TIME.search(said):
        return LIKELY
    return SOME if addressed or styles.HAS_DATE.search(said) else NO


def _is_sure(said: str, *, dated: bool, addressed: bool, says: bool) -> bool:
    if len(said.split()) > WORDS_AT_MOST:
        return False
    timed = bool(styles.TIME.search(said))
    says_last = says and bool(styles.SAYS_LAST.search(said))
    has_date = dated or bool(styles.HAS_DATE.search(said))
    return (
        (dated and says and (says_last or timed) and (timed or addressed))
        or (dated and timed and addressed and bool(styles.ADDRESS_LAST.search(said)))
        or (dated and bool(styles.ZONED_FROM.search(said)))
        or bool(styles.ON_WROTE.match(said) and (has_date or timed or addressed))
        or (addressed and says and has_date and timed)
        or (addressed and says and (says_last or has_date) and ("<" in said or "(" in said))
    )


def is_head(lines: list[Line], place: int) -> bool:
    """Whether the head of an older letter begins at a line: От, Отправлено, Кому, Тема."""
    first = styles.field(lines[place].text)
    if not first:
        return is_unknown_head(lines, place)
    text = lines[place].text[:LINE_LIMIT]
    if len({found.lastgroup for found in styles.FIELDS_IN_LINE.finditer(text)}) > 2:
        return True
    kinds, strange, said = [first], 0, [text]
    following = lines[place + 1 : place + FIELDS_WITHIN]
    for number, line in enumerate(following):
        kind = styles.field(line.text)
        if kind:
            kinds.append(kind)
            said.append(line.text[:LINE_LIMIT])
        elif line.blank and _goes_on(following, number):
            continue
        elif line.blank or strange > 1:
            break
        else:
            strange += 1
    known = _is_letter_head(kinds, strange, "@" in " ".join(said), signed=lines[place].sign == "head")
    return known or is_unknown_head(lines, place)


def _goes_on(lines: list[Line], blank: int) -> bool:
    """Whether a field stands right below an empty line, as where each is a paragraph of its own."""
    return blank + 1 < len(lines) and bool(styles.field(lines[blank + 1].text))


def is_unknown_head(lines: list[Line], place: int) -> bool:
    """Whether fields in a language that nobody here knows begin: four or more, the first with an address, another with
    an address, one with a date and a time."""
    fields = []
    for line in lines[place : place + FIELDS_WITHIN]:
        if line.blank or not styles.LABELLED.match(line.text[:LINE_LIMIT]):
            break
        fields.append(line.text[:LINE_LIMIT])
    if len(fields) < 4 or not styles.ADDRESS.search(fields[0]):
        return False
    addressed = sum(bool(styles.ADDRESS.search(text)) for text in fields)
    return addressed > 1 and any(styles.TIME.search(text) and styles.YEAR.search(text) for text in fields[1:])


def _is_letter_head(kinds: list[str], strange: int, addressed: bool, *, signed: bool) -> bool:
    """Of a journey (From, To, Date) a letter's head differs by its subject or by an address; of the form of a site
    (From, Email, Subject, Message) by its date or its addressee."""
    known = set(kinds)
    if len(kinds) < 2 or len(known) < 2 or "sender" not in known:
        return False
    if signed:
        return True
    return bool(known & {"addressee", "sent"}) and ("subject" in known or addressed) and (len(kinds) > 2 or not strange)
