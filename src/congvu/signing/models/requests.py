"""Signatures that are made somewhere else and come back: user's tokens, remote services."""

from typing import ClassVar

import uuid6
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..types import Provider, RequestState
from .keys import SigningKey, SigningKeyUse


class SigningRequest(models.Model):
    """One signature that waits for its signer to confirm it elsewhere (domain/documents 7.3). Never deleted.

    Bound to the paper (`sent_file_id`, `reference`), the person, the purpose and the end of its time. `sent_file_id` is
    the paper as the signer's program gets it; `hole_file_id` the same paper with room for a signature whose value alone
    is made elsewhere. Addresses are kept as SHA-256 of their secret.
    """

    uid = models.UUIDField(default=uuid6.uuid7, unique=True, editable=False)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="requests")
    provider = models.CharField(_("nơi giữ khóa"), max_length=10, choices=Provider)
    person_id = models.BigIntegerField(_("mã người ký"))
    person_name = models.CharField(_("người ký"), max_length=500)
    post_id = models.BigIntegerField(_("vị trí"))
    post_title = models.CharField(_("chức danh"), max_length=250)
    purpose = models.CharField(_("việc"), max_length=30, choices=SigningKeyUse.Purpose)
    reference = models.CharField(_("việc của nơi gọi"), max_length=200)
    title = models.CharField(_("tên văn bản"), max_length=500)
    back_url = models.CharField(_("trang quay về"), max_length=500, blank=True)
    reason = models.CharField(_("lý do ký"), max_length=500, blank=True)
    field = models.CharField(_("ô chữ ký"), max_length=50)
    sent_file_id = models.BigIntegerField(_("tệp gửi đi"))
    hole_file_id = models.BigIntegerField(_("tệp chừa chỗ"))
    hole_start = models.BigIntegerField()
    hole_end = models.BigIntegerField()
    digest = models.BinaryField(_("dấu vân tay của văn bản"))
    attributes = models.BinaryField(_("phần phải ký (DER)"))
    download_sha256 = models.CharField(max_length=64, unique=True)
    upload_sha256 = models.CharField(max_length=64, unique=True)
    pass_sha256 = models.CharField(_("SHA-256 của thẻ phiên"), max_length=64)
    downloaded_at = models.DateTimeField(_("tải về lúc"), null=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    said = models.CharField(_("kết quả"), max_length=500, blank=True)
    result_file_id = models.BigIntegerField(_("tệp đã ký"), null=True)
    created_at = models.DateTimeField(_("bắt đầu lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reference", "purpose"],
                condition=Q(state=RequestState.WAITING),
                name="signing_request_one_waiting",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person_id", "-created_at"], name="signing_request_mine"),
            models.Index(fields=["expires_at"], condition=Q(state=RequestState.WAITING), name="signing_request_late"),
        ]
