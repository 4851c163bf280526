"""The company's own systems: a source of cards, what may be done there, links, and who has confirmed who they are."""

from otklik.cards.models.deed import Deed
from otklik.cards.models.filling import Filled, Filling
from otklik.cards.models.inquiry import Inquiry
from otklik.cards.models.link import Link
from otklik.cards.models.proof import Proof, Way
from otklik.cards.models.source import Permit, Source

__all__ = ["Deed", "Filled", "Filling", "Inquiry", "Link", "Permit", "Proof", "Source", "Way"]
