"""From the text that a person types to a tree, or to an error that points at the place."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from otklik.kernel.conditions.errors import BadCondition, Unfit
from otklik.kernel.conditions.fields import NAME, Field, Vocabulary
from otklik.kernel.conditions.kinds import Context
from otklik.kernel.conditions.tree import DEPTH, TERMS, VALUES, Node, Op, Value, all_of, negation, some_of
from otklik.kernel.conditions.words import NONE, OR
from otklik.kernel.text import clean_line

LONGEST = 2000
_SIGNS = [("<=", Op.LE), (">=", Op.GE), ("<", Op.LT), (">", Op.GT), ("=", Op.IS), ("~", Op.HAS)]
_NAME = re.compile(rf"({NAME.pattern}):(?!//)")
_WORD = re.compile(r'[^\s()"]+')
_ITEM = re.compile(r'(?:(?!\.\.)[^\s(),"])+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def read(text: str, vocabulary: Vocabulary, context: Context) -> Node:
    """The condition that `text` means; nothing typed holds always. Raises BadCondition."""
    text = clean_line(text)
    if len(text) > LONGEST:
        raise BadCondition(_("The condition is too long."), LONGEST, len(text))
    return _Reader(text, vocabulary, context).condition()


@dataclass(frozen=True)
class _Item:
    """One value as it was typed, and where."""

    text: str
    quoted: bool
    start: int
    end: int


class _Reader:
    """A walk through the text: `place` is the next character."""

    def __init__(self, text: str, vocabulary: Vocabulary, context: Context) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.context = context
        self.place = 0
        self.depth = 0
        self.terms = 0

    def condition(self) -> Node:
        node = self._alternatives()
        if self.place < len(self.text):
            self._fail(_("This bracket closes nothing."), self.place, self.place + 1)
        return node

    def _alternatives(self) -> Node:
        sides = [self._together()]
        while word := self._word_or():
            sides.append(self._together())
            for side in (-2, -1):
                if sides[side] is None:
                    said = _("A condition is missing beside “%(word)s”.") % {"word": word[0]}
                    self._fail(said, word.start(), word.end())
        return some_of(all_of([]) if side is None else side for side in sides)

    def _together(self) -> Node | None:
        """Conditions side by side; None where there are none."""
        parts = []
        while self._upcoming() not in ("", ")") and not self._at_or():
            parts.append(self._one())
        return all_of(parts) if parts else None

    def _one(self) -> Node:
        if self.text[self.place] == "-" and re.match(r"-[^\s)-]", self.text[self.place :]):
            self.place += 1
            return negation(self._one())
        if self.text[self.place] == "(":
            return self._group()
        self.terms += 1
        if self.terms > TERMS:
            self._fail(_("The condition is too long."), self.place, len(self.text))
        if name := _NAME.match(self.text, self.place):
            return self._named(name)
        return self._free()

    def _group(self) -> Node:
        start = self.place
        self.depth += 1
        if self.depth > DEPTH:
            self._fail(_("The condition is too long."), start, start + 1)
        self.place += 1
        node = self._alternatives()
        if self._upcoming() != ")":
            self._fail(_("This bracket is not closed."), start, start + 1)
        self.place += 1
        self.depth -= 1
        return node

    def _named(self, name: re.Match[str]) -> Node:
        field = self.vocabulary.spellings.get(name[1].lower())
        if field is None:
            self._unknown(name)
        self.place = name.end()
        sign, op = next(((sign, op) for sign, op in _SIGNS if self.text.startswith(sign, self.place)), ("", None))
        self.place += len(sign)
        items = [self._item(field, name.start())]
        if op is None and self.text.startswith("..", self.place):
            self.place += 2
            items.append(self._item(field, name.start()))
            return self._term(field, Op.WITHIN, items)
        while self.text.startswith(",", self.place) and len(items) < VALUES:
            self.place += 1
            items.append(self._item(field, name.start()))
        return self._term(field, op, items)

    def _free(self) -> Node:
        field = self.vocabulary.fields.get(self.vocabulary.free)
        start = self.place
        word = None if self.text[start] == '"' else _WORD.match(self.text, start)
        item = _Item(word[0], False, start, word.end()) if word else self._quoted()
        self.place = item.end
        if field is None:
            self._fail(_("Begin with the name of a field and a colon."), item.start, item.end)
        return self._term(field, field.kind.default, [item])

    def _term(self, field: Field, op: Op | None, items: list[_Item]) -> Node:
        if op is None and len(items) == 1 and self._is_none(field, items[0]):
            return field.kind.term(field.name, Op.NONE, [])
        values = [self._value(field, item) for item in items]
        chosen = op or field.kind.operator_for(values[0])
        try:
            return field.kind.term(field.name, chosen, values)
        except Unfit:
            said = _("“%(field)s” cannot be compared in this way.") % {"field": self._called(field)}
            self._fail(said, items[0].start, items[-1].end)

    def _is_none(self, field: Field, item: _Item) -> bool:
        return Op.NONE in field.kind.ops and not item.quoted and item.text.lower() in NONE.values()

    def _value(self, field: Field, item: _Item) -> Value:
        try:
            return field.kind.read(item.text, item.quoted, self.context)
        except Unfit as unfit:
            facts = {"value": item.text, "field": self._called(field), "near": unfit.near}
            said = _("“%(value)s” is not a value of “%(field)s”.")
            if unfit.near:
                said = _("“%(value)s” is not a value of “%(field)s”. Did you mean “%(near)s”?")
            self._fail(said % facts, item.start, item.end)

    def _item(self, field: Field, start: int) -> _Item:
        if self.text.startswith('"', self.place):
            item = self._quoted()
        elif found := _ITEM.match(self.text, self.place):
            item = _Item(found[0], False, found.start(), found.end())
        else:
            self._fail(_("A value is missing after “%(field)s:”.") % {"field": self._called(field)}, start, self.place)
        self.place = item.end
        return item

    def _quoted(self) -> _Item:
        found = _QUOTED.match(self.text, self.place)
        if not found:
            self._fail(_("The quotation mark is not closed."), self.place, self.place + 1)
        self.place = found.end()
        if not found[1]:
            self._fail(_("There is nothing between the quotation marks."), found.start(), found.end())
        return _Item(re.sub(r"\\(.)", r"\1", found[1]), True, found.start(), found.end())

    def _upcoming(self) -> str:
        while self.text.startswith(" ", self.place):
            self.place += 1
        return self.text[self.place : self.place + 1]

    def _at_or(self) -> re.Match[str] | None:
        word = _WORD.match(self.text, self.place)
        return word if word and word[0].lower() in OR.values() else None

    def _word_or(self) -> re.Match[str] | None:
        self._upcoming()
        if word := self._at_or():
            self.place = word.end()
        return word

    def _unknown(self, name: re.Match[str]) -> NoReturn:
        near = difflib.get_close_matches(name[1].lower(), self.vocabulary.spellings, 1)
        said = _("There is no field “%(name)s”.") % {"name": name[1]}
        if near:
            said = _("There is no field “%(name)s”. Did you mean “%(near)s”?") % {"name": name[1], "near": near[0]}
        self._fail(said, name.start(), name.end() - 1)

    def _called(self, field: Field) -> str:
        return field.names[self.context.language]

    def _fail(self, said: object, start: int, end: int) -> NoReturn:
        raise BadCondition(said, start, end)
