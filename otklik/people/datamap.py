"""What is known of people, and how it is forgotten (F28)."""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table

_STAY = "while they deal with us"


def _about(what: str, why: str = "to help the person") -> Column:
    return personal(what, why=why, kept=_STAY, erased=Erasure.EMPTIED)


table(
    "people_person",
    password=personal("a hash of the password", why="to sign in", kept=_STAY, erased=Erasure.EMPTIED),
    login=impersonal("a random id"),
    name=personal("how the person is called", why="to speak to them", kept=_STAY, erased=Erasure.REPLACED),
    sort_key=personal("the name, as lists sort it", why="to find them", kept=_STAY, erased=Erasure.REPLACED),
    called=_about("the form of address"),
    time_zone=_about("where their day begins"),
    position=_about("their post"),
    signature=_about("what their letters end with"),
    note=_about("what staff wrote about them"),
    fields=_about("custom fields"),
)
table(
    "people_identity",
    value=personal("an address as written", why="to answer", kept=_STAY, erased=Erasure.DELETED),
    normalised=personal("an address for matching", why="to know them again", kept=_STAY, erased=Erasure.DELETED),
)
table(
    "people_role",
    code=impersonal("a role"),
    name=impersonal("its name"),
    rights=impersonal("its rights"),
    seeded=impersonal("rights that a release has given it"),
)
table(
    "people_organization",
    name=impersonal("a company"),
    sort_key=impersonal("its name, as lists sort it"),
    language=impersonal("its language"),
    time_zone=impersonal("its time zone"),
    note=_about("what staff wrote about the company"),
    fields=_about("custom fields"),
)
table("people_organizationdomain", domain=impersonal("a mail domain of a company"))
table(
    "people_line",
    code=impersonal("a line"),
    name=impersonal("its name"),
    work_type=impersonal("the kind of work of its requests"),
)
table("people_team", handle=impersonal("a team"), name=impersonal("its name"))
table("people_personmerge", moved=impersonal("ids of what a merge moved"))
table(
    "people_customfield",
    code=impersonal("a field"),
    name=impersonal("its name"),
    choices=impersonal("what may be chosen in it"),
)
