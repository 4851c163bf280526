"""What translation holds (F28)."""

from otklik.kernel.datamap import Erasure, personal, table

table(
    "translation_translation",
    body=personal(
        "a message in another language", why="to be read by staff", kept="with the message", erased=Erasure.EMPTIED
    ),
)
