"""`otklik receive NAME`: a process that listens to the outside world for as long as the house stands."""

import signal
import threading
from importlib import import_module


def run(path: str) -> None:
    """Call `module:function` with an event that SIGTERM and SIGINT set; whatever it raises ends the process.

    The function looks at the event between its units of work, and wraps each in `databases.unit_of_work`.
    """
    module, name = path.split(":")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    getattr(import_module(module), name)(stop)
