"""Every setting of Holdfast, in the order: where, secrets, apps, data, sign-in, headers, mail, work, API, logs.

Each one that differs between places is read from the environment; `.env.example` lists them all.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from practice import broker, local_secrets

env = environ.Env()

# --- Where ------------------------------------------------------------------------------------------------------

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
# Embedded: what `make run` sets. SQLite, a private Valkey, mail as files, secrets made on first use, plain http.
EMBEDDED = env.bool("HOLDFAST_EMBEDDED", default=False)
DEBUG = env.bool("DEBUG", default=False)
PORT = env.int("PORT", default=8000)
BASE_URL = (env("BASE_URL", default="") or f"http://localhost:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Secrets ----------------------------------------------------------------------------------------------------


def secret(name: str, make=local_secrets.random_key) -> str:
    """A secret from the environment, or from VAR_DIR/secrets where the embedded defaults are in force."""
    value = env(name, default="")
    if value:
        return value
    if EMBEDDED:
        return local_secrets.ensure(VAR_DIR / "secrets", name.lower(), make)
    raise ImproperlyConfigured(f"{name} is not set. Set it in the environment or in .env (see .env.example).")


SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if keys_file := env("HOLDFAST_KEYS_FILE", default=""):
    KEY_RING = Path(keys_file).read_text().strip()
else:
    KEY_RING = secret("HOLDFAST_KEYS", local_secrets.first_key_ring)
AUDIT_KEY = secret("HOLDFAST_AUDIT_KEY")

# --- Apps and the way of a request ------------------------------------------------------------------------------

INSTALLED_APPS = [
    "practice.apps.PracticeConfig",
    "clients.apps.ClientsConfig",
    "worksheets.apps.WorksheetsConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "anymail",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "practice.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "practice.middleware.private_by_default",
    "practice.middleware.broker_down_is_said",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "practice.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "practice.middleware.KeysOfTheRequest",
    "practice.middleware.CurrentMember",
    "clients.middleware.local_time",
    "clients.middleware.consent_first",
    "practice.middleware.denials_are_recorded",
]
ROOT_URLCONF = "practice.urls"
WSGI_APPLICATION = "practice.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Data -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'holdfast.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Tokens are ours (practice.ApiToken); the table of knox's own would stand empty and in the way.
MIGRATION_MODULES = {"knox": None}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env("REDIS_URL", default="")
# Rate limits alone live here: who is signed in is in the database, and goes on working without it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{broker.socket_path(VAR_DIR)}?db=1",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if bucket := env("S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": bucket, "endpoint_url": env("S3_ENDPOINT_URL", default=None), "default_acl": None},
    }
# What we store is ciphertext and never served by address: the files have no public URL.
MEDIA_URL = ""
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
if EMBEDDED:
    # Compressing everything takes over a minute, and nobody downloads from their own machine.
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
# Above the longest answer, so that a text that is too long can be handed back whole.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

# --- Sign-in ----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "practice.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "practice.passwords.HardToGuess"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "holdfast"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_AGE = 14 * 24 * 3600
STAFF_IDLE_SECONDS = 30 * 60
CLIENT_IDLE_SECONDS = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "practice.views.held.csrf_failure"
ACCOUNT_ADAPTER = "practice.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if EMBEDDED else "https"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "practice.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = "Holdfast"

# --- Headers ----------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "microphone", "geolocation", "payment", "usb", "display-capture")
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not EMBEDDED)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if EMBEDDED else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not EMBEDDED
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail -------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("DEFAULT_FROM_EMAIL", default="Holdfast <no-reply@localhost>")
EMAIL_TIMEOUT = 10
EMAIL_FILE_PATH = VAR_DIR / "mail"
if email_url := env("EMAIL_URL", default=""):
    vars().update(env.email_url_config(email_url))
elif not EMBEDDED:
    EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
else:
    EMAIL_BACKEND = "practice.mail.PrintedFileBackend"
ANYMAIL = env.json("ANYMAIL", default={})

# --- Work in the background -------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or f"redis+socket://{broker.socket_path(VAR_DIR)}"
CELERY_BEAT_SCHEDULE = {
    "sweep-documents": {"task": "worksheets.schedule.sweep_documents", "schedule": 10.0},
    "release-due": {"task": "worksheets.schedule.release_due", "schedule": 300.0},
    "sweep-mail": {"task": "practice.tasks.sweep_mail", "schedule": 20.0},
    "seal-audit": {"task": "practice.tasks.seal_audit", "schedule": 30.0},
    "clear-sessions": {"task": "practice.tasks.clear_sessions", "schedule": 24 * 3600.0},
}
WORKER_WARM_UP = ["worksheets.pdf.warm_up"]
# Reports that /readyz shows beside the database's state: dotted paths of callables that give a JSON-able value.
READY_REPORTS = {"documents": "worksheets.schedule.oldest_waiting"}
DOCUMENT_SECONDS = env.int("DOCUMENT_SECONDS", default=60)
DOCUMENT_MEMORY_MB = env.int("DOCUMENT_MEMORY_MB", default=1500)

# --- API --------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["practice.api.authentication.MemberToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["practice.api.parsing.PlainJSON"],
    "DEFAULT_PAGINATION_CLASS": "practice.api.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "practice.api.schema.ProblemSchema",
    "DEFAULT_THROTTLE_CLASSES": ["practice.api.throttling.MemberThrottle"],
    "DEFAULT_THROTTLE_RATES": {"member": env("API_RATE", default="600/min")},
    "EXCEPTION_HANDLER": "practice.api.problems.problem",
    "PAGE_SIZE": 50,
}
REST_KNOX = {"TOKEN_MODEL": "practice.ApiToken", "TOKEN_LIMIT_PER_USER": None, "AUTO_REFRESH": False}
KNOX_TOKEN_MODEL = "practice.ApiToken"  # noqa: S105
SPECTACULAR_SETTINGS = {
    "TITLE": "Holdfast",
    "DESCRIPTION": "Assign worksheets, write answers, read what was shared, fetch the PDFs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- Logs -------------------------------------------------------------------------------------------------------

# Tracebacks name files and lines, never local variables: an answer may be in one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "practice.logs.RequestId"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{request_id}{message}",
            "style": "{",
        },
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line" if EMBEDDED else "json",
        }
    },
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", default="INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        # DEBUG pages and error mails carry request bodies; neither exists here.
        "django.server": {"level": "WARNING"},
    },
}
DEFAULT_EXCEPTION_REPORTER_FILTER = "practice.logs.NothingPrivate"
