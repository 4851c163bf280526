"""The command line: `python -m otklik COMMAND`."""

import argparse
import importlib.util
import logging
import os
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from getpass import getpass
from importlib import import_module
from pathlib import Path

import otklik
from otklik.kernel import embedded, logs

CODE = Path(otklik.__file__).parent
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    asked = _parser().parse_args(arguments)
    data = Path(os.environ.get("OTKLIK_DATA") or CODE.parent / "data").absolute()
    os.environ["OTKLIK_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otklik.settings")
    os.environ.setdefault("OTKLIK_PROCESS", asked.process)
    embedded.make_data_directory(data)
    os.umask(0o077)  # from here on; directories above DATA are not for us to close
    logs.configure(os.environ["OTKLIK_PROCESS"], data)
    try:
        code: int = asked.act(asked, data)
    except (embedded.Unusable, embedded.NotStarted) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        logging.getLogger("otklik").exception("`otklik %s` failed", asked.act.__name__)
        return 1
    return code


def up(asked: argparse.Namespace, data: Path) -> int:
    """Start everything."""
    from otklik.kernel.supervisor import KINDS, Supervisor
    from otklik.schedule import RECEIVERS

    kinds = frozenset(filter(None, os.environ.get("OTKLIK_RUNS", "").split(","))) or KINDS
    if unknown := kinds - KINDS:
        return _fail(f"OTKLIK_RUNS: {', '.join(sorted(unknown))} is none of {', '.join(sorted(KINDS))}")
    os.environ["PORT"] = str(asked.port)
    url = os.environ.get("DATABASE_URL")
    address = os.environ.get("SITE_URL") or f"http://localhost:{asked.port}"
    return Supervisor(data, say, asked.host, asked.port, url, tuple(RECEIVERS), address, kinds).run()


def demo(asked: argparse.Namespace, data: Path) -> int:
    """Start everything on demo data."""
    os.environ["OTKLIK_DEMO"] = "1"
    with socket.socket() as taken:  # the company's own system of the demo listens there
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    os.environ["OTKLIK_DEMO_CARD"] = str(port)
    os.environ["OTKLIK_OUTSIDE_ALSO"] = f"{os.environ.get('OTKLIK_OUTSIDE_ALSO', '')} 127.0.0.1:{port}"
    return up(asked, data)


def prepare(asked: argparse.Namespace, data: Path) -> int:
    """What `up` does once the database stands: migrations, seeds, demo data, static files."""
    with _django(data):
        from django.conf import settings

        from otklik.kernel import belonging, checks, collecting, migrating
        from otklik.kernel.checks.database import connections

        migrating.migrate(say)
        belonging.belong()
        for finding in connections():
            if finding.level is not checks.Level.FINE:
                say(f"{finding.level:<10} {finding.what}: {finding.said}")
        _sow()
        if settings.DEMO:
            _furnish()
        if collecting.collect():
            say("static     collected")
    return 0


def migrate(asked: argparse.Namespace, data: Path) -> int:
    """Bring the database to this version."""
    with _django(data):
        from otklik.kernel import migrating

        migrating.migrate(say)
    return 0


def seed(asked: argparse.Namespace, data: Path) -> int:
    """Add what every installation starts with, where it is missing."""
    with _django(data):
        _sow()
    return 0


def check(asked: argparse.Namespace, data: Path) -> int:
    """Say whether everything is right; 1 if not."""
    failed = 0
    with _django(data):
        from otklik.kernel import checks

        for finding in checks.look():
            failed += finding.level is checks.Level.FAILURE
            say(f"{finding.level:<8} {finding.what}" + (f": {finding.said}" if finding.said else ""))
    return 1 if failed else 0


def createadmin(asked: argparse.Namespace, data: Path) -> int:
    """Let an administrator in: asks for what the options leave out; the password may stand in OTKLIK_ADMIN_PASSWORD."""
    with _django(data):
        from django.core.exceptions import ValidationError

        from otklik.kernel.addresses import InvalidAddress
        from otklik.people.appointing import appoint_administrator

        _sow()
        name = asked.name or input("Name: ")
        email = asked.email or input("E-mail: ")
        password = os.environ.get("OTKLIK_ADMIN_PASSWORD") or getpass("Password: ")
        try:
            appoint_administrator(name=name, email=email, password=password, language=asked.language)
        except ValidationError as error:
            return _fail(" ".join(error.messages))
        except InvalidAddress:
            return _fail(f"{email!r} is not an e-mail address")
        say(f"{email} is an administrator")
    return 0


