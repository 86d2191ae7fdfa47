"""Django settings, read from `CONGVU_…` variables (docs/operator.md lists them all)."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from . import env, folders, processes
from .postgres import socket_folder

PACKAGE = Path(__file__).resolve().parent.parent
DATA = folders.data_folder()
DEBUG = env.flag("DEBUG", False)
TESTING = "PYTEST_VERSION" in os.environ


def _secret_key() -> str:
    """Return the installation's secret: the variable, or the file that `congvu run` makes once in the data folder.

    A command without an installation gets one that ends with it; tests a fixed one.
    """
    if given := env.text("SECRET_KEY"):
        return given
    file = DATA / "secret-key"
    if file.exists():
        return file.read_text(encoding="utf-8").strip()
    return "only-for-tests" if TESTING else secrets.token_urlsafe(48)


def _server() -> tuple[dict[str, str], dict[str, object]]:
    """Return where the database is (Django's names) and libpq's other options, such as sslmode."""
    if address := env.text("DATABASE_URL"):
        try:
            found = {key: str(value) for key, value in conninfo_to_dict(address).items()}
        except psycopg.ProgrammingError as error:
            raise env.BadSetting("CONGVU_DATABASE_URL: cần dạng postgresql://người-dùng:mật-khẩu@máy/tên.") from error
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        place = {django: found.pop(libpq, "") for libpq, django in names.items()}
        if not place["NAME"]:
            raise env.BadSetting("CONGVU_DATABASE_URL: thiếu tên cơ sở dữ liệu ở cuối địa chỉ.")
        return place, {**found}
    password = DATA / "postgres" / "password"
    return {
        "NAME": "congvu",
        "USER": "congvu",
        "PASSWORD": password.read_text(encoding="utf-8").strip() if os.access(password, os.R_OK) else "",
        "HOST": str(socket_folder(DATA / "postgres")),
        "PORT": str(env.number("POSTGRES_PORT", 5432, low=1, high=65535)),
    }, {}


def _database() -> dict[str, object]:
    """Return Django's database settings; behind a pooler of one's own (CONGVU_DATABASE_POOL=0) nothing is pooled."""
    place, options = _server()
    pooled = env.flag("DATABASE_POOL", True)
    patience = env.number("DATABASE_TIMEOUT", 5, low=1, high=120)
    if pooled and not TESTING:
        options["pool"] = {
            "min_size": 1,
            # One connection a thread, two to spare: a thread never waits unless the database itself is away.
            "max_size": env.number("DATABASE_POOL_SIZE", processes.web_threads() + 2, low=1, high=200),
            "timeout": patience,
            # The pool doubles its wait between attempts up to this; left long, a database that is back after a
            # minute would stand unused for another one.
            "reconnect_timeout": patience,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **place,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,  # a connection that died with the database is replaced before it is used
        "DISABLE_SERVER_SIDE_CURSORS": not pooled,
        "OPTIONS": {
            "connect_timeout": patience,
            "prepare_threshold": 5 if pooled else None,  # plans kept for what kernel.statements asks again and again
            **options,
        },
        "TEST": {"TEMPLATE": env.text("TEST_TEMPLATE") or None},
    }


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.words("HOSTS", "*" if DEBUG or not env.text("HOSTS") else "")
CSRF_TRUSTED_ORIGINS = env.words("ORIGINS")
DATABASES = {"default": _database()}
PROCRASTINATE_ON_APP_READY = "congvu.config.jobs.keep_with_acts"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "congvu.config",
    "congvu.archive",
    "congvu.capture",
    "congvu.directives",
    "congvu.documents",
    "congvu.exchange",
    "congvu.signing",
    "congvu.worklist",
    "congvu.notices",
    "congvu.search",
    "congvu.backup",
    "congvu.identity",
    "congvu.ui",
    "congvu.kernel",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "congvu.identity.middleware.ActorMiddleware",
    "congvu.ui.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "congvu.config.urls"
WSGI_APPLICATION = "congvu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "congvu.ui.context.frame",
            ],
            "builtins": [
                "congvu.ui.templatetags.cv",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]

# Language and time (DESIGN 6): stored in UTC, shown in Asia/Ho_Chi_Minh.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["congvu.ui.formats"]
USE_THOUSAND_SEPARATOR = False

# Accounts
AUTH_USER_MODEL = "identity.Account"
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher" if TESTING else "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
IDLE_MINUTES = env.number("IDLE_MINUTES", 60, low=1, high=24 * 60)
IDLE_MINUTES_ADMIN = env.number("IDLE_MINUTES_ADMIN", 30, low=1, high=24 * 60)
REQUIRE_ADMIN_MFA = env.flag("REQUIRE_ADMIN_MFA", True)
INSIDE_NETWORKS = env.words("INSIDE_NETWORKS")  # CIDR; from elsewhere a second factor is required; empty: no rule
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 0, low=0, high=10)
ACCOUNT_ADAPTER = "congvu.identity.web.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.number("REAUTHENTICATION_SECONDS", 900, low=60, high=86400)
MFA_ADAPTER = "congvu.identity.web.adapters.FactorAdapter"
MFA_FORMS = {
    "authenticate": "congvu.identity.web.factor_forms.SecondFactorForm",
    "authenticate_webauthn": "congvu.identity.web.factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "congvu.identity.web.factor_forms.PasskeyAgainForm",
    "login_webauthn": "congvu.identity.web.factor_forms.PasskeySignInForm",
    "add_webauthn": "congvu.identity.web.factor_forms.NewPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Công vụ"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False
# Công vụ as OpenID provider, and as client of a ministry's or province's sign-in (docs/operator.md)
IDP_OIDC_ADAPTER = "congvu.identity.web.oidc.ProviderAdapter"
OIDC_PRIVATE_KEY = env.text("OIDC_PRIVATE_KEY")
OIDC_SERVER = env.text("OIDC_SERVER")
SOCIALACCOUNT_ADAPTER = "congvu.identity.web.oidc.OutsideAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
OIDC_CLIENT_ID_NAME = env.text("OIDC_NAME", "don-vi-chu-quan")  # key of the outside sign-in provider
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, list[dict[str, object]]]] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": OIDC_CLIENT_ID_NAME,
                "name": env.text("OIDC_TITLE", "tài khoản của cơ quan chủ quản"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER, "oauth_pkce_enabled": True},
            }
        ]
        if OIDC_SERVER
        else []
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = env.text("SESSION_COOKIE", "congvu")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "congvu.ui.web.errors.csrf_failure"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, low=1, high=24 * 30) * 3600
HTTPS = env.flag("HTTPS", False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, past the reverse proxy
SECURE_HSTS_SECONDS = env.number("HSTS_DAYS", 365, low=0, high=3650) * 24 * 3600 if HTTPS else 0
if HTTPS and TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Security headers. Where browsers find live events; empty: same origin; `{host}`: the name the page was called by.
EVENTS_URL = env.text("EVENTS_URL")

TOKEN_AGENT_URL = env.text("TOKEN_AGENT_URL")  # signing program on the users' machines, called by their browsers


def _origin(address: str) -> str:
    """Return what a content-security policy may connect to for an address."""
    parts = urlsplit(address.replace("{host}", "*"))
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise env.BadSetting(f"CONGVU_EVENTS_URL: cần một địa chỉ http(s)://…, đang là “{address}”.")
    return f"{parts.scheme}://{parts.netloc}"


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [
            SELF,
            *([_origin(EVENTS_URL)] if EVENTS_URL else []),
            *([_origin(TOKEN_AGENT_URL)] if TOKEN_AGENT_URL else []),
        ],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF, *([OIDC_SERVER] if OIDC_SERVER else [])],
        "frame-ancestors": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

# Signing
SIGNING_KEY = env.text("SIGNING_KEY")  # Fernet key around private keys; empty: a file in the data folder
SIGNING_ASKS_AGAIN = env.flag("SIGNING_ASKS_AGAIN", False)
SIGNING_TIME_PATTERN = env.text("SIGNING_TIME_PATTERN", "%Y-%m-%dT%H:%M:%S%:z")
TSA_URL = env.text("TSA_URL")  # RFC 3161 authority; empty: none, a demonstration stamps by itself
PKCS11_MODULE = env.text("PKCS11_MODULE")  # library of the HSM, loaded as code: named by the operator only
CSC_URL = env.text("CSC_URL")  # remote signing (Cloud Signature Consortium)
CSC_VERSION = env.number("CSC_VERSION", 1, low=1, high=2)
CSC_CLIENT_ID = env.text("CSC_CLIENT_ID")
CSC_CLIENT_SECRET = env.text("CSC_CLIENT_SECRET")
CSC_TOKEN = env.text("CSC_TOKEN")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = env.text("STATIC") or None  # only where a web server of one's own gives the files out
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG or TESTING
WHITENOISE_MAX_AGE = 0 if DEBUG else 7 * 24 * 3600  # addresses change with the content (congvu.config.static)
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.[a-z0-9]+$"  # esbuild names fonts and pictures by their content


def _file_storage() -> dict[str, object]:
    """Return where stored files lie: the data folder, or the S3 bucket named by CONGVU_S3_BUCKET."""
    if bucket := env.text("S3_BUCKET"):
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": bucket,
                "endpoint_url": env.text("S3_ENDPOINT") or None,
                "region_name": env.text("S3_REGION", "us-east-1"),
                "access_key": env.text("S3_KEY_ID") or None,
                "secret_key": env.text("S3_SECRET") or None,
                "max_memory_size": 4 * 1024 * 1024,  # beyond it a file being read lies on disk, not in memory
            },
        }
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    }


STORAGES = {
    "default": _file_storage(),
    "staticfiles": {"BACKEND": "congvu.config.static.VersionedStorage"},
}
# Beside the files, so that a kept upload is renamed, not copied; a command without an installation has no such folder.
FILE_UPLOAD_TEMP_DIR = DATA / "tmp" if (DATA / "tmp").is_dir() else None
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_LIMIT_BYTES = env.number("FILE_LIMIT_MB", 200, low=1, high=4096) * 1024 * 1024
EXCHANGE_KEY = env.text("EXCHANGE_KEY")  # Ed25519, PEM; empty: made once in DATA/keys
EXCHANGE_LIMIT_BYTES = env.number("EXCHANGE_LIMIT_MB", 800, low=1, high=8192) * 1024 * 1024
NATS: dict[str, Any] = {
    "servers": env.words("NATS_URL"),  # empty: no NATS
    "inbox": env.text("NATS_INBOX"),
    "user": env.text("NATS_USER"),
    "password": env.text("NATS_PASSWORD"),
    "ca": env.text("NATS_CA"),
    "certificate": env.text("NATS_CERTIFICATE"),
    "key": env.text("NATS_KEY"),
    "domain": env.text("NATS_DOMAIN"),
    "api": env.text("NATS_API"),  # how an account of an agency's own calls the cluster's streams
    "leaf": env.text("NATS_LEAF"),
    "replicas": env.number("NATS_REPLICAS", 1, low=1, high=5),
    "again": env.number("NATS_AGAIN", 300, low=2, high=86400),
}
AUDIT_KEY = env.text("AUDIT_KEY")  # Ed25519, PEM; empty: made once in DATA/keys
CLAMAV = env.text("CLAMAV")  # "host:port" or a socket path; empty: files are not scanned
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Backups (docs/operator.md, 4)
BACKUP_FOLDER = env.text("BACKUP_FOLDER")  # empty: none is made by itself
BACKUP_AT = env.clock("BACKUP_AT", "01:30")
BACKUP_KEEP = env.number("BACKUP_KEEP", 14, low=1, high=1000)
BACKUP_FILES = env.flag("BACKUP_FILES", True)
BACKUP_PASSPHRASE = env.text("BACKUP_PASSPHRASE")
if BACKUP_PASSPHRASE and len(BACKUP_PASSPHRASE) < 12:
    raise env.BadSetting("CONGVU_BACKUP_PASSPHRASE: cần ít nhất 12 ký tự.")

# Mail
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("SMTP_HOST")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("SMTP_HOST", "localhost")
EMAIL_PORT = env.number("SMTP_PORT", 25, low=1, high=65535)
EMAIL_HOST_USER = env.text("SMTP_USER")
EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
EMAIL_USE_TLS = env.flag("SMTP_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "congvu@localhost")

# Where people reach the site: links in letters and codes on papers start with it.
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{env.number('PORT', 8000, low=1, high=65534)}").rstrip("/")

# SMS: the dotted path of a gateway (congvu.notices.sms); empty: none is sent.
SMS_URL = env.text("SMS_URL")
SMS_BACKEND = env.text("SMS_BACKEND", "congvu.notices.sms.HttpGateway" if SMS_URL else "")
SMS_TOKEN = env.text("SMS_TOKEN")
SMS_SENDER = env.text("SMS_SENDER", "CONGVU")
CAPTURE_FOLDER = env.text("CAPTURE_FOLDER", str(DATA / "capture"))  # scanners write below it, one folder a source
SMS_FILE = env.text("SMS_FILE", str(DATA / "sms.jsonl"))

# Logs (to standard error; `congvu run` keeps them in the data folder): no personal data, each unexpected error once.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "congvu.config.logs.Discreet", "format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING").upper()},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "CRITICAL"},  # addresses may hold secrets of citizens; views.unexpected logs errors
        "django.server": {"handlers": [], "level": "WARNING"},
        "congvu": {"level": "INFO"},
        "procrastinate": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
    },
}
if LOGGING["root"]["level"] not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:  # type: ignore[index]
    raise env.BadSetting("CONGVU_LOG_LEVEL: chỉ nhận DEBUG, INFO, WARNING, ERROR hoặc CRITICAL.")
