"""Files on a server that speaks S3: kept before they count, found by every node, and nothing lost when it is away."""

import hashlib
import io
from datetime import UTC, datetime, timedelta

import pytest

from otklik.kernel import clock, files, jobs
from otklik.kernel.checks.machine import shelf as check_shelf
from otklik.kernel.files import StoredFile, store
from otklik.kernel.s3 import Bucket, Request, Unreachable, signed
from otklik.kernel.storage import BucketStorage, storage
from tests.kernel import buckets
from tests.kernel.test_files import picture

EXAMPLE = Bucket(
    "examplebucket.s3.amazonaws.com", "", "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
)
THEN = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def server():
    with buckets.serving() as shelf:
        yield shelf


@pytest.fixture
def shelf(server, settings, tmp_path, monkeypatch):
    """An installation with its files there, and a shelf that is empty and works."""
    server.contents.clear()
    server.faults.clear()
    server.asked.clear()
    monkeypatch.setattr("otklik.kernel.s3.PAUSES", (0.0, 0.0))
    settings.DATA, settings.FILES_URL = tmp_path, server.url
    return server


@pytest.fixture
def other_node(shelf, settings, tmp_path):
    """The same installation on a machine that has no copies yet."""
    settings.DATA = tmp_path / "other"
    return lambda: storage()


@pytest.mark.parametrize(
    ("asked", "signature"),
    [
        (
            Request("GET", EXAMPLE.host, "/test.txt", headers=(("range", "bytes=0-9"),)),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            Request(
                "PUT",
                EXAMPLE.host,
                "/test$file.text",
                digest=hashlib.sha256(b"Welcome to Amazon S3.").hexdigest(),
                headers=(("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")),
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            Request("GET", EXAMPLE.host, "/", query=(("lifecycle", ""),)),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            Request("GET", EXAMPLE.host, "/", query=(("max-keys", "2"), ("prefix", "J"))),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_requests_are_signed_as_amazons_own_examples_say(asked, signature):
    assert signed(asked, EXAMPLE, THEN)["authorization"].endswith(f"Signature={signature}")


def test_an_address_without_bucket_or_key_is_refused_at_once():
    for url in ("s3://host/bucket", "s3://k:s@host", "http://k:s@host/bucket"):
        with pytest.raises(ValueError, match="FILES_URL"):
            Bucket.of(url)
    assert Bucket.of("s3://k:s%2F@h:9000/b/one/two?region=ru").folder == "one/two/"


@pytest.mark.django_db
def test_what_one_node_keeps_another_opens(shelf, other_node):
    stored = store(b"the letter as it came", "letter.eml")
    assert shelf.contents[f"/letters/otklik/{stored.sha256}"][0] == b"the letter as it came"
    with stored.open() as content:
        assert content.read() == b"the letter as it came"
    asked = len(shelf.asked)
    assert stored.path.read_bytes() == b"the letter as it came"
    assert len(shelf.asked) == asked, "the second time it lies here"


@pytest.mark.django_db
def test_a_picture_is_measured_and_made_small_by_a_worker_elsewhere(shelf, settings, tmp_path):
    stored = store(picture("PNG"))
    settings.DATA = tmp_path / "worker"
    jobs.run_due()
    stored.refresh_from_db()
    settings.DATA = tmp_path / "third"
    assert (stored.width, stored.thumbnail.width) == (800, 640)
    assert stored.thumbnail.path.read_bytes()[8:12] == b"WEBP"


@pytest.mark.django_db
def test_nothing_counts_as_kept_while_the_server_is_away(shelf):
    shelf.faults[:] = [503, 500, 503]
    with pytest.raises(Unreachable, match="503 SlowDown"):
        store(b"a letter")
    assert not StoredFile.objects.filter(size=8).exists()
    assert not shelf.contents
    assert store(b"a letter").size == 8


@pytest.mark.django_db
def test_a_short_failure_is_tried_again(shelf):
    shelf.faults[:] = [503]
    with store(b"a letter").open() as content:
        assert content.read() == b"a letter"
    assert [method for method, _ in shelf.asked] == ["PUT", "PUT"]


@pytest.mark.django_db
def test_a_refusal_is_not_repeated(shelf):
    shelf.faults[:] = [403]
    with pytest.raises(Unreachable, match="403"):
        store(b"a letter")
    assert len(shelf.asked) == 1


def test_a_copy_that_came_half_is_not_taken_for_the_whole(shelf, other_node):
    written = BucketStorage(other_node().root.parent / "x", Bucket.of(shelf.url)).put(io.BytesIO(b"whole letter"), 100)
    shelf.faults[:] = [-1]
    with pytest.raises(Unreachable, match="too early"):
        other_node().path(written.sha256)
    assert other_node().path(written.sha256).read_bytes() == b"whole letter"


def test_a_wrong_bucket_is_an_error_and_not_an_empty_shelf(shelf):
    wrong = Bucket.of(shelf.url.replace("/letters", "/lost"))
    with pytest.raises(Unreachable, match="no bucket"):
        wrong.put("a", io.BytesIO(b"a"), 1, hashlib.sha256(b"a").hexdigest())
    with pytest.raises(Unreachable, match="no bucket"):
        list(wrong.names())


def test_what_exists_nowhere_is_not_found(shelf):
    with pytest.raises(FileNotFoundError):
        storage().open("0" * 64)
    assert not storage().path("0" * 64).exists()


@pytest.mark.django_db
def test_sweeping_takes_from_the_server_what_no_row_knows_and_only_after_a_day(shelf):
    kept = store(b"kept")
    lost, young = (storage().put(io.BytesIO(text), 100).sha256 for text in (b"lost", b"young"))
    for name in (kept.sha256, lost):
        shelf.age(name, clock.now() - timedelta(days=2))
    assert files.sweep() == 1
    assert sorted(shelf.contents) == sorted(f"/letters/otklik/{name}" for name in (kept.sha256, young))


def test_all_names_are_told_however_many_pages_they_fill(shelf):
    put = {storage().put(io.BytesIO(bytes([number])), 100).sha256 for number in range(7)}
    assert {name for name, _ in Bucket.of(shelf.url).names(page=3)} == put


def test_copies_that_nobody_used_for_a_week_make_room(shelf, settings, time):
    first, second = (storage().put(io.BytesIO(text), 100).sha256 for text in (b"first", b"second"))
    time.passes(days=8)
    storage().path(second)  # used today
    storage().bucket.put("third", io.BytesIO(b"third"), 5, hashlib.sha256(b"third").hexdigest())
    storage().path("third")  # was not here: fetching it makes room
    assert not (storage().root / first[:2] / first[2:4] / first).exists()
    assert storage().path(first).read_bytes() == b"first"


def test_the_check_puts_gets_and_forgets(shelf):
    assert [found.level for found in check_shelf()] == ["ok"]
    assert [method for method, _ in shelf.asked] == ["PUT", "GET", "DELETE"]
    assert not shelf.contents
