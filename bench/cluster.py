"""What several nodes survive: `bin/bench cluster`.

Three web nodes and two workers with their clocks and receivers of letters, HAProxy, a PostgreSQL with a streaming
replica, Redis and an S3 server, all on this machine. While a few pages, requests and letters a second go through
HAProxy, one process after the other is killed with -9 and started again. Told are, for each: pages that failed at
first, the longest time until a page came (tries included), and in the end whether everything that was accepted is there
exactly once. Then: an interrupted POST with its once-token, live names from node to node, a file from node to node,
what the replica was asked, whose address is believed. Prints a table and one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import smtplib
import statistics
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

from bench.scale.nodes import Cluster, Missing, Process, cluster
from tests.waiting import until

TOKEN = "b" * 32  # the cookie and the field of a form of ours
PAGE = 2.0
"""Seconds within which a page must have come, tries included."""
TRY_AGAIN = 0.05
EACH = 4.0
"""Seconds that a killed process stays away."""


@dataclass
class Seen:
    """What the load has met since it was last asked."""

    pages: int = 0
    failed: int = 0
    worst: float = 0.0
    posts: int = 0
    posts_again: int = 0
    letters: int = 0
    letters_again: int = 0


@dataclass
class Load:
    """A few pages, requests and letters a second, each sent again until it was accepted."""

    port: int
    letters_port: int
    anna: str
    vera: str
    asked: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)
    ending: threading.Event = field(default_factory=threading.Event)

    def take(self) -> Seen:
        seen, self.seen = self.seen, Seen()
        return seen

    def run(self, act: Callable[[], None], each: float) -> None:
        while not self.ending.wait(each):
            act()

    def page(self) -> None:
        """The list and a search in turn."""
        path = "/desk/open/" if self.seen.pages % 2 else f"/desk/search/?{urlencode({'q': 'сервер'})}"
        began = time.perf_counter()
        while get(self.port, path, self.anna) != 200:
            self.seen.failed += 1
            self.ending.wait(TRY_AGAIN)
        self.seen.pages += 1
        self.seen.worst = max(self.seen.worst, time.perf_counter() - began)

    def ask(self) -> None:
        """A customer's form, with the same token until it was accepted."""
        mark, once = f"form-{uuid.uuid4().hex}", uuid.uuid4().hex
        while post(self.port, "/ask/", self.vera, {"text": f"Сервер {mark} не отвечает", "once": once}) != 302:
            self.seen.posts_again += 1
            self.ending.wait(TRY_AGAIN)
        self.asked.append(mark)
        self.seen.posts += 1

    def write(self) -> None:
        """A letter with a file, as a mail server would bring it: until it is told 250."""
        mark = f"letter-{uuid.uuid4().hex}"
        raw = letter(mark)
        while not brought(self.letters_port, raw):
            self.seen.letters_again += 1
            self.ending.wait(TRY_AGAIN)
        self.written.append(mark)
        self.seen.letters += 1


def ask(port: int, method: str, path: str, cookie: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """One request on a connection of its own; status 0 when it broke."""
    line = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path, body or None, {"Cookie": cookie, "Connection": "close", **headers})
        answer = line.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        line.close()


def get(port: int, path: str, cookie: str) -> int:
    return ask(port, "GET", path, cookie)[0]


