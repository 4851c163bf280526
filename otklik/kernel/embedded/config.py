"""The embedded server's configuration: what the owner may edit, and what must hold (F19)."""

import os
from pathlib import Path

MEGABYTE = 2**20
SMALLEST_SHARED_MEMORY = 512 * MEGABYTE  # below this (Docker gives 64 MB) parallel queries would fail


def owners_file(memory: int | None = None, processors: int | None = None) -> str:
    """postgresql.conf, written once and then the owner's. `memory` in bytes, both by default this machine's."""
    memory, processors = memory or machine_memory(), processors or os.cpu_count() or 1
    megabytes = memory // MEGABYTE
    return f"""\
# Made once by Otklik for a machine with {megabytes} MB of memory and {processors} processors, which PostgreSQL shares
# with the web server and the workers. The file is yours: change it and restart Otklik.
# Socket, access and log are given on the command line and win over what stands here.

shared_buffers = {_between(32, megabytes // 8, 8192)}MB
effective_cache_size = {_between(64, megabytes // 2, 10**6)}MB
work_mem = {_between(2, megabytes // 512, 32)}MB
maintenance_work_mem = {_between(32, megabytes // 32, 1024)}MB
max_connections = 100
max_wal_size = 2GB
min_wal_size = 128MB
wal_compression = on
checkpoint_timeout = 15min
random_page_cost = 1.1
max_parallel_workers_per_gather = {_between(0, processors // 2, 4)}
jit = off
dynamic_shared_memory_type = {_shared_memory_kind()}
timezone = 'UTC'
"""


def fixed(run: Path, *, durable: bool) -> dict[str, str]:
    """Options of the command line. Without `durable` a power cut may destroy the cluster: for tests only."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": str(run),
        "unix_socket_permissions": "0700",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "%a.log",  # a week of files, each overwritten a week later
        "log_rotation_age": "1d",
        "log_truncate_on_rotation": "on",
        "log_file_mode": "0600",
        "log_timezone": "UTC",
        "log_startup_progress_interval": "1s",  # we wait as long as these lines come
        # people's words stay out of the log (F28): no statements, no "Key (email)=(…) already exists"
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    if not durable:
        options |= {"fsync": "off", "full_page_writes": "off"}
    return options


def access(names: set[str]) -> tuple[str, str]:
    """pg_hba.conf and pg_ident.conf: only these users of the machine, by the socket, as Otklik or as its superuser."""
    hba = "# Written by Otklik at each start.\nlocal all all peer map=otklik\nlocal replication all peer map=otklik\n"
    pairs = [f'otklik "{name}" {role}\n' for name in sorted(names) for role in ("otklik", "postgres")]
    return hba, "# Written by Otklik at each start.\n" + "".join(pairs)


def machine_memory() -> int:
    """Bytes of memory that this machine or container may use."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        file = Path(limit)
        if file.exists() and (text := file.read_text().strip()).isdigit():
            memory = min(memory, int(text))
    return memory


def _shared_memory_kind() -> str:
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return "mmap"
    return "posix" if room.f_frsize * room.f_blocks >= SMALLEST_SHARED_MEMORY else "mmap"


def _between(low: int, value: int, high: int) -> int:
    return max(low, min(value, high))
