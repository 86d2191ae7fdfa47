"""Events waiting for their subscribers."""

from typing import ClassVar

from django.db import models


class OutboxEvent(models.Model):
    """A fact published by an act, in the act's transaction."""

    name = models.CharField(max_length=150)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)


class Delivery(models.Model):
    """One event for one subscriber; open until `done_at`, dead when its attempts are used up."""

    event = models.ForeignKey(OutboxEvent, models.PROTECT, related_name="deliveries")
    subscriber = models.CharField(max_length=200)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("số lần đã thử", default=0)
    tried_at = models.DateTimeField("thử lần cuối", null=True)
    last_error = models.CharField("lỗi lần cuối", max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "subscriber"], name="kernel_delivery_once")]
        indexes: ClassVar = [models.Index(fields=["id"], condition=models.Q(done_at=None), name="kernel_delivery_open")]
