"""F19: from one major version to the next."""

from pathlib import Path

import psycopg
import pytest

from otklik.kernel import embedded
from otklik.kernel.embedded import making, places, upgrading
from tests.kernel.places import data_directory

OLD = Path("/usr/lib/postgresql/15/bin")

pytestmark = pytest.mark.skipif(not OLD.exists(), reason="Debian's postgresql-15 plays the old version")


@pytest.fixture
def old_house(monkeypatch):
    """A data directory as an Otklik with PostgreSQL 15 would have left it."""
    with data_directory() as data:
        with monkeypatch.context() as then:
            then.setattr(making, "MAJOR", "15")
            then.setattr(making, "INITDB", ["--username=postgres", "--locale=C.UTF-8", "--encoding=UTF8"])
            then.setattr(places, "_programs", lambda uid, home: OLD)
            cluster = embedded.Cluster(data, durable=False)
            cluster.start()
            with connected(data) as connection:
                connection.execute("CREATE EXTENSION pg_trgm")
                connection.execute("CREATE TABLE kept (word text)")
                connection.execute("INSERT INTO kept VALUES ('Ёлка')")
            cluster.stop()
        yield data


def connected(data):
    return psycopg.connect(host=str(embedded.run_directory(data)), user="otklik", dbname="otklik")


def test_a_cluster_moves_with_everything_in_it(old_house):
    with pytest.raises(embedded.Unusable, match="otklik upgrade --programs"):
        embedded.Cluster(old_house).start()
    embedded.upgrade(old_house, OLD, print, durable=False)
    cluster = embedded.Cluster(old_house, durable=False)
    cluster.start()
    with connected(old_house) as connection:
        assert connection.info.server_version >= 180000
        assert connection.execute("SELECT word, lower(word) FROM kept").fetchone() == ("Ёлка", "ёлка")
        assert connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'kept'").fetchone() == ("otklik",)
    cluster.stop()
    assert (old_house / "postgres-15" / "PG_VERSION").read_text() == "15\n"


def test_when_the_restore_fails_the_old_cluster_is_back(old_house, monkeypatch):
    monkeypatch.setattr(making, "INITDB", [*making.INITDB, "--no-such-option"])
    with pytest.raises(embedded.Unusable, match="no-such-option"):
        upgrading.upgrade(old_house, OLD, print, durable=False)
    assert (old_house / "postgres" / "PG_VERSION").read_text() == "15\n"


def test_there_may_be_nothing_to_do(capsys):
    with data_directory() as data:
        cluster = embedded.Cluster(data, durable=False)
        cluster.start()
        cluster.stop()
        embedded.upgrade(data, OLD, print)
        assert capsys.readouterr().out == "already at PostgreSQL 18\n"
