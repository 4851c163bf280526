"""What problems hold (F28)."""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table


def _shared(what: str) -> Column:
    return personal(what, why="to show why requests look alike", kept="with the suspicion", erased=Erasure.EMPTIED)


table(
    "problems_problem",
    title=impersonal("what staff call it"),
    public=impersonal("what everybody may read of it"),
    task_key=impersonal("the key of a development task"),
    task_url=impersonal("the address of a development task"),
)
table("problems_suspicion", words=_shared("words that several people used"))
table("problems_suspect", words=_shared("words that a person shares with others"))
table("problems_saytext", body=impersonal("what staff write to many at once"))
table("problems_copy", why=impersonal("why words could not be written"))
