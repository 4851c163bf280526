"""Words that only some may ever read (F8). The cast writes each into one secret field; the walk searches every output.

Add a line here, put `canaries.NOTE.word` into the field in `tests/cast.py`, and the walk does the rest: it fails when
the word reaches somebody who is not named, and when it reaches nobody at all, because then nothing was tested.
"""

from dataclasses import dataclass

STAFF = frozenset({"trainee", "agent", "lead", "admin", "developer"})


@dataclass(frozen=True)
class Canary:
    """A unique word, where it lies, and the roles that may read it."""

    word: str
    lies_in: str
    seen_by: frozenset[str]


CANARIES: tuple[Canary, ...] = ()
