"""What distribution holds (F28): codes, ids and points only."""

from otklik.kernel.datamap import impersonal, table

table("routing_lineplan", weights=impersonal("how much a channel or a kind of work weighs"))
table("routing_skill", code=impersonal("a language or a channel"))
table("routing_workweek", time_zone=impersonal("where the hours are"), week=impersonal("minutes after midnight"))
table("routing_offer", judged=impersonal("ids and points of those who could take a request"))
