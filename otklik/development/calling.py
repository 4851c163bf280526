"""A tracker calls: what it said is kept first, then understood; duplicates and old calls change nothing (F10, L1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import parse_qs

from otklik.development import errands, trackers
from otklik.development.models import Hook, Task, Tracker
from otklik.development.models.tracker import PROOF
from otklik.kernel import clock, signing
from otklik.kernel.inserting import insert_once
from otklik.kernel.jobs import later
from otklik.kernel.remote import Trouble
from otklik.kernel.verbs import verb

LARGEST = 2**20
"""Octets of a call; those of trackers are smaller."""
KEPT = timedelta(days=30)


def calling(pk: int, proof: str) -> Tracker | None:
    """The tracker that calls with that proof."""
    return Tracker.objects.active().filter(pk=pk).first() if signing.is_marked(PROOF, pk, proof) else None


def take(tracker: Tracker, body: bytes, headers: Mapping[str, str]) -> bool:
    """Keep a call, if it is the tracker's; whether it is. One that came before is taken alike."""
    client = trackers.client(tracker)
    if not client.is_signed(body, headers):
        return False
    keep(tracker, body, client.call_id(headers))
    return True


@verb
def keep(tracker: Tracker, body: bytes, identifier: str = "") -> bool:
    """Keep a call as it came; it is understood later. False for one that came before."""
    from otklik.development import jobs

    identifier = identifier[:100] or hashlib.sha256(body).hexdigest()
    hook = Hook(tracker=tracker, identifier=identifier, body=body, at=clock.now())
    if not insert_once(hook):
        return False
    later(jobs.understand, unique="development.understand")
    return True


@verb
def understand() -> int:
    """Look at every call that nobody has looked at; how many."""
    waiting = Hook.objects.select_for_update(of=("self",), skip_locked=True).filter(state=Hook.State.NEW)
    hooks = list(waiting.select_related("tracker").order_by("id")[:200])
    for hook in hooks:
        hook.state, hook.key = _understood(hook)
        hook.save(update_fields=["state", "key"])
    return len(hooks)


def forget_old() -> None:
    """Calls are kept for thirty days."""
    Hook.objects.filter(at__lt=clock.now() - KEPT).exclude(state=Hook.State.NEW).delete()


def _understood(hook: Hook) -> tuple[Hook.State, str]:
    """The task is read anew by ourselves: nothing that a call says is believed but that something has changed."""
    try:
        call = trackers.client(hook.tracker).call(_told(bytes(hook.body)))
    except (ValueError, RecursionError, Trouble):
        return Hook.State.NONSENSE, ""
    task = Task.objects.filter(tracker=hook.tracker, key=call.key).first() if call.key else None
    if task is None:
        return Hook.State.STRANGE, call.key
    if task.changed_at is not None and call.changed_at is not None and call.changed_at <= task.changed_at:
        return Hook.State.OLD, call.key
    errands.read_soon(task)
    return Hook.State.HEARD, call.key


def _told(body: bytes) -> object:
    """JSON, or a form with it in `payload`, which GitHub sends unless it is told otherwise. Raises ValueError."""
    form = parse_qs(body.decode()) if body.startswith(b"payload=") else {}
    return json.loads(form["payload"][0] if form else body)
