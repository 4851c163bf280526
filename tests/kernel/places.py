"""Data directories of the tests' own, short and passable as a server's must be."""

import os
import select
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_directory(mode: int = 0o711) -> Iterator[Path]:
    """A directory that does not exist yet, in a parent with `mode`; forgotten afterwards."""
    parent = Path(tempfile.mkdtemp(prefix="otklik-", dir="/tmp"))
    parent.chmod(mode)
    try:
        yield parent / "data"
    finally:
        shutil.rmtree(parent)


def is_alive(number: int) -> bool:
    """Whether a process runs, and is not only waiting to be buried."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def descendants(number: int) -> set[int]:
    """Every process below this one."""
    found: set[int] = set()
    for entry in Path("/proc").glob("[0-9]*"):
        chain = [int(entry.name)]
        while chain[-1] > 1 and chain[-1] != number:
            chain.append(_parent(chain[-1]))
        if chain[-1] == number:
            found.update(chain[:-1])
    return found


def _parent(number: int) -> int:
    try:
        return int(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[1])
    except FileNotFoundError:
        return 0


def wait_until_gone(numbers: set[int]) -> None:
    """Wait for processes that are not our children."""
    for number in numbers:
        try:
            line = os.pidfd_open(number)
        except ProcessLookupError:
            continue
        gone, _, _ = select.select([line], [], [], 30)
        os.close(line)
        assert gone, f"process {number} survives: {Path(f'/proc/{number}/cmdline').read_text()}"
