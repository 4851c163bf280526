"""Names of what changed, pushed to the browsers that show it; never content (F2)."""

from otklik.live.names import kick, touch

__all__ = ["kick", "touch"]
