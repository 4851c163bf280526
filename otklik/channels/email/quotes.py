"""Which words of a letter are new: quotes, attributions and tails are found so that they can be folded, never cut.

Forwards are recognised first and kept whole; interleaved answers are kept whole; if nothing new is left, all is shown.
"""

from dataclasses import dataclass
from itertools import groupby

from otklik.channels.email import charsets, styles
from otklik.channels.email.attributions import LIKELY, SURE, attribution, is_head
from otklik.channels.email.html import Token, rendered, tokens
from otklik.channels.email.lines import LINE_LIMIT, Line, from_text, walk

TAIL_LINES, TAIL_LENGTH = 12, 100
PASSING_LINES, FOOTER_LINES = 6, 8
WRAPPED, WIDTH = 60, 90
"""How long a line is where programs wrap it."""


def strip_reply(text: str, html: str = "") -> str:
    """The new words of a letter given as text, as HTML or as both."""
    text = charsets.clean(text)
    lines = from_text(text) if text.strip() else list(walk(tokens(html)))
    shown = visible(lines)
    if text.strip() and html.strip() and len(shown) == len(lines) and not _speaks_of_others(lines):
        lines = list(walk(tokens(html)))
        shown = visible(lines)
        if len(shown) == len(lines):
            return text.strip()
    return "\n".join(map(str, shown)).strip()


def _speaks_of_others(lines: list[Line]) -> bool:
    """Whether all is shown though others speak in it: a forward, or answers between quotes."""
    return is_forward(lines) or any(_theirs(lines).of)


def fold(html: str) -> tuple[str, str]:
    """The new part of an HTML letter as our markup, and its folded rest (empty if nothing is folded)."""
    pieces = tokens(html)
    lines = list(walk(pieces))
    shown = {id(line) for line in visible(lines)}
    hidden = {place for line in lines if id(line) not in shown for place in line.places}
    if not any(pieces[place].text.strip() for place in hidden):
        return rendered(pieces), ""
    return rendered(_without(pieces, hidden)), rendered(_without(pieces, set(range(len(pieces))) - hidden))


def _without(pieces: list[Token], gone: set[int]) -> list[Token]:
    """Tokens less those; elements around them stay, so that the markup is whole."""
    return [
        piece
        for place, piece in enumerate(pieces)
        if place not in gone or (piece.tag and piece.tag not in ("br", "img", "hr"))
    ]


def visible(lines: list[Line]) -> list[Line]:
    """The lines that the writer of this letter wrote."""
    if is_forward(lines):
        return lines
    marks = _theirs(lines)
    parts = [
        (theirs, [line for _, line in group]) for theirs, group in groupby(zip(marks.of, lines, strict=True), _mark)
    ]
    parts = [(theirs, part if theirs else without_tail(part, first=part[0] is lines[0])) for theirs, part in parts]
    parts = [(theirs, part) for theirs, part in parts if _has_words(part)]
    order = "".join("Q" if theirs else "V" for theirs, _ in parts)
    if "QVQ" in order or ("VQV" in order and not marks.attributed) or "V" not in order:
        return lines
    if order == "VQ" and marks.by_head and _passes_on(parts[0][1]):
        return lines
    return [line for theirs, part in parts if not theirs for line in part]


def _mark(marked: tuple[bool, Line]) -> bool:
    return marked[0]


def _passes_on(part: list[Line]) -> bool:
    """Whether these words send the reader to what stands below them: «FYI», «см. ниже», «вот что мне пришло:»."""
    said = " ".join(line.text[:LINE_LIMIT] for line in part[:PASSING_LINES])
    return part[-1].text.endswith(":") or (len(part) <= PASSING_LINES and bool(styles.SEE_BELOW.search(said)))


def is_forward(lines: list[Line]) -> bool:
    """Whether a forwarded letter begins before any answer does."""
    for place, line in enumerate(lines):
        if line.blank:
            continue
        if styles.is_forwarded(line.text) or _is_forward_title(lines, place):
            return True
        if line.depth or styles.is_original(line.text) or is_head(lines, place) or attribution(lines, place)[0] == SURE:
            return False
    return False


def _is_forward_title(lines: list[Line], place: int) -> bool:
    """«Begin forwarded message:» in whichever words, with the head of a letter under it."""
    if not styles.is_forward_title(lines[place].text):
        return False
    following = _next(lines, place + 1)
    return following < len(lines) and is_head(lines, following)


@dataclass
class Marks:
    """`of`: for each line whether it is quoted; `attributed`: a name, a date or the mail program says so; `by_head`:
    the head of an older letter says so."""

    of: list[bool]
    attributed: bool
    by_head: bool = False


