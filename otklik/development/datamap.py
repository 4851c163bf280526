"""What development holds of people, and how it is forgotten (F28)."""

from otklik.kernel.datamap import Erasure, impersonal, personal, table

table(
    "development_tracker",
    name=impersonal("what the tracker is called here"),
    url=impersonal("its address"),
    project=impersonal("a project's key"),
    issue_type=impersonal("the kind of its tasks"),
    user=personal("an account", why="to sign in to the tracker", kept="with its row", erased=Erasure.EMPTIED),
    token=impersonal("a sealed secret"),
    secret=impersonal("a sealed secret"),
    released=impersonal("names of statuses"),
    error=impersonal("what the tracker answered last"),
)
table(
    "development_task",
    key=impersonal("a task's key"),
    url=impersonal("its address"),
    title=personal("what it is about", why="to find it again", kept="with its row", erased=Erasure.EMPTIED),
    text=personal("what developers were told", why="to make the task", kept="with its row", erased=Erasure.EMPTIED),
    status=impersonal("a status of the tracker"),
    assignee=personal("who develops it", why="to ask the right one", kept="with its row", erased=Erasure.EMPTIED),
    fix_version=impersonal("a version"),
    mark=impersonal("a random label"),
)
table(
    "development_stop",
    whom=personal("whose work stands still", why="to decide", kept="with its row", erased=Erasure.EMPTIED),
    what=personal("which work stands still", why="to decide", kept="with its row", erased=Erasure.EMPTIED),
)
table("development_errand", error=impersonal("what the tracker answered"), remote=impersonal("an id of the tracker"))
table("development_remark", remote=impersonal("an id of the tracker"))
table(
    "development_hook",
    identifier=impersonal("an id of the call"),
    key=impersonal("a task's key"),
    body=personal("what the tracker told", why="so that no call is lost", kept="30 days", erased=Erasure.EXPIRES),
)
