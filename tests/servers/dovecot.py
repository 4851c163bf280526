"""A Dovecot of the tests' own: IMAP, POP3 and LMTP on free loopback ports, any user, password `secret` or a token."""

import grp
import imaplib
import os
import pwd
import re
import shutil
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

PASSWORD = "secret"
NOBODY = 68
"""What doveadm says when nobody of that name is signed in."""
CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/state
log_path = {place}/log
protocols = imap lmtp{pop3_too}
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_username_format = %Ln
auth_failure_delay = 0
default_login_user = {servant}
default_internal_user = {internal}
default_internal_group = {internal_group}
first_valid_uid = 1
mail_location = maildir:{place}/mail/%u
mail_max_userip_connections = 200
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {place}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owners} home={place}/mail/%u allow_all_users=yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
{pop3_service}
service anvil {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
"""

POP3 = """
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
"""
TOKENS = """
tokeninfo_url = http://127.0.0.1:{tokens}/tokeninfo?access_token=
username_attribute = email
"""


class Missing(Exception):
    """Dovecot is not on this machine."""


class Dovecot:
    """`deliver` brings a letter as another mail server would; `stop` and `start` are outages, mail survives them."""

    def __init__(self, place: Path) -> None:
        self.place, self.binary = place, shutil.which("dovecot") or "/usr/sbin/dovecot"
        if not Path(self.binary).exists():
            raise Missing(
                "no Dovecot here: apt-get install --no-install-recommends dovecot-imapd dovecot-lmtpd dovecot-pop3d"
            )
        self.imap, self.lmtp, self.pop3, self.tokens = (free_port() for _ in range(4))
        self.has_pop3 = any(Path(place, "pop3").exists() for place in ("/usr/lib/dovecot", "/usr/libexec/dovecot"))
        self.process: subprocess.Popen[bytes] | None = None
        place.chmod(0o755)
        for name in ("mail", "run", "state"):
            (place / name).mkdir()
        self._configure()

    def _configure(self) -> None:
        me = pwd.getpwuid(os.getuid()).pw_name
        root = os.getuid() == 0
        owner = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
        if root:
            os.chown(self.place / "mail", owner.pw_uid, owner.pw_gid)
        written = CONFIGURATION.format(
            place=self.place,
            servant="nobody" if root else me,
            internal="dovecot" if root else me,
            internal_group="dovecot" if root else grp.getgrgid(owner.pw_gid).gr_name,
            password=PASSWORD,
            owner=owner.pw_uid,
            owners=owner.pw_gid,
            imap=self.imap,
            lmtp=self.lmtp,
            pop3_too=" pop3" if self.has_pop3 else "",
            pop3_service=POP3.format(pop3=self.pop3) if self.has_pop3 else "",
        )
        (self.place / "oauth2.conf").write_text(TOKENS.format(tokens=self.tokens))
        (self.place / "dovecot.conf").write_text(written)

    def start(self) -> None:
        """Run until it answers."""
        self.process = subprocess.Popen([self.binary, "-F", "-c", str(self.place / "dovecot.conf")])
        for _ in range(200):
            if answers(self.imap) and answers(self.lmtp):
                return
            if self.process.poll() is not None:
                break
            Event().wait(0.05)
        raise RuntimeError(f"Dovecot does not start:\n{(self.place / 'log').read_text()}")

    def stop(self) -> None:
        """Stop, connections too."""
        if self.process:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def hang_up(self, user: str) -> None:
        """End every connection of a user, as servers do after a while."""
        doveadm = shutil.which("doveadm") or "/usr/bin/doveadm"
        kick = [doveadm, "-c", str(self.place / "dovecot.conf"), "kick", user]
        assert subprocess.run(kick, capture_output=True, check=False).returncode in (0, NOBODY)

    def change_password(self, password: str) -> None:
        """Let everybody's password be another one, and end the connections of whoever is signed in."""
        place = self.place / "dovecot.conf"
        place.write_text(re.sub(r"args = password=\w+", f"args = password={password}", place.read_text()))
        doveadm = shutil.which("doveadm") or "/usr/bin/doveadm"
        for command in (["reload"], ["kick", "*"]):
            subprocess.run([doveadm, "-c", str(place), *command], check=False, capture_output=True)

    def deliver(self, user: str, raw: bytes, *, to: str = "", sender: str = "sender@shop.example") -> None:
        """Bring a letter into a mailbox; `to` is the address with its token, which stays in Delivered-To.

        `sender` is the envelope's; machines use an empty one.
        """
        with smtplib.LMTP("127.0.0.1", self.lmtp, timeout=20) as server:
            server.sendmail(sender, [to or user], raw)

    @contextmanager
    def opened(self, user: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A mailbox as another mail program would see it."""
        client = imaplib.IMAP4("127.0.0.1", self.imap, timeout=20)
        try:
            client.login(user, PASSWORD)
            client.select(folder)
            yield client
        finally:
            client.logout()

    def letters(self, user: str, which: str = "ALL", folder: str = "INBOX") -> list[bytes]:
        """Ids of the letters in a mailbox: ALL, SEEN or UNSEEN."""
        with self.opened(user, folder) as client:
            return list(client.uid("SEARCH", which)[1][0].split())


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens on a port of the loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def running() -> Iterator[Dovecot]:
    """A server in a temporary directory, gone afterwards."""
    place = Path(tempfile.mkdtemp(prefix="otklik-dovecot-"))
    try:
        server = Dovecot(place)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(place, ignore_errors=True)
