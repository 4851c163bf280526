"""Settings of development (F17)."""

from collections.abc import ItemsView, Iterator, Mapping
from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from otklik.kernel.settings import Choice, Duration, declare
from otklik.people.models import Line


class Lines(Mapping[str, str]):
    """Active lines by their ids, as they are when asked; empty: no line of its own."""

    def __getitem__(self, code: str) -> str:
        return dict(self.items())[code]

    def __iter__(self) -> Iterator[str]:
        return iter(["", *(str(pk) for pk in self._known)])

    def __len__(self) -> int:
        return len(self._known) + 1

    def items(self) -> ItemsView[str, str]:
        """With their names, in one query."""
        return {"": str(_("none of its own")), **{str(pk): str(name) for pk, name in self._known.items()}}.items()

    @property
    def _known(self) -> dict[int, object]:
        return dict(Line.objects.filter(is_active=True).values_list("pk", "name"))


BUG_DAY = declare(
    Choice(
        "development.bug_day",
        _("Bug day"),
        default="4",
        choices={
            "0": pgettext_lazy("weekday", "Monday"),
            "1": pgettext_lazy("weekday", "Tuesday"),
            "2": pgettext_lazy("weekday", "Wednesday"),
            "3": pgettext_lazy("weekday", "Thursday"),
            "4": pgettext_lazy("weekday", "Friday"),
            "5": pgettext_lazy("weekday", "Saturday"),
            "6": pgettext_lazy("weekday", "Sunday"),
        },
        hint=_("A bug that stops nobody’s work waits for the next one."),
    )
)
LINE = declare(
    Choice(
        "development.line",
        _("Development’s line"),
        default="",
        choices=Lines(),
        hint=_("Its calendar is development’s clock, and its leads hear when a date is missing."),
    )
)
DATE = declare(
    Duration(
        "development.date",
        _("A date is named within"),
        default=timedelta(hours=8),
        least=timedelta(minutes=30),
        most=timedelta(hours=80),
        hint=_("Of working time, while a task has no date; then development and its leads hear."),
    )
)
POLL = declare(
    Duration(
        "development.poll",
        _("Tasks are read again after"),
        default=timedelta(minutes=10),
        least=timedelta(minutes=1),
        most=timedelta(hours=24),
        hint=_("Also without a call from the tracker: so a lost call heals."),
    )
)
