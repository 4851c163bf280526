"""A process of its own that receives or sends, so that a test can kill it: `python -m tests.channels.child WHAT ID`."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]


def run(what: str, number: int = 0, *, kill_at: str = "") -> int:
    """Let a child do one thing; its exit code: 0, or -9 when it was killed."""
    from django.conf import settings

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address(),
        "OTKLIK_DATA": str(settings.DATA),
        "OTKLIK_PROCESS": "worker",
        "OTKLIK_KILL_AT": kill_at,
    }
    command = [sys.executable, "-m", "tests.channels.child", what, str(number)]
    return subprocess.run(command, env=environment, cwd=ROOT, timeout=60).returncode


def address() -> str:
    """Where the test's own database is, for another process."""
    from django.db import connection

    where = connection.get_connection_params()
    query = f"?host={quote(where.get('host', ''))}&port={where.get('port', '')}"
    return f"postgresql://{where['user']}:{quote(where.get('password', ''))}@/{where['dbname']}{query}"


def fetch(mailbox_id: int) -> None:
    """One look into the mailbox, as its thread does."""
    from otklik.channels.email import connecting
    from otklik.channels.email.fetching import Fetcher
    from otklik.channels.models import Mailbox

    mailbox = Mailbox.objects.get(pk=mailbox_id)
    box = connecting.opened(mailbox)
    Fetcher(mailbox_id).fetch(mailbox, box)
    box.logout()
    work()


def work(_number: int = 0) -> None:
    """Every job that is due, as a worker does them."""
    from otklik.kernel import jobs

    jobs.run_due(tolerant=True)


def submit(person_id: int) -> None:
    """A form of the portal."""
    from otklik.channels import form
    from otklik.people.models import Person

    form.submit(by=Person.objects.get(pk=person_id), text="Не работает", once="the form")


if __name__ == "__main__":
    import django

    django.setup()
    ACTS: dict[str, Callable[[int], None]] = {"fetch": fetch, "work": work, "submit": submit}
    ACTS[sys.argv[1]](int(sys.argv[2]))
