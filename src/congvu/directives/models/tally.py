"""Counts of tasks, kept by the database itself as tasks change, so that a leader's page counts nothing."""

from typing import ClassVar

from django.db import models

from ..types import Standing, TallyOf


class Tally(models.Model):
    """`n` tasks more (or fewer) of one standing; the sum of the rows of a key is how many there are.

    Written by triggers of the tasks' table, in the transaction of the act: an act only adds rows, so that two acts
    never wait for each other here, and `actions.tallies.gather` sums them up. `scope` is 0 for the whole agency,
    otherwise the post that gave. `key` is the unit or the field, 0 for none. `day` is the deadline (9999-12-31 for
    none), for completed tasks the first of the month of the result.
    """

    agency = models.ForeignKey("identity.Agency", models.PROTECT, related_name="+", db_index=False)
    scope = models.BigIntegerField()
    dimension = models.PositiveSmallIntegerField(choices=TallyOf)
    key = models.BigIntegerField()
    day = models.DateField()
    standing = models.CharField(max_length=1, choices=Standing)
    n = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["agency", "scope", "dimension", "day"],
                include=["key", "standing", "n"],
                name="directives_tallies",
            )
        ]
