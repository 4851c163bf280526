"""Tasks for the tests of jobs."""

import threading

from otklik.kernel import jobs

done: list[object] = []


@jobs.task(queue="now")
def note(word: str) -> None:
    done.append(word)


@jobs.task(queue="soon")
def note_soon(word: str) -> None:
    done.append(word)


@jobs.task(queue="now")
def note_twice(word: str) -> None:
    jobs.later(note, word=f"{word} again")
    done.append(word)


@jobs.task(queue="now", attempts=2)
def stumble(word: str) -> None:
    done.append(word)
    raise ValueError(word)


@jobs.task(queue="now", attempts=2)
def say(word: str) -> None:
    print(word, flush=True)


@jobs.task(queue="now", attempts=2)
def hang(word: str) -> None:
    print(word, flush=True)
    threading.Event().wait()


@jobs.task(queue="soon", attempts=1)
def fail_aloud(word: str) -> None:
    raise ValueError(word)


@jobs.task(queue="bulk")
def hourly() -> None:
    done.append("hourly")


@jobs.task(queue="bulk")
def nightly() -> None:
    done.append("nightly")
