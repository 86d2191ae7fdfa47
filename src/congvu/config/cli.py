"""The `congvu` command."""

import os
import sys


def main() -> None:
    """Run a command; until its own are added, those of Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
