"""What notices hold (F28)."""

from otklik.kernel.datamap import impersonal, table

table("notices_alert", kind=impersonal("a kind of clock"))
table("notices_notice", also=impersonal("numbers of requests"))
table("notices_choice", routes=impersonal("how somebody wants to be told"))
