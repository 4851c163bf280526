"""The statuses that every installation starts with, in three languages (B1, R16)."""

from otklik.tickets.kinds import Kind
from otklik.tickets.models import Status

STATUSES: dict[Kind, tuple[dict[str, str], dict[str, str]]] = {
    Kind.NEW: (
        {"ru": "Новое", "uk": "Нове", "en": "New"},
        {"ru": "Приняли, скоро ответим", "uk": "Прийняли, скоро відповімо", "en": "Received, we will answer soon"},
    ),
    Kind.IN_WORK: (
        {"ru": "В работе", "uk": "У роботі", "en": "In work"},
        {"ru": "Работаем", "uk": "Працюємо", "en": "Working on it"},
    ),
    Kind.AWAITING_CUSTOMER: (
        {"ru": "Ждём данных", "uk": "Чекаємо даних", "en": "Awaiting the customer"},
        {
            "ru": "Ждём Вас: ответьте на вопрос",
            "uk": "Чекаємо на Вас: дайте відповідь",
            "en": "Waiting for your answer",
        },
    ),
    Kind.AWAITING_OTHER: (
        {"ru": "Ждём смежников", "uk": "Чекаємо суміжників", "en": "Awaiting others"},
        {"ru": "Работаем: запросили коллег", "uk": "Працюємо: запитали колег", "en": "Working: asked our colleagues"},
    ),
    Kind.IN_DEVELOPMENT: (
        {"ru": "В разработке", "uk": "У розробці", "en": "In development"},
        {"ru": "Исправляют разработчики", "uk": "Виправляють розробники", "en": "Developers are fixing it"},
    ),
    Kind.POSTPONED: (
        {"ru": "Отложено", "uk": "Відкладено", "en": "Postponed"},
        {
            "ru": "Вернёмся в назначенный срок",
            "uk": "Повернемося у призначений час",
            "en": "We will return to it on time",
        },
    ),
    Kind.SOLUTION_PROPOSED: (
        {"ru": "Решение предложено", "uk": "Рішення запропоновано", "en": "Solution proposed"},
        {
            "ru": "Ждём Вас: проверьте решение",
            "uk": "Чекаємо на Вас: перевірте рішення",
            "en": "Please check the solution",
        },
    ),
    Kind.CLOSED: (
        {"ru": "Закрыто", "uk": "Закрито", "en": "Closed"},
        {"ru": "Решено", "uk": "Вирішено", "en": "Solved"},
    ),
    Kind.REOPENED: (
        {"ru": "Открыто снова", "uk": "Відкрито знову", "en": "Reopened"},
        {"ru": "Вернулись к работе", "uk": "Повернулися до роботи", "en": "Working on it again"},
    ),
}


def seed() -> None:
    """Add what is missing; what somebody renamed stays renamed."""
    for order, (kind, (name, customer_name)) in enumerate(STATUSES.items()):
        Status.objects.get_or_create(
            kind=kind,
            is_default=True,
            defaults={"code": kind.value, "name": name, "customer_name": customer_name, "order": order},
        )
