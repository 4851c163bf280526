"""A draft of a reply beside the composer: waited for, there, or why it is not."""

from __future__ import annotations

from dataclasses import dataclass

from otklik.desk.seen import Seen
from otklik.knowledge import assistant, drafting
from otklik.knowledge.models import Drafted


@dataclass(frozen=True, slots=True)
class Assisted:
    """`state` is "off", "idle", "waiting", "ready" or "failed"; `sources` are (title, path)."""

    state: str
    pk: int = 0
    text: str = ""
    sources: tuple[tuple[str, str], ...] = ()
    problem: str = ""


OFF, IDLE = Assisted("off"), Assisted("idle")


def beside(seen: Seen, body: str) -> Assisted:
    """What stands beside the composer: the draft's articles for as long as its words are the draft's own."""
    if not seen.may.reply or assistant.wire() is None:
        return OFF
    draft = drafting.standing(seen.person, seen.ticket, body) if body.strip() else None
    return shown(draft) if draft else IDLE


def shown(draft: Drafted) -> Assisted:
    """How far it is."""
    if draft.state == Drafted.State.READY:
        sources = tuple((str(title), str(path)) for title, path in draft.sources)
        return Assisted("ready", draft.pk, draft.text, sources)
    if draft.state == Drafted.State.FAILED or drafting.is_late(draft):
        return Assisted("failed", draft.pk, problem=assistant.reason(draft.code or "slow"))
    return Assisted("waiting", draft.pk)