def upgrade(asked: argparse.Namespace, data: Path) -> int:
    """Move the embedded database to this version's PostgreSQL by a dump and a restore."""
    with embedded.sole_use(data):
        embedded.upgrade(data, asked.programs, say)
    return 0


def worker(asked: argparse.Namespace, data: Path) -> int:
    """Run jobs."""
    with _django(data, embedded_too=False):
        from otklik.kernel import jobs

        jobs.run_worker()
    return 0


def clock(asked: argparse.Namespace, data: Path) -> int:
    """Enqueue periodic jobs."""
    with _django(data, embedded_too=False):
        from otklik.kernel import ticking
        from otklik.schedule import PERIODIC

        ticking.run(PERIODIC)
    return 0


def receive(asked: argparse.Namespace, data: Path) -> int:
    """Listen to one outside source."""
    from otklik.kernel import receiving
    from otklik.schedule import RECEIVERS

    if asked.name not in RECEIVERS:
        return _fail(f"no receiver {asked.name!r}; there are: {', '.join(RECEIVERS) or 'none'}")
    with _django(data, embedded_too=False):
        receiving.run(RECEIVERS[asked.name])
    return 0


def web(asked: argparse.Namespace, data: Path) -> int:
    """Answer requests."""
    from otklik.kernel import databases, serving

    workers = asked.workers or databases.web_workers()
    serving.serve(asked.host, asked.port, workers=workers, data=data, ready=asked.ready)
    return 0


def version(asked: argparse.Namespace, data: Path) -> int:
    """Say the version."""
    say(otklik.__version__)
    return 0


def manage(asked: argparse.Namespace, data: Path) -> int:
    """Any of Django's own commands."""
    from django.core.management import execute_from_command_line

    with _django(data):
        if not os.environ.get("DATABASE_URL"):  # so that dbshell finds psql
            os.environ["PATH"] = f"{embedded.programs(data)}:{os.environ.get('PATH', '')}"
        execute_from_command_line(["otklik manage", *asked.rest])
    return 0


def say(line: str) -> None:
    print(line, flush=True)


def _fail(reason: str) -> int:
    print(f"otklik: {reason}", file=sys.stderr)
    return 1


@contextmanager
def _django(data: Path, *, embedded_too: bool = True) -> Iterator[None]:
    """A database, which a command may start for itself, and Django in front of it."""
    with ExitStack() as stack:
        if embedded_too and not os.environ.get("DATABASE_URL"):
            stack.enter_context(embedded.reachable(data))
        import django

        django.setup()
        yield


def _sow() -> None:
    """Every package's `seed.seed`, from the lowest floor up."""
    from django.apps import apps

    for config in apps.get_app_configs():
        if config.name.startswith("otklik.") and (sow := _found(f"{config.name}.seed", "seed")):
            sow()


def _furnish() -> None:
    """Demo data into an empty house, all of it or nothing."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    build = _found("otklik.demo", "build")
    if build and not get_user_model()._default_manager.exists():
        with transaction.atomic():
            build()
        say("demo       people and tickets are there")


def _found(module: str, name: str) -> Callable[[], object] | None:
    """A function of a package that may or may not have it."""
    try:
        there = importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None
    return getattr(import_module(module), name) if there else None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="otklik", description="Technical support that loses nothing.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(act: Callable[[argparse.Namespace, Path], int], process: str = "command") -> argparse.ArgumentParser:
        added = commands.add_parser(act.__name__, help=act.__doc__, description=act.__doc__)
        added.set_defaults(act=act, process=process)
        return added

    for act in (up, demo, web):
        serving = command(act, "web" if act is web else "up")
        serving.add_argument("--host", default=os.environ.get("OTKLIK_HOST", "127.0.0.1"))
        serving.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        serving.add_argument("--workers", type=int, help=argparse.SUPPRESS)
        serving.add_argument("--ready", type=int, help=argparse.SUPPRESS)
    for act in (prepare, migrate, seed, check, version):
        command(act)
    admin = command(createadmin)
    admin.add_argument("--name")
    admin.add_argument("--email")
    admin.add_argument("--language", choices=("ru", "uk", "en"), default="ru")
    command(upgrade).add_argument("--programs", type=Path, required=True, metavar="DIRECTORY")
    command(worker, "worker")
    command(clock, "clock")
    command(receive, "receiver").add_argument("name")
    command(manage).add_argument("rest", nargs=argparse.REMAINDER)
    return parser
