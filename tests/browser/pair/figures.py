"""Prints the figures of plan targets of one installation as JSON: python -m tests.browser.pair.figures AGENCY-CODE."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")

# Chỉ tiêu 2, 3, 25, 32 (domain/portal-and-operations 7.2).
TARGETS = (
    "directives.leaders_online",
    "documents.exchanged_electronically",
    "documents.directing_received",
    "documents.between_agencies",
)


def main() -> None:
    """Compute each for this year: how many, out of how many."""
    import django

    django.setup()
    from django.utils import timezone

    from congvu.identity import api as identity
    from congvu.kernel.api import measures

    today = timezone.localdate()
    agency = identity.route_to_successor(sys.argv[1], on=today)
    year = measures.Period.year(today.year)
    found = measures.values(agency.id, year, TARGETS)
    print(json.dumps({one.code: [int(one.numerator), int(one.denominator or 0)] for one in found}))


if __name__ == "__main__":
    main()
