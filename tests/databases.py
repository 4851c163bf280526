"""One template database built once, and its clones: each worker gets a copy in a moment (F30).

otklik_template_<hash of the migrations>      migrated, kept between runs
└ <name>_<worker>_fresh                       seeded, with the cast
  └ <name>_<worker>                           what tests touch; made anew after a test that commits
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from tests import cast

ROOT = Path(__file__).resolve().parent.parent


class Databases:
    """The databases of one worker."""

    def __init__(self, worker: str) -> None:
        base = settings.DATABASES["default"]["NAME"]
        self.name = f"{base}_{worker}_{os.getpid()}"
        self.fresh = f"{self.name}_fresh"

    def make(self) -> None:
        """Clone the template, furnish the clone with seeds and the cast, and turn Django to a copy of it."""
        clone(template(), self.fresh)
        with connected_to(self.fresh):
            furnish()
        clone(self.fresh, self.name)
        connect_to(self.name)

    def restore(self) -> None:
        """Forget what a test has committed."""
        connection.close()
        clone(self.fresh, self.name)

    def drop(self) -> None:
        """Leave nothing but the template."""
        connection.close()
        drop(self.name)
        drop(self.fresh)


def template() -> str:
    """The name of a database with all migrations applied, made when there is none for their present text."""
    name = f"otklik_template_{_digest()}"
    with _administering() as administration:
        administration.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not administration.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            making = f"{name}_making"
            drop(making)
            _run("CREATE DATABASE {}", making)
            with connected_to(making):
                call_command("migrate", verbosity=0)
            _run("ALTER DATABASE {} RENAME TO {}", making, name)
    return name


def furnish() -> None:
    """Seeds and the cast, as every test meets them."""
    cast.assemble()


def clone(source: str, target: str) -> None:
    """Let `target` be a copy of `source`, which nobody is connected to."""
    drop(target)
    _run("CREATE DATABASE {} TEMPLATE {}", target, source)


def drop(name: str) -> None:
    """Forget a database, whoever is still connected to it."""
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def connect_to(name: str) -> None:
    """Let Django's connection lead to the database `name`."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Let Django's connection lead to `name` inside, and be closed afterwards."""
    before = connection.settings_dict["NAME"]
    connect_to(name)
    try:
        yield
    finally:
        connect_to(before)


def _digest() -> str:
    """Changes with our migrations and with the libraries that bring their own."""
    files = [*sorted(ROOT.glob("otklik/**/migrations/*.py")), ROOT / "requirements" / "base.txt"]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


@contextmanager
def _administering() -> Iterator[psycopg.Connection[Any]]:
    place = connection.settings_dict
    known = {"host": place["HOST"], "port": place["PORT"], "user": place["USER"], "password": place["PASSWORD"]}
    with psycopg.connect(
        dbname="postgres", autocommit=True, **{key: value for key, value in known.items() if value}
    ) as administration:
        yield administration


def _run(statement: str, *names: str) -> None:
    with _administering() as administration:
        administration.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
