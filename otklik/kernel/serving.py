"""How the web server is started."""

import sys


def command(host: str, port: int, *, workers: int = 1) -> list[str]:
    """The command line of Granian for `otklik.asgi`; it is told to stop by SIGTERM."""
    return [
        *(sys.executable, "-m", "granian", "otklik.asgi:application", "--interface", "asgi"),
        *("--host", host, "--port", str(port), "--workers", str(workers), "--http", "1", "--no-ws"),
        # By default 1024 open streams are all a worker takes, and then it hangs for everybody.
        *("--backpressure", "16384", "--backlog", "4096"),
        # Downloads in flight are finished; what takes longer than this is cut off.
        *("--workers-kill-timeout", "30", "--respawn-failed-workers", "--log-level", "warning"),
    ]
