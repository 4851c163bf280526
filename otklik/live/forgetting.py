"""The log is kept as long as a browser may want to catch up from it."""

from datetime import timedelta

from otklik.kernel import clock
from otklik.live.models import Name

KEPT = timedelta(hours=1)


def forget_said() -> None:
    """Forget names that nobody will ask for; who comes back later is told to fetch everything."""
    Name.objects.filter(at__lt=clock.now() - KEPT).delete()
