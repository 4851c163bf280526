"""What the values of a field are: how they are typed, shown, checked, queried and compared."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import ge, gt, le, lt
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import translation

from otklik.kernel import clock
from otklik.kernel.conditions.errors import Unfit
from otklik.kernel.conditions.tree import Op, Term, Value
from otklik.kernel.text import clean_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COMPARISONS = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})
_LOOKUPS = {Op.LT: "lt", Op.LE: "lte", Op.GT: "gt", Op.GE: "gte"}
_COMPARED: dict[Op, Callable[[Any, Any], Any]] = {Op.LT: lt, Op.LE: le, Op.GT: gt, Op.GE: ge}
ME = {"ru": "я", "uk": "я", "en": "me"}
YES = {"ru": "да", "uk": "так", "en": "yes"}
NO = {"ru": "нет", "uk": "ні", "en": "no"}


@dataclass(frozen=True)
class Context:
    """Who asks, when, in which time zone and language."""

    person: Any = None
    now: datetime = field(default_factory=clock.now)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    language: str = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Shown:
    """A value as text; a keyword stands without quotes, and quoted it would mean a name."""

    text: str
    keyword: bool = False


class Kind:
    """Values of one kind. `ops` are the comparisons that make sense, `default` is what a bare colon means."""

    ops: ClassVar[frozenset[Op]] = frozenset({Op.IS, Op.NONE})
    default: ClassVar[Op] = Op.IS

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """The value that a text means. Raises Unfit."""
        raise Unfit

    def write(self, value: Value, context: Context) -> Shown:
        """The text that means a value."""
        return Shown(str(value))

    def check(self, value: Any) -> Value:
        """A value that came as JSON. Raises Unfit."""
        raise Unfit

    def term(self, name: str, op: Op, values: Collection[Any]) -> Term:
        """A checked term. Raises Unfit when the values or their number do not go with the comparison."""
        number = {Op.NONE: 0, Op.WITHIN: 2}.get(op, 1 if op in COMPARISONS else None)
        if op not in self.ops or (len(values) != number if number is not None else not values):
            raise Unfit
        return Term(name, op, tuple(map(self.check, values)))

    def operator_for(self, value: Value) -> Op:
        """What a bare colon before this value means."""
        return self.default

    def operand(self, value: Value, context: Context) -> Any:
        """What the column is compared with."""
        return value

    def q(self, column: str, term: Term, context: Context) -> Q:
        """The query; never unknown, so that its negation is exact."""
        if term.op is Op.NONE:
            return ~self.is_something(column)
        operands = [self.operand(value, context) for value in term.values]
        there = Q((f"{column}__isnull", False))  # Django sees to it in columns, not in keys of JSON
        if term.op is Op.IS:
            return there & Q((f"{column}__in", operands))
        if term.op is Op.WITHIN:
            return there & Q((f"{column}__gte", operands[0]), (f"{column}__lte", operands[1]))
        return there & Q((f"{column}__{_LOOKUPS[term.op]}", operands[0]))

    def holds(self, actual: Any, term: Term, context: Context) -> bool:
        """The same for one value, which is not empty."""
        operands = [self.operand(value, context) for value in term.values]
        if term.op is Op.IS:
            return actual in operands
        if term.op is Op.WITHIN:
            return bool(operands[0] <= actual <= operands[1])
        return bool(_COMPARED[term.op](actual, operands[0]))

    def is_something(self, column: str) -> Q:
        """The query for anything being there."""
        return Q((f"{column}__isnull", False))

    def is_nothing(self, actual: Any) -> bool:
        """The same for one value."""
        return actual is None


class Text(Kind):
    """Words: a bare colon asks for a part, an equals sign for the whole."""

    ops = frozenset({Op.HAS, Op.IS, Op.NONE})
    default = Op.HAS

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """Any text but none."""
        return self.check(text)

    def check(self, value: Any) -> Value:
        """Any text but none, on one line."""
        if not isinstance(value, str) or not (line := clean_line(value)):
            raise Unfit
        return line

    def q(self, column: str, term: Term, context: Context) -> Q:
        """Parts are looked for whatever the case of their letters."""
        if term.op is not Op.HAS:
            return super().q(column, term, context)
        parts = Q()
        for value in term.values:
            parts |= Q((f"{column}__icontains", value))
        return Q((f"{column}__isnull", False)) & parts

    def holds(self, actual: Any, term: Term, context: Context) -> bool:
        """The same for one value."""
        if term.op is not Op.HAS:
            return super().holds(actual, term, context)
        return any(_upper(str(value)) in _upper(actual) for value in term.values)

    def is_something(self, column: str) -> Q:
        """An empty string is nothing too."""
        return Q((f"{column}__isnull", False), (f"{column}__gt", ""))

    def is_nothing(self, actual: Any) -> bool:
        """The same for one value."""
        return actual is None or actual == ""


class Whole(Kind):
    """Whole numbers."""

    ops = frozenset({Op.IS, Op.WITHIN, Op.NONE}) | COMPARISONS

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """Decimal digits, maybe with a minus."""
        if not text.removeprefix("-").isdecimal() or len(text) > 19:
            raise Unfit
        return self.check(int(text))

    def write(self, value: Value, context: Context) -> Shown:
        """Digits need no quotes."""
        return Shown(str(value), keyword=True)

    def check(self, value: Any) -> Value:
        """An integer that a column can hold."""
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
            raise Unfit
        return value


class Flag(Kind):
    """Yes or no."""

    ops = frozenset({Op.IS})

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """In any language."""
        word = text.lower()
        if word not in {*YES.values(), *NO.values()}:
            raise Unfit(YES[context.language])
        return word in YES.values()

    def write(self, value: Value, context: Context) -> Shown:
        """In the reader's language."""
        return Shown((YES if value else NO)[context.language], keyword=True)

    def check(self, value: Any) -> Value:
        """Only a boolean."""
        if not isinstance(value, bool):
            raise Unfit
        return value


