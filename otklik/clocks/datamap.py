"""What clocks hold (F28)."""

from otklik.kernel.datamap import impersonal, table

table("clocks_calendar", name=impersonal("a calendar"), time_zone=impersonal("a zone"))
table(
    "clocks_calendarday",
    name=impersonal("the name of a holiday"),
    source=impersonal("where a date came from"),
)
