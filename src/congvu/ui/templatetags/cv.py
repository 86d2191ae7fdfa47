"""Template tags and filters of the user interface, available in every template."""

from django import template

register = template.Library()