def _theirs(lines: list[Line]) -> Marks:
    marks = Marks([line.depth > 0 for line in lines], any(line.depth and line.places for line in lines))
    place = 0
    while place < len(lines):
        length, attributes, cuts = _boundary(lines, marks.of, place)
        marks.attributed = marks.attributed or attributes
        if cuts:
            marks.by_head = attribution(lines, place)[0] != SURE
            begin = _upwards(lines, place)
            marks.of[begin:] = [True] * (len(lines) - begin)
            break
        if length:
            begin, end = _upwards(lines, place), _soft_end(lines, place + length)
            marks.of[begin:end] = [True] * (end - begin)
        place += max(1, length)
    _join_wrapped(lines, marks.of)
    _join_blanks(lines, marks.of)
    _spare_single(lines, marks.of)
    return marks


def _boundary(lines: list[Line], marks: list[bool], place: int) -> tuple[int, bool, bool]:
    """What begins at a line: how many lines of attribution, whether it says whose words follow, whether all the rest
    is quoted."""
    line = lines[place]
    if marks[place] or line.blank:
        return 0, False, False
    if line.sign == "prefix":
        return 1, True, False
    if styles.is_original(line.text) or is_head(lines, place):
        return 0, True, True
    certainty, length = attribution(lines, place)
    following = _next(lines, place + length)
    if certainty and following < len(lines) and (marks[following] or (lines[following].soft and certainty >= LIKELY)):
        return length, True, False
    if certainty == SURE and following < len(lines):
        return 0, True, True
    return 0, False, False


def _next(lines: list[Line], place: int) -> int:
    """The next line with words."""
    while place < len(lines) and lines[place].blank:
        place += 1
    return place


def _soft_end(lines: list[Line], place: int) -> int:
    """Where a bare blockquote that follows an attribution ends."""
    start = _next(lines, place)
    end = start
    while end < len(lines) and (lines[end].soft or (end > start and lines[end].blank)):
        end += 1
    return end if end > start else place


def _upwards(lines: list[Line], place: int) -> int:
    """Where a boundary really begins: at the rule above it, and at the fields between them (Yandex)."""
    start = place
    for above in range(place - 1, max(-1, place - 8), -1):
        if styles.RULE.match(lines[above].text[:LINE_LIMIT]) or styles.is_title(lines[above].text):
            return above
        if not (lines[above].blank or styles.field(lines[above].text)):
            break
    return start


def _join_wrapped(lines: list[Line], marks: list[bool]) -> None:
    """The end of a quoted line that a program has wrapped without a mark is quoted."""
    for place in range(1, len(lines) - 1):
        before, line, after = lines[place - 1 : place + 2]
        if marks[place] or line.places or line.blank or not (before.depth and after.depth):
            continue
        broken = WRAPPED <= len(before.written) <= WIDTH and before.text[-1:].isalnum()
        if broken and len(line.text) < WRAPPED // 2 and line.text[:1].islower():
            marks[place] = True


def _join_blanks(lines: list[Line], marks: list[bool]) -> None:
    """Empty lines between quoted ones are quoted."""
    for place in range(1, len(lines)):
        following = _next(lines, place)
        if lines[place].blank and marks[place - 1] and (following == len(lines) or marks[following]):
            marks[place] = True


def _spare_single(lines: list[Line], marks: list[bool]) -> None:
    """The only line of a letter that begins with a sign of comparison, right under other words, is no quote."""
    if sum(marks) == 1 and (place := marks.index(True)) and not lines[place].places and not lines[place - 1].blank:
        marks[place] = False


def without_tail(lines: list[Line], *, first: bool = True) -> list[Line]:
    """Lines less the signature of the program, the one below `--`, and empty ones at the end."""
    kept = [line for line in lines if line.sign != "tail"]
    for place in range(max(0, len(kept) - TAIL_LINES), len(kept)):
        if styles.SIGNATURE.match(kept[place].text[:LINE_LIMIT]) and (not first or _has_words(kept[:place])):
            kept = kept[:place]
            break
    kept = _without_footer(kept)
    while kept and _is_tail(kept[-1]):
        kept.pop()
    return kept if _has_words(kept) else []


def _without_footer(lines: list[Line]) -> list[Line]:
    """Lines less what a mailing list adds below a rule."""
    for place in range(len(lines) - 1, max(-1, len(lines) - FOOTER_LINES), -1):
        if styles.RULE.match(lines[place].text[:LINE_LIMIT]):
            below = " ".join(line.text[:LINE_LIMIT] for line in lines[place + 1 :])
            return lines[:place] if styles.LIST_FOOTER.search(below) else lines
    return lines


def _is_tail(line: Line) -> bool:
    text = line.text[:LINE_LIMIT]
    return line.blank or bool(styles.RULE.match(text) or (len(text) <= TAIL_LENGTH and styles.TAIL.match(text)))


def _has_words(lines: list[Line]) -> bool:
    return any(not line.blank for line in lines)
