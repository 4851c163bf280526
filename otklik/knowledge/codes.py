"""What can happen to articles and ready answers."""

from django.utils.translation import gettext_noop as _

from otklik.kernel.events import SeenBy, declare

declare("section.added", _("Section added"), seen_by=SeenBy.STAFF, icon="folder-tree")
declare("section.changed", _("Section changed"), seen_by=SeenBy.STAFF, icon="folder-tree")
declare("section.removed", _("Section removed"), seen_by=SeenBy.STAFF, icon="folder-tree")
declare("article.added", _("Article added"), seen_by=SeenBy.STAFF, icon="file-text")
declare("article.changed", _("Article changed"), seen_by=SeenBy.STAFF, icon="file-text")
declare("article.written", _("Article written on"), keys=("language", "number"), seen_by=SeenBy.STAFF, icon="file-text")
declare(
    "article.submitted",
    _("Article is ready to be published"),
    keys=("language",),
    seen_by=SeenBy.STAFF,
    icon="file-text",
)
declare("article.published", _("Article published"), keys=("language", "number"), icon="file-text")
declare("article.withdrawn", _("Article withdrawn"), keys=("language",), seen_by=SeenBy.STAFF, icon="file-text")
declare("article.judged", _("Reader's opinion"), keys=("language", "helped"), seen_by=SeenBy.STAFF, icon="thumbs-up")
declare(
    "article.prevented",
    _("Helped instead of a request"),
    keys=("language",),
    seen_by=SeenBy.STAFF,
    icon="circle-check",
)
declare("article.due", _("Time to look whether the article is still true"), seen_by=SeenBy.STAFF, icon="file-text")
declare("lesson.added", _("Lesson added"), seen_by=SeenBy.STAFF, icon="list-checks")
declare("lesson.changed", _("Lesson changed"), seen_by=SeenBy.STAFF, icon="list-checks")
declare("lesson.step_done", _("Step of a lesson done"), keys=("step",), seen_by=SeenBy.STAFF, icon="list-checks")
declare("ready_answer.added", _("Ready answer added"), seen_by=SeenBy.STAFF, icon="message-square-text")
declare("ready_answer.changed", _("Ready answer changed"), seen_by=SeenBy.STAFF, icon="message-square-text")
declare(
    "ready_answer.used", _("Ready answer used"), keys=("message",), seen_by=SeenBy.STAFF, icon="message-square-text"
)
declare("assistant.asked", _("Draft of a reply asked for"), seen_by=SeenBy.STAFF, icon="sparkles")
