"""Keys of the installation (F27): made at first start, kept outside the database."""

import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Keys:
    """Separate keys for sessions, mail tokens and encryption; the last two have ids, so that old ones stay readable."""

    session: str
    old_sessions: list[str] = field(default_factory=list)
    mail: dict[str, str] = field(default_factory=dict)
    encryption: dict[str, str] = field(default_factory=dict)


def load(path: Path) -> Keys:
    """Read the keys from a file (`keys.json`), or make it (mode 0600)."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = {
            "session": secrets.token_urlsafe(48),
            "old_sessions": [],
            "mail": {"a": secrets.token_hex(32)},
            "encryption": {"a": secrets.token_hex(32)},
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(fresh, file)
    return Keys(**json.loads(path.read_text()))
