"""The processes of an installation of several nodes: what each is started with, killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
import venv
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from otklik.kernel.children import spawn
from tests.replicas import Pair, pair
from tests.servers import bell
from tests.servers.dovecot import answers, free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
WEBS, WORKERS = 3, 2
BUCKET = "letters"
MOTO = Path(tempfile.gettempdir()) / "otklik-bench-moto"
HAPROXY = """
global
  maxconn 4000
defaults
  mode http
  timeout connect 1s
  timeout client 70s
  timeout server 70s
  retries 3
  option redispatch 1
frontend pages
  bind 127.0.0.1:{port}
  option forwardfor
  http-request disable-l7-retry unless {{ method GET HEAD }}
  default_backend webs
backend webs
  balance leastconn
  option httpchk GET /health
  retry-on conn-failure empty-response
  default-server check inter 500ms fall 1 rise 1 on-marked-down shutdown-sessions
{webs}
listen letters
  mode tcp
  bind 127.0.0.1:{letters}
  option tcp-check
  default-server check inter 500ms fall 1 rise 1
{receivers}
"""


class Missing(Exception):
    """Something of the distribution is not on this machine."""


@dataclass
class Process:
    """One process, with its own group: kill -9 takes it whole, as a machine that goes takes everything on it."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    port: int = 0
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("a") as log:
            self.running = spawn(self.command, env=self.environment, cwd=ROOT, output=log.fileno())

    def kill(self) -> None:
        assert self.running
        os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()

    def is_up(self) -> bool:
        """Whether it takes requests; of a process without a port, whether it runs."""
        if self.name.startswith("web"):
            return self.is_well()
        return answers(self.port) if self.port else self.running is not None and self.running.poll() is None

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=3) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def memory(self) -> float:
        """Megabytes that belong to it and its children alone (USS)."""
        assert self.running
        found = subprocess.run(["pgrep", "-g", str(self.running.pid)], capture_output=True, text=True).stdout.split()
        return sum(_private(pid) for pid in found) / 1024


@dataclass
class Cluster:
    """Everything that runs; `processes` by name: web1 … worker1 … clock1 … mail1 …"""

    place: Path
    servers: Pair
    port: int
    letters: int
    stack: ExitStack
    environment: dict[str, str]
    redis: bell.Redis | None = None
    bucket: Process | None = None
    processes: dict[str, Process] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def add(self, name: str, *arguments: str, port: int = 0, **more: str) -> Process:
        kind = name.rstrip("0123456789")
        data = self.place / name
        data.mkdir(mode=0o700)
        shutil.copy(self.place / "keys.json", data)
        known = {**self.environment, "OTKLIK_DATA": str(data), **more}
        command = [sys.executable, "-m", "otklik", *(arguments or (kind,))]
        process = Process(name, command, known, self.place / f"{name}.log", port)
        self.processes[name] = process
        return process

    def start(self) -> None:
        """Everything, each after what it needs; the first prepares the database."""
        for number in range(1, WEBS + 1):
            port = free_port()
            web = self.add(f"web{number}", "web", "--port", str(port), "--workers", "1", port=port)
            subprocess.run([sys.executable, "-m", "otklik", "prepare"], env=web.environment, cwd=ROOT, check=True)
        for number in range(1, WORKERS + 1):
            self.add(f"worker{number}")
            self.add(f"clock{number}")
            port = free_port()
            where = f"lmtp://127.0.0.1:{port}"
            self.add(f"mail{number}", "receive", "mail-in", port=port, OTKLIK_MAIL_IN=where)
        for process in self.processes.values():
            process.start()
        until(lambda: all(process.is_up() for process in self.processes.values()), 90)
        self._balance()

    def stop(self) -> None:
        for process in self.processes.values():
            if process.running and process.running.poll() is None:
                process.kill()

    def _balance(self) -> None:
        def lines(kind: str) -> str:
            of_kind = [one for name, one in self.processes.items() if name.startswith(kind)]
            return "\n".join(f"  server {one.name} 127.0.0.1:{one.port}" for one in of_kind)

        config = self.place / "haproxy.cfg"
        config.write_text(
            HAPROXY.format(port=self.port, letters=self.letters, webs=lines("web"), receivers=lines("mail"))
        )
        balancer = Process("haproxy", ["haproxy", "-f", str(config), "-db"], {**os.environ}, self.place / "haproxy.log")
        balancer.start()
        self.stack.callback(balancer.kill)
        until(lambda: answers(self.port))


@contextmanager
def cluster() -> Any:
    """An installation that is ready, on a database with its replica; forgotten afterwards. Raises Missing."""
    if not shutil.which("haproxy"):
        raise Missing("haproxy is not here: apt-get install --no-install-recommends haproxy")
    with ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="otklik-cluster-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        servers = stack.enter_context(pair())
        with servers.connect("primary") as administration:
            administration.execute("CREATE DATABASE otklik TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        servers.follow()
        port, letters = free_port(), free_port()
        environment = {
            **os.environ,
            "DATABASE_URL": servers.url("primary", "otklik"),
            "REPLICA_URL": servers.url("replica", "otklik"),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "TRUSTED_PROXIES": "127.0.0.1",
            "OTKLIK_THREADS": "2",
            "OTKLIK_LOG": "stderr",
            "DJANGO_SETTINGS_MODULE": "otklik.settings",
        }
        for ours in ("OTKLIK_DATA", "OTKLIK_PROCESS"):
            environment.pop(ours, None)
        made = Cluster(place, servers, port, letters, stack, environment)
        _optional(made)
        from otklik.kernel import keys

        keys.load(place / "keys.json")
        stack.callback(made.stop)
        made.start()
        yield made


def _optional(made: Cluster) -> None:
    """Redis and a server of files, where they are to be had; what is not is said in the report."""
    try:
        made.redis = made.stack.enter_context(bell.running())
        made.environment["REDIS_URL"] = made.redis.url
    except bell.Missing as reason:
        made.absent.append(str(reason))
    server = _moto()
    if server is None:
        made.absent.append(f"no S3 server: `pip install 'moto[server,s3]'` failed in {MOTO}")
        return
    port = free_port()
    command = [str(server), "-H", "127.0.0.1", "-p", str(port)]
    made.bucket = Process("moto", command, {**os.environ}, made.place / "moto.log", port)
    made.bucket.start()
    made.stack.callback(made.bucket.kill)
    until(lambda: answers(port))
    make = urllib.request.Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT")
    urllib.request.urlopen(make, timeout=20).close()
    made.environment["FILES_URL"] = f"s3+http://key:secret@127.0.0.1:{port}/{BUCKET}/files"


def _moto() -> Path | None:
    """moto's server, in an environment of its own that the next run finds again."""
    server = MOTO / "bin" / "moto_server"
    if not server.exists():
        print(f"installing moto in {MOTO} …", flush=True)
        venv.create(MOTO, with_pip=True)
        install = [MOTO / "bin" / "pip", "install", "-q", "moto[server,s3]"]
        if subprocess.run(install, capture_output=True, check=False).returncode:
            return None
    return server


def _private(pid: str) -> int:
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(row.split()[1]) for row in rows if row.startswith("Private_"))
