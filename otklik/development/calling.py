"""A tracker calls: what it said is kept first, then understood; duplicates and old calls change nothing (F10, L1)."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

from otklik.development import errands
from otklik.development.jira import KEY
from otklik.development.models import Hook, Task, Tracker
from otklik.development.models.tracker import PROOF
from otklik.kernel import clock, signing
from otklik.kernel.inserting import insert_once
from otklik.kernel.jobs import later
from otklik.kernel.verbs import verb

LARGEST = 2**20
"""Octets of a call; Jira's own are smaller."""
KEPT = timedelta(days=30)


def calling(pk: int, proof: str) -> Tracker | None:
    """The tracker that calls with that proof."""
    return Tracker.objects.active().filter(pk=pk).first() if signing.is_marked(PROOF, pk, proof) else None


def is_signed(tracker: Tracker, body: bytes, signature: str) -> bool:
    """Whether X-Hub-Signature (WebSub: sha256=…) is the tracker's; true where no secret was agreed on."""
    if not tracker.secret:
        return True
    mac = hmac.new(tracker.secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"sha256={mac}".encode(), signature.encode("utf-8", "replace"))


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
        told = json.loads(bytes(hook.body))
        issue = told["issue"]
        key, updated = str(issue["key"]), (issue.get("fields") or {}).get("updated")
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return Hook.State.NONSENSE, ""
    if not KEY.fullmatch(key):
        return Hook.State.NONSENSE, ""
    task = Task.objects.filter(tracker=hook.tracker, key=key).first()
    if task is None:
        return Hook.State.STRANGE, key
    if task.changed_at is not None and (at := _instant(updated)) is not None and at <= task.changed_at:
        return Hook.State.OLD, key
    errands.read_soon(task)
    return Hook.State.HEARD, key


def _instant(told: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
