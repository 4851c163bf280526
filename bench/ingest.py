"""How fast a letter becomes a request: `bin/bench ingest [LETTERS]`.

Three ways through the same letters (mean 24 kB), each on a fresh database:
  whole   LMTP in, stored and answered 250, read by a worker process, until the last request is visible
  inside  one thread that receives and reads each letter, without sockets and jobs
  bare    the parser, and the INSERTs that `inside` has made, one transaction for each letter, the raw letter on disk
  phases  the same with the commits that F10 demands: what is stored, and then what follows from it
The ratio inside / bare says what our own rules cost. `--profile` prints where `inside` spends its time.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import random
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction

from otklik.channels import receiving as channel
from otklik.channels.email import parsing, receiving
from otklik.channels.models import Inbound, Mailbox
from otklik.kernel.storage import storage
from otklik.live import publishing
from otklik.tickets.models import Ticket
from tests.channels.child import ROOT, address
from tests.channels.email.letters import letter
from tests.databases import Databases, connect_to
from tests.servers.dovecot import answers, free_port
from tests.waiting import until

PHRASE = "сервер письмо оплата домен ошибка обновление срок договор счёт почта сайт доступ пароль заявка ответ"
WORDS = PHRASE.split()
COUNTED = "UPDATE channels_inbound SET attempts"
"""Between what is stored and what is read stands this statement: from here on the second phase runs."""


def letters(count: int) -> list[bytes]:
    """Letters of a mean size of 24 kB: text, text with HTML, and every fifth with a file; half of the senders known."""
    made = []
    for number in range(count):
        chance = random.Random(number)
        text = "\n".join(" ".join(chance.choices(WORDS, k=20)) for _ in range(chance.randint(3, 12)))
        html = f"<div>{text}</div>\n" * chance.randint(1, 3) if number % 2 else ""
        file = [("act.pdf", "application/pdf", b"%PDF-1.4 " + chance.randbytes(64_000))] if number % 5 == 0 else []
        sender = f"p{number // 2}@people.example"
        subject = f"Вопрос {number}: {' '.join(chance.choices(WORDS, k=4))}"
        raw = letter(text, sender=f"Имя <{sender}>", subject=subject, html=html, files=file).as_bytes()
        made.append(raw.replace(b"\n", b"\r\n"))
    return made


class Seconds(NamedTuple):
    """By the clock on the wall, and of our own CPU; the database's is not among these."""

    wall: float
    cpu: float


