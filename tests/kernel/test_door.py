"""The door, tried with a real server and two threads (F1)."""

import asyncio
import hashlib
import json
import os

import psycopg
import pytest
from django.db import OperationalError, connection

from otklik.kernel.door.exchange import Exchange
from otklik.kernel.door.health import Health
from tests.serving import database_url, read_to_end, serving

BIG = bytes(range(256)) * 2**15  # 8 MB, more than the server and the sockets buffer


@pytest.fixture(scope="module")
def door(django_db_setup, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    (data / "files").mkdir()
    (data / "files" / "big").write_bytes(BIG)
    (data / "files" / "small").write_bytes(b"0123456789")
    (data / "secret").write_bytes(b"not to be sent")
    (data / "files" / "astray").symlink_to(data / "secret")
    (data / "static").mkdir()
    (data / "static" / "app.0123456789ab.css").write_text("body { color: red }\n" * 100)
    (data / "static" / "plain.txt").write_text("x")
    with serving("tests.kernel.door_settings", data) as server:
        yield server


def request(method, path, length=0, *lines):
    head = [f"{method} {path} HTTP/1.1", "Host: otklik.example", f"Content-Length: {length}", *lines, "", ""]
    return "\r\n".join(head).encode()


def echo(door, *lines):
    line = door.talk(request("GET", "/echo", 0, "Connection: close", *lines))
    with line:
        return json.loads(read_to_end(line).partition(b"\r\n\r\n")[2])


def test_f1_a_page_answers_while_sixteen_upload_slowly_and_sixteen_download_slowly(door):
    half = BIG[: len(BIG) // 2]
    uploads = [door.talk(request("POST", "/echo", len(BIG)), half) for _ in range(16)]
    downloads = [door.talk(request("GET", address)) for address in ["/file/big", "/generated/8"] * 8]
    assert door.client.get("/page").text == "страница"
    for line in uploads:
        line.sendall(BIG[len(half) :])
    digest = hashlib.sha256(BIG).hexdigest().encode()
    assert all(digest in line.recv(2**16) for line in uploads)
    assert door.client.get("/page").status_code == 200
    for line in [*uploads, *downloads]:
        line.close()


def test_f1_a_body_that_was_cut_off_never_reaches_django(door):
    with door.talk(request("POST", "/echo?note=cut", 100), b"only half"):
        pass
    door.client.post("/echo?note=whole", content=b"all of it")
    assert door.client.get("/called").json().count("whole") == 1
    assert "cut" not in door.client.get("/called").json()


@pytest.mark.parametrize("size", [0, 1, 256 * 2**10, 256 * 2**10 + 1, 3 * 2**20])
def test_a_body_arrives_whole_in_memory_or_from_the_disk(door, size):
    body = os.urandom(size)
    assert door.client.post("/echo", content=body).json()["sha256"] == hashlib.sha256(body).hexdigest()
    chunked = (body[at : at + 50_000] for at in range(0, size, 50_000))
    assert door.client.post("/echo", content=chunked).json()["sha256"] == hashlib.sha256(body).hexdigest()
    assert list((door.data / "spool").iterdir()) == []


def test_a_body_over_the_limit_of_its_audience_is_refused_with_words(door):
    refused = door.client.post("/sign-in/echo?note=large", content=b"x" * 100_000)
    assert refused.status_code == 413
    assert "large" not in door.client.get("/called").json()
    assert door.client.post("/echo", content=b"x" * 100_000).status_code == 200
    with door.talk(request("POST", "/sign-in/echo", 10**9)) as line:
        assert line.recv(100).startswith(b"HTTP/1.1 413")


def test_head_gets_the_headers_of_get_and_no_body(door):
    for address in ["/page", "/file/big", "/generated/1"]:
        with door.talk(request("HEAD", address, 0, "Connection: close")) as line:
            head, _, body = read_to_end(line).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert body == b""
    assert int(door.client.head("/file/big").headers["content-length"]) == len(BIG)


def test_a_file_is_sent_with_the_headers_that_django_gave_it(door):
    answer = door.client.get("/file/big")
    assert answer.content == BIG
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; filename*=utf-8''%D0%A1")
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["../secret", "astray", "nowhere", "", "a%00b"])
def test_a_file_outside_the_directory_of_files_is_not_there(door, name):
    assert door.client.get(f"/file/{name}").status_code == 404


def test_a_file_that_the_browser_has_is_not_sent_again(door):
    for known in ['"one"', 'W/"one"', '"zero", "one"', "*"]:
        answer = door.client.get("/file/big", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
    since = door.client.get("/file/big").headers["last-modified"]
    assert door.client.get("/file/big", headers={"If-Modified-Since": since}).status_code == 304
    assert door.client.get("/file/big", headers={"If-None-Match": '"two"'}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "sent"),
    [("0-0", b"0"), ("2-4", b"234"), ("7-", b"789"), ("-3", b"789"), ("-30", b"0123456789"), ("5-99", b"56789")],
)
def test_a_range_of_a_file_is_sent(door, asked, sent):
    answer = door.client.get("/file/small", headers={"Range": f"bytes={asked}"})
    assert (answer.status_code, answer.content) == (206, sent)
    start = b"0123456789".index(sent)
    assert answer.headers["content-range"] == f"bytes {start}-{start + len(sent) - 1}/10"


def test_a_range_that_cannot_be_is_refused_and_one_of_another_version_gets_the_whole(door):
    refused = door.client.get("/file/small", headers={"Range": "bytes=10-"})
    assert (refused.status_code, refused.headers["content-range"]) == (416, "bytes */10")
    for ignored in ["bytes=-", "bytes=0-1,3-4", "lines=1-2"]:
        assert door.client.get("/file/small", headers={"Range": ignored}).status_code == 200
    changed = door.client.get("/file/small", headers={"Range": "bytes=2-4", "If-Range": '"old"'})
    assert (changed.status_code, changed.content) == (200, b"0123456789")


def test_an_error_of_a_view_gets_its_page_and_never_a_trace(door):
    for address in ["/failing", "/broken-at-once"]:
        answer = door.client.get(address)
        assert answer.status_code == 500
        assert "Traceback" not in answer.text
        assert "on purpose" not in answer.text


def test_f1_an_error_after_the_headers_cuts_the_answer_off(door):
    with door.talk(request("GET", "/broken-later")) as line:
        answer = read_to_end(line)
    assert answer.startswith(b"HTTP/1.1 200")
    assert not answer.endswith(b"0\r\n\r\n")  # the end of a whole chunked body


def test_a_download_that_nobody_reads_any_more_stops_its_generator(door):
    with door.talk(request("GET", "/generated/100000")) as line:
        line.recv(1000)
    assert [door.client.get("/page").status_code for _ in range(4)] == [200] * 4


def test_f1_headers_with_underscores_and_the_word_of_proxies_about_us_are_dropped(door):
    meta = echo(
        door,
        "X_Forwarded_For: 6.6.6.6",
        "Content_Length: 7",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: https",
        "Forwarded: for=6.6.6.6",
        "Proxy: http://evil.example",
    )["meta"]
    assert [name for name in meta if "FORWARDED" in name or "PROXY" in name] == []
    assert (meta["CONTENT_LENGTH"], meta["HTTP_HOST"], meta["wsgi.url_scheme"]) == ("0", "otklik.example", "http")


def test_f1_cookies_that_came_apart_are_joined(door):
    assert echo(door, "Cookie: a=1", "Cookie: b=2")["meta"]["HTTP_COOKIE"] == "a=1; b=2"


def test_f1_the_address_of_the_client_is_what_the_nearest_trusted_proxy_saw(door):
    assert echo(door)["meta"]["REMOTE_ADDR"] == "127.0.0.1"
    forged = echo(door, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 93.184.216.34")
    assert forged["meta"]["REMOTE_ADDR"] == "93.184.216.34"


def test_an_address_in_cyrillic_and_a_broken_one_reach_django(door):
    assert door.client.get("/эхо?q=ё").json()["path"] == "/эхо"
    assert door.client.get("/%ff%fe").status_code == 404


def test_every_answer_names_its_request_and_keeps_its_cookies(door):
    answer = door.client.get("/echo")
    assert answer.headers["x-request-id"] == answer.json()["request"]
    assert door.client.get("/page").headers.get_list("set-cookie") == ["a=1; Path=/", "b=2; Path=/"]


def test_f21_a_get_is_repeated_once_when_the_database_hung_up_meanwhile(door):
    assert door.client.get("/interrupted/get").json() == [42]
    assert door.client.post("/interrupted/post").status_code == 500
    assert door.client.post("/interrupted/post").json() == [42]


def test_f21_a_request_does_not_notice_that_the_database_hung_up_before_it(door):
    assert door.client.post("/database").json() == [42]
    hang_up()
    assert door.client.post("/database").json() == [42]


def hang_up():
    with psycopg.connect(database_url(connection.settings_dict["NAME"])) as ours:
        ours.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_static_files_are_sent_without_django_and_kept_for_ever_when_their_name_has_a_hash(door):
    answer = door.client.get("/static/app.0123456789ab.css", headers={"Accept-Encoding": "gzip"})
    assert answer.text == "body { color: red }\n" * 100
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    for encoding, status in [("gzip", 304), ("identity", 200)]:
        known = {"If-None-Match": answer.headers["etag"], "Accept-Encoding": encoding}
        assert door.client.get("/static/app.0123456789ab.css", headers=known).status_code == status
    assert door.client.get("/static/plain.txt").headers["cache-control"] == "no-cache"
    (door.data / "static" / "plain.txt").write_text("y")
    assert door.client.get("/static/plain.txt").text == "y"


@pytest.mark.parametrize("address", ["/static/", "/static/nothing", "/static/%2e%2e/secret", "/static/..%2fsecret"])
def test_static_files_end_where_their_directory_ends(door, address):
    with door.talk(request("GET", address, 0, "Connection: close")) as line:
        assert b" 404 " in read_to_end(line)[:20]


@pytest.mark.django_db(transaction=True)
def test_f1_downloads_in_flight_are_finished_when_the_server_is_asked_to_end(tmp_path):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "big").write_bytes(BIG)
    with serving("tests.kernel.door_settings", tmp_path) as server:
        lines = [server.talk(request("GET", address)) for address in ["/file/big", "/generated/8"]]
        for line in lines:
            assert line.recv(12) == b"HTTP/1.1 200"
        idle = server.talk(request("GET", "/page"))
        assert b"200 OK" in idle.recv(2**16)
        server.leave()
        assert idle.recv(1) == b""
        assert BIG in read_to_end(lines[0])
        assert read_to_end(lines[1]).count(b"x") >= 8 * 2**20
        assert server.ended() == 0
    for line in [*lines, idle]:
        line.close()


def test_a_node_says_whether_it_may_be_given_requests(door):
    well = door.client.get("/health")
    assert (well.status_code, well.text, well.headers["cache-control"]) == (200, "well", "no-store")


@pytest.mark.parametrize("why", ["no database", "asked to end"])
def test_a_node_that_cannot_answer_or_ends_lets_requests_go_elsewhere(why, monkeypatch):
    def ask():
        if why == "no database":
            raise OperationalError

    monkeypatch.setattr("otklik.kernel.door.health._ask", ask)
    sent = []

    async def send(message):
        sent.append(message)

    async def story():
        health = Health()
        if why == "asked to end":
            health.leave()
        scope = {"method": "GET", "path": "/health", "headers": []}
        await health(Exchange(scope, None, send))

    asyncio.run(story())
    assert sent[0]["status"] == 503
