"""What wishes hold (F28)."""

from otklik.kernel.datamap import Erasure, impersonal, personal, table

table(
    "wishes_wish",
    title=impersonal("what staff call it"),
    public=impersonal("what its askers may read of it"),
    why=impersonal("why it was decided so"),
)
table(
    "wishes_asking",
    reason=personal("what somebody needs it for", why="to decide", kept="with its row", erased=Erasure.EMPTIED),
)
