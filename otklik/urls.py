"""Every address, by surface."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from otklik.ui import kit

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("otklik.signin.urls")),
    path("", include("otklik.portal.urls")),
    path("desk/", include("otklik.desk.urls")),
    path("manage/", include("otklik.manage.urls")),
]

if settings.KIT:
    urlpatterns.append(path("ui/kit/", kit.show, name="ui-kit"))

handler400 = "otklik.ui.failures.bad_request"
handler403 = "otklik.ui.failures.forbidden"
handler404 = "otklik.ui.failures.not_found"
handler500 = "otklik.kernel.door.pages.failure"
