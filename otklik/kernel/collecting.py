"""Static files in DATA/static: collected when the code has changed, not at every start."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Collect if anything differs from last time; whether it did. Older hashed files stay for pages that are open."""
    mark = Path(settings.STATIC_ROOT) / ".collected"
    now = _digest()
    if mark.exists() and mark.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(now)
    return True


def _digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            digest.update(f"{storage.location} {path} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
