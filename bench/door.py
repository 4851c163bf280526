"""What sixteen slow uploads and sixteen slow downloads cost a page (F1): `bin/bench door`.

The server of the tests with two threads for Django. A page is asked for with nothing else going on, then while every
upload sends and every download reads a few kilobytes at a time. Prints a table and one line of JSON.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

PAGES = 400
LINES = 16
SIZE = 64 * 2**20
PIECE = 8 * 2**10
PAUSE = 0.02


def _head(method: str, path: str, length: int) -> bytes:
    return f"{method} {path} HTTP/1.1\r\nHost: otklik.example\r\nContent-Length: {length}\r\n\r\n".encode()


def _trickle(door, stop: threading.Event) -> None:
    with door.talk(_head("POST", "/echo", SIZE)) as line:
        for _ in range(SIZE // PIECE):
            if stop.wait(PAUSE):
                return
            line.sendall(b"x" * PIECE)


def _sip(door, stop: threading.Event) -> None:
    with door.talk(_head("GET", "/file/big", 0)) as line:
        while not stop.wait(PAUSE) and line.recv(PIECE):
            pass


def _milliseconds(door) -> list[float]:
    spent = []
    for _ in range(PAGES):
        began = time.perf_counter()
        assert door.client.get("/page").status_code == 200
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def _told(name: str, spent: list[float]) -> dict[str, float]:
    told = {"p50": statistics.median(spent), "p95": spent[int(len(spent) * 0.95)], "max": spent[-1]}
    print(f"{name:34}" + "".join(f"{value:10.2f}" for value in told.values()))
    return told


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from tests.serving import serving  # once there is a database

    with tempfile.TemporaryDirectory() as place:
        data = Path(place)
        for name in ("files", "static"):
            (data / name).mkdir()
        (data / "files" / "big").write_bytes(os.urandom(SIZE))
        with serving("tests.kernel.door_settings", data) as door:
            print(f"{'milliseconds a page':34}{'p50':>10}{'p95':>10}{'max':>10}")
            _milliseconds(door)
            idle = _told("alone", _milliseconds(door))
            stop = threading.Event()
            slow = [threading.Thread(target=act, args=(door, stop)) for act in (_trickle, _sip) for _ in range(LINES)]
            for one in slow:
                one.start()
            busy = _told("beside 16 uploads, 16 downloads", _milliseconds(door))
            stop.set()
            for one in slow:
                one.join()
    print(json.dumps({"bench": "door", "idle": idle, "busy": busy, "ratio_p50": busy["p50"] / idle["p50"]}))


if __name__ == "__main__":
    if "DATABASE_URL" in os.environ:
        main()
    else:
        again = [sys.executable, "-m", "tests.postgres", "embedded", sys.executable, "-m", "bench.door"]
        sys.exit(subprocess.run(again, check=False).returncode)
