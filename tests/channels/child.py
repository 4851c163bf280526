"""A process of its own that receives or sends, so that a test can kill it: `python -m tests.channels.child WHAT ID`."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]


def run(what: str, number: int = 0, *, kill_at: str = "") -> int:
    """Let a child do one thing; its exit code: 0, or -9 when it was killed."""
    command = [sys.executable, "-m", "tests.channels.child", what, str(number)]
    return subprocess.run(command, env=_environment(kill_at), cwd=ROOT, timeout=60).returncode


@contextmanager
def taking(*, kill_at: str = "") -> Iterator[int]:
    """The receiver of SMTP in a process of its own, and its port."""
    from tests.servers.dovecot import answers, free_port
    from tests.waiting import until

    port = free_port()
    environment = {**_environment(kill_at), "OTKLIK_MAIL_IN": f"smtp://127.0.0.1:{port}", "OTKLIK_LOG": "stderr"}
    process = subprocess.Popen([sys.executable, "-m", "otklik", "receive", "mail-in"], env=environment, cwd=ROOT)
    try:
        until(lambda: answers(port))
        yield port
    finally:
        process.terminate()
        process.wait(60)


def _environment(kill_at: str) -> dict[str, str]:
    from django.conf import settings

    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": address(),
        "OTKLIK_DATA": str(settings.DATA),
        "OTKLIK_PROCESS": "worker",
        "OTKLIK_KILL_AT": kill_at,
    }


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
