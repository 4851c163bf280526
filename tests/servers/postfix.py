"""A Postfix of the tests' own: letters for one domain go to Dovecot by LMTP, all others to a relay; only root can."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from tests.servers.dovecot import answers, free_port

DOMAIN = "prichal.example"
MAIN = """
compatibility_level = 3.6
queue_directory = {place}/spool
data_directory = {place}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.prichal.example
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = static:any
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
recipient_delimiter = +
relayhost = [127.0.0.1]:{relay}
smtp_host_lookup = native
smtp_tls_security_level = none
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_client_connection_count_limit = 0
maillog_file = {place}/mail.log
maillog_file_prefixes = {place}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
message_size_limit = 60000000
virtual_mailbox_limit = 0
strict_rfc821_envelopes = no
smtputf8_enable = no
local_header_rewrite_clients =
"""
SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Missing(Exception):
    """Postfix is not on this machine, or we may not start it."""


class Postfix:
    """`port` takes letters; those for DOMAIN go to `lmtp`, all others to `relay`, and what it refuses comes back."""

    def __init__(self, place: Path, *, lmtp: int, relay: int) -> None:
        self.place, self.conf, self.port = place, place / "conf", free_port()
        if not Path("/usr/sbin/postfix").exists():
            raise Missing("no Postfix here: apt-get install --no-install-recommends postfix")
        if os.getuid() != 0:
            raise Missing("only root can start a Postfix")
        place.chmod(0o755)
        for name in ("conf", "spool", "data"):
            (place / name).mkdir()
            (place / name).chmod(0o755)
        owner = pwd.getpwnam("postfix")
        os.chown(place / "data", owner.pw_uid, owner.pw_gid)
        known = {"place": place, "domain": DOMAIN, "lmtp": lmtp, "relay": relay, "port": self.port}
        for name, text in (("main.cf", MAIN), ("master.cf", SERVICES)):
            (self.conf / name).write_text(text.format(**known))
            (self.conf / name).chmod(0o644)

    def start(self) -> None:
        """Run until it answers."""
        self._do("start")
        for _ in range(200):
            if answers(self.port):
                return
            Event().wait(0.05)
        raise RuntimeError(f"Postfix does not start:\n{self.log()}")

    def stop(self) -> None:
        """Stop; what is in its queue stays there."""
        self._do("stop")

    def waiting(self) -> int:
        """How many letters are in its queues."""
        return sum(1 for name in ("incoming", "active", "deferred", "maildrop") for _ in self._files(name))

    def log(self) -> str:
        """What it has to say for itself."""
        file = self.place / "mail.log"
        return file.read_text() if file.exists() else ""

    def _files(self, queue: str) -> Iterator[Path]:
        return (path for path in (self.place / "spool" / queue).rglob("*") if path.is_file())

    def _do(self, deed: str) -> None:
        done = subprocess.run(["/usr/sbin/postfix", "-c", str(self.conf), deed], capture_output=True, text=True)
        if done.returncode and deed == "start":
            raise RuntimeError(f"{done.stderr}\n{self.log()}")


@contextmanager
def running(*, lmtp: int, relay: int) -> Iterator[Postfix]:
    """A server in a temporary directory, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="otklik-postfix-"))
    try:
        server = Postfix(place, lmtp=lmtp, relay=relay)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)
