"""Who works in the demo, and who writes to it."""

from __future__ import annotations

from otklik.kernel import settings
from otklik.people import identifying, staffing
from otklik.people.models import Line, LineMembership, Organization, Person, Role
from otklik.people.models.organization import CompanyRole
from otklik.tickets.models import Category

PASSWORD = "otklik-demo"  # noqa: S105  shown on the sign-in page of the demo, on purpose

STAFF = (
    ("anna", "Анна Белова", "agent", "Специалист 1-й линии", ("first",)),
    ("oleg", "Олег Дёмин", "agent", "Специалист 1-й линии", ("first",)),
    ("oksana", "Оксана Литвин", "agent", "Инженер 2-й линии", ("second",)),
    ("timur", "Тимур Галиев", "agent", "Инженер 2-й линии", ("second",)),
    ("boris", "Борис Королёв", "lead", "Руководитель поддержки", ("first", "second")),
    ("gleb", "Глеб Ершов", "admin", "Администратор", ()),
    ("misha", "Миша Орлов", "trainee", "Стажёр", ("first",)),
    ("dana", "Дана Тимченко", "developer", "Разработчик", ()),
)
COMPANIES = (("Тёплый дом", "tepliydom.example"), ("Холодный склад", "sklad.example"))
CUSTOMERS = (
    ("vera", "Вера Соколова", "vera@tepliydom.example", 0, CompanyRole.HEAD, "ru"),
    ("pavel", "Павел Синицын", "pavel@tepliydom.example", 0, CompanyRole.MEMBER, "ru"),
    ("zoya", "Зоя Лукина", "zoya@tepliydom.example", 0, CompanyRole.OWN, "ru"),
    ("ruslan", "Руслан Ибрагимов", "ruslan@sklad.example", 1, CompanyRole.HEAD, "ru"),
    ("nina", "Нина Фёдоровна Жукова", "buh@sklad.example", 1, CompanyRole.MEMBER, "ru"),
    ("kirill", "Кирилл Дроздов", "kirill@drozdov.example", None, None, "ru"),
    ("olga", "Ольга Неверова", "olga.neverova@pochta.example", None, None, "ru"),
    ("evgeny", "Евгений Марченко", "marchenko@studio.example", None, None, "ru"),
    ("lena", "Елена Ёлкина", "elkina@cvety.example", None, None, "ru"),
    ("ivan", "Иван Кузнецов", "ivan@kuznecov.example", None, None, "ru"),
    ("olena", "Олена Гриценко", "olena@hrytsenko.example", None, None, "uk"),
    ("taras", "Тарас Мельник", "taras@melnyk.example", None, None, "uk"),
    ("daniel", "Daniel Whitmore", "daniel@whitmore.example", None, None, "en"),
    ("marat", "Марат Сафин", "marat@kofe.example", None, None, "ru"),
    ("sveta", "Светлана Орехова", "sveta@orehova.example", None, None, "ru"),
    ("artem", "Артём Власов", "vlasov@sport.example", None, None, "ru"),
)
CATEGORIES: dict[str, tuple[str, ...]] = {
    "Сайт": ("Недоступность", "Домены", "Сертификаты", "Перенос"),
    "Почта": ("Доставка", "Ящики"),
    "Касса": ("Чеки", "Эквайринг"),
    "Оплата": ("Счета", "Возвраты"),
    "Вход": ("Коды", "Права"),
    "Обмен с 1С": (),
}


def bring_in() -> None:
    """Make everybody, with passwords and confirmed addresses."""
    for login, name, role, position, lines in STAFF:
        person = _person(login, name, f"{login}@otklik.example", "ru")
        person.role, person.position = Role.objects.get(code=role), position
        person.set_password(PASSWORD)
        person.save()
        for code in lines:
            LineMembership.objects.create(line=Line.objects.get(code=code), person=person)
    companies = [staffing.found(name, by=None, domains=[domain]) for name, domain in COMPANIES]
    for login, name, address, company, place, language in CUSTOMERS:
        _customer(login, name, address, companies[company] if company is not None else None, place, language)
    _sort()
    settings.change("people.company_name", {"ru": "Причал", "uk": "Причал", "en": "Prichal"}, by=None)
    settings.change(
        "people.company_hours",
        {"ru": "Каждый день с 09:00 до 21:00", "uk": "Щодня з 09:00 до 21:00", "en": "Every day from 9:00 to 21:00"},
        by=None,
    )
    settings.change("people.company_phone", "8 800 555-01-17", by=None)


def _customer(
    login: str, name: str, address: str, company: Organization | None, place: CompanyRole | None, language: str
) -> None:
    person = _person(login, name, address, language)
    if company is not None and place is not None:
        staffing.place(person, company, place, by=None)


def _person(login: str, name: str, address: str, language: str) -> Person:
    person, identity = identifying.known("email", address, name=name, channel="demo", language=language)
    Person.objects.filter(pk=person.pk).update(login=login)
    person.refresh_from_db()
    identifying.verify(identity)
    return person


def _sort() -> None:
    for order, (name, children) in enumerate(CATEGORIES.items()):
        parent = Category.objects.create(name={"ru": name}, order=order)
        for place, child in enumerate(children):
            Category.objects.create(name={"ru": child}, parent=parent, order=place)