class OneOf(Kind):
    """Codes with words; typed as the code or as its word in any language, spaces as hyphens if one likes."""

    def __init__(self, choices: Mapping[str, StrOrPromise]) -> None:
        self.choices = choices

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """The code of a word."""
        words: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words |= {_folded(str(word)): code for code, word in self.choices.items()}
        words |= {_folded(code): code for code in self.choices}
        if _folded(text) in words:
            return words[_folded(text)]
        raise Unfit(next(iter(difflib.get_close_matches(_folded(text), words, 1)), ""))

    def write(self, value: Value, context: Context) -> Shown:
        """The word of a code, or the code where two codes have one word."""
        with translation.override(context.language):
            word = str(self.choices[str(value)])
        return Shown(word if self._is_read_back(word, value, context) else str(value))

    def check(self, value: Any) -> Value:
        """A known code."""
        if not isinstance(value, str) or value not in self.choices:
            raise Unfit
        return value

    def _is_read_back(self, word: str, value: Value, context: Context) -> bool:
        try:
            return self.read(word, True, context) == value
        except Unfit:
            return False


class Reference(Kind):
    """A row by its name: a person, a tag, a line. `find` gives the id of a name (or None), `show` the name of an id.

    What has lost its name, or shares it, is written as #id. With `people`, "я" is whoever asks.
    """

    def __init__(
        self, find: Callable[[str, Context], int | None], show: Callable[[int], str | None], *, people: bool = False
    ) -> None:
        self.find = find
        self.show = show
        self.people = people

    def read(self, text: str, quoted: bool, context: Context) -> Value:
        """The id behind a name."""
        if not quoted:
            if self.people and text.lower() in ME.values():
                return "me"
            if text.startswith("#") and text[1:].isdecimal() and len(text) < 19:
                return int(text[1:])
        if (found := self.find(text, context)) is None:
            raise Unfit
        return found

    def write(self, value: Value, context: Context) -> Shown:
        """The name of an id."""
        if value == "me":
            return Shown(ME[context.language], keyword=True)
        name = clean_line(self.show(int(value)) or "")
        if name and self.find(name, context) == value:
            return Shown(name)
        return Shown(f"#{value}", keyword=True)

    def check(self, value: Any) -> Value:
        """An id, or whoever asks."""
        if value == "me" and self.people:
            return "me"
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
            raise Unfit
        return value

    def operand(self, value: Value, context: Context) -> Any:
        """The id; nobody's when nobody asks."""
        return value if value != "me" else context.person.pk if context.person else -1


def _folded(word: str) -> str:
    return "-".join(word.lower().replace("ё", "е").replace("_", " ").replace("-", " ").split())


def _upper(text: str) -> str:
    """As the database does it: letter by letter, without letters that become two."""
    return "".join(large if len(large := letter.upper()) == 1 else letter for letter in text)
