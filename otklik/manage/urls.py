"""The settings: people and companies, requests, channels, the company, and everybody's own room."""

from django.urls import URLPattern, URLResolver, path

from otklik.manage.views import addresses, companies, home, me, merges, people, person, places, roles

app_name = "manage"

PEOPLE: list[URLPattern | URLResolver] = [
    path("people/", people.customers, name="customers"),
    path("people/staff/", people.staff, name="staff"),
    path("people/staff/new/", people.invite, name="invite"),
    path("people/<int:pk>/", person.person, name="person"),
    path("people/<int:pk>/role/", person.role, name="person_role"),
    path("people/<int:pk>/access/", person.access, name="person_access"),
    path("people/<int:pk>/invitation/", person.invitation, name="invitation"),
    path("people/<int:pk>/lines/", person.lines, name="person_lines"),
    path("people/<int:pk>/addresses/", addresses.add, name="address_new"),
    path("people/<int:pk>/addresses/<int:address>/confirmation/", addresses.verify, name="address_verified"),
    path("people/<int:pk>/addresses/<int:address>/preference/", addresses.prefer, name="address_preferred"),
    path("people/<int:pk>/addresses/<int:address>/delivery/", addresses.deliver, name="address_deliverable"),
    path("people/<int:pk>/addresses/<int:address>/removal/", addresses.remove, name="address_removed"),
    path("people/<int:pk>/companies/", places.give, name="place"),
    path("people/<int:pk>/companies/<int:place>/departure/", places.depart, name="departure"),
    path("people/<int:pk>/merge/", merges.preview, name="merge"),
    path("people/<int:pk>/merges/", merges.merge, name="merged"),
    path("people/<int:pk>/merges/<int:merge>/undoing/", merges.undo, name="merge_undone"),
    path("roles/", roles.index, name="roles"),
    path("roles/new/", roles.new, name="role_new"),
    path("roles/<int:pk>/", roles.edit, name="role"),
    path("roles/<int:pk>/removal/", roles.remove, name="role_removed"),
    path("companies/", companies.index, name="companies"),
    path("companies/new/", companies.new, name="company_new"),
    path("companies/<int:pk>/", companies.show, name="company_page"),
    path("companies/<int:pk>/people/", companies.add_member, name="company_member"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("bell/", me.bell, name="bell"),
    path("me/", me.me, name="me"),
    path("me/choice/", me.choose, name="my_choice"),
    path("me/notices/", me.notices, name="my_notices"),
    *PEOPLE,
]
