"""What clocks hold (F28)."""

from otklik.kernel.datamap import Column, Erasure, impersonal, personal, table

table("clocks_calendar", name=impersonal("a calendar"), time_zone=impersonal("a zone"))
table(
    "clocks_calendarday",
    name=impersonal("the name of a holiday"),
    source=impersonal("where a date came from"),
)

table(
    "clocks_overload",
    text=impersonal("what customers read while the department is overloaded"),
    reason=impersonal("why the mode was switched on"),
)
table("clocks_promise", name=impersonal("a promise"), channel=impersonal("how requests come"))


def _said(what: str) -> Column:
    return personal(what, why="to judge fairly (R25)", kept="as long as violations are", erased=Erasure.REPLACED)


table("clocks_excuse", reason=_said("why a violation is not charged"))
table("clocks_objection", text=_said("why somebody does not agree"), answer=_said("what the lead answered"))
table(
    "clocks_replay",
    drafts=impersonal("thresholds that are tried on a past month"),
    result=impersonal("counts by status and person, kept for two days"),
)
table(
    "clocks_recount",
    noun=impersonal("what kind of rule has changed"),
    result=impersonal("counts of clocks, and numbers of a few requests, kept for a month"),
)
