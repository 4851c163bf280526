"""A whole installation of several nodes on one machine, for `bin/bench cluster`."""
