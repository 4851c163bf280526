"""Moving a cluster to another major version of PostgreSQL (F19): dump from the old one, restore into a new one."""

import subprocess
from collections.abc import Callable
from pathlib import Path

from otklik.kernel.embedded import making, places
from otklik.kernel.embedded.cluster import Cluster


def upgrade(data: Path, programs: Path, say: Callable[[str], None], *, durable: bool = True) -> None:
    """Replace DATA/postgres by a cluster of this version with the same content; the old one stays beside it.

    `programs`: a directory with the old version's `postgres`: a distribution's, or of the unpacked older wheel.
    If anything fails, the old cluster is put back. Raises Unusable, NotStarted or CalledProcessError.
    """
    found = places.settle(data)
    major = (found.cluster / "PG_VERSION").read_text().strip()
    if major == making.MAJOR:
        say(f"already at PostgreSQL {major}")
        return
    dump = data / "backups" / f"postgresql-{major}.dump"
    dump.parent.mkdir(mode=0o700, exist_ok=True)
    _dump(Cluster(data, durable=durable, programs=programs), programs, found, dump)
    say(f"dumped from PostgreSQL {major}: {dump}")
    old = found.cluster.rename(found.cluster.with_name(f"postgres-{major}"))
    try:
        _restore(Cluster(data, durable=durable), found, dump)
    except BaseException:
        if found.cluster.exists():
            found.cluster.rename(found.cluster.with_name("postgres-failed"))
        old.rename(found.cluster)
        raise
    say(f"restored into PostgreSQL {making.MAJOR}; delete {old} when everything is as it should be")


def _dump(old: Cluster, programs: Path, found: places.Places, dump: Path) -> None:
    try:
        old.start()
        # Its own pg_dump: 15.20 keeps marks in the catalogue that pg_dump 18.6 would write and no 18.6 would read.
        _run(found, programs / "pg_dump", "--format=custom", "--file", dump, "--dbname=otklik")
    finally:
        old.stop()


def _restore(new: Cluster, found: places.Places, dump: Path) -> None:
    try:
        new.start()
        _run(found, found.programs / "pg_restore", "--exit-on-error", "--dbname=otklik", dump)
        _run(found, found.programs / "vacuumdb", "--analyze-only", "--quiet", "--dbname=otklik")
    finally:
        new.stop()


def _run(found: places.Places, program: Path, *words: str | Path) -> None:
    subprocess.run([program, "--host", found.run, "--username=postgres", *words], check=True)
