"""Saying that something changed.

A verb touches names inside its transaction; they are published once it has committed, on a connection of the
process's own. ✗ NOTIFY inside the business transaction caps the server at one commit per fsync.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from otklik.live.publishing import Said, publisher

_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def touch(*names: str, to: Iterable[str]) -> None:
    """Say after the commit that what `names` stand for has changed, to everybody who listens to one of the topics `to`.

    Names and topics are words of small letters, digits and hyphens: `ticket-4831`, `desk`; `staff`, `person-12`.
    """
    topics = ",".join(sorted({_word(topic) for topic in to}))
    waiting = [hook for _, hook, _ in transaction.get_connection().run_on_commit if isinstance(hook, _Touched)]
    # What waits already would be undone at the latest by what undoes this: a savepoint around both.
    said = dict.fromkeys(Said(topics, _word(name)) for name in names)
    fresh = tuple(one for one in said if not any(one in hook.said for hook in waiting))
    if topics and fresh:
        transaction.on_commit(_Touched(fresh))


def kick(person_id: int) -> None:
    """End a person's streams after the commit: after a sign-out, or when their rights have changed.

    Each of their browsers comes back at once, and its session and topics are looked at anew.
    """
    touch("kick", to=[f"kick-{person_id}"])


@dataclass(frozen=True)
class _Touched:
    said: tuple[Said, ...]

    def __call__(self) -> None:
        publisher.say(self.said)


def _word(word: str) -> str:
    if not _WORD.fullmatch(word):
        raise ValueError(f"not a live name: {word!r}")
    return word
