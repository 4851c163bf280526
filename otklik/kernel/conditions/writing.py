"""From a tree to the text that a person reads and edits; reading it gives the same tree."""

from __future__ import annotations

import re

from otklik.kernel.conditions.fields import Field, Vocabulary
from otklik.kernel.conditions.kinds import Context, Shown
from otklik.kernel.conditions.tree import All, Node, Not, Op, Some, Term, Value
from otklik.kernel.conditions.words import NONE, OR, RESERVED

SIGNS = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">=", Op.IS: "=", Op.HAS: "~"}
_BARE = re.compile(r"[^\W_](?:[\w@+/№-]|\.(?!\.))*(?<!\.)")


def write(node: Node, vocabulary: Vocabulary, context: Context) -> str:
    """The condition in the language of the context."""
    match node:
        case Term(name):
            return _term(vocabulary.fields[name], node, vocabulary, context)
        case Not(part):
            inner = write(part, vocabulary, context)
            return f"-{inner}" if isinstance(part, Term) else f"-({inner})"
        case All(parts):
            return " ".join(_grouped(part, vocabulary, context) for part in parts)
        case Some(parts):
            return f" {OR[context.language]} ".join(write(part, vocabulary, context) or "()" for part in parts)


def _grouped(node: Node, vocabulary: Vocabulary, context: Context) -> str:
    text = write(node, vocabulary, context)
    return f"({text})" if isinstance(node, Some) else text


def _term(field: Field, term: Term, vocabulary: Vocabulary, context: Context) -> str:
    values = [_value(value, field, context) for value in term.values]
    if field.name == vocabulary.free and term.op is field.kind.default and len(values) == 1:
        return values[0]
    return f"{field.names[context.language]}:{_compared(field, term, values, context)}"


def _compared(field: Field, term: Term, values: list[str], context: Context) -> str:
    if term.op is Op.NONE:
        return NONE[context.language]
    if term.op is Op.WITHIN:
        return "..".join(values)
    plain = all(field.kind.operator_for(value) is term.op for value in term.values)
    return ("" if plain else SIGNS[term.op]) + ",".join(values)


def _value(value: Value, field: Field, context: Context) -> str:
    shown = field.kind.write(value, context)
    return shown.text if shown.keyword else quoted(shown)


def quoted(shown: Shown) -> str:
    """The text, between quotation marks where it would otherwise be misread."""
    text = shown.text
    if _BARE.fullmatch(text) and text.lower() not in RESERVED:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
