"""M1: one command starts everything, restarts what dies and leaves nothing behind."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from otklik.kernel import embedded
from tests.kernel.places import data_directory, descendants, wait_until_gone
from tests.serving import free_port

ROOT = Path(__file__).resolve().parents[2]


class Up:
    """A running `otklik up`."""

    def __init__(self, data):
        self.data = data
        self.port = free_port()
        self.process = start(data, "up", "--port", str(self.port))

    def says(self, words):
        """Read on to the line with these words."""
        said = []
        for line in self.process.stdout:
            said.append(line)
            if words in line:
                return line
        raise AssertionError("".join(said))

    def answers(self):
        with httpx.Client(transport=httpx.HTTPTransport(retries=6), timeout=30) as client:
            return client.get(f"http://127.0.0.1:{self.port}/").status_code

    def child(self, words):
        """The process just below `up` with these words in its command line."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next(int(one) for one in children if words in Path(f"/proc/{one}/cmdline").read_text())


def start(data, *words, **more):
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SITE_URL")}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "OTKLIK_DATA": str(data),
        "OTKLIK_LOG": "file",
        "OTKLIK_WORKERS": "1",
        **more,
    }
    command = [sys.executable, "-m", "otklik", *words]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


@contextmanager
def up(data):
    """Runs inside, and is asked to stop afterwards if it still does."""
    house = Up(data)
    with house.process:
        try:
            house.says(f"Otklik     http://localhost:{house.port}")
            yield house
        finally:
            house.process.send_signal(signal.SIGTERM)


@pytest.fixture(scope="module")
def data():
    """A cluster that syncs nothing to disk."""
    with data_directory() as data:
        cluster = embedded.Cluster(data, durable=False)
        cluster.start()
        cluster.stop()
        with (data / "postgres" / "postgresql.conf").open("a") as owners:
            owners.write("fsync = off\n")
        yield data


def test_everything_starts_what_dies_comes_back_and_all_of_it_stops(data):
    with up(data) as house:
        assert house.answers() < 500
        for child in ("worker", "clock", "web"):
            os.kill(house.child(f"otklik\0{child}"), signal.SIGKILL)
            house.says(f"{child:<10} ended; starting again")
            house.says(f"{child:<10} runs again")
        assert house.answers() < 500

        second = start(data, "up", "--port", str(house.port))
        assert "in use by process" in second.communicate()[0]
        assert second.returncode == 1

        with data_directory() as elsewhere:
            third = start(elsewhere, "up", "--port", str(house.port))
            assert "is taken" in third.stdout.readline()
            third.send_signal(signal.SIGINT)
            third.communicate()

        everything = descendants(house.process.pid)
        house.process.send_signal(signal.SIGTERM)
        assert house.process.wait() == 0
    wait_until_gone(everything)
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_machine_may_run_only_a_part_of_it(data):
    wrong = start(data, "up", OTKLIK_RUNS="web,waiter")
    assert "OTKLIK_RUNS: waiter is none of clock, receiver, web, worker" in wrong.communicate()[0]
    house = start(data, "up", OTKLIK_RUNS="worker,clock")
    with house:
        said = next(line for line in house.stdout if line.startswith("Otklik"))
        assert said == "Otklik     runs clock, worker\n"
        commands = {Path(f"/proc/{pid}/cmdline").read_text() for pid in descendants(house.pid)}
        assert any("otklik\0worker" in command for command in commands)
        assert not any("otklik\0web" in command or "otklik\0receive" in command for command in commands)
        house.send_signal(signal.SIGTERM)
        assert house.wait() == 0


def test_kill_9_of_the_parent_leaves_no_orphan_and_the_next_start_works(data):
    with up(data) as house:
        os.kill(house.child("postgres"), signal.SIGKILL)
        house.says("postgres   runs again")
        assert house.answers() < 500
        everything = descendants(house.process.pid)
        house.process.kill()
    assert len(everything) >= 4
    wait_until_gone(everything)
    with up(data) as house:
        assert house.answers() < 500
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**place(data))


def test_f23_a_pending_migration_is_applied_after_a_dump(data):
    def migrate():
        running = start(data, "migrate")
        said = running.communicate()[0]
        assert running.returncode == 0, said
        return said

    migrate()
    assert migrate() == ""
    with embedded.reachable(data), psycopg.connect(**place(data)) as connection:
        connection.execute("DROP TABLE django_session")
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    said = migrate()
    assert "migrations 1 applied" in said
    [dump] = (data / "backups").glob("before-*.dump")
    assert f"dump       {dump}" in said
    listed = subprocess.run([embedded.programs(data) / "pg_restore", "--list", dump], capture_output=True, text=True)
    assert "TABLE DATA public people_person otklik" in listed.stdout


def place(data):
    return {"host": str(embedded.run_directory(data)), "user": "otklik", "dbname": "otklik"}
