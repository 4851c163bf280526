"""Foreign keys point down (F6): import-linter cannot see `ForeignKey("app.Model")`."""

from django.apps import apps

from tests.architecture.source import floors, none_of

UPWARD = {"kernel.Event.actor"}  # the one key that is allowed (F7)


def _floor(model):
    package = model.__module__.split(".")
    return package[1] if package[0] == "otklik" else None


def test_foreign_keys_point_to_the_same_package_or_a_lower_floor():
    height = floors()
    none_of(
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one or field.many_to_many) and not field.auto_created
        if (ours := _floor(model)) and (theirs := _floor(field.related_model))
        if ours != theirs and height[theirs] >= height[ours] and f"{model._meta.label}.{field.name}" not in UPWARD
    )


def test_the_upward_key_is_still_there():
    """An exception that nobody needs any more is taken off the list."""
    found = {
        f"kernel.Event.{field.name}" for field in apps.get_model("kernel", "Event")._meta.fields if field.is_relation
    }
    assert found == UPWARD
