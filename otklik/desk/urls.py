"""The desk: lists of requests, and what is done to many at once. The page of one request is in `urls_ticket`."""

from django.urls import URLPattern, URLResolver, path

from otklik.desk import urls_ticket
from otklik.desk.views import (
    acceptance,
    around,
    bulk,
    fresh,
    handing,
    lists,
    notices,
    palette,
    reminders,
    saved,
    search,
    shift,
    tabs,
)

app_name = "desk"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.start, name="start"),
    path("around/", around.show, name="around"),
    path("palette/", palette.show, name="palette"),
    path("search/", search.show, name="search"),
    path("lines/<slug:line>/", lists.of_line, name="line"),
    path("views/new/", saved.new, name="view-new"),
    path("views/<int:pk>/", saved.show, name="view"),
    path("views/<int:pk>/settings/", saved.edit, name="view-settings"),
    path("views/<int:pk>/removal/", saved.remove, name="view-removal"),
    path("notices/", notices.show, name="notices"),
    path("notices/alert/", notices.alert, name="alert"),
    path("notices/reading/", notices.read, name="notices-reading"),
    path("reminders/due/", reminders.due, name="due"),
    path("reminders/", reminders.show, name="reminders"),
    path("reminders/<int:pk>/removal/", reminders.remove, name="reminder-removal"),
    path("presence/", around.be_present, name="here"),
    path("shift/", shift.show, name="shift"),
    path("shift/state/", shift.set_state, name="shift-state"),
    path("shift/people/<int:pk>/", shift.person, name="shift-person"),
    path("shift/people/<int:pk>/state/", shift.set_state_of, name="shift-state-of"),
    path("shift/people/<int:pk>/absences/", shift.plan_absence, name="absences"),
    path("shift/people/<int:pk>/requests/", handing.relieve, name="relief"),
    path("shift/people/<int:pk>/handing/", handing.theirs, name="handing-of"),
    path("shift/handing/", handing.mine, name="handing"),
    path("shift/handovers/<int:pk>/acceptance/", handing.accept, name="handover-acceptance"),
    path("shift/handovers/<int:pk>/refusal/", handing.decline, name="handover-refusal"),
    path("shift/handovers/<int:pk>/withdrawal/", handing.take_back, name="handover-withdrawal"),
    path("shift/figures/", handing.show_figures, name="shift-figures"),
    path("shift/console/", handing.show_console, name="console"),
    path("shift/absences/<int:pk>/removal/", shift.call_off_absence, name="absence-removal"),
    path("tabs/", tabs.show, name="tabs"),
    path("bulk/", bulk.create, name="bulk"),
    path("customers/", fresh.found, name="customers"),
    path("customers/<int:pk>/", fresh.card, name="customer"),
    path("tickets/new/", fresh.new, name="new"),
    path("tickets/<int:number>/row/", lists.row, name="row"),
    path("tickets/<int:number>/acceptance/", acceptance.create, name="acceptance"),
    *urls_ticket.urlpatterns,
    path("<slug:view>/", lists.show, name="list"),
]
