"""Is there room on this machine, and is what must be private private?"""

import hashlib
import io
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from otklik.kernel.checks import Finding, check, failure, fine, holds, warning
from otklik.kernel.s3 import Bucket

GIGABYTE = 2**30


@check
def room() -> Iterator[Finding]:
    """PostgreSQL stops when the disk is full."""
    for path in {settings.DATA, (settings.DATA / "postgres").resolve()}:
        if path.exists():
            free = shutil.disk_usage(path).free
            level = fine if free > 2 * GIGABYTE else warning if free > GIGABYTE / 4 else failure
            yield level(f"room in {path}", f"{free / GIGABYTE:.1f} GB")


@check
def privacy() -> Iterator[Finding]:
    """The data directory holds keys and people's files."""
    yield _private(settings.DATA, 0o066, "chmod 700 (711 where PostgreSQL runs as a user of its own)")
    for name in ("keys.json", "postgres", "run", "files", "backups"):
        if (path := settings.DATA / name).exists():
            yield _private(path, 0o077, "chmod go-rwx")


@check
def shelf() -> Iterator[Finding]:
    """The server of files, if there is one, takes and gives and forgets."""
    if not settings.FILES_URL:
        return
    bucket, said = Bucket.of(settings.FILES_URL), b"otklik check"
    name, into = f"check-{secrets.token_hex(8)}", io.BytesIO()
    bucket.put(name, io.BytesIO(said), len(said), hashlib.sha256(said).hexdigest())
    bucket.get(name, into)
    bucket.remove(name)
    yield holds(f"files at {bucket.host}", into.getvalue() == said, "what comes back is not what was put")


def _private(path: Path, forbidden: int, advice: str) -> Finding:
    mode = path.stat().st_mode & 0o777
    return holds(f"{path} is private", not mode & forbidden, f"its mode is {mode:o}: {advice}")
