from tests.servers.fixtures import _smtp, dovecot, imap_user, smtp

__all__ = ["_smtp", "dovecot", "imap_user", "smtp"]
