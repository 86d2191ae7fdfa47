"""Light or dark, and how dense: a choice of each reader, kept in a cookie and put on <html> by the server."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COOKIE = "cv_giao_dien"


class Theme(TextChoices):
    """Colours of the screen."""

    AUTO = "auto", _("Theo máy")
    LIGHT = "light", _("Sáng")
    DARK = "dark", _("Tối")


class Density(TextChoices):
    """Height of rows and controls."""

    DEFAULT = "default", _("Vừa")
    DENSE = "dense", _("Dày")
    TOUCH = "touch", _("Thoáng, cho màn hình chạm")


@dataclass(frozen=True, slots=True)
class Appearance:
    """The reader's choice."""

    theme: str = Theme.AUTO
    density: str = Density.DEFAULT


def appearance_of(request: HttpRequest) -> Appearance:
    """Return the choice in the cookie; an unknown value counts as none."""
    theme, _sep, density = request.COOKIES.get(COOKIE, "").partition(".")
    return Appearance(
        theme if theme in Theme.values else Theme.AUTO,
        density if density in Density.values else Density.DEFAULT,
    )
