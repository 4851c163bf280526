"""What the rules look at, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Situation:
    """To whom a reply goes, and what it answers.

    `name` is how the customer is spoken to (empty: nobody knows), `names` every name of theirs; `tone` is that of the
    person (R32). `until` is the next word that the form promises, as the customer reads time. `asked` is what they
    wrote last, `notes` are words that only colleagues know. `own` are phrases of this company in that language, each
    with what may stand instead.
    """

    language: str = "ru"
    name: str = ""
    names: tuple[str, ...] = ()
    tone: str = "polite"
    until: str = ""
    has_files: bool = False
    is_first: bool = False
    is_to_many: bool = False
    signature: str = ""
    asked: str = ""
    notes: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of the text, from `start` before `end`, and what may stand instead (None: nothing is suggested)."""

    start: int
    end: int
    instead: str | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to look at again: `rule` names the rule, `why` the sentence that says why, `words` what it is about."""

    rule: str
    why: str
    words: str
    places: tuple[Place, ...] = field(default_factory=tuple)
    about: str = ""

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.places[0].start if self.places else 0

    @property
    def is_mendable(self) -> bool:
        """Whether one press puts other words there."""
        return bool(self.places) and all(place.instead is not None for place in self.places)
