"""Keys to other apps point down (DESIGN 2), by PROTECT (STYLE 3)."""

import configparser

from django.apps import apps
from django.db import models


def lines() -> dict[str, int]:
    """Return the line of each app, 0 at the ground, read from the contract that import-linter holds."""
    contract = configparser.ConfigParser()
    contract.read(".importlinter", encoding="utf-8")
    rows = [row for row in contract["importlinter:contract:layers"]["layers"].splitlines() if row.strip()]
    return {
        name.strip().removeprefix("congvu."): len(rows) - number
        for number, row in enumerate(rows)
        for name in row.split("|")
    }


def our_keys():
    line = lines()
    for model in apps.get_models():
        if model._meta.app_label in line and model.__module__.startswith("congvu."):
            for field in model._meta.get_fields():
                if isinstance(field, models.ForeignKey | models.ManyToManyField):
                    yield model, field, field.related_model


def test_every_app_stands_on_a_line():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("congvu.")}
    assert ours == set(lines())


def test_foreign_keys_point_down():
    line = lines()
    upward = [
        f"{model._meta.label}.{field.name} -> {target._meta.label}"
        for model, field, target in our_keys()
        if target._meta.app_label in line
        and target._meta.app_label != model._meta.app_label
        and line[target._meta.app_label] >= line[model._meta.app_label]
    ]
    assert upward == []


def test_foreign_keys_between_apps_protect():
    loose = [
        f"{model._meta.label}.{field.name}"
        for model, field, target in our_keys()
        if isinstance(field, models.ForeignKey)
        and target._meta.app_label != model._meta.app_label
        and field.remote_field.on_delete is not models.PROTECT
    ]
    assert loose == []
