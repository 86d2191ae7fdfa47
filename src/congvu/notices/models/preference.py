"""How a person wants to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ..types import EmailChoice


class Preference(models.Model):
    """A person's channels. No row means the defaults: the bell, nothing else."""

    person = models.OneToOneField("identity.Person", models.PROTECT, related_name="+", primary_key=True)
    email = models.CharField(_("thư điện tử"), max_length=10, choices=EmailChoice, default=EmailChoice.NO)
    sms = models.BooleanField(_("tin nhắn SMS"), default=False)
