"""What the live line keeps of people, for minutes (F28)."""

from otklik.kernel.datamap import Erasure, impersonal, personal, table

table("live_name", name=impersonal("what changed"), topics=impersonal("who may hear of it, by id"))
table(
    "live_presence",
    place=personal(
        "where the person is", why="so that two do not answer at once", kept="minutes", erased=Erasure.EXPIRES
    ),
    doing=impersonal("looks or types"),
)
