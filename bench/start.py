"""How soon it stands and what it weighs: `bin/bench start [--runs 5] [--rounds 100]`.

  start    seconds of `otklik up` until the first page, and of CPU by then in all processes: an empty data directory,
           the second time, and the demo
  memory   what each process of `otklik demo` has for itself (USS) and its share of what is common (PSS), in MB, at rest
           and after `rounds` of three pages
  weight   bytes of the first visit as they are sent: page, CSS, scripts, fonts, pictures
  page     in headless Chromium with an empty cache, the median of `runs`: largest contentful paint, layout shift, long
           tasks (ms over 50), of the desk's list, a request and the customers' first page, at 1440 and 390 px

The browser shares the machine with the server. Prints tables and one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.serving import free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[1]
WIDTHS = {1440: 900, 390: 844}
SETTLED_MS = 1500
KINDS = {"document": "page", "stylesheet": "css", "script": "js", "font": "fonts", "image": "pictures"}
WATCH = """
  window.__seen = { lcp: 0, cls: 0, long: 0, tasks: 0 };
  const watch = (type, act) => new PerformanceObserver((list) => list.getEntries().forEach(act))
    .observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { window.__seen.lcp = entry.startTime; });
  watch("layout-shift", (entry) => { if (!entry.hadRecentInput) window.__seen.cls += entry.value; });
  watch("longtask", (entry) => { window.__seen.tasks += 1; window.__seen.long += entry.duration - 50; });
"""


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def running(what: str, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, dict[str, float]]]:
    """`otklik up` or `demo`: the process, its port, seconds until its first page."""
    port = free_port()
    known = {key: value for key, value in os.environ.items() if not key.startswith(("OTKLIK_", "DATABASE", "DJANGO_"))}
    environment = {**known, "OTKLIK_DATA": str(data), "SITE_URL": f"http://127.0.0.1:{port}"}
    began = time.perf_counter()
    with (data.parent / f"{what}.log").open("a") as log:
        command = [sys.executable, "-m", "otklik", what, "--port", str(port)]
        process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        until(lambda: answers(f"http://127.0.0.1:{port}/"), 300)
        spent = time.perf_counter() - began
        yield process, port, {"seconds": spent, "cpu": cpu(process.pid)}
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(90)


def cpu(parent: int) -> float:
    """Seconds of CPU of a process, those below it, and those below that have ended."""
    ticks = 0
    for pid in [parent, *_below(parent)]:
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def started() -> dict[str, dict[str, float]]:
    """Seconds to the first page of an empty installation, and when it is there already."""
    with tempfile.TemporaryDirectory(prefix="otklik-start-") as place:
        data = Path(place) / "data"
        told: dict[str, dict[str, float]] = {}
        for which in ("first", "second"):
            with running("up", data) as (_, _, spent):
                told[which] = _said(which, spent)
        return told


def _said(which: str, spent: dict[str, float]) -> dict[str, float]:
    print(f"start {which:<12}{spent['seconds']:8.1f} s{spent['cpu']:8.1f} s of CPU", flush=True)
    return spent


def memory(parent: int) -> dict[str, dict[str, float]]:
    """Megabytes by kind of process, below and with `parent`."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: {"processes": 0, "uss": 0.0, "pss": 0.0})
    for pid in [parent, *_below(parent)]:
        rows = _rows(Path(f"/proc/{pid}/smaps_rollup"))
        if rows:
            kind = found[_kind(pid)]
            kind["processes"] += 1
            kind["uss"] += sum(value for name, value in rows if name.startswith("Private_")) / 1024
            kind["pss"] += sum(value for name, value in rows if name == "Pss:") / 1024
    return dict(found)


def _below(parent: int) -> Iterator[int]:
    said = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True).stdout
    for child in map(int, said.split()):
        yield child
        yield from _below(child)


def _rows(file: Path) -> list[tuple[str, int]]:
    try:
        lines = file.read_text().splitlines()[1:]
    except OSError:  # it has just ended
        return []
    return [(line.split()[0], int(line.split()[1])) for line in lines]


