"""Every model says what one row means; ruff (D1) holds the same for public functions and classes."""

from django.apps import apps


def test_every_model_has_a_docstring_of_its_own():
    silent = [
        model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("congvu.") and (model.__doc__ or "").startswith(f"{model.__name__}(")
    ]
    assert silent == []
