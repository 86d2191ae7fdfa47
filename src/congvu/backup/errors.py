"""Refusals of backup and restore."""

from django.utils.translation import gettext_lazy as _

from congvu.kernel.errors import DomainError


class BackupRunning(DomainError):
    """One backup at a time in an installation."""

    code = "backup.running"
    message = _("Một lần sao lưu khác đang chạy; hãy chờ lần đó xong.")


class BackupPlaceRefused(DomainError):
    """The place for the file cannot be written, or is not configured."""

    code = "backup.place_refused"
    message = _("%(reason)s")
    status = 422


class PassphraseRefused(DomainError):
    """Missing, too short, or not the one that the file was made with."""

    code = "backup.passphrase_refused"
    message = _("%(reason)s")
    status = 422


class BackupDamaged(DomainError):
    """The file is no backup of ours, ends early, or was changed."""

    code = "backup.damaged"
    message = _("Tệp sao lưu không dùng được: %(reason)s")
    status = 422


class InstallationInUse(DomainError):
    """A restore never writes over data."""

    code = "backup.installation_in_use"
    message = _(
        "Bản cài này đã có dữ liệu (%(what)s) nên không phục hồi đè lên. Hãy phục hồi vào một thư mục dữ liệu mới "
        "hoặc một cơ sở dữ liệu trống."
    )


class VersionRefused(DomainError):
    """The code does not know the tables that the backup holds."""

    code = "backup.version_refused"
    message = _(
        "Bản sao lưu có những bước bảng dữ liệu mà mã nguồn này chưa biết (%(what)s). Hãy dùng mã nguồn cùng phiên bản "
        "hoặc mới hơn."
    )
