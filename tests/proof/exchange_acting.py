"""A clerk of one installation in a process of its own, who waits while the database is away, as a person would.

Started with CONGVU_DATA; each line in is a JSON list [command, {arguments}], each line out its JSON answer. Every
command may be given again: what was done is done.
"""

import json
import os
import sys
import time
import uuid

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "congvu.config.settings")
PATIENCE_SECONDS = 900  # the database is killed again and again


def partner(name: str, code: str, **said: str) -> int:
    """Describe the other installation, or one of its agencies, once."""
    from congvu.exchange.models import Partner
    from tests.exchange import node

    known = Partner.objects.filter(codes=[code]).first()
    return known.pk if known else node.partner(name, code, **said)


def take_back(references: list[str], sender: str = "") -> int:
    """Ask the receiver to give letters back, each once."""
    from congvu.exchange.models import Mailing
    from tests.exchange import node

    asked = {str(one) for one in Mailing.objects.filter(status_code="13").values_list("reference", flat=True)}
    return node.take_back([str(uuid.UUID(one)) for one in references if one not in asked], sender)


def under_way() -> list[int]:
    """Return how many packages are on their way, and how many are done."""
    from congvu.exchange.models import Mailing

    done = Mailing.objects.filter(state="done").count()
    return [Mailing.objects.count() - done, done]


def state() -> dict[str, object]:
    """Return what stands where, with what is still to be done."""
    from congvu.exchange.models import Arrival, Mailing
    from congvu.kernel.models import Delivery
    from tests.exchange import node

    twice = [str(one) for one in Mailing.objects.filter(state="done", receipt_text="").values_list("uid", flat=True)]
    return {
        **node.state(),
        "undelivered": Delivery.objects.filter(done_at=None).count(),
        "without_receipt": twice,
        "tries": sum(Mailing.objects.values_list("attempts", flat=True)),
        "withdrawn": sorted(Arrival.objects.filter(state="withdrawn").values_list("document_code", flat=True)),
    }


def main() -> None:
    """Answer until the input ends."""
    import django

    django.setup()
    from tests.exchange import node

    commands = {
        one.__name__: one
        for one in (node.setup, node.card, node.send, node.compare, partner, take_back, under_way, state)
    }
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(_patiently(commands[name], arguments)), flush=True)


def _patiently(act, arguments):
    from django.db import InterfaceError, OperationalError, connection, transaction
    from psycopg_pool import PoolTimeout

    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            with transaction.atomic():
                return act(**arguments)
        except (OperationalError, InterfaceError, PoolTimeout):
            connection.close()
            if time.monotonic() > end:
                raise
            time.sleep(0.3)


if __name__ == "__main__":
    main()
