"""Every address as every role (F8): what is answered, and which secret words are in it."""

import copy
import csv
import itertools
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import walk_arguments
from tests.canaries import Canary

TABLE = Path(__file__).parent / "permissions.csv"
METHODS = ("GET", "POST")
CUSTOMERS = ("customer", "neighbour")  # neighbour is another company's customer
STAFF = ("trainee", "agent", "lead", "admin", "developer")
ROLES = ("anonymous", *CUSTOMERS, *STAFF)
GROUPS = {"everyone": ROLES, "customers": CUSTOMERS, "staff": STAFF}


@dataclass(frozen=True)
class Address:
    """A named place of the site and the holes in its path."""

    name: str
    holes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        special = walk_arguments.BY_ADDRESS.get(self.name, {})
        filling = {hole: special.get(hole, walk_arguments.BY_NAME.get(hole)) for hole in self.holes}
        if unknown := [hole for hole, value in filling.items() if value is None]:
            raise LookupError(f"tests/walk_arguments.py does not know {unknown} of {self.name}")
        return reverse(self.name, kwargs={hole: value() for hole, value in filling.items() if value})


@dataclass(frozen=True)
class Answer:
    """What one role got for one request."""

    address: str
    method: str
    role: str
    status: int
    text: str = ""
    error: str = ""

    @property
    def asked(self) -> tuple[str, str, str]:
        return self.address, self.method, self.role


Expectations = dict[tuple[str, str, str], int]


def addresses(patterns: Iterable[Any] | None = None, spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    """Every address that the site routes; one without a name has an empty one."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            holes = tuple(pattern.pattern.regex.groupindex)
            yield Address(":".join((*spaces, pattern.name)) if pattern.name else "", holes)


@lru_cache(maxsize=1)
def expectations() -> Expectations:
    """The table of permissions; a row for a role is stronger than one for a group, that than one for everyone."""
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    expected: Expectations = {}
    for row in sorted(rows, key=lambda row: -len(GROUPS.get(row["role"], ("one",)))):
        for role in GROUPS.get(row["role"], (row["role"],)):
            expected[row["url_name"], row["method"], role] = int(row["status"])
    return expected


def walk(people: Mapping[str, Any], methods: Iterable[str] = METHODS) -> list[Answer]:
    """Ask for every address by every method, as a stranger and as each of `people` (role → person). Nothing stays."""
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # a refusal is an answer like any other
    answers = []
    for role in ("anonymous", *people):
        client = Client(raise_request_exception=False)
        if role in people:
            client.force_login(people[role])
        kept = copy.deepcopy(client.cookies)  # signing out is one of the addresses
        for address, method in itertools.product(addresses(), methods):
            client.cookies = copy.deepcopy(kept)
            answers.append(_ask(client, address, method, role))
    return answers


def _ask(client: Client, address: Address, method: str, role: str) -> Answer:
    form = {name: value() for name, value in walk_arguments.FORMS.get(address.name, {}).items()}
    with transaction.atomic():
        response = client.generic(method, address.path) if method == "GET" else client.post(address.path, form)
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    failure = getattr(response, "exc_info", None)
    said = f"{dict(response.headers)} {body.decode(errors='replace')}"
    return Answer(address.name, method, role, response.status_code, said, repr(failure[1]) if failure else "")


def surprises(answers: Iterable[Answer], expected: Expectations) -> Iterator[str]:
    """Answers that differ from the table, as the rows that would make it true."""
    for answer in answers:
        if (wanted := expected.get(answer.asked)) != answer.status:
            row = ",".join((*answer.asked, str(answer.status)))
            yield f"{row}   (the table says {wanted}) {answer.error}".rstrip()


def leaks(answers: Iterable[Answer], canaries: Iterable[Canary]) -> Iterator[str]:
    """Secret words in front of those who may not read them."""
    for answer in answers:
        for canary in canaries:
            if answer.role not in canary.seen_by and canary.word in answer.text:
                yield f"{' '.join(answer.asked)} shows {canary.word}: {canary.lies_in}"


def unseen(answers: Iterable[Answer], canaries: Iterable[Canary]) -> Iterator[str]:
    """Secret words that nobody met: the walk did not come to the place where they could leak."""
    everything = " ".join(answer.text for answer in answers)
    met = (canary for canary in canaries if canary.seen_by)  # what nobody may read is met by nobody
    return (f"{canary.word}: {canary.lies_in}" for canary in met if canary.word not in everything)