def _kind(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    if "postgres" in words.split(" ")[0]:
        return "postgres"
    after = words.partition("-m otklik ")[2].split(" ")
    return after[0] if after[0] != "demo" else "parent"


def people(data: Path) -> tuple[str, str, int]:
    """Two who have signed in, an agent and a customer; and the number of a request with a long talk."""
    os.environ |= {"OTKLIK_DATA": str(data), "DJANGO_SETTINGS_MODULE": "otklik.settings", "OTKLIK_PROCESS": "command"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.db.models import Count

    from otklik.people.models import Person
    from otklik.tickets.models import Ticket
    from tests.live.listening import cookie_of

    busy = Ticket.objects.annotate(said=Count("messages")).order_by("-said").first()
    assert busy
    agent = Person.objects.get(login="anna")
    customer = Person.objects.get(login="vera")
    return cookie_of(agent), cookie_of(customer), busy.number


def look(browser: Any, address: str, cookie: str, width: int) -> dict[str, Any]:
    """One visit with an empty cache."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, locale="ru-RU")
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    context.add_init_script(WATCH)
    page = context.new_page()
    requests: list[Any] = []
    page.on("requestfinished", lambda request: requests.append(request))
    answer = page.goto(address, wait_until="load")
    assert answer.status == 200, (address, answer.status)
    page.wait_for_timeout(SETTLED_MS)
    seen = page.evaluate("window.__seen")
    assert page.url == address, page.url
    weight: dict[str, int] = defaultdict(int)
    for request in requests:
        if request.resource_type in KINDS:
            weight[KINDS[request.resource_type]] += request.sizes()["responseBodySize"]
    context.close()
    return {**seen, "weight": dict(weight)}


def visits(port: int, cookies: dict[str, str], addresses: dict[str, str], runs: int) -> dict[str, Any]:
    """Each page at each width, `runs` times."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    told: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, address in addresses.items():
            for width in WIDTHS:
                whole = f"http://127.0.0.1:{port}{address}"
                look(browser, whole, cookies[name], width)
                seen = [look(browser, whole, cookies[name], width) for _ in range(runs)]
                middle = {key: statistics.median(one[key] for one in seen) for key in ("lcp", "cls", "long", "tasks")}
                told[f"{name} {width}"] = {**middle, "weight": seen[0]["weight"]}
        browser.close()
    return told


def rounds(port: int, cookies: dict[str, str], addresses: dict[str, str], count: int) -> None:
    """Ask for every page `count` times."""
    for _ in range(count):
        for name, address in addresses.items():
            request = urllib.request.Request(f"http://127.0.0.1:{port}{address}", headers={"Cookie": cookies[name]})
            with urllib.request.urlopen(request, timeout=20) as answer:
                answer.read()


def measure(runs: int, count: int, *, demo_only: bool) -> dict[str, Any]:
    """Everything."""
    told: dict[str, Any] = {"start_s": {} if demo_only else started()}
    with tempfile.TemporaryDirectory(prefix="otklik-demo-") as place:
        data = Path(place) / "data"
        with running("demo", data) as (process, port, spent):
            told["start_s"]["demo"] = _said("demo", spent)
            agent, customer, number = people(data)
            cookies = {"desk": agent, "ticket": agent, "portal": customer}
            addresses = {"desk": "/desk/open/", "ticket": f"/desk/tickets/{number}/", "portal": "/"}
            told["memory_idle"] = memory(process.pid)
            told["pages"] = visits(port, cookies, addresses, runs)
            rounds(port, cookies, addresses, count)
            told["memory_after"] = memory(process.pid)
            from django.db import connection

            connection.close()
    return told


def show(told: dict[str, Any]) -> None:
    print(f"\n{'memory, MB':<14}{'n':>4}{'USS idle':>10}{'PSS idle':>10}{'USS after':>11}{'PSS after':>11}")
    idle, after = told["memory_idle"], told["memory_after"]
    for kind in idle:
        late = after.get(kind, {"uss": 0, "pss": 0})
        figures = f"{idle[kind]['uss']:>10.0f}{idle[kind]['pss']:>10.0f}{late['uss']:>11.0f}{late['pss']:>11.0f}"
        print(f"{kind:<14}{idle[kind]['processes']:>4.0f}{figures}")
    whole = [sum(one["pss"] for one in some.values()) for some in (idle, after)]
    print(f"{'together':<14}{'':>4}{'':>10}{whole[0]:>10.0f}{'':>11}{whole[1]:>11.0f}")
    heads = "".join(f"{kind:>10}" for kind in KINDS.values())
    print(f"\n{'first visit':<14}{'LCP ms':>8}{'CLS':>7}{'tasks':>7}{'over 50':>9}{heads}   kB sent")
    for name, page in told["pages"].items():
        weight = "".join(f"{page['weight'].get(kind, 0) / 1000:>10.1f}" for kind in KINDS.values())
        print(f"{name:<14}{page['lcp']:>8.0f}{page['cls']:>7.3f}{page['tasks']:>7.0f}{page['long']:>9.0f}{weight}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench start")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--demo-only", action="store_true", help="do not time the start of an empty installation")
    asked = parser.parse_args()
    told = measure(asked.runs, asked.rounds, demo_only=asked.demo_only)
    show(told)
    print(json.dumps({"bench": "start", **told}))


if __name__ == "__main__":
    main()