def form(fields: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    body = urlencode({**fields, "csrfmiddlewaretoken": TOKEN}).encode()
    return body, {"Content-Type": "application/x-www-form-urlencoded"}


def post(port: int, path: str, cookie: str, fields: dict[str, str]) -> int:
    body, headers = form(fields)
    return ask(port, "POST", path, f"{cookie}; otklik_csrf={TOKEN}", body, **headers)[0]


def letter(mark: str) -> bytes:
    from tests.channels.email import letters

    file = ("act.bin", "application/octet-stream", mark.encode() * 40)
    message = letters.letter(
        f"Здравствуйте, {mark}",
        subject=f"Письмо {mark}",
        sender=f"Вера <{mark[:14]}@shop.example>",
        files=[file],
        Message_ID=f"<{mark}@shop.example>",
    )
    return message.as_bytes().replace(b"\n", b"\r\n")


def brought(port: int, raw: bytes) -> bool:
    with suppress(OSError, smtplib.SMTPException), smtplib.LMTP("127.0.0.1", port, timeout=10) as line:
        return not line.sendmail("vera@shop.example", ["support@prichal.example"], raw)
    return False


@contextmanager
def loaded(load: Load) -> Iterator[None]:
    """The load goes on inside, and has ended afterwards."""
    acts = [(load.page, 0.3), (load.ask, 0.6), (load.write, 0.6)]
    threads = [threading.Thread(target=load.run, args=act, daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        load.ending.set()
        for thread in threads:
            thread.join(60)


def survive(name: str, load: Load, kill: Callable[[], None], start: Callable[[], None]) -> dict[str, Any]:
    """Kill, wait, start again; what the load has met meanwhile."""
    load.take()
    kill()
    threading.Event().wait(EACH)
    start()
    seen = load.take()
    return {"killed": name, **vars(seen)}


def start_again(process: Process) -> None:
    process.start()
    until(process.is_up, 60)


def kills(made: Cluster, load: Load) -> Iterator[dict[str, Any]]:
    """Every kind of process but the primary, one after the other."""
    threading.Event().wait(EACH)
    yield {"killed": "(nobody)", **vars(load.take())}
    for name in ("web1", "web2", "web3", "worker1", "worker2", "clock1", "clock2", "mail1", "mail2"):
        process = made.processes[name]
        yield survive(name, load, process.kill, lambda process=process: start_again(process))
    yield survive("replica", load, lambda: made.servers.kill("replica"), lambda: made.servers.start("replica"))
    if made.redis:
        yield survive("redis", load, made.redis.kill, made.redis.start)


def counted(load: Load) -> dict[str, Any]:
    """Whether everything accepted is there, exactly once."""
    from otklik.tickets.models import Message

    def times(marks: list[str]) -> list[int]:
        return [Message.objects.filter(body__contains=mark).count() for mark in marks]

    until(lambda: all(times(load.written)), 120)
    found = {"forms": times(load.asked), "letters": times(load.written)}
    return {
        kind: {"accepted": len(all_of), "lost": all_of.count(0), "twice": sum(one > 1 for one in all_of)}
        for kind, all_of in found.items()
    }


def interrupted(made: Cluster, vera: str) -> dict[str, Any]:
    """A POST whose node dies while the database is at it, and one that is sent twice at once to two nodes."""
    from otklik.tickets.models import Message

    webs = [made.processes[f"web{number}"] for number in (1, 2, 3)]

    def effect(kill: bool) -> tuple[list[int], int]:
        mark, once = uuid.uuid4().hex, uuid.uuid4().hex
        fields = {"text": f"Прерванное {mark}", "once": once}
        answers: list[int] = []

        def send(port: int) -> None:
            answers.append(post(port, "/ask/", vera, fields))

        with made.servers.connect_to("otklik") as holding:
            holding.execute("BEGIN")
            holding.execute("LOCK TABLE tickets_message IN SHARE ROW EXCLUSIVE MODE")
            first = threading.Thread(target=send, args=(webs[1].port,))
            first.start()
            until(lambda: _waits(made))
            second = threading.Thread(target=send, args=(webs[0].port if not kill else made.port,))
            if kill:
                webs[1].kill()
                first.join(20)
            second.start()
            holding.execute("ROLLBACK")
        for thread in (first, second):
            thread.join(20)
        if kill:
            start_again(webs[1])
        return answers, Message.objects.filter(body__contains=mark).count()

    killed, twice = effect(kill=True), effect(kill=False)
    return {
        "node_killed": {"answers": killed[0], "effects": killed[1]},
        "sent_twice_at_once": {"answers": twice[0], "effects": twice[1]},
    }


def _waits(made: Cluster) -> bool:
    with made.servers.connect("primary") as asking:
        query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
        return bool(asking.execute(query).fetchone()[0])


def crossing(made: Cluster, load: Load, times: int = 12) -> dict[str, Any]:
    """A customer writes on node 1; how soon the desk on node 3 hears a name, and one behind HAProxy."""
    from tests.live.listening import Stream

    spent = []
    first = made.processes["web1"].port
    for port in [made.processes["web3"].port] * times + [made.port]:
        with Stream(type("Node", (), {"port": port})(), load.anna) as stream:  # type: ignore[arg-type]
            stream._message()
            body, headers = form({"text": "Слышно?", "once": uuid.uuid4().hex})
            line = HTTPConnection("127.0.0.1", first, timeout=10)
            line.request("POST", "/ask/", body, {"Cookie": f"{load.vera}; otklik_csrf={TOKEN}", **headers})
            answer = line.getresponse()
            posted = time.perf_counter()
            number = answer.headers["Location"].strip("/").rpartition("/")[2]
            line.close()
            while f"ticket-{number}" not in stream.heard():
                pass
            spent.append((time.perf_counter() - posted) * 1000)
    return {"after_the_answer_ms_p50": statistics.median(spent), "max": max(spent), "times": len(spent)}


def files(made: Cluster, anna: str) -> dict[str, Any]:
    """A file that came by letter, asked for at each node."""
    from django.urls import reverse

    from otklik.tickets.models import Attachment

    one = Attachment.objects.filter(name="act.bin").select_related("file").first()
    assert one
    path = reverse("desk:attachment", args=[one.pk, one.name])
    got = [ask(made.processes[f"web{number}"].port, "GET", path, anna) for number in (1, 2, 3)]
    same = len({content for _, content in got}) == 1 and len(got[0][1]) == one.file.size
    return {
        "where": "S3" if made.bucket else "each node's disk",
        "statuses": [status for status, _ in got],
        "same": same,
    }


def believed(made: Cluster, anna: str) -> dict[str, Any]:
    """Whose address is noted when a client behind HAProxy claims to be somebody else."""
    from allauth.usersessions.models import UserSession

    line = HTTPConnection("127.0.0.1", made.port, timeout=10, source_address=("127.0.0.2", 0))
    line.request("GET", "/desk/open/", headers={"Cookie": anna, "X-Forwarded-For": "6.6.6.6"})
    assert line.getresponse().status == 200
    line.close()
    key = anna.partition("=")[2]
    row = UserSession.objects.filter(session_key=key).first()
    return {"claimed": "6.6.6.6", "came_from": "127.0.0.2", "noted": row.ip if row else None}


def people(made: Cluster) -> tuple[str, str]:
    """The cast in the database, a mailbox, and two signed in: cookies of an agent and of a customer."""
    from otklik.channels.models import Mailbox
    from tests import cast
    from tests.live.listening import cookie_of

    cast.assemble()
    Mailbox.add(by=None, address="support@prichal.example", smtp_host="127.0.0.1")
    everybody = cast.everybody()
    return cookie_of(everybody.anna), cookie_of(everybody.vera)


def asked_of_replica(made: Cluster) -> int:
    """How often the replica has looked into the messages."""
    with made.servers.connect_to("otklik", "replica") as asking:
        query = "SELECT idx_scan + seq_scan FROM pg_stat_user_tables WHERE relname = 'tickets_message'"
        return int(asking.execute(query).fetchone()[0])


def errors(made: Cluster) -> dict[str, int]:
    """What processes have logged as errors, by what they said."""
    found: Counter[str] = Counter()
    for process in made.processes.values():
        for line in process.log.read_text().splitlines():
            if '"level": "error"' in line:
                said = json.loads(line)
                found[f"{said['said'][:80]} {str(said.get('error', ''))[:80]}".strip()] += 1
    return dict(found)


def measure(made: Cluster) -> dict[str, Any]:
    """All of it, one after the other."""
    for name, value in {**made.environment, "OTKLIK_DATA": str(made.place)}.items():
        os.environ[name] = value
    os.environ["OTKLIK_PROCESS"] = "command"
    import django

    django.setup()
    anna, vera = people(made)
    load = Load(made.port, made.letters, anna, vera)
    told: dict[str, Any] = {"absent": made.absent}
    told["idle_mb"] = {name: round(one.memory()) for name, one in made.processes.items()}
    with loaded(load):
        told["kills"] = [show(row) for row in kills(made, load)]
    told["count"] = counted(load)
    before = asked_of_replica(made)
    for _ in range(5):
        get(made.port, f"/desk/search/?{urlencode({'q': 'сервер'})}", anna)
    threading.Event().wait(2.0)  # the server writes its statistics once a second
    told["searches_answered_by_the_replica"] = asked_of_replica(made) - before >= 5
    told["once"] = interrupted(made, vera)
    told["live"] = crossing(made, load)
    told["file"] = files(made, anna)
    told["address"] = believed(made, anna)
    told["busy_mb"] = {name: round(one.memory()) for name, one in made.processes.items()}
    told["errors"] = errors(made)
    return told


def show(row: dict[str, Any]) -> dict[str, Any]:
    again = f"{row['failed']:>6}{row['worst']:>8.2f} s{row['posts_again']:>8}{row['letters_again']:>10}"
    print(f"{row['killed']:<12}{row['pages']:>6}{row['posts']:>6}{row['letters']:>8}{again}", flush=True)
    return {**row, "worst": round(row["worst"], 3)}


def main() -> None:
    argparse.ArgumentParser(prog="bin/bench cluster", description=__doc__).parse_args()
    try:
        with cluster() as made:
            heads = f"{'pages':>6}{'forms':>6}{'letters':>8}{'failed':>6}{'longest':>10}{'forms +':>8}{'letters +':>10}"
            print(f"{'killed -9':<12}{heads}")
            told = measure(made)
    except Missing as reason:
        print(f"NOT RUN: {reason}")
        print(json.dumps({"bench": "cluster", "not_run": str(reason)}))
        return
    for name in (
        "count",
        "searches_answered_by_the_replica",
        "once",
        "live",
        "file",
        "address",
        "idle_mb",
        "busy_mb",
        "errors",
    ):
        print(f"{name:<34}{told[name]}")
    for reason in told["absent"]:
        print(f"NOT RUN: {reason}")
    worst = max(row["worst"] for row in told["kills"])
    print(f"a page came within {worst:.2f} s, tries included (the aim is {PAGE} s)")
    print(json.dumps({"bench": "cluster", **told}, ensure_ascii=False))


if __name__ == "__main__":
    main()
