"""What is known of people, and how it is forgotten (F28): every column that holds text or bytes, in one map.

A package declares its tables in `<package>/datamap.py`; this page knows those that libraries bring. A column whose
values come from a list of choices needs no entry: it holds our words, not a person's.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.module_loading import autodiscover_modules


class Erasure(StrEnum):
    """What happens to a column when a person asks to be forgotten."""

    EMPTIED = "emptied in place"
    REPLACED = "replaced by a tombstone"
    DELETED = "deleted with its row"
    EXPIRES = "deleted by age"
    NOTHING = "kept: nobody is known by it"


@dataclass(frozen=True)
class Column:
    """What a column holds, why, how long, and how it is erased."""

    what: str
    why: str
    kept: str
    erased: Erasure


_tables: dict[str, dict[str, Column]] = {}


def table(name: str, /, **columns: Column) -> None:
    """Declare the text and bytes columns of a table, by its name in the database."""
    if name in _tables:
        raise ValueError(f"table {name} is declared twice in the data map")
    _tables[name] = columns


def personal(what: str, *, why: str, kept: str, erased: Erasure) -> Column:
    """A column that can say something of a person."""
    return Column(what, why, kept, erased)


def impersonal(what: str) -> Column:
    """A column with codes, names of ours or marks of machines."""
    return Column(what, "the program works by it", "with its row", Erasure.NOTHING)


def _of_a_session(what: str) -> Column:
    return personal(what, why="to stay signed in and to see where", kept="30 days", erased=Erasure.EXPIRES)


def tables() -> dict[str, dict[str, Column]]:
    """The whole map: table → column → what is declared of it."""
    autodiscover_modules("datamap")
    return _tables


table(
    "kernel_event",
    code=impersonal("what happened"),
    noun=impersonal("the kind of thing it happened to"),
    data=impersonal("ids, codes and numbers; never words (F7)"),
)
table(
    "kernel_answer",
    key=impersonal("a random token of a form or of the API"),
    verb=impersonal("what was done"),
    response=personal("what the first try answered", why="to answer it again", kept="48 hours", erased=Erasure.EXPIRES),
)
table(
    "kernel_auditentry",
    code=impersonal("what was done"),
    noun=impersonal("the kind of thing it was done to"),
    noun_id=impersonal("which one"),
    before=personal("the state before", why="to answer for changes", kept="3 years", erased=Erasure.REPLACED),
    after=personal("the state after", why="to answer for changes", kept="3 years", erased=Erasure.REPLACED),
)
table(
    "kernel_failedjob",
    task=impersonal("what was to be done"),
    args=impersonal("ids; jobs take nothing else (F25)"),
    lock=impersonal("which jobs go one after another"),
    unique=impersonal("which job waits only once"),
    error=personal("where it broke", why="to mend it", kept="30 days after it was solved", erased=Erasure.EXPIRES),
)
table(
    "kernel_fleeting",
    key=personal("what is counted: an address or a person", why="to throttle", kept="hours", erased=Erasure.EXPIRES),
    value=personal("a value worth a cache", why="to be quick", kept="hours", erased=Erasure.EXPIRES),
)
table("kernel_settingvalue", name=impersonal("a setting"), value=impersonal("what the owner chose"))
table("kernel_storedfile", sha256=impersonal("a hash of the contents"), mime=impersonal("a type"))
table(
    "procrastinate_jobs",
    queue_name=impersonal("how patient the job is"),
    task_name=impersonal("what to do"),
    lock=impersonal("which jobs go one after another"),
    queueing_lock=impersonal("which job waits only once"),
    args=impersonal("ids; jobs take nothing else (F25)"),
)
table(
    "procrastinate_periodic_defers",
    task_name=impersonal("what is done regularly"),
    periodic_id=impersonal("which of its rhythms"),
)
table("django_content_type", app_label=impersonal("a package"), model=impersonal("a model"))
table("django_migrations", app=impersonal("a package"), name=impersonal("a migration"))
table("auth_group", name=impersonal("a library's group; none is used"))
table("auth_permission", name=impersonal("a library's right; none is used"), codename=impersonal("its code"))
table(
    "django_session",
    session_key=_of_a_session("the key of a session"),
    session_data=_of_a_session("who has signed in, signed by us"),
)
table(
    "usersessions_usersession",
    session_key=_of_a_session("the key of a session"),
    ip=_of_a_session("the address that the browser signed in from"),
    user_agent=_of_a_session("what the browser calls itself"),
    data=_of_a_session("nothing yet; the library's room"),
)
table(
    "account_emailaddress",
    email=personal(
        "a copy of the person's address", why="the library signs in by it", kept="as Identity", erased=Erasure.DELETED
    ),
)
table("account_emailconfirmation", key=impersonal("a one-time key of the library; none is sent"))