class Spent:
    """What time goes by from here on."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def until_now(self) -> Seconds:
        return Seconds(time.perf_counter() - self.wall, time.process_time() - self.cpu)


class Inserts:
    """Every INSERT that passes, with its values, to be made again; and how many statements there were in all."""

    def __init__(self) -> None:
        self.kept: list[list[list[tuple[str, Any]]]] = []
        self.count = 0

    def begin(self) -> None:
        self.kept.append([[]])

    @property
    def rows(self) -> int:
        return sum(len(phase) for letter in self.kept for phase in letter)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        if sql.startswith(COUNTED):
            self.kept[-1].append([])
        if "INSERT INTO" in sql and "procrastinate" not in sql:  # the job is not among what a letter leaves behind
            self.kept[-1][-1].append((sql, params))
        return execute(sql, params, many, context)


@contextmanager
def fresh() -> Iterator[Mailbox]:
    """A database of its own, with one mailbox."""
    databases, before = Databases("bench"), settings.DATABASES["default"]["NAME"]
    databases.make()
    settings.PROCESS = "worker"  # names are published from a thread, as everywhere but in a command
    try:
        yield Mailbox.add(by=None, address="support@prichal.example", smtp_host="127.0.0.1")
    finally:
        settings.PROCESS = "command"
        publishing.publisher.close()
        publishing.publisher.__init__()  # type: ignore[misc]  # others know this very object
        databases.drop()
        connect_to(before)


def inside(raws: list[bytes], watch: Inserts | None, profile: cProfile.Profile | None) -> Seconds:
    """Receive and read each; CPU seconds and wall seconds in one thread are near each other, so wall is told."""
    with fresh() as mailbox:
        if watch:
            with connection.execute_wrapper(watch):
                return _received(raws, mailbox, watch.begin)
        if profile:
            profile.enable()
        took = _received(raws, mailbox, lambda: None)
        if profile:
            profile.disable()
        return took


def _received(raws: list[bytes], mailbox: Mailbox, begin: Callable[[], None]) -> Seconds:
    began = Spent()
    for raw in raws:
        begin()
        channel.read(receiving.receive(raw, mailbox))
    took = began.until_now()
    assert Ticket.objects.count() == len(raws), "not every letter became a request"
    return took


def bare(raws: list[bytes], inserts: list[list[list[tuple[str, Any]]]], *, phased: bool = False) -> Seconds:
    """Parse, put the raw letter on disk, insert the same rows; in one transaction, or in one for each phase."""
    with fresh():
        began = Spent()
        for raw, rows in zip(raws, inserts, strict=True):
            (storage().root / "bare").mkdir(parents=True, exist_ok=True)
            parsing.read(raw)
            with (storage().root / "bare" / "letter").open("wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            for phase in rows if phased else [list(chain(*rows))]:
                with transaction.atomic(), connection.cursor() as cursor:
                    for sql, params in phase:
                        cursor.execute(sql, params)
        return began.until_now()


def whole(raws: list[bytes]) -> tuple[float, float]:
    """By LMTP into our own receiver, with a worker beside it; seconds until the last 250, seconds until all is read."""
    port = free_port()
    with fresh(), _beside(("receive", "mail-in"), OTKLIK_MAIL_IN=f"lmtp://127.0.0.1:{port}"), _beside(("worker",)):
        until(lambda: answers(port) and _workers())
        began = time.perf_counter()
        with smtplib.LMTP("127.0.0.1", port, timeout=60) as client:
            for raw in raws:
                client.sendmail("x@people.example", ["support@prichal.example"], raw)
        stored = time.perf_counter() - began
        until(lambda: not Inbound.objects.unread().exists(), 600)
        took = time.perf_counter() - began
        assert Ticket.objects.count() == len(raws), "not every letter became a request"
        return stored, took


@contextmanager
def _beside(command: tuple[str, ...], **more: str) -> Iterator[None]:
    known = {**os.environ, **more, "DATABASE_URL": address(), "OTKLIK_DATA": str(settings.DATA)}
    quiet = subprocess.DEVNULL
    child = subprocess.Popen(
        [sys.executable, "-m", "otklik", *command], env=known, cwd=ROOT, stdout=quiet, stderr=quiet
    )
    try:
        yield
    finally:
        child.terminate()
        child.wait(60)


def _workers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM procrastinate_workers)")
        return bool(cursor.fetchone()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("letters", type=int, nargs="?", default=300)
    parser.add_argument("--profile", type=Path, nargs="?", const=Path("-"))
    asked = parser.parse_args()
    raws, inserts = letters(asked.letters), Inserts()
    count, size = len(raws), sum(map(len, raws)) / len(raws)
    if asked.profile:
        profile = cProfile.Profile()
        inside(raws, None, profile)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
        return
    inside(raws, inserts, None)
    alone, plain, phased = inside(raws, None, None), bare(raws, inserts.kept), bare(raws, inserts.kept, phased=True)
    stored, took = whole(raws)
    rows = inserts.rows / count
    print(
        f"{count} letters, mean {size / 1000:.1f} kB; {inserts.count / count:.1f} statements and {rows:.1f} rows each"
    )
    print(f"{'way':<28}{'letters/s':>10}{'ms each':>10}{'ms of CPU':>11}")
    ways = {
        "whole (LMTP, worker)": Seconds(took, 0),
        "  until the last 250": Seconds(stored, 0),
        "inside (one thread)": alone,
        "bare parse + insert": plain,
        "  in the two phases of F10": phased,
    }
    for way, spent in ways.items():
        cpu = f"{spent.cpu / count * 1000:>11.2f}" if spent.cpu else ""
        print(f"{way:<28}{count / spent.wall:>10.0f}{spent.wall / count * 1000:>10.2f}{cpu}")
    ratios = {"whole": took / plain.wall, "inside": alone.wall / plain.wall, "inside_cpu": alone.cpu / plain.cpu}
    ratios["whole_phased"] = took / phased.wall
    print("ratio to bare: " + ", ".join(f"{name} {ratio:.2f}" for name, ratio in ratios.items()) + " (aim: at most 3)")
    figures = {"letters": count, "kb": size / 1000, "statements": inserts.count / count, "rows": rows, **ratios}
    figures |= {"whole_s": took, "stored_s": stored, "inside_s": alone.wall, "bare_s": plain.wall}
    print(json.dumps({"bench": "ingest", **{name: round(value, 4) for name, value in figures.items()}}))


if __name__ == "__main__":
    if "DATABASE_URL" in os.environ:
        main()
    else:
        again = [
            sys.executable,
            "-m",
            "tests.postgres",
            "embedded",
            sys.executable,
            "-m",
            "bench.ingest",
            *sys.argv[1:],
        ]
        sys.exit(subprocess.run(again, check=False).returncode)
