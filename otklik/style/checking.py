"""A reply looked at by every rule (E3): pure, on this server alone, in a few milliseconds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from otklik.style import addressing, answering, masking, wording
from otklik.style.hints import Hint, Situation

Check = Callable[[str, Situation], Iterator[Hint]]

CHECKS: dict[str, Check] = {
    "empty": answering.check_empty,
    "gaps": wording.check_gaps,
    "internal": wording.check_internal,
    "attachment": answering.check_attachment,
    "language": answering.check_language,
    "unanswered": answering.check_unanswered,
    "name": addressing.check_name,
    "address": addressing.check_form,
    "tone": addressing.check_tone,
    "promise": wording.check_promise,
    "own": wording.check_own,
    "unfriendly": wording.check_unfriendly,
    "bureaucratic": wording.check_bureaucratic,
    "capitals": wording.check_capitals,
}
"""Every rule, the weightiest first."""
LONGEST = 20_000
"""Characters that are looked at; a longer reply is looked at from its beginning."""
WHOLE = ("empty", "language", "unanswered")
"""Rules that look at a reply as a whole, quoted lines and all."""


def check(text: str, situation: Situation, *, without: Collection[str] = ()) -> list[Hint]:
    """What to look at again, the weightiest rule first. Places are those of `text` with line ends as "\\n"."""
    said = masking.own(text[:LONGEST].replace("\r\n", "\n"))
    if not said.strip():
        return []
    hints = _joined(hint for rule, look in CHECKS.items() if rule not in without for hint in look(said, situation))
    if any(hint.rule in ("empty", "language") for hint in hints):
        return [hint for hint in hints if hint.rule not in ("name", "address", "unanswered")]
    return hints


def _joined(hints: Iterator[Hint]) -> list[Hint]:
    """The same words twice are one hint of two places: one press mends both."""
    found: dict[tuple[str, str, str], Hint] = {}
    for hint in hints:
        key = (hint.rule, hint.why, hint.words.casefold())
        known = found.get(key)
        found[key] = replace(known, places=(*known.places, *hint.places)) if known else hint
    return list(found.values())
